"""Running a framework's examples: its evidence rated, its expectations compared exactly."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from ...dsl import framework as fw
from ...dsl.source import Span
from ...dsl.types import PERCENT, Type
from ..arithmetic.numerals import shortest_terminating
from ..evidence.problems import EvidenceError, UsageError
from ..rating import Exact, Rating
from ..trace import Origin

if TYPE_CHECKING:
    from ..loaded import Framework


@dataclass(frozen=True, slots=True)
class Mismatch:
    """An expectation that did not hold. `expected` and `actual` are exact values, ids of levels,
    or "missing", "not applicable", "not rated"; `id` is "" for the overall rating or score.
    `type` is that of the value expected; None where none is."""

    span: Span
    property: Literal["value", "rating", "score", "weight"]
    id: str
    expected: Exact
    actual: Exact
    type: Type | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """One example that was run. `rating` is None where its evidence could not be rated, and
    `problem` then says why."""

    example: fw.Example
    rating: Rating | None
    mismatches: tuple[Mismatch, ...]
    problem: str = ""

    @property
    def passed(self) -> bool:
        """Whether every expectation held."""
        return self.rating is not None and not self.mismatches


def run_examples(framework: Framework) -> tuple[Trial, ...]:
    """Framework -> the outcome of each of its examples, in the order declared."""
    return tuple(run_example(framework, example) for example in framework.checked.examples)


def run_example(framework: Framework, example: fw.Example, also: Iterable[str] = ()) -> Trial:
    """Framework, one example of it -> its outcome; `also` names values to be computed that
    neither its role nor its expectations need."""
    checked = framework.checked
    values: dict[str, object] = {}
    parameters: dict[str, object] = {}
    tables: dict[str, list[dict[str, object]]] = {}
    origins: dict[str, Origin] = {}
    replaced = set()
    for given in example.given:
        if isinstance(given, fw.GivenTable):
            tables[given.table] = [
                {column: _evidence(cell) for column, cell in row.items()} for row in given.rows
            ]
            continue
        origins[f"{given.id}.{given.rater}" if given.rater else given.id] = Origin(str(given.span))
        if given.rater:
            values[f"{given.id}.{given.rater}"] = [_evidence(each) for each in given.values]
        elif given.id in checked.parameters:
            parameters[given.id] = _evidence(given.values[0])
        else:
            values[given.id] = _evidence(given.values[0])
            if given.id in checked.metrics or given.id in checked.kpis:
                replaced.add(given.id)
    try:
        rater = framework.rater(
            role=example.role,
            period=example.period,
            parameters=parameters,
            replaced=replaced,
            also=also or _beyond_role(framework, example),
        )
        rating = rater.rate(values, tables=tables, origins=origins)
    except (EvidenceError, UsageError) as error:
        return Trial(example, None, (), str(error))
    mismatches = (_mismatch(rating, expectation) for expectation in example.expect)
    return Trial(example, rating, tuple(each for each in mismatches if each is not None))


def _beyond_role(framework: Framework, example: fw.Example) -> frozenset[str]:
    """What an example expects something of that its role does not need."""
    plan = framework.plan(example.role)
    expected = {expectation.id for expectation in example.expect if expectation.id}
    return frozenset(id for id in expected if id not in plan.values and id not in plan.scores)


def _evidence(value: fw.Constant | fw.AbsentConstant) -> object:
    """A literal as a program would pass it; a percent as text, since that says it is one."""
    if isinstance(value, fw.AbsentConstant):
        return None if value.kind == "missing" else "n/a"
    literal: Any = value.value
    if value.type == PERCENT and isinstance(literal, Fraction):
        decimal = shortest_terminating(literal * 100)
        return literal if decimal is None else f"{decimal}%"
    return literal


def _mismatch(rating: Rating, expectation: fw.Expectation) -> Mismatch | None:
    expected = _expected(expectation)
    actual = _actual(rating, expectation)
    if actual == expected and isinstance(actual, bool) == isinstance(expected, bool):
        return None
    type = expectation.expected.type if expectation.expected is not None else None
    return Mismatch(expectation.span, expectation.property, expectation.id, expected, actual, type)


def _expected(expectation: fw.Expectation) -> Exact:
    match expectation.expected:
        case None:
            return "not rated"
        case fw.AbsentConstant(kind=kind):
            return kind
        case fw.Constant(value=value):
            return value


def _actual(rating: Rating, expectation: fw.Expectation) -> Exact:
    if not expectation.id:
        return _overall(rating, expectation)
    value = rating[expectation.id]
    found: Exact | None
    match expectation.property:
        case "value":
            found = value.value
        case "rating":
            found = value.rating
        case "score":
            found = value.score
        case "weight":
            measures = (*rating.measures, *rating.responsibilities)
            found = next((each.weight for each in measures if each.id == value.id), None)
    if found is not None:
        return found
    absence = value.absence
    return absence.kind if absence is not None else "missing"


def _overall(rating: Rating, expectation: fw.Expectation) -> Exact:
    if expectation.property == "score":
        found: Exact | None = rating.score
    else:
        found = rating.level
    if found is not None:
        return found
    if rating.state == "not applicable":
        return "not applicable"
    return "missing" if isinstance(expectation.expected, fw.AbsentConstant) else "not rated"
