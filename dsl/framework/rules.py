"""Lists of rules."""

from __future__ import annotations

from dataclasses import dataclass

from ..source import Span
from .expressions import Expression
from .labels import Label


@dataclass(frozen=True, slots=True)
class Rule:
    """`id` is `quota_achievement.rule.2`; `condition` is None for `otherwise`."""

    id: str
    span: Span
    condition: Expression | None
    level: str
    because: Label | None


@dataclass(frozen=True, slots=True)
class RuleList:
    span: Span
    scale: str
    rules: tuple[Rule, ...]
