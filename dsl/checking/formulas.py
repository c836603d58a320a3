"""Types every formula, each after those whose type it needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .. import framework, syntax
from ..syntax_walk import children
from .aggregates import named_table
from .context import Context, Scope
from .kpis import check_rating
from .values import check_formula

Derived = syntax.InputDeclaration | syntax.MetricDeclaration | syntax.KpiDeclaration


@dataclass(slots=True)
class Formulas:
    """The typed formulas of inputs, metrics and KPIs, and the direct ratings of KPIs, by id."""

    formulas: dict[str, framework.Expression] = field(default_factory=dict)
    ratings: dict[str, framework.Expression] = field(default_factory=dict)


def check_formulas(context: Context) -> Formulas:
    """Types all formulas and direct ratings; where some depend on each other in a circle, the
    types that only the circle could tell stay unknown."""
    derived: dict[str, Derived] = {
        name: declaration
        for name, declaration in context.names.declared.items()
        if isinstance(declaration, Derived)
    }
    result = Formulas()
    for declaration in _in_order(context, derived):
        _check(context, declaration, result)
    return result


def _check(context: Context, declaration: Derived, result: Formulas) -> None:
    name = declaration.name
    if declaration.formula is not None:
        declared = None if declaration.type is None else context.types.get(name.text)
        result.formulas[name.text] = check_formula(
            context, name, declaration.formula, declared, Scope()
        )
    if isinstance(declaration, syntax.KpiDeclaration) and declaration.rating is not None:
        rating = check_rating(context, declaration, declaration.rating)
        result.ratings[name.text] = rating
        context.types.setdefault(name.text, rating.type)


def _in_order(context: Context, derived: Mapping[str, Derived]) -> Iterator[Derived]:
    """Each declaration after those it needs the type of; depth first, without recursion."""
    started: set[str] = set()
    for name, declaration in derived.items():
        if name in started:
            continue
        started.add(name)
        waiting = [(declaration, _needs(context, declaration, derived))]
        while waiting:
            current, needs = waiting[-1]
            needed = next((need for need in needs if need not in started), None)
            if needed is None:
                waiting.pop()
                yield current
            else:
                started.add(needed)
                waiting.append((derived[needed], _needs(context, derived[needed], derived)))


def _needs(context: Context, declaration: Derived, derived: Mapping[str, Derived]) -> Iterator[str]:
    """The derived values that a declaration's formula and rating name."""
    if declaration.formula is not None:
        yield from _named(context, declaration.formula, derived)
    if isinstance(declaration, syntax.KpiDeclaration) and declaration.rating is not None:
        yield from _named(context, declaration.rating, derived)


def _named(
    context: Context, root: syntax.Expression, derived: Mapping[str, Derived]
) -> Iterator[str]:
    waiting: list[tuple[syntax.Expression, Mapping[str, object]]] = [(root, {})]
    while waiting:
        node, columns = waiting.pop()
        match node:
            case syntax.NameExpression(name=name) if name.text not in columns:
                if name.text in derived:
                    yield name.text
            case syntax.PropertyOf(name=name) if name.text in derived:
                yield name.text
            case syntax.Aggregate(value=value):
                columns = _columns_of(context, value)
            case _:
                pass
        waiting.extend((child, columns) for child in children(node))


def _columns_of(context: Context, value: syntax.Expression) -> Mapping[str, object]:
    """The columns that hide declarations of the same name inside an aggregate."""
    table = named_table(context, value)
    if table is None and isinstance(value, syntax.NameExpression):
        table = value.name
    return {} if table is None else context.columns.get(table.text, {})
