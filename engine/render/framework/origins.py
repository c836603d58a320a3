"""Where the values of a framework come from -> text and document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ....dsl import framework as fw
from ....dsl.diagnostics.terminal import display_width, visible
from ....dsl.layering.composition import Path
from ....dsl.layering.origins import PropertyOrigin
from ....dsl.source import Span
from ...evidence.problems import UsageError, named

VERSION = 1
_NARROWEST = 12
_WITH_PROPERTIES = frozenset({"level", "column", "responsibility", "kpi", "competency"})
"""The words of parts that have properties of their own."""


def origins_of(framework: fw.Framework, name: str = "") -> Mapping[str, PropertyOrigin]:
    """Framework -> the origins of all that a declaration says, or of everything, by their names.

    UsageError where nothing of that name is declared, and never was.
    """
    return {".".join(path): origin for path, origin in _found(framework, name)}


def show_origins(framework: fw.Framework, name: str = "", *, width: int = 80) -> str:
    """Framework -> a line for each value: where it comes from, and its text; below it what it
    replaced.

    UsageError where nothing of that name is declared, and never was.
    """
    rows = [row for path, origin in _found(framework, name) for row in _rows(path, origin)]
    words = max((display_width(row[0]) for row in rows), default=0)
    places = max((display_width(row[1]) for row in rows), default=0)
    left = max(width - words - places - 4, _NARROWEST)
    return "".join(f"{_line(row, words, places, left)}\n" for row in rows).lstrip("\n")


def origins_document(framework: fw.Framework, name: str = "") -> dict[str, Any]:
    """Framework -> the document of the schema `origins`.

    UsageError where nothing of that name is declared, and never was.
    """
    return {
        "assay": {"format": "origins", "version": VERSION},
        "framework": {"id": framework.id, "version": framework.version},
        "values": [
            {"path": list(path), "origins": [origin_record(each) for each in origin.history]}
            for path, origin in _found(framework, name)
        ],
    }


def origin_record(origin: PropertyOrigin) -> dict[str, Any]:
    """One step of a history, as documents hold it."""
    return {
        "path": list(origin.path),
        "removed": origin.removed,
        "text": origin.text,
        "place": place_record(origin.span),
    }


def place_record(span: Span) -> dict[str, Any]:
    """A place, as documents hold it."""
    return {"file": span.source.name, "line": span.line, "column": span.column}


def written(origin: PropertyOrigin) -> str:
    """The text that gave a value, on one line, without the word of the property; "" for what is
    made of values that have texts of their own."""
    if origin.removed:
        return "removed"
    is_part = len(origin.path) % 2 == 0 and origin.path[-2] in _WITH_PROPERTIES
    if _is_declaration(origin.path) or is_part:
        return ""
    return origin.value


def _is_declaration(path: Path) -> bool:
    return path == ("framework",) or (len(path) == 2 and path[0] != "framework")


def _found(framework: fw.Framework, name: str) -> Iterator[tuple[Path, PropertyOrigin]]:
    origins = framework.origins
    declarations = list(origins)
    if name:
        path = origins.named(name)
        if path is None:
            raise UsageError(named("declaration", name, [each[-1] for each in declarations]))
        declarations = [path]
    for declaration in declarations:
        yield from origins.of(declaration).items()


def _rows(path: Path, origin: PropertyOrigin) -> Iterator[tuple[str, str, str]]:
    """A value's lines: what it is, its place, its text; then the same of what it replaced."""
    if _is_declaration(path):
        yield "", "", ""
    words = visible(" ".join(path)) if _is_declaration(path) else _tail(path)
    indent = " " * (len(words) - len(words.lstrip()))
    for number, each in enumerate(origin.history):
        text = written(each)
        if each.path != path and not number:
            text += f"{'  ' if text else ''}(as in {' '.join(each.path[:2])})"
        place = f"{visible(each.span.source.name)}:{each.span.line}"
        yield (words if not number else f"{indent}  was"), place, visible(text)


def _tail(path: Path) -> str:
    """What a value is called below its declaration, further in for each part it lies in."""
    rest, depth = path[1 if path[0] == "framework" else 2 :], 1
    while len(rest) > 2:
        rest, depth = rest[2:], depth + 1
    return "  " * depth + visible(" ".join(rest))


def _line(row: tuple[str, str, str], words: int, places: int, left: int) -> str:
    word, place, text = row
    if display_width(text) > left:
        while display_width(text) > left - 1:
            text = text[:-1]
        text = text.rstrip() + "…"
    return (
        word
        + " " * (words - display_width(word) + 2)
        + place
        + " " * (places - display_width(place) + 2)
        + text
    ).rstrip()
