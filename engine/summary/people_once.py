"""Who is rated twice, found without holding who is rated: by hashes, and by name only where some
are alike."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Final

Key = tuple[str, str]
"""A person and a period."""

_AT_A_TIME: Final = 2**20
"""So many hashes are compared at a time, which bounds the memory that it takes."""


class PeopleOnce:
    """Takes in people and periods, 8 bytes for each."""

    __slots__ = ("_hashes",)

    def __init__(self) -> None:
        self._hashes = array("q")

    def add(self, keys: Iterable[Key]) -> None:
        """Some people who are rated."""
        self._hashes.extend(map(hash, keys))

    def alike(self) -> frozenset[int]:
        """The hashes that came more than once: of people who are rated twice, and hardly ever of
        others."""
        found: set[int] = set()
        parts = 1 + len(self._hashes) // _AT_A_TIME
        for part in range(parts):
            seen: set[int] = set()
            for each in self._hashes:
                if each % parts != part:
                    continue
                if each in seen:
                    found.add(each)
                seen.add(each)
        return frozenset(found)
