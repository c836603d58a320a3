"""Examples: a role, a period, and evidence that exists."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from .. import framework, syntax
from ..diagnostics.model import Label
from ..period import Period, PeriodKind, parse_period
from ..resolve import a_kind
from ..source import Span
from ..types import LevelType, Type
from .context import UNKNOWN, Context, RoleScope, listed
from .expectations import check_expectation
from .roles import role_scope
from .types import Given, check_given, check_within


@dataclass(frozen=True, slots=True)
class ExampleSetting:
    """What examples need: the kinds of period allowed (any where empty), and whether one must be
    named."""

    period_kinds: tuple[PeriodKind, ...]
    needs_period: bool


def check_example(
    context: Context, declaration: syntax.ExampleDeclaration, setting: ExampleSetting
) -> framework.Example:
    """ExampleDeclaration -> Example"""
    role = _role(context, declaration)
    given = _given(context, declaration)
    expect = tuple(
        expectation
        for item in declaration.expect
        if (expectation := check_expectation(context, item, role)) is not None
    )
    if not declaration.expect:
        context.report.add(
            "empty-declaration",
            declaration.label.span,
            "this example expects nothing",
            help="add what must come out, such as `expect { overall = exceeds }`",
        )
    return framework.Example(
        declaration.span,
        declaration.label.value,
        None if role is None else role.declaration.name.text,
        _period(context, declaration, setting),
        given,
        expect,
    )


def _role(context: Context, declaration: syntax.ExampleDeclaration) -> RoleScope | None:
    roles = context.names.of(syntax.RoleDeclaration)
    if declaration.role is None:
        if len(roles) > 1:
            names = tuple(role.name.text for role in roles)
            context.report.add(
                "missing-property",
                declaration.label.span,
                "this example does not say for which role it is",
                help=f"add `for` and one of {listed(names)} after its name",
            )
        return role_scope(context, roles[0]) if len(roles) == 1 else None
    name = declaration.role
    found = context.names.declared.get(name.text)
    if isinstance(found, syntax.RoleDeclaration):
        return role_scope(context, found)
    if found is not None:
        context.wrong_kind(name, "role")
    elif not roles:
        context.report.add(
            "no-role",
            name.span,
            f"there is no role `{name.text}`: this framework declares no role",
            help="remove `for`, or declare the role",
        )
    else:
        context.report.unknown(
            "unknown-name",
            name,
            f"there is no role `{name.text}`",
            (role.name.text for role in roles),
        )
    return None


def _period(
    context: Context, declaration: syntax.ExampleDeclaration, setting: ExampleSetting
) -> Period | None:
    if declaration.period is None:
        if setting.needs_period:
            context.report.add(
                "missing-property",
                declaration.label.span,
                "this example names no period, and the framework depends on it",
                help="add one after its name, such as `in 2026-Q1`",
            )
        return None
    try:
        period = parse_period(declaration.period.text)
    except ValueError as problem:
        context.report.add("bad-date", declaration.period.span, str(problem))
        return None
    if setting.period_kinds and period.kind not in setting.period_kinds:
        allowed = " or a ".join(setting.period_kinds)
        context.report.add(
            "wrong-period",
            declaration.period.span,
            f"`{period.text}` is a {period.kind}, and this framework evaluates a {allowed}",
            help="change the period, or `period:` in the header",
        )
    return period


def _given(
    context: Context, declaration: syntax.ExampleDeclaration
) -> tuple[framework.GivenValue | framework.GivenTable, ...]:
    values: list[framework.GivenValue] = []
    first: dict[tuple[str, str], Span] = {}
    tables: dict[str, list[syntax.GivenRow | syntax.GivenNoRows]] = {}
    for item in declaration.given:
        if isinstance(item, syntax.GivenValue):
            key = (item.name.text, "" if item.member is None else item.member.text)
            if key in first:
                _report_twice(context, item.span, ".".join(filter(None, key)), first[key])
            first.setdefault(key, item.span)
            value = _given_value(context, item)
            if value is not None:
                values.append(value)
        else:
            tables.setdefault(item.table.text, []).append(item)
    rows = (_given_table(context, items) for items in tables.values())
    return (*values, *(table for table in rows if table is not None))


def _report_twice(context: Context, span: Span, what: str, earlier: Span) -> None:
    context.report.add(
        "duplicate-name",
        span,
        f"the example gives `{what}` twice",
        secondary=(Label(earlier, "given first here"),),
        help="keep one of the two",
    )


def _given_value(context: Context, item: syntax.GivenValue) -> framework.GivenValue | None:
    name = item.name
    found = context.names.declared.get(name.text)
    rater = ""
    wanted: Type = UNKNOWN
    match found:
        case syntax.CompetencyDeclaration():
            rater = _rater(context, item, found)
            wanted = _assessed_type(context, found)
        case (
            syntax.InputDeclaration()
            | syntax.ParameterDeclaration()
            | syntax.MetricDeclaration()
            | syntax.KpiDeclaration()
        ):
            wanted = context.types.get(name.text, UNKNOWN)
            _refuse_parts(context, item, a_kind(found))
        case None:
            context.report.unknown(
                "unknown-name", name, f"`{name.text}` is not declared", context.names.declared
            )
            return None
        case syntax.TableDeclaration():
            context.wrong_kind(name, "value", help=f"write its rows: `{name.text} {{ … }}`")
            return None
        case _:
            context.wrong_kind(name, "value")
            return None
    values = tuple(
        given
        for value in item.values
        if (given := check_given(context, value, f"`{name.text}`", wanted)) is not None
    )
    for value in values:
        if isinstance(value, framework.Constant):
            check_within(context, value, context.ranges.get(name.text, ()), f"`{name.text}`")
    return framework.GivenValue(item.span, name.text, rater, values)


def _assessed_type(context: Context, competency: syntax.CompetencyDeclaration) -> Type:
    if competency.levels is None or competency.levels.text not in context.levels:
        return UNKNOWN
    return LevelType(competency.levels.text)


def _rater(
    context: Context, item: syntax.GivenValue, competency: syntax.CompetencyDeclaration
) -> str:
    raters = tuple(rater.name.text for rater in competency.raters)
    name = item.name.text
    if item.member is None:
        if raters:
            context.report.add(
                "missing-property",
                item.name.span,
                f"this does not say which kind of rater gave `{name}`",
                help=f"write `{name}.{raters[0]} = …`; it is assessed by {listed(raters)}",
            )
        elif len(item.values) > 1:
            _report_several(context, item)
        return ""
    if item.member.text not in raters:
        context.report.unknown(
            "unknown-name",
            item.member,
            f"`{name}` is not assessed by `{item.member.text}`",
            raters,
            help=f"it is assessed by {listed(raters)}"
            if raters
            else f"it names no raters: write `{name} = …`",
        )
    return item.member.text


def _refuse_parts(context: Context, item: syntax.GivenValue, kind: str) -> None:
    if item.member is not None:
        context.report.add(
            "wrong-kind",
            item.member.span,
            f"`{item.name.text}` is {kind}, and only a competency has raters",
        )
    elif len(item.values) > 1:
        _report_several(context, item)


def _report_several(context: Context, item: syntax.GivenValue) -> None:
    context.report.add(
        "wrong-argument-count",
        item.span,
        f"`{item.name.text}` has one value, and {len(item.values)} are given",
        help="only a kind of rater may give several",
    )


def _given_table(
    context: Context, items: list[syntax.GivenRow | syntax.GivenNoRows]
) -> framework.GivenTable | None:
    name = items[0].table
    table = context.names.get(name.text, syntax.TableDeclaration)
    if table is None:
        if name.text in context.names.declared:
            context.wrong_kind(name, "table")
        else:
            tables = (each.name.text for each in context.names.of(syntax.TableDeclaration))
            context.report.unknown("unknown-name", name, f"there is no table `{name.text}`", tables)
        return None
    none = next((item for item in items if isinstance(item, syntax.GivenNoRows)), None)
    if none is not None and len(items) > 1:
        other = next(item for item in items if item is not none)
        context.report.add(
            "conflicting-properties",
            none.span,
            f"the example gives no `{name.text}`, and rows of it as well",
            secondary=(Label(other.span, "given here"),),
            help="keep one of the two",
        )
    rows = tuple(_row(context, item, table) for item in items if isinstance(item, syntax.GivenRow))
    return framework.GivenTable(items[0].span, name.text, rows)


def _row(
    context: Context, item: syntax.GivenRow, table: syntax.TableDeclaration
) -> MappingProxyType[str, Given]:
    columns = context.columns.get(table.name.text, {})
    cells: dict[str, Given] = {}
    first: dict[str, Span] = {}
    for name, node in item.cells:
        if name.text in first:
            _report_twice(context, name.span, name.text, first[name.text])
            continue
        first[name.text] = name.span
        if name.text not in columns:
            context.report.unknown(
                "unknown-name",
                name,
                f"table `{table.name.text}` has no column `{name.text}`",
                columns,
            )
            continue
        value = check_given(context, node, f"`{name.text}`", columns[name.text])
        if value is not None:
            cells[name.text] = value
    return MappingProxyType(cells)
