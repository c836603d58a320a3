"""Wordings of the catalogue with labels of the framework put in -> phrases."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from string import Formatter

from ...dsl import framework as fw
from ...dsl.types import NUMBER, PERCENT, QuantityType
from ..explaining.explanation_values import ExactValue, Value
from ..explaining.precision import shown_places
from ..render.catalogue import Catalogue
from ..render.quantities import show
from .model import LevelMark, Phrase, Run, Text

_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class Composer:
    """Says things about one framework in one language."""

    framework: fw.Framework
    words: Catalogue

    # --- texts -----------------------------------------------------------------------------

    def text(self, label: fw.Label) -> Text:
        """A label in the language of the handbook, or else in the framework's own."""
        language = self.words.language
        if language in label.translations:
            return Text(_printable(label.translations[language]), language)
        return Text(_printable(label.text), self.framework.languages[0])

    def maybe(self, label: fw.Label | None) -> Text | None:
        """The text of a label that may be absent."""
        return None if label is None else self.text(label)

    def fact(self, id: str, label: fw.Label) -> Phrase:
        """The label of a declaration, which a page may explain."""
        text = self.text(label)
        return (Run(text.text, text.language, "fact", id),)

    def level(self, scale: str, id: str) -> Phrase:
        """The label of a level."""
        text = self.text(self.framework.scales[scale].level(id).label)
        return (Run(text.text, text.language, "level"),)

    def mark(self, scale: str, id: str) -> LevelMark:
        """A level with its points and its place in its scale."""
        of = self.framework.scales[scale]
        level = of.level(id)
        height = Fraction(level.rank, max(len(of.levels) - 1, 1))
        return LevelMark(id, self.text(level.label), self.points(level.points), height)

    # --- phrases ---------------------------------------------------------------------------

    def phrase(self, key: str, /, **parts: Phrase | str) -> Phrase:
        """The wording of a key, its arguments put in with what they name."""
        (wording,) = self.words.wordings[key]
        runs: list[Run] = []
        for before, name, _, _ in Formatter().parse(wording):
            runs += self.plain(before)
            if name is not None:
                part = parts[name]
                runs += self.plain(part) if isinstance(part, str) else part
        return _joined(runs)

    def plain(self, text: str) -> Phrase:
        """Words of the handbook."""
        return (Run(text, self.words.language),) if text else ()

    def listed(self, phrases: Sequence[Phrase]) -> Phrase:
        """Phrases with the sign of a list between them."""
        separator = self.plain(self.words.text("list.comma"))
        runs: list[Run] = []
        for number, phrase in enumerate(phrases):
            runs += separator if number else ()
            runs += phrase
        return _joined(runs)

    # --- numbers ---------------------------------------------------------------------------

    def number(self, value: ExactValue, type: QuantityType) -> str:
        """An exact number with its unit; `≈` where its digits leave something out."""
        assert isinstance(value, Fraction)
        places, is_rounded = shown_places(value, type.kind)
        return show(Value(value, type, places, is_rounded, None), self.words)

    def points(self, value: Fraction) -> str:
        """Points without their word."""
        return self.number(value, NUMBER)

    def share(self, value: Fraction) -> str:
        """A share of a whole as a percentage."""
        return self.number(value, PERCENT)


def _joined(runs: Iterable[Run]) -> Phrase:
    """Runs of plain words that follow each other become one."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last is not None and last.kind == run.kind == "words" and last.language == run.language:
            joined[-1] = Run(last.text + run.text, run.language)
        else:
            joined.append(run)
    return tuple(joined)


def _printable(text: str) -> str:
    """The text without what neither paper nor screen shows; line breaks become spaces."""
    spaced = " ".join(text.split())
    return "".join(each for each in spaced if unicodedata.category(each) not in _UNSEEN)
