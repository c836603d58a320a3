"""Work shared by threads, and the memory it takes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy

KEPT_BYTES = 31 * 2**20
"""Just below the most that glibc learns from."""
MANY = 30_000
"""From so many people on several threads share the work."""


def keep_memory() -> None:
    """Lets the C library keep freed memory: having freed a large block once, glibc stops giving
    what the columns of a chunk used back to the system, only to ask for it anew, page by page,
    which cost as much as the arithmetic."""
    numpy.empty(KEPT_BYTES, numpy.uint8)


def in_parallel(work: Callable[[Any], Any], items: Iterable[Any], people: int) -> list[Any]:
    """The results of each item, in their order; threads pay for many people only."""
    listed = list(items)
    workers = min(len(listed), os.cpu_count() or 1)
    if workers < 2 or people < MANY:
        return [work(item) for item in listed]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(work, listed))
