"""What `assay new` and programs call: a name and choices -> the text of a framework."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from babel.numbers import list_currencies

from ..evidence.problems import UsageError
from .from_sheet import read_outline
from .reports import Guess
from .small import LANGUAGES, LEVEL_COUNTS, Choices, PeriodChoice, small_framework
from .texts import Words, identifier
from .write import outline_text

_ROLE: Words = {"en": "Staff", "th": "พนักงาน"}


@dataclass(frozen=True, slots=True)
class StartedFramework:
    """The id and the text of a new framework, and what was guessed where it comes from a
    spreadsheet."""

    id: str
    text: str
    guesses: tuple[Guess, ...] = ()


def new_framework(
    name: str,
    *,
    label: Words | None = None,
    role: Words | None = None,
    languages: Sequence[str] = LANGUAGES,
    currency: str = "THB",
    period: PeriodChoice = "quarter",
    levels: int = 5,
) -> StartedFramework:
    """A name -> a small framework that is complete and tested, to be changed into one's own

    `name` becomes its id. `label` and `role` say what it and its role are called, by language;
    `languages` are `en` and `th`, or one of them, its own first; `levels` is 3, 4 or 5.
    UsageError for anything else.
    """
    id = framework_id(name)
    unknown = [each for each in languages if each not in LANGUAGES]
    if unknown or not languages or len(set(languages)) < len(languages):
        said = f"`{unknown[0]}` is" if unknown else "the languages are"
        raise UsageError(f"{said} not among those a framework starts in: `en`, `th` or both")
    if levels not in LEVEL_COUNTS:
        raise UsageError(f"a framework starts with 3, 4 or 5 levels, not {levels}")
    _check_currency(currency)
    choices = Choices(
        id,
        _in_all(label or {languages[0]: _title(name)}),
        _in_all(role or _ROLE),
        tuple(languages),
        currency,
        period,
        levels,
    )
    return StartedFramework(id, small_framework(choices))


def framework_from_sheet(
    path: str | os.PathLike[str],
    name: str,
    *,
    role: str | None = None,
    sheet: str | None = None,
    currency: str = "THB",
    encoding: str | None = None,
) -> StartedFramework:
    """A spreadsheet (xlsx, CSV) of KPIs, weights and bands -> a framework, every guess reported

    `role` is what the role is called where no column says it, by default `name`; `sheet` names
    the sheet where several hold KPIs; `currency` is the framework's; `encoding` is that of a CSV
    file without a byte order mark, UTF-8 by default. Raises UsageError for a file
    that is no such spreadsheet, EvidenceError with every problem of its cells, and OSError where
    it cannot be read.
    """
    id = framework_id(name)
    _check_currency(currency)
    file = os.fspath(path)
    outline, guesses = read_outline(file, role or name, sheet, encoding)
    source = PurePath(file).name
    title = {outline.languages[0]: _title(name)}
    text = outline_text(outline, id, title, source, currency)
    return StartedFramework(id, text, guesses)


def framework_id(name: str) -> str:
    """A name -> the id that it gives a framework; UsageError where it has no letter."""
    if not any(each.isalpha() for each in name):
        raise UsageError(f"`{name}` has no letter to make an id of; call it `sales_team`, say")
    return identifier(name)


def _title(name: str) -> str:
    """What a framework of that name is called: `sales_team` is the Sales team."""
    words = " ".join(name.replace("_", " ").split())
    return words[:1].upper() + words[1:]


def _in_all(words: Words) -> Words:
    """The words, in each language that has none the first there are."""
    first = next(iter(words.values()))
    return {language: words.get(language, first) for language in LANGUAGES}


def _check_currency(currency: str) -> None:
    if currency not in list_currencies():
        raise UsageError(f"`{currency}` is no currency; use its code, such as `THB` or `USD`")
