"""Type expressions -> types; constants and ranges of a type."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from types import MappingProxyType

from .. import framework, syntax
from ..diagnostics.model import Label
from ..resolve import TYPE_NAMES, unique
from ..types import (
    COUNT,
    DATE,
    DURATION,
    NUMBER,
    PERCENT,
    PERIOD,
    TEXT,
    YESNO,
    ChoiceMember,
    ChoiceType,
    DateType,
    LevelType,
    QuantityType,
    Type,
    money,
)
from ..units import describe, written
from .agreement import check_assignable, check_percent_sign
from .constants import NotConstantError, TooLargeError, evaluate, holds, ordinal
from .context import UNKNOWN, Context, Scope
from .report import replacement

Given = framework.Constant | framework.AbsentConstant
"""A value as evidence would supply it."""

_CURRENCY = re.compile(r"[A-Z]{3}\Z", re.ASCII)
_NAMED: MappingProxyType[str, Type] = MappingProxyType(
    {
        "number": NUMBER,
        "count": COUNT,
        "percent": PERCENT,
        "duration": DURATION,
        "date": DATE,
        "period": PERIOD,
        "yesno": YESNO,
        "text": TEXT,
    }
)

_OTHER_WORDS: MappingProxyType[str, str] = MappingProxyType(
    {
        "integer": "count",
        "int": "count",
        "float": "number",
        "decimal": "number",
        "ratio": "number",
        "amount": "money",
        "currency": "money",
        "days": "duration",
        "weeks": "duration",
        "time": "duration",
        "boolean": "yesno",
        "bool": "yesno",
        "string": "text",
    }
)
"""Types by the names that other tools have for them."""


def check_type(context: Context, node: syntax.TypeExpression) -> Type:
    """The type that is written; unknown where it is reported to be none."""
    match node:
        case syntax.NamedType(name=name):
            return _named_type(context, name)
        case syntax.MoneyType(currency=currency):
            if not _CURRENCY.match(currency.text):
                context.report.add(
                    "bad-currency",
                    currency.span,
                    f"`{currency.text}` is not a currency of three capital letters",
                    help="write it like `money in USD`",
                )
                return UNKNOWN
            return money(currency.text)
        case syntax.ChoiceType(members=members):
            return _choice_type(context, members)


def _named_type(context: Context, name: syntax.Name) -> Type:
    if name.text == "money":
        return _framework_money(context, name)
    if name.text in _NAMED:
        return _NAMED[name.text]
    if context.names.get(name.text, syntax.ScaleDeclaration) is not None:
        return LevelType(name.text)
    if name.text in context.names.declared:
        context.wrong_kind(name, "type", help="a type is a word such as `money`, or a scale")
        return UNKNOWN
    _report_no_type(context, name)
    return UNKNOWN


def _report_no_type(context: Context, name: syntax.Name) -> None:
    known: Iterable[str] = (
        *sorted(TYPE_NAMES),
        *(scale.name.text for scale in context.names.of(syntax.ScaleDeclaration)),
    )
    meant = _OTHER_WORDS.get(name.text.casefold(), "")
    if not meant and _CURRENCY.match(name.text):
        meant = f"money in {name.text}"
    message = f"there is no type `{name.text}`"
    context.report.unknown(
        "unknown-name",
        name,
        f"{message}; did you mean `{meant}`?" if meant else message,
        () if meant else known,
        fix=replacement(name.span, meant) if meant else None,
        help="the types are `number`, `count`, `percent`, `money`, `duration`, `date`, `period`, "
        "`yesno`, `text`, `one of …` and the scales",
    )


def _framework_money(context: Context, name: syntax.Name) -> Type:
    if context.currency:
        return money(context.currency)
    if not context.currency_reported and context.names.header is not None:
        context.currency_reported = True
        context.report.add(
            "missing-property",
            name.span,
            "the type `money` needs a currency, and the header names none",
            secondary=(Label(context.names.header.name.span, "the header"),),
            help="add a line such as `currency: THB` to the header, or write `money in THB`",
        )
    return UNKNOWN


def _choice_type(context: Context, members: tuple[syntax.ChoiceMember, ...]) -> Type:
    unique(tuple(member.name for member in members), "choice", context.report)
    owners: dict[str, syntax.ChoiceMember] = {}
    for member in members:
        for spelling in member.spellings:
            owner = owners.setdefault(spelling.value, member)
            if owner is not member:
                context.report.add(
                    "duplicate-name",
                    spelling.span,
                    f'"{spelling.value}" already stands for `{owner.name.text}`',
                    secondary=(Label(owner.span, "said here"),),
                    help="a spelling can stand for one choice only",
                )
    return ChoiceType(
        tuple(
            ChoiceMember(
                member.name.text,
                tuple(dict.fromkeys([member.name.text, *(s.value for s in member.spellings)])),
            )
            for member in members
        )
    )


def check_constant(
    context: Context, node: syntax.Expression, what: str, wanted: Type | None
) -> framework.Constant | None:
    """The value of an expression that must be a constant, and of type `wanted` where one is
    given; None where a problem was reported. `what` is the constant, for messages."""
    if isinstance(node, (syntax.MissingLiteral, syntax.NotApplicableLiteral)):
        context.report.add(
            "not-a-constant", node.span, f"{what} must be a value, and this is {node.span.text}"
        )
        return None
    before = context.report.count
    checked = context.formula(node, Scope(constant=what), wanted)
    if context.report.count > before or wanted is UNKNOWN:
        return None
    try:
        value = evaluate(checked)
    except TooLargeError:
        context.report.add(
            "limit-exceeded", node.span, f"{what} is larger than can be computed with"
        )
        return None
    except NotConstantError:
        context.report.add(
            "not-a-constant",
            node.span,
            f"{what} must be a constant",
            help="write the number itself",
        )
        return None
    constant = framework.Constant(node.span, checked.type, value)
    if wanted is None:
        return constant
    check_percent_sign(context, wanted, constant)
    check_assignable(context, wanted, constant, what, "must be")
    return replace(constant, type=wanted) if context.report.count == before else None


def check_range(
    context: Context, node: syntax.Range | None, type_: Type, what: str
) -> tuple[framework.Bound, ...]:
    """The bounds of a declared range, each of the type of what is declared."""
    if node is None:
        return ()
    if type_ is not UNKNOWN and not isinstance(type_, (QuantityType, DateType)):
        context.report.add(
            "type-mismatch",
            node.span,
            f"{what} is {describe(type_)}, which has no range",
            help="only quantities and dates have a range",
        )
        return ()
    wanted = NUMBER if type_ == COUNT else type_
    bounds = []
    for operator, value in node.bounds:
        constant = check_constant(context, value, f"a bound of {what}", wanted)
        if constant is not None and isinstance(constant.value, (Fraction, date)):
            bounds.append(framework.Bound(operator, constant.value, value.span))
    return () if _refuse_empty(context, node, bounds, type_) else tuple(bounds)


def _refuse_empty(
    context: Context, node: syntax.Range, bounds: list[framework.Bound], type_: Type
) -> bool:
    lows = [bound for bound in bounds if bound.operator in (">", ">=")]
    highs = [bound for bound in bounds if bound.operator in ("<", "<=")]
    if not lows or not highs:
        return False
    low = max(lows, key=lambda bound: (ordinal(bound.value), bound.operator == ">"))
    high = min(highs, key=lambda bound: (ordinal(bound.value), bound.operator == "<="))
    strict = low.operator == ">" or high.operator == "<"
    if holds("<" if strict else "<=", low.value, high.value):
        return False
    context.report.add(
        "empty-range",
        node.span,
        f"no value lies {_bound_words(low, type_)} and {_bound_words(high, type_)}",
        help="change one of the two bounds",
    )
    return True


def _bound_words(bound: framework.Bound, type_: Type) -> str:
    words = {">": "above", ">=": "at or above", "<": "below", "<=": "at or below"}
    return f"{words[bound.operator]} {written(bound.value, type_)}"


def check_within(
    context: Context,
    constant: framework.Constant,
    bounds: tuple[framework.Bound, ...],
    what: str,
) -> None:
    """Reports a constant outside the range declared for `what`."""
    if not isinstance(constant.value, (Fraction, date)):
        return
    for bound in bounds:
        if not holds(bound.operator, constant.value, bound.value):
            context.report.add(
                "outside-range",
                constant.span,
                f"{what} must be {_bound_words(bound, constant.type)}, and this is "
                f"{written(constant.value, constant.type)}",
                secondary=(Label(bound.span, "the range"),),
            )
            return


def check_given(context: Context, node: syntax.Expression, what: str, wanted: Type) -> Given | None:
    """A value as evidence would supply it: a constant, missing, or not applicable."""
    match node:
        case syntax.MissingLiteral():
            return framework.AbsentConstant(node.span, wanted, "missing")
        case syntax.NotApplicableLiteral():
            return framework.AbsentConstant(node.span, wanted, "not applicable")
        case _:
            return check_constant(context, node, what, wanted)
