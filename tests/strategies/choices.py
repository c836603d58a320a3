"""Where the generators' decisions come from: hypothesis, which shrinks them, or a seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import Any, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Choices:
    """A stream of decisions. Option 0 is always the simplest: shrinking moves towards it."""

    def __init__(self, below: Callable[[int], int]) -> None:
        self.below = below

    @classmethod
    def seeded(cls, seed: int) -> Choices:
        """The same decisions every time for one seed."""
        return cls(Random(seed).randrange)

    @classmethod
    def drawn(cls, draw: Callable[[st.SearchStrategy[Any]], Any]) -> Choices:
        """Decisions drawn by hypothesis inside a composite strategy."""
        return cls(lambda count: draw(_INTEGERS[count]))

    def between(self, least: int, most: int) -> int:
        return least + self.below(most - least + 1)

    def chance(self, percent: int) -> bool:
        """True `percent` times in a hundred; False is the simpler."""
        return self.below(100) >= 100 - percent

    def choose(self, options: Sequence[T]) -> T:
        return options[self.below(len(options))]

    def some(self, options: Sequence[T], least: int, most: int) -> list[T]:
        """Between `least` and `most` different options."""
        left = list(options)
        count = min(len(left), self.between(least, most))
        return [left.pop(self.below(len(left))) for _ in range(count)]


class _Integers(dict[int, st.SearchStrategy[int]]):
    def __missing__(self, count: int) -> st.SearchStrategy[int]:
        self[count] = st.integers(0, count - 1)
        return self[count]


_INTEGERS = _Integers()
