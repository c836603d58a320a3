"""Types aggregates: what is computed over the rows of a table."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from typing import cast

from .. import framework, syntax
from ..source import Span
from ..syntax_walk import children
from ..types import COUNT, YESNO, QuantityType, Type
from ..units import averaged, describe
from .conditions import is_ordered
from .context import UNKNOWN, Context, Scope, not_a_constant, unknown
from .names import ROLE_TABLES
from .signatures import AGGREGATES


def check_aggregate(
    context: Context,
    node: syntax.Aggregate,
    scope: Scope,
    hint: Type | None,  # noqa: ARG001 - a handler's signature
) -> framework.Expression:
    """`sum(table.column where …)`, `count(table where …)`, `any(kpis where …)`."""
    signature = AGGREGATES.get(node.function)
    if signature is None:
        name = syntax.Name(_function_span(node), node.function)
        context.report.unknown(
            "unknown-function", name, f"there is no function `{node.function}`", AGGREGATES
        )
        return unknown(node.span)
    if scope.constant:
        return not_a_constant(context, node.span, scope, "an aggregate depends on evidence")
    table = _find_table(context, node, scope)
    if table is None:
        return unknown(node.span)
    inner = _inside(scope, table)
    if signature.over == "rows":
        return _check_rows(context, node, inner, table)
    return _check_values(context, node, inner, table)


def _function_span(node: syntax.Aggregate) -> Span:
    start = node.span.start
    return Span(node.span.source, start, start + len(node.function))


def _inside(scope: Scope, table: str) -> Scope:
    """The scope of a table's rows; a bare comparison there would be about nothing."""
    if table in ROLE_TABLES:
        return replace(scope, table=None, role_table=ROLE_TABLES[table], rounding=False)
    return replace(scope, table=table, role_table=None, rounding=False)


def _find_table(context: Context, node: syntax.Aggregate, scope: Scope) -> str | None:
    """The table an aggregate runs over, named by itself or by its first column."""
    rows = AGGREGATES[node.function].over == "rows"
    if isinstance(node.value, syntax.NameExpression):
        name = node.value.name
        if name.text in ROLE_TABLES or context.names.get(name.text, syntax.TableDeclaration):
            if rows:
                return _role_table_here(context, name, scope)
            context.report.add(
                "wrong-kind",
                name.span,
                f"`{node.function}` needs a column, and `{name.text}` is a table",
                help=f"write it like `{AGGREGATES[node.function].usage}`",
            )
            return None
    member = named_table(context, node.value)
    if member is None:
        _report_no_table(context, node, rows=rows)
        return None
    if rows:
        context.report.add(
            "wrong-kind",
            node.value.span,
            f"`{node.function}` runs over the rows of a table, and this is a value in each row",
            help=f"write it like `{AGGREGATES[node.function].usage}`",
        )
        return None
    return _role_table_here(context, member, scope)


def named_table(context: Context, value: syntax.Expression) -> syntax.Name | None:
    """The first table that a column in `value` is said to be of, not looking into aggregates."""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, syntax.Aggregate):
            continue
        if isinstance(node, syntax.MemberExpression):
            owner = node.owner.text
            if owner in ROLE_TABLES or context.names.get(owner, syntax.TableDeclaration):
                return node.owner
        waiting.extend(reversed(children(node)))
    return None


def _role_table_here(context: Context, name: syntax.Name, scope: Scope) -> str | None:
    if name.text in ROLE_TABLES and scope.role is None:
        context.report.add(
            "name-out-of-place", name.span, f"`{name.text}` is a table only inside a role"
        )
        return None
    return name.text


def _report_no_table(context: Context, node: syntax.Aggregate, *, rows: bool) -> None:
    value = node.value
    if isinstance(value, syntax.NameExpression) and rows:
        name = value.name
        if name.text in context.names.declared:
            context.wrong_kind(name, "table")
            return
        tables = (table.name.text for table in context.names.of(syntax.TableDeclaration))
        context.report.unknown(
            "unknown-name", name, f"there is no table `{name.text}`", chain(tables, ROLE_TABLES)
        )
        return
    help_ = f"write it like `{AGGREGATES[node.function].usage}`"
    if isinstance(value, syntax.NameExpression):
        table = context.table_with(value.name.text)
        if table:
            help_ = f"name the table as well: `{table}.{value.name.text}`"
    if isinstance(value, syntax.MemberExpression):
        context.report.unknown(
            "unknown-name",
            value.owner,
            f"there is no table `{value.owner.text}`",
            (table.name.text for table in context.names.of(syntax.TableDeclaration)),
        )
        return
    context.report.add(
        "no-table",
        value.span,
        f"`{node.function}` needs a column of a table, and this names none",
        help=help_,
    )


def _check_rows(
    context: Context, node: syntax.Aggregate, scope: Scope, table: str
) -> framework.Expression:
    where = _where(context, node, scope)
    if node.function == "all" and node.where is None:
        context.report.add(
            "wrong-argument-count",
            node.span,
            "`all` needs a condition that every row is to satisfy",
            help=f"write it like `{AGGREGATES['all'].usage}`",
        )
        return unknown(node.span)
    if node.weight is not None:
        _report_weight(context, node)
    type_ = COUNT if node.function == "count" else YESNO
    return _built(node, table, type_, None, None, where)


def _check_values(
    context: Context, node: syntax.Aggregate, scope: Scope, table: str
) -> framework.Expression:
    value = context.expression(node.value, scope)
    weight = None if node.weight is None else context.expression(node.weight, scope)
    where = _where(context, node, scope)
    if weight is not None and node.function != "weighted average":
        _report_weight(context, node)
    if weight is None and node.function == "weighted average":
        context.report.add(
            "wrong-argument-count",
            node.span,
            "`weighted average` needs weights",
            help=f"write it like `{AGGREGATES['weighted average'].usage}`",
        )
    for part in (value, weight):
        if part is not None and not _fits(context, node, part, is_weight=part is weight):
            return unknown(node.span)
    return _built(node, table, _result(node.function, value.type), value, weight, where)


def _report_weight(context: Context, node: syntax.Aggregate) -> None:
    assert node.weight is not None
    context.report.add(
        "wrong-argument-count",
        node.weight.span,
        f"`{node.function}` takes no weights",
        help="only `weighted average(x by weight)` does",
    )


def _where(context: Context, node: syntax.Aggregate, scope: Scope) -> framework.Expression | None:
    if node.where is None:
        return None
    return context.condition(node.where, scope, "`where`")


def _fits(
    context: Context, node: syntax.Aggregate, part: framework.Expression, *, is_weight: bool
) -> bool:
    if part.type is UNKNOWN or isinstance(part.type, QuantityType):
        return True
    if not is_weight:
        if node.function == "count distinct":
            return True
        if node.function in ("min", "max") and is_ordered(part.type):
            return True
    what = "weights" if is_weight else f"`{node.function}`"
    context.report.add(
        "type-mismatch",
        part.span,
        f"{what} cannot be computed from {describe(part.type)}",
        label=describe(part.type),
    )
    return False


def _result(function: str, type_: Type) -> Type:
    if function == "count distinct":
        return COUNT
    if function in ("sum", "min", "max") or type_ is UNKNOWN:
        return type_
    assert isinstance(type_, QuantityType)
    return averaged(type_)


def _built(
    node: syntax.Aggregate,
    table: str,
    type_: Type,
    value: framework.Expression | None,
    weight: framework.Expression | None,
    where: framework.Expression | None,
) -> framework.Expression:
    function = cast("framework.AggregateFunction", node.function)
    if table in ROLE_TABLES:
        return framework.RoleAggregate(
            node.span,
            type_,
            function,
            ROLE_TABLES[table],
            value,
            weight,
            where,
            node.ignoring_missing,
        )
    return framework.Aggregate(
        node.span, type_, function, table, value, weight, where, node.ignoring_missing
    )
