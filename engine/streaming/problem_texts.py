"""Problems as texts, in the order in which they are told, however many there are."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO

from ..evidence.problems import Problem
from .layout import ProblemText

MOST_HELD = 20_000
"""Texts that are held in memory; more are put aside in files that go away with the run."""

_Place = tuple[bool, str, int, int]
_Placed = tuple[_Place, str]


class ProblemTexts:
    """Takes problems in any order, and gives their texts by file and row: what has no file, such as
    a requirement that does not hold, comes last, and what stands in one row as it came."""

    def __init__(self, written: ProblemText) -> None:
        self._written = written
        self._held: list[_Placed] = []
        self._aside: list[IO[str]] = []
        self._count = 0

    def take(self, problem: Problem, kept: Sequence[str]) -> None:
        """Takes in a problem; `kept` are the texts beside the person whom it is about."""
        if len(self._held) >= MOST_HELD:
            self._put_aside()
        self._count += 1
        place = (not problem.file, problem.file, problem.row or 0, self._count)
        self._held.append((place, self._written(problem, kept)))

    def texts(self) -> Iterator[str]:
        """The texts in their order, once."""
        self._held.sort()
        for _, text in heapq.merge(self._held, *map(_read_again, self._aside)):
            yield text

    def close(self) -> None:
        """Removes what was put aside."""
        for file in self._aside:
            file.close()

    def _put_aside(self) -> None:
        file = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
        self._held.sort()
        file.writelines(json.dumps(placed) + "\n" for placed in self._held)
        self._aside.append(file)
        self._held = []


def _read_again(file: IO[str]) -> Iterator[_Placed]:
    file.seek(0)
    for line in file:
        place, text = json.loads(line)
        yield tuple(place), text
