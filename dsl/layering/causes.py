"""What a layer changed that may be behind a problem in a file below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from .. import syntax as s
from ..diagnostics.model import Diagnostic, Label
from .composition import IDENTIFIED, Path
from .origins import Origins, PropertyOrigin

_BETWEEN_WORDS: Final = re.compile(r"[^\w\u0e30-\u0e4e]+")
_FOR_READERS: Final = frozenset({"label", "description", "because"})
_MOST_SHOWN: Final = 3
_MOST_LOOKED_AT: Final = 50
"""Names behind one problem: what is further away explains it to nobody."""


def with_causes(
    problems: Iterable[Diagnostic], files: Iterable[s.SyntaxFile], origins: Origins
) -> tuple[Diagnostic, ...]:
    """The problems, those of a file that a layer extends with the places of what the layers above
    it changed, of what the text with the problem is about. A file that is sound by itself has
    them only because of those."""
    layers = {file.span.source: file.layer for file in files}
    if not any(layers.values()):
        return tuple(problems)
    causes = _Causes(origins)
    found = []
    for problem in problems:
        places = (problem.span, *(label.span for label in problem.secondary))
        lowest = min(layers.get(place.source, 0) for place in places)
        changes = causes.of(problem) if lowest else ()
        above = (each for each in changes if layers.get(each.span.source, 0) < lowest)
        labels = tuple(Label(each.span, _said(each)) for each in islice(above, _MOST_SHOWN))
        found.append(replace(problem, secondary=problem.secondary + labels))
    return tuple(found)


class _Causes:
    """Finds what layers changed of the declarations that a problem is about."""

    def __init__(self, origins: Origins) -> None:
        self._origins = origins
        self._paths: dict[str, Path] = {
            path[1]: path for path in origins.declarations if path[0] in IDENTIFIED
        }

    def of(self, problem: Diagnostic) -> Iterator[PropertyOrigin]:
        """What is changed of the names in a problem's text, or of those that their formulas name,
        the nearest first."""
        places = (problem.span, *(label.span for label in problem.secondary))
        texts = (problem.message, *(place.text for place in places))
        waiting = list(self._names(" ".join(texts)))
        seen = set(waiting)
        for _ in range(_MOST_LOOKED_AT):
            if not waiting:
                return
            path = self._paths[waiting.pop(0)]
            yield from self._changes(path)
            formula = getattr(self._origins.declarations[path], "formula", None)
            if formula is not None:
                further = [each for each in self._names(formula.span.text) if each not in seen]
                seen.update(further)
                waiting += further

    def _changes(self, path: Path) -> Iterator[PropertyOrigin]:
        if self._origins.is_as_written(path):
            return
        for origin in self._origins.of(path).values():
            whole = len(origin.path) == len(path)
            if not whole and origin.path[-1] not in _FOR_READERS:
                yield origin

    def _names(self, text: str) -> Iterator[str]:
        """The declared ids in a text, each once."""
        for word in dict.fromkeys(_BETWEEN_WORDS.split(text)):
            if word in self._paths:
                yield word


def _said(origin: PropertyOrigin) -> str:
    done = "set" if origin.replaced is None else "changed"
    return f"`{'.'.join(origin.path[1:])}` is {done} here"
