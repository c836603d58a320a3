"""What the codes of absences say, as the words of a column."""

from __future__ import annotations

from typing import Any

import numpy

from ...plan import Plan
from ..values.absences import NOT_APPLICABLE, Absences
from .results import reason_text

Words = tuple[Any, list[str]]
"""For each code the position of its text, and the different texts."""


class ReasonTexts:
    """The texts of a plan's absences, which grow as new ones turn up. Threads may share it."""

    def __init__(self, plan: Plan, absences: Absences) -> None:
        self._plan = plan
        self._absences = absences
        self._known: tuple[dict[int, str], Words] = {}, _words({})

    def known(self) -> tuple[dict[int, str], Words]:
        """The text of every code so far; not to be changed."""
        texts, _ = self._known
        absences = self._absences.all
        if len(absences) > len(texts):
            plan = self._plan
            texts = {
                code: texts[code] if code in texts else reason_text(plan, absence)
                for code, absence in absences.items()
            }
            self._known = texts, _words(texts)
        return self._known


class Reasons:
    """What the codes of absences in one frame say, and codes for what only single rows say."""

    def __init__(self, texts: ReasonTexts) -> None:
        self._texts: dict[int, str]
        self._words: Words | None
        self._texts, self._words = texts.known()
        self._codes: dict[str, int] | None = None

    def code(self, text: str) -> int:
        """The code of a reason."""
        if self._codes is None:
            self._codes = {text: code for code, text in self._texts.items()}
        code = self._codes.get(text)
        if code is None:
            code = next(each for each in range(1, NOT_APPLICABLE * 2) if each not in self._texts)
            self._codes[text] = code
            self._texts = {**self._texts, code: text}
            self._words = None
        return code

    def text(self, code: int) -> str | None:
        """What a code says; None of the code of those who are not absent."""
        return self._texts.get(code)

    def words(self) -> Words:
        """The words of a column of such codes."""
        if self._words is None:
            self._words = _words(self._texts)
        return self._words


def _words(texts: dict[int, str]) -> Words:
    words = list(dict.fromkeys(texts.values()))
    places = {text: place for place, text in enumerate(words)}
    positions = numpy.zeros(NOT_APPLICABLE * 2, numpy.uint32)
    for code, text in texts.items():
        positions[code] = places[text]
    return positions, words
