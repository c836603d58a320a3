"""Problems as texts, in the order in which they are told, however many there are."""

from __future__ import annotations

import heapq
import json
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO

from ..evidence.problems import Problem
from .problem_places import ProblemPlace
from .writing.layout import ProblemText

MOST_HELD = 20_000
"""Texts that are held in memory; more are put aside in files that go away with the run."""

_Placed = tuple[ProblemPlace, str]


class ProblemTexts:
    """Takes problems in any order, and gives their texts in the order of their places."""

    def __init__(self, written: ProblemText) -> None:
        self._written = written
        self._held: list[_Placed] = []
        self._aside: list[IO[str]] = []

    def take(self, place: ProblemPlace, problem: Problem, kept: Sequence[str]) -> None:
        """Takes in a problem; `kept` are the texts beside the person whom it is about."""
        if len(self._held) >= MOST_HELD:
            self._put_aside()
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
        (unplaced, name, row, what, person, count), text = json.loads(line)
        yield (unplaced, name, row, what, person, count), text
