"""What messages call an expression of a framework."""

from __future__ import annotations

from . import framework as fw

_LONGEST = 40


def called(expression: fw.Expression) -> str:
    """What a message calls a quantity: its name, or the formula that it is."""
    match expression:
        case fw.Reference(id=name):
            return f"`{name}`"
        case fw.OverallReference():
            return "`overall`"
        case fw.GapReference():
            return "`gap`"
        case fw.PropertyReference(property=prop, id=name):
            return f"`{prop} of {name}`"
        case _:
            return f"`{quoted(expression)}`"


def quoted(expression: fw.Expression) -> str:
    """The text of an expression on one line, shortened where it is long."""
    text = " ".join(expression.span.text.split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
