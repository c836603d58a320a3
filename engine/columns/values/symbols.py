"""Values that are no numbers, and the whole numbers that stand for them in columns."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Lock
from typing import Any


class Symbols:
    """Values that are no numbers, each with the whole number that stands for it in columns."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._codes: dict[Any, int] = {}
        self._values: list[Any] = []

    def code(self, value: Any) -> int:
        """The number of a text, a member of a choice or a period."""
        code = self._codes.get(value)
        if code is None:
            with self._lock:
                code = self._codes.setdefault(value, len(self._values))
                if code == len(self._values):
                    self._values.append(value)
        return code

    @property
    def values(self) -> Sequence[Any]:
        """The values in the order of their numbers."""
        return self._values
