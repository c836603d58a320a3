"""What a file of ratings is like."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import polars

from ...columns.lowering import Lowered
from ...columns.output.layout import NumberForm
from .writing import Drain, Metadata, WrittenFormat

if TYPE_CHECKING:
    from ...evidence.evidence_set import Note
    from ...evidence.problems import Problem
    from ...rating import Rating


ProblemText = Callable[["Problem", Sequence[str]], str]
"""A problem, and the texts beside the person whom it is about -> how it is written."""


@dataclass(frozen=True, slots=True)
class Closing:
    """What can be asked once everyone is rated: what a file of columns says of all ratings, the
    problems that are kept and how many there are, every problem as the layout writes it, and the
    notes."""

    metadata: Metadata
    problems: Callable[[], tuple[Sequence[Problem], int]]
    written_problems: Callable[[], Iterable[str]]
    notes: Callable[[], Sequence[Note]]


@dataclass(frozen=True, slots=True)
class RatedBatch:
    """A batch whose people are rated.

    `rated` are those who could be rated, as `rate_frame` gives them; `kept` their positions in the
    batch, None where nobody else is in it. `refused` has for the positions of the others who they
    are and why they are not rated. `beside` are the texts of the whole batch that stand beside
    ratings, in columns named "0", "1". `rate` is the single evaluation of rows of `rated`.
    """

    rated: polars.DataFrame
    kept: Sequence[int] | None
    refused: Mapping[int, tuple[str | None, str]]
    beside: polars.DataFrame
    rate: Callable[[Sequence[int]], Iterator[Rating]]

    def beside_rated(self) -> polars.DataFrame:
        """The texts beside the rows of `rated`."""
        # A frame without columns has no rows either.
        if self.kept is None or not self.beside.columns:
            return self.beside
        return self.beside[list(self.kept)]


class Layout(Protocol):
    """Makes the rows of a file of ratings."""

    @property
    def numbers(self) -> NumberForm:
        """How it needs numbers."""

    @property
    def rows(self) -> int:
        """How many rows it takes at a time."""

    @property
    def threads(self) -> int:
        """How many batches are rated at a time, while the next is read and the last is written; 0
        where that gains nothing."""

    @property
    def tells_extents(self) -> bool:
        """Whether it is told at the end how far values reach, too, which takes a third of the time
        again that it takes to rate people by columns."""

    @property
    def problem_text(self) -> ProblemText | None:
        """How problems are written; None where they are not, one by one."""

    def lowered(self) -> Lowered:
        """What rates people so that the columns are there."""

    def arranged(self, batch: RatedBatch) -> polars.DataFrame:
        """The rows that are written of a batch."""

    def drain(self, path: Path, style: WrittenFormat, closing: Closing, /) -> Drain:
        """What writes them to a file."""
