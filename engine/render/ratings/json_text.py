"""Ratings -> JSON text, the same as of their documents (`document.py`), a person at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from ...evidence.kept import Kept, kept_texts
from ...evidence.problems import Problem
from ...rating import Rating
from .document import note_document, problem_document, run_document, setting_document
from .json_form import INDENTED, ON_ONE_LINE
from .person_text import PersonTexts

if TYPE_CHECKING:
    from ...evidence.evidence_set import Note
    from ...rater import Rater


def rating_lines(
    rater: Rater,
    ratings: Iterable[Rating],
    language: str = "en",
    *,
    keep: Sequence[str] = (),
    kept: Kept = MappingProxyType({}),
) -> Iterator[str]:
    """Ratings of one rater -> the lines of a JSON Lines file, each with its line break: what
    `json.dumps` gives of `rating_document`, many times as fast. The arguments are as there."""
    people = people_on_lines(rater, language, keep)
    for rating in ratings:
        yield people.text(rating, kept_texts(kept, rating.person, keep)) + "\n"


def ratings_json(
    rater: Rater,
    ratings: Iterable[Rating],
    problems: Iterable[Problem] = (),
    language: str = "en",
    *,
    notes: Iterable[Note] = (),
    keep: Sequence[str] = (),
    kept: Kept = MappingProxyType({}),
) -> Iterator[str]:
    """Ratings of one rater -> the pieces of a JSON file: what `json.dumps` gives of
    `ratings_document` with `indent=2`, many times as fast, and never held as a whole."""
    document = RatingsJson(rater, language, keep)
    yield document.opening
    between = document.before_first
    for rating in ratings:
        yield between + document.people.text(rating, kept_texts(kept, rating.person, keep))
        between = document.before_next
    texts = (document.problem(problem, kept) for problem in problems)
    yield from document.ending(texts, notes, empty=between == document.before_first)


def people_on_lines(rater: Rater, language: str, keep: Sequence[str]) -> PersonTexts:
    """What writes the lines of a JSON Lines file."""
    setting = setting_document(rater.plan, rater.setting, language)
    return PersonTexts(rater.plan, language, keep, ON_ONE_LINE, 0, setting)


class RatingsJson:
    """The document of everyone as text: `opening`, then what `people` write, the first with
    `before_first` before it and each other with `before_next`, then `ending`."""

    def __init__(self, rater: Rater, language: str, keep: Sequence[str]) -> None:
        self.people = PersonTexts(rater.plan, language, keep, INDENTED, 2, {})
        self._keep = keep
        self.opening = INDENTED.opening(run_document(rater, language), 0)
        self.opening += INDENTED.before_member("ratings", 0) + "["
        self.before_first = INDENTED.line(2)
        self.before_next = INDENTED.between + self.before_first

    def problem(self, problem: Problem, kept: Kept) -> str:
        """A problem as text."""
        return INDENTED.text(problem_document(problem, self._keep, kept), 2)

    def ending(
        self, problems: Iterable[str], notes: Iterable[Note], *, empty: bool
    ) -> Iterator[str]:
        """What stands behind the people; `empty` says that there are none."""
        yield "]" if empty else INDENTED.line(1) + "]"
        yield INDENTED.before_member("problems", 0) + "["
        between = ""
        for text in problems:
            yield f"{between}{INDENTED.line(2)}{text}"
            between = INDENTED.between
        yield (INDENTED.line(1) if between else "") + "]"
        listed = INDENTED.text([note_document(note) for note in notes], 1)
        yield INDENTED.before_member("notes", 0) + listed + INDENTED.closing(0) + "\n"
