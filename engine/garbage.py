"""Puts off the collection of garbage while many objects are made that all stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collection_paused() -> Iterator[None]:
    """While this lasts, Python looks for no cycles of garbage; after it, all is as it was.

    Reading a framework makes hundreds of thousands of objects and next to no garbage, and the
    collector would look at each of them again and again: half of the time went there. A caller
    who has switched collection off finds it off.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
