"""Texts in several languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    """A text in the framework's default language, and its translations by language tag."""

    text: str
    translations: Mapping[str, str]

    def in_language(self, language: str) -> str:
        """The text in `language`, or in the default language where it has no translation."""
        return self.translations.get(language, self.text)
