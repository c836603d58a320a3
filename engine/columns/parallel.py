"""Work shared by threads, and the memory it takes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy
import polars

from .threads import lasting_threads

KEPT_BYTES = 31 * 2**20
"""Just below the most that glibc learns from."""
MANY = 80_000
"""From so many people on several threads share the work."""
MOST_WORKERS = 8
"""A thread holds the lock of the interpreter for a tenth of its time, so that more would wait."""


def keep_memory() -> None:
    """Lets the C library keep freed memory: having freed a large block once, glibc stops giving
    what the columns of a chunk used back to the system, only to ask for it anew, page by page,
    which cost as much as the arithmetic."""
    numpy.empty(KEPT_BYTES, numpy.uint8)


def workers(people: int) -> int:
    """How many threads share the work on so many people: no more than Polars uses itself, which
    `POLARS_MAX_THREADS` limits."""
    return 1 if people < MANY else most_workers()


def most_workers() -> int:
    """How many threads share the work on very many people."""
    return min(polars.thread_pool_size(), MOST_WORKERS)


def in_parallel(work: Callable[[Any], Any], items: Iterable[Any], people: int) -> list[Any]:
    """The results of each item, in their order."""
    listed = list(items)
    threads = min(len(listed), workers(people))
    if threads < 2:
        return [work(item) for item in listed]
    return list(lasting_threads("rating", most_workers()).map(work, listed))
