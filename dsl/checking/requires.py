"""Requirements: what must hold, now for constants, later for each person."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date

from .. import framework, syntax
from ..diagnostics.model import Label
from ..units import written
from ..walk import walk
from .constants import NotConstantError, evaluate
from .context import UNKNOWN, Context, Scope


def check_requirement(
    context: Context,
    declaration: syntax.RequireDeclaration,
    number: int,
    parameters: dict[str, framework.Parameter],
) -> framework.Requirement:
    """RequireDeclaration -> Requirement"""
    checked = context.formula(declaration.condition, Scope())
    condition = context.as_condition(checked, "`require`")
    label = context.languages.text(declaration.label)
    constant = False
    if condition.type is not UNKNOWN:
        used = _parameters_of(condition, parameters)
        if used is not None:
            constant = _check_holds(context, declaration, condition, used)
    return framework.Requirement(f"require.{number}", declaration.span, label, condition, constant)


def _parameters_of(
    condition: framework.Expression, parameters: dict[str, framework.Parameter]
) -> list[framework.Parameter] | None:
    """The parameters that a condition depends on; None where it depends on anything else."""
    used: dict[str, framework.Parameter] = {}
    for node in walk(condition):
        match node:
            case framework.Reference(id=name) if name in parameters:
                used[name] = parameters[name]
            case (
                framework.Reference()
                | framework.PropertyReference()
                | framework.ColumnReference()
                | framework.RoleColumnReference()
                | framework.OverallReference()
                | framework.GapReference()
                | framework.PeriodPart()
                | framework.InPeriod()
                | framework.Aggregate()
                | framework.RoleAggregate()
                | framework.AbsentConstant()
            ):
                return None
            case _:
                pass
    if any(not parameter.entries for parameter in used.values()):
        return None
    return list(used.values())


def _check_holds(
    context: Context,
    declaration: syntax.RequireDeclaration,
    condition: framework.Expression,
    used: list[framework.Parameter],
) -> bool:
    """Whether the condition could be decided; reports the first time from which it is false."""
    size = sum(1 for _ in walk(condition))
    for start, entries in _times(used):
        context.constant_work_left -= size + len(used)
        if context.constant_work_left < 0:
            return False
        values = {name: entry.value.value for name, entry in entries.items()}
        try:
            holds = evaluate(condition, values, context.points)
        except NotConstantError:
            return False
        if holds is False:
            since = f" from {start} on" if start is not None else ""
            context.report.add(
                "require-fails",
                declaration.condition.span,
                f'"{declaration.label.text.value}" does not hold{since}',
                label="not so",
                secondary=tuple(
                    Label(entry.span, f"`{name}` is {written(entry.value.value, entry.value.type)}")
                    for name, entry in entries.items()
                ),
                help="change the values, or what is required of them",
            )
            return True
    return True


def _times(
    used: list[framework.Parameter],
) -> Iterator[tuple[date | None, dict[str, framework.ParameterEntry]]]:
    """Each time from which other values hold, with the entries in force; those before the first
    entry of any parameter are left out, as it has no value then."""
    dates = {entry.start for parameter in used for entry in parameter.entries}
    starts: list[date | None] = [*sorted(start for start in dates if start is not None)]
    for start in starts or [None]:
        entries: dict[str, framework.ParameterEntry] = {}
        for parameter in used:
            entry = _in_force(parameter, start)
            if entry is not None:
                entries[parameter.id] = entry
        if len(entries) == len(used):
            yield start, entries


def _in_force(parameter: framework.Parameter, day: date | None) -> framework.ParameterEntry | None:
    """The last entry that starts on the day or before it; None where there is none."""
    if day is None or not parameter.dated:
        return parameter.entries[0]
    index = bisect_right(parameter.entries, day, key=lambda entry: entry.start or date.min)
    return parameter.entries[index - 1] if index else None
