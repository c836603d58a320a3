"""Text of expressions that knows when it needs brackets, and the literals that go into it."""

from __future__ import annotations

from dataclasses import dataclass

from .vocabulary import Kind

ATOM, UNARY, PRODUCT, SUM, COMPARISON, NEGATION, CONJUNCTION, DISJUNCTION, FALLBACK, LOOSEST = (
    range(10)
)
MODES = ("", ", half up", ", half even", ", up", ", down", ", ceiling", ", floor")
ORDERINGS = (">=", "<", ">", "<=", "=", "!=")

LITERALS: dict[Kind, tuple[str, ...]] = {
    "plain": ("1", "0", "2", "3", "0.5", "10", "2.5", "1_000", "0.001"),
    "percent": ("100%", "0%", "50%", "90%", "120%", "12.5%", "300%"),
    "money": ("1_000 THB", "0 THB", "1 THB", "250.50 THB", "5_000_000 THB"),
    "duration": ("30 days", "0 days", "1 day", "2 weeks", "0.5 days", "90 days"),
    "date": ("2026-01-31", "2026-01-01", "2025-12-31", "2026-03-31", "2024-02-29"),
    "yesno": ("yes", "no"),
    "text": ('"a"', '"b"', '"ภาคเหนือ"'),
}


@dataclass(frozen=True, slots=True)
class Written:
    """The text of an expression and how tightly its outermost operator binds."""

    text: str
    binds: int

    def within(self, loosest: int) -> str:
        """The text, in brackets where it would bind less tightly than `loosest`."""
        return self.text if self.binds <= loosest else f"({self.text})"
