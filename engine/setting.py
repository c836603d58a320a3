"""What holds for a whole run: the evaluated period, and the value each parameter has in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ..dsl import framework as fw
from ..dsl.period import Period, parse_period
from .arithmetic.numerals import quoted
from .constant_requirements import first_broken
from .evidence.problems import UsageError, named
from .evidence.readers import ValueRefused, reader
from .evidence.written.written_dates import refused_era
from .lowering.builder import constant_pair
from .plan import ParameterInForce, PeriodBound, Plan
from .trace import ParameterSource, Setting


def setting_for(
    plan: Plan,
    period: Period | str | None,
    as_of: date | None,
    parameters: Mapping[str, object],
) -> Setting:
    """A plan and the caller's choices -> Setting; UsageError where they do not fit the framework.

    A dated parameter has the value in force at the end of the period, or on `as_of`. A period
    written, or a day, of a year from 2400 to 2799 is refused: it is meant in the Buddhist era.
    """
    framework = plan.framework
    if isinstance(period, str):
        try:
            period = parse_period(period)
        except ValueError as error:
            raise UsageError(str(error)) from None
        if reason := refused_era(period):
            raise UsageError(f"period `{period}` {reason}")
    if as_of is not None and (reason := refused_era(as_of)):
        raise UsageError(f"the day `{as_of}` {reason}")
    _check_period(framework, period)
    if period is None and plan.needs_period and (as_of is None or _reads_period(plan)):
        raise UsageError(
            f"framework `{framework.id}` is evaluated over a period; name one, such as "
            f"`{_sample_period(framework)}`"
        )
    for name in parameters:
        if name not in framework.parameters:
            raise UsageError(named("parameter", name, framework.parameters))
    set_outright = {
        id: _set_value(framework.parameters[id], value, framework)
        for id, value in parameters.items()
    }
    values: dict[str, tuple[Any, int]] = {}
    sources: dict[str, ParameterSource] = {}
    when = as_of or (period.end if period is not None else None)
    for step in plan.steps[: plan.supplied]:
        if isinstance(step.operation, ParameterInForce):
            parameter = framework.parameters[step.operation.parameter]
            if parameter.id in set_outright:
                values[parameter.id] = set_outright[parameter.id]
                sources[parameter.id] = ParameterSource(True, None, parameter.span)
            else:
                entry = in_force(parameter, when)
                values[parameter.id] = constant_pair(entry.value, framework)
                sources[parameter.id] = ParameterSource(False, entry.start, entry.span)
    broken = first_broken(framework, values, parameters) if parameters else None
    if broken is not None:
        names = ", ".join(f"`{id}`" for id in parameters)
        raise UsageError(
            f"with {names} as set, a requirement does not hold: {broken.label.text} ({broken.span})"
        )
    return Setting(period, as_of, values, sources)


def bound(setting: Setting, part: PeriodBound) -> tuple[int, int]:
    """The pair of a bound of the period."""
    assert setting.period is not None
    match part.part:
        case "start":
            return setting.period.start.toordinal(), 1
        case "end":
            return setting.period.end.toordinal(), 1
        case "days":
            return setting.period.days, 1


def _check_period(framework: fw.Framework, period: Period | None) -> None:
    kinds = framework.period_kinds
    if period is not None and kinds and period.kind not in kinds:
        allowed = " or ".join(f"a {kind}" for kind in kinds)
        raise UsageError(
            f"period `{period}` is a {period.kind}, but framework `{framework.id}` rates "
            f"{allowed}; write it like `{_sample_period(framework)}`"
        )


def _sample_period(framework: fw.Framework) -> str:
    samples = {"year": "2026", "half": "2026-H1", "quarter": "2026-Q1", "month": "2026-01"}
    kind = framework.period_kinds[0] if framework.period_kinds else "quarter"
    return samples.get(kind, "2026-01-15..2026-03-31")


def _reads_period(plan: Plan) -> bool:
    return any(isinstance(step.operation, PeriodBound) for step in plan.steps[: plan.supplied])


def in_force(parameter: fw.Parameter, when: date | None) -> fw.ParameterEntry:
    """The entry that holds on a day; UsageError where none does, or a day is needed."""
    current = None
    for entry in parameter.entries:
        if entry.start is None or (when is not None and entry.start <= when):
            current = entry
    if current is None:
        first = parameter.entries[0]
        raise UsageError(
            f"parameter `{parameter.id}` has no value on {when}: its first entry holds from "
            f"{first.start} ({first.span}); evaluate a later period or set the parameter"
        )
    return current


def _set_value(parameter: fw.Parameter, value: object, framework: fw.Framework) -> tuple[Any, int]:
    try:
        n, d = reader(parameter.type, framework, parameter.range)(value)
    except ValueRefused as error:
        shown, reason = quoted(str(value)), str(error)
        said = reason if reason.startswith(shown) else f"{shown} {reason}"
        raise UsageError(f"parameter `{parameter.id}`: {said}") from None
    if not d:
        raise UsageError(f"parameter `{parameter.id}` cannot be set to an absent value")
    return n, d
