"""Lines of Python while they are being written, and what is known of the values they hold."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

MAX_INDENT = 60


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
