"""Framework -> the files of its handbook, by their names."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import TYPE_CHECKING, Literal

from . import html, markdown
from .build import build_handbook

if TYPE_CHECKING:
    from ..loaded import Framework

HandbookFormat = Literal["html", "markdown"]

HTML_ALONE: tuple[HandbookFormat, ...] = ("html",)

_ENDINGS: Mapping[HandbookFormat, str] = {"html": ".html", "markdown": ".md"}
_SEAL = re.compile(r"<!-- assay handbook, sha256 ([0-9a-f]{64}) -->\n\Z")


def handbook_files(
    framework: Framework,
    *,
    language: str = "en",
    formats: Collection[HandbookFormat] = HTML_ALONE,
    as_of: date | None = None,
) -> Mapping[str, str]:
    """Framework -> name of each file -> its text, the same whenever it is made

    `index` lists the roles, and each role has a page. Targets have the values of the day `as_of`,
    their newest where it is left out. Raises UnknownLanguage, and UsageError for a day before
    the first value of a target.
    """
    handbook = build_handbook(framework, language, as_of=as_of)
    names = _names(framework.roles)
    files = {}
    for format in _ENDINGS:
        if format not in formats:
            continue
        ending, pages = _ENDINGS[format], html if format == "html" else markdown
        index = f"index{ending}"
        of_roles = {id: f"{name}{ending}" for id, name in names.items()}
        files[index] = _sealed(pages.index_page(handbook, of_roles))
        for role in handbook.roles:
            files[of_roles[role.id]] = _sealed(pages.role_page(handbook, role, index))
    return files


def is_untouched(text: str) -> bool:
    """Whether a text is a page of a handbook, just as it was written."""
    seal = _SEAL.search(text)
    return seal is not None and seal[1] == _digest(text[: seal.start()])


def _names(roles: Collection[str]) -> Mapping[str, str]:
    """A name for the page of each role that no other has, even where case does not count."""
    taken = {"index"}
    names = {}
    for id in roles:
        name, number = id, 1
        while name.casefold() in taken:
            number += 1
            name = f"{id}-{number}"
        taken.add(name.casefold())
        names[id] = name
    return names


def _sealed(text: str) -> str:
    """The text with a last line by which its own file is known again, and any change to it."""
    return f"{text}<!-- assay handbook, sha256 {_digest(text)} -->\n"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
