"""Names and texts as written."""

from __future__ import annotations

from dataclasses import dataclass

from ..source import Span


@dataclass(frozen=True, slots=True)
class Name:
    """An identifier as written (already NFC)."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal; `value` has its escapes decoded."""

    span: Span
    value: str


@dataclass(frozen=True, slots=True)
class Localized:
    """A text and its translations: `"Quota" th "เป้าหมายยอดขาย"`."""

    span: Span
    text: Text
    translations: tuple[tuple[Name, Text], ...] = ()
