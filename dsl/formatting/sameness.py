"""Whether two texts say the same: what the formatter promises, checked for every file it writes."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any, Final

from ..source import Source
from ..syntax import SyntaxFile
from ..tokens import comments

_WHERE: Final = frozenset({"span", "places"})
_PARTS: Final[dict[type, tuple[str, ...]]] = {}
"""The fields of each kind of node met so far."""


def same_syntax(one: SyntaxFile, other: SyntaxFile) -> bool:
    """Whether two files have the same declarations in the same order, wherever they stand."""
    waiting: list[tuple[object, object]] = [(one, other)]
    while waiting:
        a, b = waiting.pop()
        if type(a) is not type(b):
            return False
        if isinstance(a, tuple) and isinstance(b, tuple):
            if len(a) != len(b):
                return False
            waiting.extend(zip(a, b, strict=True))
            continue
        if is_dataclass(a):
            waiting.extend((getattr(a, name), getattr(b, name)) for name in _parts(a))
        elif a != b:
            return False
    return True


def _parts(node: Any) -> tuple[str, ...]:
    """The fields of a node, but for its place."""
    kind = type(node)
    known = _PARTS.get(kind)
    if known is None:
        known = tuple(field.name for field in fields(kind) if field.name not in _WHERE)
        _PARTS[kind] = known
    return known


def same_comments(one: Source, other: Source) -> bool:
    """Whether two texts have the same comments in the same order."""
    return _comments(one) == _comments(other)


def _comments(source: Source) -> list[str]:
    return [span.text.rstrip() for span in comments(source)]
