"""Single evaluations -> what the columns of a frame need of them.

A trace holds every step of a plan. Of many people that is more than a processor keeps at hand, so
that what is needed is taken as soon as somebody is evaluated, and the trace let go.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, TypeVar

from ...rating import Rating, levels_open
from ...trace import Absence, Trace
from .shares import Shares

Told = TypeVar("Told")


class Places(dict[int, int]):
    """Where what stands at a position of `Trace.values` will stand in `Gathered.values`; it gets
    the next place when it is first asked for."""

    def __missing__(self, position: int) -> int:
        self[position] = len(self)
        return self[position]

    def take(self) -> Callable[[Sequence[Any]], tuple[Any, ...]]:
        """What takes all that has a place."""
        # An item alone would come without a tuple around it.
        return itemgetter(*self, 0, 0)


@dataclass(frozen=True, slots=True)
class Gathering:
    """What is taken of evaluations: what stands at the places, why any of some steps is absent, the
    shares of the role, and the levels still possible where a column tells them. No further place
    may be asked for."""

    take: Callable[[Sequence[Any]], tuple[Any, ...]]
    absent: Collection[int]
    shares: Shares | None
    possible: bool

    def new(self) -> Gathered:
        """Takes evaluations, of nobody so far."""
        return Gathered(self)


@dataclass(slots=True, eq=False)
class Gathered:
    """What was taken of some people's evaluations, in their order: `values`, by the places,
    `shares`, by ids, and `possible`. `refused` are the positions among everybody of those whose
    evidence could not be taken, and who are left out of all else."""

    gathering: Gathering
    values: list[tuple[Any, ...]] = field(default_factory=list)
    shares: list[Mapping[str, tuple[int, int]]] = field(default_factory=list)
    possible: list[str | None] = field(default_factory=list)
    refused: list[int] = field(default_factory=list)
    _absent: dict[int, list[tuple[int, Absence]]] = field(default_factory=dict)
    _first: dict[tuple[int, ...], Sequence[tuple[int, Absence]]] = field(default_factory=dict)

    def add(self, trace: Trace | None) -> None:
        """Takes somebody's evaluation; None where the evidence was refused."""
        at = len(self.values)
        if trace is None:
            self.refused.append(at + len(self.refused))
            return
        gathering, values = self.gathering, trace.values
        self.values.append(gathering.take(values))
        if gathering.shares is not None:
            self.shares.append(gathering.shares.of(trace))
        if gathering.possible:
            self.possible.append("; ".join(levels_open(Rating(trace))) or None)
        for index in trace.notes:
            if index in gathering.absent and not values[2 * index + 1]:
                absence = trace.absence(index)
                assert absence is not None
                self._absent.setdefault(index, []).append((at, absence))

    def absent_of(self, steps: tuple[int, ...]) -> Sequence[tuple[int, Absence]]:
        """Those of whom any of some steps is absent, and why the first of them is."""
        known = self._first.get(steps)
        if known is None:
            found: dict[int, Absence] = {}
            for index in reversed(steps):
                found.update(self._absent.get(index, ()))
            known = self._first[steps] = tuple(found.items())
        return known

    def told(
        self, steps: tuple[int, ...], tell: Callable[[Absence], Told], otherwise: Told
    ) -> list[Told]:
        """The same of everybody."""
        cells = [otherwise] * len(self.values)
        for at, absence in self.absent_of(steps):
            cells[at] = tell(absence)
        return cells
