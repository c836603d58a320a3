"""Documents: text with the places where its lines may break.

The pieces of Wadler's and Oppen's pretty printers. A group is laid out on one line where that
fits, and at all of its own places where it does not; a fill breaks only where a line is full.
Each piece knows its width on one line, None where it cannot stand on one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from wcwidth import wcswidth

from .tree import Comment

INDENT: Final = 2


@dataclass(frozen=True, slots=True)
class Words:
    """Text without a line break."""

    width: int
    text: str


@dataclass(frozen=True, slots=True)
class Sequel:
    """Documents one after another."""

    width: int | None
    parts: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the line may break; `flat` stands there where it does not. Comments break it:
    they stand at the end of the line or on lines of their own."""

    width: int | None
    flat: str
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """On one line, or broken at all its places."""

    width: int | None
    body: Document


@dataclass(frozen=True, slots=True)
class Nest:
    """Lines after the first are indented by `by`, or or begin where it does if None."""

    width: int | None
    body: Document
    by: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """An item of a fill after the first, and the place before it: it breaks where the line is
    full."""

    width: int | None
    space: Break
    item: Document


@dataclass(frozen=True, slots=True)
class Fill:
    """Items of which as many stand on a line as fit; all but the first are a `Place`."""

    width: int | None
    parts: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One text in a broken group, another in a flat one."""

    width: int
    broken: str
    flat: str


@dataclass(frozen=True, slots=True)
class Later:
    """Comments from the middle of a line: they stand at its end."""

    width: int
    comments: tuple[Comment, ...]


@dataclass(frozen=True, slots=True)
class LongText:
    """The lines of a text between `\"\"\"` and `\"\"\"`."""

    width: None
    lines: tuple[str, ...]


Document = Words | Sequel | Break | Group | Nest | Place | Fill | Either | Later | LongText

SPACE: Final = Words(1, " ")
NOTHING: Final = Words(0, "")


def words(text: str) -> Words:
    """Text without a line break."""
    return Words(columns(text), text)


def sequel(*parts: Document) -> Document:
    """Documents one after another."""
    return parts[0] if len(parts) == 1 else Sequel(_total(parts), parts)


def line(flat: str = " ", comments: tuple[Comment, ...] = ()) -> Break:
    """A place where a line may break, and does where there are comments."""
    return Break(None if comments else len(flat), flat, comments)


def hard_line(comments: tuple[Comment, ...] = ()) -> Break:
    """A place where the line breaks."""
    return Break(None, "", comments)


def group(*parts: Document) -> Group:
    """On one line, or broken at all its places."""
    body = sequel(*parts)
    return Group(body.width, body)


def nest(*parts: Document, by: int = INDENT) -> Nest:
    """Lines after the first are indented."""
    body = sequel(*parts)
    return Nest(body.width, body, by)


def align(*parts: Document) -> Nest:
    """Lines after the first begin where the first does."""
    body = sequel(*parts)
    return Nest(body.width, body, None)


def place(space: Break, item: Document) -> Place:
    """An item of a fill after the first, and the place before it."""
    return Place(_total((space, item)), space, item)


def fill(first: Document, *others: Place) -> Document:
    """Items of which as many stand on a line as fit."""
    return Fill(_total((first, *others)), (first, *others)) if others else first


def _total(parts: Iterable[Document]) -> int | None:
    total = 0
    for part in parts:
        if part.width is None:
            return None
        total += part.width
    return total


def columns(text: str) -> int:
    """How many columns the text takes: a Thai vowel above or below its letter takes none."""
    return len(text) if text.isascii() else _columns(text)


@lru_cache(maxsize=4096)
def _columns(text: str) -> int:
    width = wcswidth(text)
    return width if width >= 0 else sum(max(0, wcswidth(character)) for character in text)
