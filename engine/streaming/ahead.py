"""Work on one thing after another, several at a time, with the results in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, wait
from typing import TypeVar

from ..columns.threads import lasting_threads

Given = TypeVar("Given")
Done = TypeVar("Done")


def in_order(work: Callable[[Given], Done], items: Iterable[Given], threads: int) -> Iterator[Done]:
    """The results of each item, in their order.

    So many threads work while the caller makes the next item and uses the last result; no more
    items than threads and one are taken ahead. Without threads, the caller works. What an item
    raises is raised in its place, and nothing is begun after it.
    """
    if not threads:
        yield from map(work, items)
        return
    pool = lasting_threads("batches", threads)
    begun: deque[Future[Done]] = deque()
    try:
        for item in items:
            begun.append(pool.submit(work, item))
            if len(begun) > threads:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()
    finally:
        wait([each for each in begun if not each.cancel()])
