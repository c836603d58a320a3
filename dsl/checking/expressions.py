"""Syntax expression -> typed expression: which check belongs to which node."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .. import syntax
from .aggregates import check_aggregate
from .arithmetic import (
    check_arithmetic,
    check_date,
    check_missing,
    check_negation,
    check_not_applicable,
    check_number,
    check_period_literal,
    check_text,
    check_yes_no,
)
from .branches import check_conditional, check_if_missing, check_match
from .calls import check_call, check_curve, check_round
from .conditions import (
    check_and,
    check_comparison,
    check_in_period,
    check_membership,
    check_not,
    check_or,
    check_presence,
)
from .context import Handler
from .names import check_member, check_name
from .properties import check_property

HANDLERS: Mapping[type, Handler] = MappingProxyType(
    {
        syntax.NumberLiteral: check_number,
        syntax.DateLiteral: check_date,
        syntax.PeriodLiteral: check_period_literal,
        syntax.YesNoLiteral: check_yes_no,
        syntax.Text: check_text,
        syntax.MissingLiteral: check_missing,
        syntax.NotApplicableLiteral: check_not_applicable,
        syntax.NameExpression: check_name,
        syntax.MemberExpression: check_member,
        syntax.PropertyOf: check_property,
        syntax.Negation: check_negation,
        syntax.Arithmetic: check_arithmetic,
        syntax.Comparison: check_comparison,
        syntax.PresenceTest: check_presence,
        syntax.PeriodTest: check_in_period,
        syntax.MembershipTest: check_membership,
        syntax.Not: check_not,
        syntax.And: check_and,
        syntax.Or: check_or,
        syntax.IfMissing: check_if_missing,
        syntax.Conditional: check_conditional,
        syntax.Match: check_match,
        syntax.Call: check_call,
        syntax.Curve: check_curve,
        syntax.Round: check_round,
        syntax.Aggregate: check_aggregate,
    }
)
"""Every kind of expression, and the function that types it."""
