"""How JSON text is laid out: on one line, or indented by two spaces for each level."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from json.encoder import encode_basestring
from typing import Any

quoted = encode_basestring
"""A text as a string of JSON, its letters as they are."""


@dataclass(frozen=True, slots=True)
class JsonForm:
    """What is put together from its parts is the text that `json.dumps` gives of the whole, with
    `indent=2` where it is `indented`. `depth` is how many levels deep a value stands."""

    indented: bool

    @property
    def between(self) -> str:
        """What separates two members, but for the line break."""
        return "," if self.indented else ", "

    def line(self, depth: int) -> str:
        """The line break before a member so deep."""
        return "\n" + "  " * depth if self.indented else ""

    def text(self, value: Any, depth: int) -> str:
        """A value as text."""
        match value:
            case str():
                return quoted(value)
            case dict() if value:
                return self.opening(value, depth) + self.closing(depth)
            case list() if value:
                return self.listed([self.text(each, depth + 1) for each in value], depth)
        # `json` would take indented values to pieces one by one.
        return json.dumps(value)

    def members(self, values: Mapping[str, Any], depth: int) -> str:
        """Members of an object that stands so deep, without its braces: each with what separates
        it from those before."""
        return "".join(
            f"{self.before_member(name, depth)}{self.text(value, depth + 1)}"
            for name, value in values.items()
        )

    def before_member(self, name: str, depth: int, *, first: bool = False) -> str:
        """What stands before the value of a member of an object that stands so deep."""
        between = "" if first else self.between
        return f"{between}{self.line(depth + 1)}{quoted(name)}: "

    def opening(self, values: Mapping[str, Any], depth: int) -> str:
        """The beginning of an object with these members; more may follow."""
        return "{" + self.members(values, depth).removeprefix(self.between)

    def closing(self, depth: int) -> str:
        """The end of an object that has members."""
        return self.line(depth) + "}"

    def listed(self, texts: Iterable[str], depth: int) -> str:
        """Texts of items as a list that stands so deep."""
        inside = f"{self.between}{self.line(depth + 1)}".join(texts)
        return f"[{self.line(depth + 1)}{inside}{self.line(depth)}]" if inside else "[]"


ON_ONE_LINE = JsonForm(indented=False)
INDENTED = JsonForm(indented=True)
