"""Types names: values, columns, levels and members."""

from __future__ import annotations

from collections.abc import Iterator

from .. import framework, syntax
from ..diagnostics.model import Label
from ..source import Span
from ..types import DATE, DURATION, ChoiceType, LevelType, Type
from .context import UNKNOWN, Context, Scope, listed, not_a_constant, unknown
from .properties import role_column

ROLE_TABLES: dict[str, framework.RoleTable] = {
    "responsibilities": "responsibilities",
    "kpis": "kpis",
    "competencies": "competencies",
}


def check_name(
    context: Context, node: syntax.NameExpression, scope: Scope, hint: Type | None
) -> framework.Expression:
    """A bare name: a level or member of the type it stands with, a column, or a declaration."""
    name, span = node.name.text, node.span
    if isinstance(hint, ChoiceType) and name in context.members(hint):
        return framework.Constant(span, hint, name)
    if isinstance(hint, LevelType) and name in context.levels.get(hint.scale, {}):
        return framework.Constant(span, hint, name)
    if scope.table is not None and name in context.columns.get(scope.table, {}):
        column = context.columns[scope.table][name]
        return framework.ColumnReference(span, column, scope.table, name)
    if scope.role_table is not None and name in ("rating", "score", "weight"):
        return role_column(context, node.name, scope, span)
    if name in ("overall", "gap") or name == "period":
        return _check_place_name(context, name, span, scope)
    declaration = context.names.declared.get(name)
    if declaration is not None:
        return _check_declared(context, declaration, span, scope)
    return _check_undeclared(context, node.name, scope, hint)


def _check_place_name(
    context: Context, name: str, span: Span, scope: Scope
) -> framework.Expression:
    if scope.subject is not None and scope.subject.kind == name:
        return scope.subject.expression(span)
    where = {
        "overall": "`overall` is the role's score, and stands only in its `overall on` rules",
        "gap": "`gap` stands only in `rate gap on` rules",
        "period": "`period` is not a value; use `period.start`, `period.end` or `period.days`",
    }
    context.report.add("name-out-of-place", span, where[name])
    return unknown(span)


def _check_declared(
    context: Context, declaration: object, span: Span, scope: Scope
) -> framework.Expression:
    match declaration:
        case (
            syntax.InputDeclaration(name=name)
            | syntax.ParameterDeclaration(name=name)
            | syntax.MetricDeclaration(name=name)
            | syntax.KpiDeclaration(name=name)
            | syntax.CompetencyDeclaration(name=name)
        ):
            if scope.constant:
                return not_a_constant(context, span, scope, f"`{name.text}` can change")
            return framework.Reference(span, context.types.get(name.text, UNKNOWN), name.text)
        case syntax.TableDeclaration(name=name):
            message = f"`{name.text}` is a table, and a value is needed here"
            help_ = f"count its rows with `count({name.text})`, or add up one of its columns"
        case syntax.ScaleDeclaration(name=name):
            message = f"`{name.text}` is a scale, and a value is needed here"
            help_ = f"its levels are {listed(context.levels.get(name.text, {}))}"
        case syntax.RoleDeclaration(name=name):
            message = f"`{name.text}` is a role, and a value is needed here"
            help_ = f"inside the role, `score of {name.text}` is its score"
        case _:
            raise AssertionError(declaration)
    context.report.add(
        "wrong-kind", span, message, help=help_, secondary=(Label(name.span, "declared here"),)
    )
    return unknown(span)


def _check_undeclared(
    context: Context, name: syntax.Name, scope: Scope, hint: Type | None
) -> framework.Expression:
    if hint is UNKNOWN:
        return unknown(name.span)
    if isinstance(hint, LevelType):
        context.level(name, hint.scale)
        return unknown(name.span)
    if isinstance(hint, ChoiceType):
        members = tuple(member.id for member in hint.members)
        context.report.unknown(
            "member-not-in-choice",
            name,
            f"`{name.text}` is not one of {listed(members)}",
            members,
        )
        return unknown(name.span)
    help_ = _where_it_is(context, name.text)
    context.report.unknown(
        "unknown-name",
        name,
        f"`{name.text}` is not declared",
        _visible(context, scope),
        secondary=context.removed_here(name.text),
        help=help_,
    )
    return unknown(name.span)


def _visible(context: Context, scope: Scope) -> Iterator[str]:
    yield from context.names.declared
    if scope.table is not None:
        yield from context.columns.get(scope.table, {})


def _where_it_is(context: Context, name: str) -> str:
    """What an undeclared name is elsewhere: a level, or a column of a table."""
    scale, table = context.scale_with(name), context.table_with(name)
    if scale:
        return (
            f"`{name}` is a level of scale `{scale}`; it is known only where it is compared "
            "with, or given for, something of that scale"
        )
    return f"`{table}` has such a column: write `{table}.{name}`" if table else ""


def check_member(
    context: Context,
    node: syntax.MemberExpression,
    scope: Scope,
    hint: Type | None,  # noqa: ARG001 - a handler's signature
) -> framework.Expression:
    """`table.column` inside an aggregate, `kpis.score`, or a part of the period."""
    owner, member = node.owner.text, node.member.text
    if owner == "period" and not (scope.table and owner in context.columns.get(scope.table, {})):
        return _check_period_part(context, node, scope)
    if owner in ROLE_TABLES:
        return _check_role_member(context, node, scope)
    declaration = context.names.declared.get(owner)
    match declaration:
        case syntax.TableDeclaration():
            if scope.table == owner:
                return _column(context, owner, node.member, node.span)
            _report_outside_aggregate(context, node, scope)
        case syntax.CompetencyDeclaration():
            context.report.add(
                "wrong-kind",
                node.span,
                f"`{owner}.{member}` is what one kind of rater gave, and cannot be used here",
                help=f"`{owner}` is the level that all raters together give, in points",
            )
        case None:
            context.report.unknown(
                "unknown-name",
                node.owner,
                f"there is no table `{owner}`",
                (table.name.text for table in context.names.of(syntax.TableDeclaration)),
                secondary=context.removed_here(owner),
            )
        case _:
            context.wrong_kind(node.owner, "table")
    return unknown(node.span)


def _check_period_part(
    context: Context, node: syntax.MemberExpression, scope: Scope
) -> framework.Expression:
    context.uses_period = True
    if scope.constant:
        return not_a_constant(context, node.span, scope, "the period can change")
    match node.member.text:
        case "start":
            return framework.PeriodPart(node.span, DATE, "start")
        case "end":
            return framework.PeriodPart(node.span, DATE, "end")
        case "days":
            return framework.PeriodPart(node.span, DURATION, "days")
        case other:
            context.report.unknown(
                "unknown-name",
                node.member,
                f"a period has no `{other}`",
                ("start", "end", "days"),
                help="it has `period.start`, `period.end` and `period.days`",
            )
            return unknown(node.span)


def _column(context: Context, table: str, member: syntax.Name, span: Span) -> framework.Expression:
    columns = context.columns.get(table, {})
    if member.text in columns:
        return framework.ColumnReference(span, columns[member.text], table, member.text)
    context.report.unknown(
        "unknown-name",
        member,
        f"table `{table}` has no column `{member.text}`",
        columns,
        secondary=context.removed_here("table", table, "column", member.text),
        help=f"its columns are {listed(columns)}" if columns else "",
    )
    return unknown(span)


def _report_outside_aggregate(
    context: Context, node: syntax.MemberExpression, scope: Scope
) -> None:
    owner, member = node.owner.text, node.member.text
    if scope.table is None:
        message = f"`{owner}.{member}` has a value in each row, and one value is needed here"
        help_ = f"bring the rows together, such as `sum({owner}.{member})`"
    else:
        message = f"`{owner}.{member}` stands in an aggregate over table `{scope.table}`"
        help_ = "an aggregate runs over the rows of one table"
    context.report.add("column-out-of-place", node.span, message, help=help_)


def _check_role_member(
    context: Context, node: syntax.MemberExpression, scope: Scope
) -> framework.Expression:
    owner, member = node.owner.text, node.member.text
    if scope.role is None:
        context.report.add(
            "name-out-of-place",
            node.owner.span,
            f"`{owner}` is a table only inside a role",
        )
    elif scope.role_table != owner:
        _report_outside_aggregate(context, node, scope)
    elif member not in ("rating", "score", "weight"):
        context.report.unknown(
            "unknown-name",
            node.member,
            f"`{owner}` has no column `{member}`",
            ("rating", "score", "weight"),
            help="its columns are `rating`, `score` and `weight`",
        )
    else:
        return role_column(context, node.member, scope, node.span)
    return unknown(node.span)
