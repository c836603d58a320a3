"""Made-up people: what is given about each, and what comes out for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from ...dsl import framework as fw
from ...dsl.period import Period, PeriodKind, parse_period
from ...dsl.source import Source, Span
from ...dsl.types import (
    ChoiceType,
    DateType,
    LevelType,
    PeriodType,
    QuantityType,
    TextType,
    Type,
    YesNoType,
)
from ..plan import Derive, ParameterInForce, PeriodBound, Plan, Step, Supplied, TableAggregate
from ..rating import Rating
from .trials import Trial, run_example

if TYPE_CHECKING:
    from ..loaded import Framework

NOWHERE = Span(Source("", ""), 0, 0)
"""The place of what is made up."""

Fact = fw.Constant | fw.AbsentConstant
Given = Mapping[str, Fact]
"""What is given about a person, by id; what a kind of rater gave by `competency.rater`."""

FEW_BASES = 3
"""Bases to try for one thing: where these lead nowhere, further ones hardly do."""

_ORDINARY: Mapping[str, int] = {"count": 100, "money": 1_000_000, "duration": 30, "number": 10}
_SAMPLE_YEAR = 2026


@dataclass(frozen=True, slots=True)
class Base:
    """Facts from which everything that a value needs can be computed, and the rows of tables
    that go with them."""

    given: Given
    tables: tuple[fw.GivenTable, ...] = ()


class Bench:
    """Rates made-up people for one role of a framework, in one period."""

    def __init__(self, framework: Framework, role: str | None, trials: Iterable[Trial]) -> None:
        self.framework = framework
        self.checked = framework.checked
        self.role = role
        self.trials = tuple(
            trial for trial in trials if trial.example.role == role and trial.rating is not None
        )
        self.period = self._period()
        checked = framework.checked
        needed = framework.plan(role)
        declared = (*checked.inputs, *checked.metrics, *checked.kpis)
        self.also = frozenset(id for id in declared if id not in needed.values)
        self.plan: Plan = framework.plan(role, also=self.also)

    # --- rating ----------------------------------------------------------------------------

    def example(self, label: str, given: Given, tables: Iterable[fw.GivenTable] = ()) -> fw.Example:
        """A person as an example that expects nothing yet."""
        values = []
        for key, fact in given.items():
            id, _, rater = key.partition(".")
            values.append(fw.GivenValue(NOWHERE, id, rater, (fact,)))
        return fw.Example(NOWHERE, label, self.role, self.period, (*values, *tables), ())

    def rate(self, given: Given, tables: Iterable[fw.GivenTable] = ()) -> Rating | None:
        """What comes out for a person; None where the evidence cannot be rated."""
        example = self.example("", given, tables)
        return run_example(self.framework, example, self.also).rating

    # --- facts -----------------------------------------------------------------------------

    def type_of(self, key: str) -> Type:
        """The type of what can be given under a key."""
        id, _, _ = key.partition(".")
        checked = self.checked
        if id in checked.competencies:
            return LevelType(checked.competencies[id].scale)
        for group in (checked.inputs, checked.metrics, checked.parameters):
            if id in group:
                return group[id].type
        kpi = checked.kpis[id]
        if isinstance(kpi.method, fw.RatedDirectly) and kpi.formula is None:
            return LevelType(kpi.method.scale)
        return kpi.type

    def fact(self, key: str, value: fw.ConstantValue) -> fw.Constant:
        """A value to be given under a key."""
        return fw.Constant(NOWHERE, self.type_of(key), value)

    def missing(self, key: str) -> fw.AbsentConstant:
        """That what a key names is missing."""
        return fw.AbsentConstant(NOWHERE, self.type_of(key), "missing")

    def allows(self, key: str, value: Fraction) -> bool:
        """Whether a number lies in the range declared for a key, and is whole where it must be."""
        type = self.type_of(key)
        whole = isinstance(type, QuantityType) and type.kind == "count"
        if whole and (value < 0 or value.denominator != 1):
            return False
        declared = self.checked.inputs.get(key)
        return declared is None or all(_within(bound, value) for bound in declared.range)

    def every(self, key: str) -> Iterator[fw.Constant]:
        """Each value of a key whose type has few: levels, members of a choice, yes and no."""
        yield from (self.fact(key, value) for value in self.every_of(self.type_of(key)))

    def every_of(self, type: Type) -> tuple[fw.ConstantValue, ...]:
        """Each value of a type that has few; none for others."""
        match type:
            case LevelType(scale=scale):
                return tuple(level.id for level in self.checked.scales[scale].levels)
            case ChoiceType(members=members):
                return tuple(member.id for member in members)
            case YesNoType():
                return (True, False)
            case _:
                return ()

    def ordinary_of(self, type: DateType | PeriodType | TextType) -> tuple[fw.ConstantValue, ...]:
        """A few values of a type of which there are many; days and periods in and out of the
        one evaluated."""
        period = self.period or parse_period(str(_SAMPLE_YEAR))
        before = date.fromordinal(max(period.start.toordinal() - 40, 1))
        match type:
            case DateType():
                return (period.start, period.end, before)
            case PeriodType():
                return (period, parse_period(f"{before.year:04}"))
            case TextType():
                return ("text", "another text")

    # --- where to start from ---------------------------------------------------------------

    def facts_needed(self, index: int) -> tuple[str, ...]:
        """The keys of the facts that a step comes from; an input that has a formula is one."""
        found: dict[str, None] = {}
        for step in self._behind(index):
            match step.operation:
                case Supplied(key):
                    found[key] = None
                case Derive():
                    found[step.subject] = None
        return tuple(found)

    def tables_needed(self, index: int) -> frozenset[str]:
        """The tables that a step comes from, those of inputs left out that can be given."""
        return frozenset(
            step.operation.table
            for step in self._behind(index)
            if isinstance(step.operation, TableAggregate)
        )

    def _behind(self, index: int) -> Iterator[Step]:
        seen = {index}
        waiting = [index]
        while waiting:
            step = self.plan.steps[waiting.pop()]
            yield step
            if isinstance(step.operation, Derive | Supplied | ParameterInForce | PeriodBound):
                continue
            fresh = [each for each in step.inputs if each not in seen]
            seen.update(fresh)
            waiting += reversed(fresh)

    def bases(self, index: int) -> Iterator[Base]:
        """People for whom a step has a value, those of the examples first."""
        needed, tables = self.facts_needed(index), self.tables_needed(index)
        for trial in self.trials:
            given = {key: fact for key, fact in _given(trial.example).items() if key in needed}
            rows = tuple(
                each
                for each in trial.example.given
                if isinstance(each, fw.GivenTable) and each.table in tables
            )
            yield Base(given, rows)
        for scale in (1, 10):
            yield Base({key: self._ordinary(key, scale) for key in needed})

    def _ordinary(self, key: str, scale: int) -> Fact:
        type = self.type_of(key)
        match type:
            case QuantityType(kind=kind):
                number = (
                    Fraction(1, 2) if kind == "percent" else Fraction(_ORDINARY.get(kind, 1), scale)
                )
                return self.fact(key, self._in_range(key, number))
            case DateType() | TextType() | PeriodType():
                return self.fact(key, self.ordinary_of(type)[0])
            case LevelType(scale=name):
                levels = self.checked.scales[name].by_rank
                return self.fact(key, levels[len(levels) // 2].id)
            case ChoiceType(members=members):
                return self.fact(key, members[0].id)
            case YesNoType():
                return self.fact(key, True)

    def _in_range(self, key: str, number: Fraction) -> Fraction:
        if self.allows(key, number):
            return number
        declared = self.checked.inputs.get(key)
        bounds = [
            bound.value
            for bound in (declared.range if declared is not None else ())
            if isinstance(bound.value, Fraction)
        ]
        tried = [sum(bounds, Fraction(0)) / len(bounds)] if bounds else []
        tried += [bound + step for bound in bounds for step in (0, 1, -1)]
        return next((each for each in tried if self.allows(key, each)), number)

    def _period(self) -> Period | None:
        """The period of the examples, or that in which the last entry of a parameter begins."""
        for trial in self.trials:
            if trial.example.period is not None:
                return trial.example.period
        checked = self.checked
        starts = [
            entry.start
            for parameter in checked.parameters.values()
            for entry in parameter.entries
            if entry.start is not None
        ]
        if not starts and not checked.uses_period:
            return None
        kinds: tuple[PeriodKind, ...] = checked.period_kinds or ("year",)
        return _period_of(max(starts, default=date(_SAMPLE_YEAR, 1, 1)), kinds[0])


def _period_of(day: date, kind: PeriodKind) -> Period:
    """The period of a kind in which a day lies; a year where the kind is any days."""
    parts = {
        "half": f"-H{(day.month + 5) // 6}",
        "quarter": f"-Q{(day.month + 2) // 3}",
        "month": f"-{day.month:02}",
    }
    return parse_period(f"{day.year:04}{parts.get(kind, '')}")


def _given(example: fw.Example) -> dict[str, Fact]:
    """The single values that an example gives."""
    found: dict[str, Fact] = {}
    for each in example.given:
        if isinstance(each, fw.GivenValue) and len(each.values) == 1:
            found[f"{each.id}.{each.rater}" if each.rater else each.id] = each.values[0]
    return found


def _within(bound: fw.Bound, value: Fraction) -> bool:
    if not isinstance(bound.value, Fraction):
        return True
    match bound.operator:
        case "<":
            return value < bound.value
        case "<=":
            return value <= bound.value
        case ">":
            return value > bound.value
        case ">=":
            return value >= bound.value
