"""What a syntax tree says, without where it says it: two files mean the same if these are equal."""

from dataclasses import fields, is_dataclass


def outline(node):
    """Nested lists of the kinds of nodes and their values."""
    if isinstance(node, tuple):
        return [outline(part) for part in node]
    if is_dataclass(node):
        shown = (f.name for f in fields(node) if f.name not in ("span", "places"))
        parts = [outline(getattr(node, name)) for name in shown]
        return [type(node).__name__, *parts]
    return node
