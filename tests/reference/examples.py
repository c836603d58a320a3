"""A framework's own examples, run by the oracle: Example -> what it expected and did not get."""

from __future__ import annotations

from fractions import Fraction

from assay.dsl.framework import (
    AbsentConstant,
    Constant,
    Example,
    Expectation,
    Framework,
    GivenTable,
    GivenValue,
)

from .evaluator import Evaluation
from .outcome import Evidence
from .values import MISSING, NOT_APPLICABLE, Absent, Held, Value, held


def failures(framework: Framework, example: Example) -> list[str]:
    """One line for each expectation of `example` that the oracle does not fulfil."""
    evidence, parameters = given(framework, example)
    role = None if example.role is None else framework.roles[example.role]
    evaluation = Evaluation(framework, evidence, role, example.period, parameters)
    failed = []
    for expectation in example.expect:
        actual = found(evaluation, expectation)
        if not fulfils(actual, expectation):
            failed.append(f"{expectation.span.text}: got {actual}")
    return failed


def given(framework: Framework, example: Example) -> tuple[Evidence, dict[str, Value]]:
    """The evidence of an example, and the parameters that it sets."""
    values: dict[str, Value | list[Value]] = {}
    parameters: dict[str, Value] = {}
    tables: dict[str, list[dict[str, Value]]] = {}
    for item in example.given:
        match item:
            case GivenValue(_, id, "", (value,)) if id in framework.parameters:
                parameters[id] = plain(value)
            case GivenValue(_, id, "", (value,)):
                values[id] = plain(value)
            case GivenValue(_, id, rater, several):
                values[f"{id}.{rater}"] = [plain(value) for value in several]
            case GivenTable(_, table, rows):
                tables.setdefault(table, []).extend(
                    {column: plain(cell) for column, cell in row.items()} for row in rows
                )
    return Evidence(values, tables), parameters


def plain(constant: Constant | AbsentConstant) -> Value:
    """What a constant of the framework says, as evidence."""
    if isinstance(constant, Constant):
        return constant.value
    return MISSING if constant.kind == "missing" else NOT_APPLICABLE


def found(evaluation: Evaluation, expectation: Expectation) -> Held | None:
    """What the oracle says of the thing that an expectation names."""
    framework, id = evaluation.framework, expectation.id
    if not id:
        is_score = expectation.property == "score"
        return evaluation.overall_score() if is_score else evaluation.overall_rating()[2]
    if expectation.property == "value":
        return evaluation.value_of(id)
    if id in framework.kpis:
        return evaluation.property_of(expectation.property, "kpi", id)
    if id in framework.competencies:
        return evaluation.property_of(expectation.property, "competency", id)
    if id in framework.roles:
        return evaluation.property_of(expectation.property, "role", id)
    return evaluation.property_of(expectation.property, "responsibility", id)


def fulfils(actual: Held | None, expectation: Expectation) -> bool:
    """Whether the actual value is what was expected; `not rated` is any absence of the overall."""
    if expectation.expected is None:
        return isinstance(actual, Absent)
    expected = held(plain(expectation.expected))
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, Fraction) != isinstance(actual, Fraction):
        return False
    return expected == actual
