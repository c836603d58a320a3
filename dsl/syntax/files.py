"""Files, what they take from other files, and what they change of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from ..source import Span
from .declarations import (
    Allow,
    CompetencyDeclaration,
    FrameworkHeader,
    InputDeclaration,
    KpiDeclaration,
    MetricDeclaration,
    ParameterDeclaration,
    RequireDeclaration,
    RoleDeclaration,
    ScaleDeclaration,
    TableDeclaration,
)
from .examples import ExampleDeclaration, ExampleTableDeclaration
from .words import Name, Text


@dataclass(frozen=True, slots=True)
class UseDeclaration:
    """`use "path"`."""

    span: Span
    path: Text


@dataclass(frozen=True, slots=True)
class ExtendsDeclaration:
    """`extends "path"`."""

    span: Span
    path: Text


Named = (
    ScaleDeclaration
    | InputDeclaration
    | TableDeclaration
    | ParameterDeclaration
    | MetricDeclaration
    | KpiDeclaration
    | CompetencyDeclaration
    | RoleDeclaration
)

KINDS: Final[Mapping[type[Named], str]] = MappingProxyType(
    {
        ScaleDeclaration: "scale",
        InputDeclaration: "input",
        TableDeclaration: "table",
        ParameterDeclaration: "parameter",
        MetricDeclaration: "metric",
        KpiDeclaration: "kpi",
        CompetencyDeclaration: "competency",
        RoleDeclaration: "role",
    }
)
"""What the language calls each kind of declaration that has an id."""

Overriding = (
    FrameworkHeader | Named | RequireDeclaration | ExampleDeclaration | ExampleTableDeclaration
)


@dataclass(frozen=True, slots=True)
class OverrideDeclaration:
    """`override kpi x { … }`: `declaration` holds what changes of the one that is there, and only
    that."""

    span: Span
    declaration: Overriding


@dataclass(frozen=True, slots=True)
class RemoveDeclaration:
    """`remove kpi x`, `remove example "a strong quarter"`: `kind` is the word before the target."""

    span: Span
    kind: str
    target: Name | Text


Declaration = (
    FrameworkHeader
    | Named
    | RequireDeclaration
    | ExampleDeclaration
    | ExampleTableDeclaration
    | UseDeclaration
    | ExtendsDeclaration
    | OverrideDeclaration
    | RemoveDeclaration
    | Allow
)


@dataclass(frozen=True, slots=True)
class SyntaxFile:
    """One parsed file: its declarations in the order written.

    `layer` counts from 0, the layer of the file that the caller named; the file it extends is of
    layer 1, with all that this one uses, and so on down.
    `skipped` is the text that could not be understood, inside declarations or between them.
    """

    span: Span
    declarations: tuple[Declaration, ...]
    layer: int = 0
    skipped: tuple[Span, ...] = ()
