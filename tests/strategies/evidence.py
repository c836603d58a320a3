"""Evidence for the people of any checked framework: typical, on thresholds, extreme, absent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from reference.outcome import Evidence
from reference.values import MISSING, NOT_APPLICABLE, Value

from assay.dsl.framework import Bound, Competency, Constant, Framework, Input, RatedDirectly
from assay.dsl.period import Period, parse_period
from assay.dsl.types import (
    ChoiceType,
    DateType,
    Dimension,
    LevelType,
    QuantityType,
    Type,
    YesNoType,
)

from .choices import Choices
from .frameworks import PERIODS

_ORDINARY = tuple(
    Fraction(text) for text in ("1", "0", "2", "10", "0.1", "-1", "1/3", "0.9999999999", "1000000")
)
_EXTREME = (Fraction(10**30), Fraction(1, 10**30), Fraction(-(10**30)), Fraction(2**64 + 1, 3))
_DATES = tuple(
    date.fromisoformat(text)
    for text in ("2026-02-01", "2026-01-01", "2026-03-31", "2025-12-31", "2026-04-01", "2024-02-29")
)
_DAYS = tuple(
    date.fromisoformat(text) for text in ("2026-02-28", "2026-03-01", "2020-01-01", "2030-06-15")
)


@dataclass(frozen=True, slots=True)
class Setting:
    """What the caller says about a run: its period, the parameters that it sets, and the day whose
    dated parameters hold (None: the last of the period)."""

    period: Period
    parameters: Mapping[str, Value]
    as_of: date | None


class People:
    """Makes people for one framework, with the numbers that the framework itself compares with."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.thresholds: dict[Dimension, tuple[Fraction, ...]] = {}
        self.dates: tuple[date, ...] = _DATES
        found: dict[Dimension, set[Fraction]] = {}
        declared = (framework.scales, framework.inputs, framework.parameters, framework.metrics)
        for constant in _constants([*declared, framework.kpis, framework.roles]):
            if isinstance(constant.value, Fraction) and isinstance(constant.type, QuantityType):
                found.setdefault(constant.type.dimension, set()).add(constant.value)
        for dimension, values in found.items():
            self.thresholds[dimension] = tuple(sorted(values))

    def person(self, choices: Choices) -> Evidence:
        """Evidence about one person; a tenth or so of it absent, of either kind."""
        framework = self.framework
        values: dict[str, Value | list[Value]] = {}
        absent = choices.choose((8, 0, 40, 20))
        for input_ in framework.inputs.values():
            if input_.formula is None or choices.chance(40):
                values[input_.id] = self._maybe(choices, absent, input_)
        for competency in framework.competencies.values():
            values |= self._assessments(choices, absent, competency)
        for id, type_ in self._replaceable():
            if choices.chance(6):
                values[id] = self.value(choices, type_)
        tables = {
            table.id: [
                {column.id: self._cell(choices, absent, column.type) for column in table.columns}
                for _ in range(choices.choose((2, 0, 1, 3, 5)))
            ]
            for table in framework.tables.values()
            if not choices.chance(8)
        }
        given = {id: value for id, value in values.items() if value != MISSING}
        return Evidence(given, tables)

    def setting(self, choices: Choices) -> Setting:
        """A setting that a caller could choose for this framework."""
        period = parse_period(choices.choose(PERIODS))
        as_of = choices.choose(_DAYS) if choices.chance(20) else None
        set_outright = {
            id: self.value(choices, parameter.type)
            for id, parameter in self.framework.parameters.items()
            if choices.chance(15)
        }
        return Setting(period, set_outright, as_of)

    def _replaceable(self) -> list[tuple[str, Type]]:
        metrics = [(metric.id, metric.type) for metric in self.framework.metrics.values()]
        kpis = [
            (
                kpi.id,
                LevelType(kpi.method.scale)
                if isinstance(kpi.method, RatedDirectly) and kpi.formula is None
                else kpi.type,
            )
            for kpi in self.framework.kpis.values()
        ]
        return metrics + kpis

    def _maybe(self, choices: Choices, absent: int, input_: Input) -> Value:
        if choices.chance(absent):
            return choices.choose((MISSING, NOT_APPLICABLE))
        for _ in range(8):
            value = self.value(choices, input_.type)
            if all(within(value, bound) for bound in input_.range):
                return value
        return MISSING

    def _cell(self, choices: Choices, absent: int, type_: Type) -> Value:
        if choices.chance(absent // 2):
            return choices.choose((MISSING, NOT_APPLICABLE))
        return self.value(choices, type_)

    def _assessments(
        self, choices: Choices, absent: int, competency: Competency
    ) -> dict[str, Value | list[Value]]:
        level = LevelType(competency.scale)
        if not competency.raters:
            id = competency.id
            if choices.chance(absent):
                return {id: choices.choose((MISSING, NOT_APPLICABLE))}
            return {id: self.value(choices, level)}
        given: dict[str, Value | list[Value]] = {}
        for rater in competency.raters:
            if choices.chance(absent):
                value: Value | list[Value] = choices.choose((MISSING, NOT_APPLICABLE))
            else:
                value = [self.value(choices, level) for _ in range(choices.between(1, 3))]
            given[f"{competency.id}.{rater.id}"] = value
        return given

    def value(self, choices: Choices, type_: Type) -> Value:
        """A present value of a type."""
        match type_:
            case QuantityType(kind, dimension):
                return self._quantity(choices, kind, dimension)
            case DateType():
                if choices.chance(20):
                    return date(2026, 1, 1) + timedelta(choices.between(-500, 500))
                return choices.choose(self.dates)
            case YesNoType():
                return choices.choose((True, False))
            case ChoiceType(members):
                return choices.choose(members).id
            case LevelType(scale):
                return choices.choose(self.framework.scales[scale].levels).id
        return choices.choose(("a", "ภาคเหนือ", "b"))

    def _quantity(self, choices: Choices, kind: str, dimension: Dimension) -> Fraction:
        number = self._number(choices, kind, dimension)
        # A bare share of 2 or more is refused: it could be meant in percent.
        return number if kind != "percent" or abs(number) < 2 else 1 / number

    def _number(self, choices: Choices, kind: str, dimension: Dimension) -> Fraction:
        known = self.thresholds.get(dimension, _ORDINARY)
        which = choices.below(20)
        if kind == "count":
            return Fraction(choices.choose((1, 0, 2, 3, 10, 100, 12_345)))
        if which < 8:
            return choices.choose(_ORDINARY) * choices.choose((1, 1000 if dimension.money else 1))
        if which < 14:
            return choices.choose(known)
        if which < 18:
            near = choices.choose((Fraction(1, 1000), Fraction(-1, 10**12), Fraction(1, 7)))
            return choices.choose(known) + near
        if which == 18:
            return choices.choose(_EXTREME)
        return Fraction(choices.between(-1000, 100_000), choices.choose((1, 2, 3, 100)))


def within(value: Value, bound: Bound) -> bool:
    """Whether a value keeps a bound of a declared range."""
    match bound.operator:
        case "<":
            return value < bound.value  # type: ignore[operator]
        case "<=":
            return value <= bound.value  # type: ignore[operator]
        case ">":
            return value > bound.value  # type: ignore[operator]
    return value >= bound.value  # type: ignore[operator]


def _constants(part: Any) -> Iterator[Constant]:
    """Every constant anywhere in declarations."""
    if isinstance(part, Constant):
        yield part
    elif isinstance(part, dict):
        for item in part.values():
            yield from _constants(item)
    elif isinstance(part, tuple | list):
        for item in part:
            yield from _constants(item)
    elif is_dataclass(part) and not isinstance(part, type):
        for field in fields(part):
            if field.name not in ("span", "label", "description", "because"):
                yield from _constants(getattr(part, field.name))
