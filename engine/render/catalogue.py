"""The wordings of one language, read from its catalogue of messages."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO

from babel import Locale
from babel.messages.pofile import read_po

DEFAULT_LANGUAGE = "en"


class UnknownLanguage(LookupError):
    """A language that nothing can be said in; `available` are those that there are."""

    def __init__(self, language: str, available: tuple[str, ...]) -> None:
        self.language = language
        self.available = available
        named = ", ".join(f"`{each}`" for each in available)
        super().__init__(f"assay does not write in `{language}`; available: {named}")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`wordings` has one text for each key, or as many as the language has plural forms."""

    language: str
    locale: Locale
    wordings: Mapping[str, tuple[str, ...]]
    plural_expression: str

    def text(self, key: str, /, **arguments: str) -> str:
        """The wording of a key with its arguments filled in."""
        (wording,) = self.wordings[key]
        return wording.format(**arguments)

    def counted(self, key: str, number: int, /, **arguments: str) -> str:
        """The plural form that `number` takes, with its arguments filled in."""
        return self.wordings[key][self._form(number)].format(**arguments)

    def _form(self, number: int) -> int:
        return _plural_form(self.plural_expression)(number)


@cache
def languages() -> tuple[str, ...]:
    """The tags of the languages that have a catalogue."""
    return tuple(sorted(file.name.removesuffix(".po") for file in _catalogue_files()))


@lru_cache(maxsize=64)
def catalogue(language: str = DEFAULT_LANGUAGE) -> Catalogue:
    """Language tag -> its catalogue; `th-TH` finds `th`. Raises `UnknownLanguage`."""
    tag = language.strip().replace("_", "-").lower()
    available = languages()
    for candidate in (tag, tag.partition("-")[0]):
        if candidate in available:
            return _read(candidate)
    raise UnknownLanguage(language, available)


def _catalogue_files() -> list[Traversable]:
    folder = files(__package__) / "locale"
    return [file for file in folder.iterdir() if file.name.endswith(".po")]


@cache
def _read(language: str) -> Catalogue:
    (file,) = (each for each in _catalogue_files() if each.name == f"{language}.po")
    content = read_po(BytesIO(file.read_bytes()), locale=language)
    wordings = {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
        )
        for message in content
        if message.id
    }
    return Catalogue(language, Locale.parse(language), wordings, content.plural_expr)


_plural_form = cache(gettext.c2py)
