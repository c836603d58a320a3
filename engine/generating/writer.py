"""Lines of Python while they are being written, and what is known of the values they hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ...dsl.types import QuantityType, Type
from ..arithmetic import exact

MAX_INDENT = 60
EVIDENCE_BITS = 96
"""The size that numbers in the evidence seldom exceed; larger ones cost time, no more."""

ARITHMETIC = {
    "reduce": exact.reduce,
    "round_to": exact.round_to,
    "power": exact.power,
    "clamp": exact.clamp,
    "interpolate": exact.interpolate,
    "tiered": exact.tiered,
    "total": exact.total,
    "average": exact.average,
    "minimum": exact.minimum,
    "maximum": exact.maximum,
    "median": exact.median,
}
"""What generated code calls by name."""


def is_whole(type: Type) -> bool:
    """Whether a present value of the type is held over 1, whoever computed it."""
    return not isinstance(type, QuantityType) or type.kind == "count"


class TooDeepError(Exception):
    """The code would nest deeper than Python allows; the step is interpreted instead."""


@dataclass(frozen=True, slots=True)
class Code:
    """A value in generated code: a numerator and a denominator, each a name or a literal.

    `d` is an int where the denominator is known. `bits` bounds the size that numerator and
    denominator can reach, given evidence of the usual size.
    """

    n: str
    d: str | int
    bits: int


class Writer:
    """Collects lines at the current indentation, and constants that code cannot spell."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.constants: dict[str, Any] = {}
        self.indent = 1
        self._names = 0

    def line(self, text: str) -> None:
        """Adds a line at the current indentation."""
        self.lines.append("    " * self.indent + text)

    def name(self) -> str:
        """A new name for a temporary."""
        self._names += 1
        return f"t{self._names}"

    def constant(self, value: Any) -> str:
        """A name for a constant object of the plan."""
        name = f"C{len(self.constants)}"
        self.constants[name] = value
        return name

    @contextmanager
    def block(self, header: str) -> Iterator[None]:
        """A block of lines under `header`; a block left without a line passes."""
        self.line(header)
        before, indent = len(self.lines), self.indent
        try:
            self.deepen()
            yield
            if len(self.lines) == before:
                self.line("pass")
        finally:
            self.indent = indent

    def deepen(self) -> None:
        """Indents what follows by one more level."""
        self.indent += 1
        if self.indent > MAX_INDENT:
            raise TooDeepError

    @contextmanager
    def restored(self) -> Iterator[None]:
        """Returns to the present indentation afterwards, however deep the code went."""
        before = self.indent
        try:
            yield
        finally:
            self.indent = before


def compiled(text: str, constants: dict[str, Any], name: str) -> dict[str, Any]:
    """The text of a module, run -> what it defines; `name` is what tracebacks call it.

    The text is made of integers, operators and names of our own making; whatever else a plan
    holds is bound to such names, so nothing a framework says is ever read as code.
    """
    namespace: dict[str, Any] = {**constants, **ARITHMETIC}
    exec(compile(text, f"<{name}>", "exec"), namespace)
    return namespace
