"""Threads that stay, for what they would leave behind otherwise: the C library keeps memory for
each thread that ever asked for some, and new ones every time would have it add up."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Lock

_lock = Lock()
_kept: dict[str, ThreadPoolExecutor] = {}


def lasting_threads(purpose: str, most: int) -> ThreadPoolExecutor:
    """The threads of this process for one purpose, of which the first caller says how many there
    are at most. What they do must not wait for others of the same purpose."""
    with _lock:
        found = _kept.get(purpose)
        if found is None:
            found = _kept[purpose] = ThreadPoolExecutor(most, thread_name_prefix=purpose)
        return found


def _forget() -> None:
    """Threads do not come along into a copy of the process."""
    global _lock  # noqa: PLW0603  (another thread may have held it when the process was copied)
    _lock = Lock()
    _kept.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
