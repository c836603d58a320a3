"""Labels and their translations, in the languages that the framework is written in."""

from __future__ import annotations

import re
from types import MappingProxyType

from .. import framework, syntax
from ..diagnostics.model import Label as PlaceLabel
from .report import Report

DEFAULT_LANGUAGE = "en"

_TAG = re.compile(r"[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*\Z", re.ASCII)


class Languages:
    """Those the header lists, or else English and whatever translations there are."""

    def __init__(self, listed: tuple[str, ...], report: Report) -> None:
        self._listed = listed
        self._used: dict[str, None] = dict.fromkeys(listed or (DEFAULT_LANGUAGE,))
        self._report = report

    def all(self) -> tuple[str, ...]:
        """The language of the first text of each label, then those of the translations."""
        return tuple(self._used)

    def text(self, localized: syntax.Localized) -> framework.Label:
        """The text with its translations by language tag."""
        seen: dict[str, syntax.Name] = {}
        translations: dict[str, str] = {}
        for tag, text in localized.translations:
            if self._is_new(tag, seen, localized):
                translations[tag.text] = text.value
                self._used.setdefault(tag.text)
        return framework.Label(localized.text.value, MappingProxyType(translations))

    def label(self, localized: syntax.Localized | None, name: syntax.Name) -> framework.Label:
        """The label of a declaration; one without any is called by its id."""
        if localized is not None:
            return self.text(localized)
        words = name.text.replace("_", " ").strip() or name.text
        return framework.Label(words[:1].upper() + words[1:], MappingProxyType({}))

    def optional(self, localized: syntax.Localized | None) -> framework.Label | None:
        return None if localized is None else self.text(localized)

    def _is_new(
        self, tag: syntax.Name, seen: dict[str, syntax.Name], localized: syntax.Localized
    ) -> bool:
        first = next(iter(self._used))
        if tag.text == first:
            self._report.add(
                "duplicate-translation",
                tag.span,
                f"the text before the translations is already in `{first}`",
                secondary=(PlaceLabel(localized.text.span, f"taken to be in `{first}`"),),
                help="list the languages in the header, that of the first texts first: "
                "`languages: th, en`",
            )
            return False
        if not _TAG.match(tag.text) or (self._listed and tag.text not in self._listed):
            self._report.unknown(
                "unknown-language",
                tag,
                f"`{tag.text}` is not a language of this framework",
                self._listed,
                help="add it to `languages:` in the header",
            )
            return False
        earlier = seen.setdefault(tag.text, tag)
        if earlier is not tag:
            self._report.add(
                "duplicate-translation",
                tag.span,
                f"there are two translations into `{tag.text}`",
                secondary=(PlaceLabel(earlier.span, "the first one"),),
                help="keep one of them",
            )
            return False
        return True
