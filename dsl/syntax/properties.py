"""What declarations of several kinds may say: types, rules, ranges, words about absent values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..source import Span
from .expressions import DateLiteral, Expression
from .words import Localized, Name, Text


@dataclass(frozen=True, slots=True)
class ChoiceMember:
    """`won "Won" "Closed won"`: an id and the spellings it has in the evidence."""

    span: Span
    name: Name
    spellings: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class ChoiceType:
    """`one of won "Won", lost "Lost"`."""

    span: Span
    members: tuple[ChoiceMember, ...]


@dataclass(frozen=True, slots=True)
class NamedType:
    """`number`, `money`, …, or a scale's name."""

    span: Span
    name: Name


@dataclass(frozen=True, slots=True)
class MoneyType:
    """`money in USD`: money of a currency other than the framework's."""

    span: Span
    currency: Name


TypeExpression = ChoiceType | NamedType | MoneyType


@dataclass(frozen=True, slots=True)
class Rule:
    """`condition => level because "…"`; `condition` is None for `otherwise`."""

    span: Span
    condition: Expression | None
    level: Name
    because: Localized | None


@dataclass(frozen=True, slots=True)
class RuleList:
    """`rate on SCALE { … }`, `rate gap on SCALE { … }`, or a role's `overall on SCALE { … }`."""

    span: Span
    scale: Name
    rules: tuple[Rule, ...]


Places = tuple[tuple[str, Span], ...]
"""Where the properties of a declaration stand: each by its word (`formula`, `rate on`,
`when missing`), and the text of all of it."""


@dataclass(frozen=True, slots=True)
class Range:
    """`range: > 0 THB`, `range: 0% to 100%`, `range: -100 to 100`, `range: >= 0, < 5`.

    Each bound is an operator (">", ">=", "<", "<=") and a literal; `a to b` is `>= a, <= b`.
    """

    span: Span
    bounds: tuple[tuple[Literal["<", "<=", ">", ">="], Expression], ...]


@dataclass(frozen=True, slots=True)
class Removal:
    """`remove responsibility y`, `remove from 2025-01-01`, `remove formula`: what an override, or a
    role based on another, drops of what it starts from.

    `part` is what is dropped: a kind of part (`responsibility`, `kpi`, `competency`, `level`,
    `column`, `indicator`) whose name `target` gives, `from` with the date of a parameter's
    entry, or a property as it is written (`formula`, `when missing`, `person column`, `gates`),
    with `target` None.
    """

    span: Span
    part: str
    target: Name | DateLiteral | None


@dataclass(frozen=True, slots=True)
class WhenMissing:
    """`when missing: rate LEVEL`, `when missing: score EXPRESSION`, `when missing: fail`."""

    span: Span
    action: Literal["rate", "score", "fail"]
    level: Name | None
    score: Expression | None
