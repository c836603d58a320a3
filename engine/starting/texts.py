"""Pieces of framework files as text: ids, labels, and a whole file in its one form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping

from ...dsl.formatting.literals import quoted
from ...dsl.formatting.printer import print_declarations
from ...dsl.parse import parse
from ...dsl.resolve import RESERVED, TYPE_NAMES
from ...dsl.source import Source

Words = Mapping[str, str]
"""A text by language tag, the framework's own language first."""


def canonical(text: str) -> str:
    """A framework file without errors of syntax -> the same in the form that all files have."""
    file, problems = parse(Source("new.rules", text))
    assert not problems, problems
    return print_declarations(file.declarations)


def label(words: Words) -> str:
    """A text and its translations, as they stand behind an id."""
    first, *others = words.items()
    translated = "".join(f" {language} {quoted(text)}" for language, text in others)
    return quoted(first[1]) + translated


def chosen(words: Words, languages: Collection[str]) -> Words:
    """The words of the languages asked for, in that order."""
    return {language: words[language] for language in languages}


def identifier(text: str, taken: Collection[str] = ()) -> str:
    """A label -> an id made of its letters and digits, unlike any that is taken."""
    folded = unicodedata.normalize("NFC", text).casefold()
    kept = "".join(each if _belongs(each) else " " for each in folded)
    id = re.sub(r"\s+", "_", kept.strip())
    if not id or not unicodedata.category(id[0]).startswith("L"):
        id = f"item_{id}" if id else "item"
    if id in RESERVED or id in TYPE_NAMES:
        id = f"{id}_1"
    number, unique = 1, id
    while unique in taken:
        number += 1
        unique = f"{id}_{number}"
    return unique


def _belongs(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" or character == "_"
