"""The engine, asked as the oracle is: the one module of the oracle that knows it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from assay.dsl.framework import Framework
from assay.dsl.period import Period
from assay.dsl.types import LevelType, Type
from assay.engine.evaluate import Evaluator
from assay.engine.evaluate import Evidence as BoundEvidence
from assay.engine.graph import dependency_graph
from assay.engine.lowering import lower
from assay.engine.plan import ParameterInForce, PeriodBound, Plan, Step, Supplied
from assay.engine.trace import Absence, EffectiveWeights, Setting, Trace

from .evaluator import Evidence
from .values import MISSING, NOT_APPLICABLE, Absent, Held, Value, held

GATE_STATES = ("not fired", "fired", "ignored", "applied", "undetermined")


class Engine:
    """The engine's evaluators of one framework, made as they are asked for."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self._graph = dependency_graph(framework)
        self._made: dict[tuple[str | None, frozenset[str]], Evaluator] = {}

    def evaluate(
        self,
        evidence: Evidence,
        role: str | None,
        period: Period | None,
        parameters: Mapping[str, Value],
    ) -> Trace:
        """Evidence -> Trace, with the same arguments as the oracle."""
        derived = (*self.framework.metrics, *self.framework.kpis)
        replaced = frozenset(id for id in derived if id in evidence.values)
        evaluator = self._evaluator(role, replaced)
        setting = Setting(period, None, {}, {})
        return evaluator.evaluate(_bind(evaluator.plan, evidence, period, parameters), setting)

    def _evaluator(self, role: str | None, replaced: frozenset[str]) -> Evaluator:
        key = (role, replaced)
        if key not in self._made:
            chosen = None if role is None else self.framework.roles[role]
            self._made[key] = Evaluator(lower(self.framework, self._graph, chosen, replaced))
        return self._made[key]


def _bind(
    plan: Plan, evidence: Evidence, period: Period | None, parameters: Mapping[str, Value]
) -> BoundEvidence:
    supplied: list[Any] = []
    notes: dict[int, Any] = {}
    for step in plan.steps[: plan.supplied]:
        pair = _pair(plan.framework, _fact(plan, step, evidence, period, parameters), step.type)
        if isinstance(pair[0], Absence):
            notes[step.index] = pair[0]
            pair = (int(pair[0].kind == "not applicable"), 0)
        supplied += pair
    tables = {
        table: [
            tuple(
                part
                for column in plan.framework.tables[table].columns
                for part in _pair(plan.framework, row.get(column.id, MISSING), column.type)
            )
            for row in rows
        ]
        for table, rows in evidence.tables.items()
    }
    return BoundEvidence("", tuple(supplied), notes, tables, {})


def _fact(
    plan: Plan,
    step: Step,
    evidence: Evidence,
    period: Period | None,
    parameters: Mapping[str, Value],
) -> Value:
    match step.operation:
        case Supplied(key):
            given = evidence.values.get(key, MISSING)
            competency = plan.framework.competencies.get(key.partition(".")[0])
            if competency is None:
                assert not isinstance(given, list)
                return given
            return _assessment(given, plan.framework, competency.scale)
        case ParameterInForce(id):
            if id in parameters:
                return parameters[id]
            entries = plan.framework.parameters[id].entries
            in_force = [
                entry
                for entry in entries
                if entry.start is None or (period is not None and entry.start <= period.end)
            ]
            return in_force[-1].value.value
        case PeriodBound(part):
            assert period is not None
            return Fraction(period.days) if part == "days" else getattr(period, part)
    raise AssertionError(step.id)


def _assessment(given: Value | list[Value], framework: Framework, scale: str) -> Value:
    levels = given if isinstance(given, list) else [given]
    points = [
        framework.scales[scale].level(level).points for level in levels if isinstance(level, str)
    ]
    if points:
        return sum(points, Fraction(0)) / len(points)
    return (
        NOT_APPLICABLE if levels and all(level == NOT_APPLICABLE for level in levels) else MISSING
    )


def _pair(framework: Framework, value: Value, type_: Type) -> tuple[Any, int]:
    """A value as the engine holds it."""
    if isinstance(value, Absent):
        return Absence(value.kind, "not-supplied" if value == MISSING else "stated"), 0
    if isinstance(type_, LevelType):
        assert isinstance(value, str)
        return framework.scales[type_.scale].level(value).rank, 1
    number = held(value)
    if isinstance(number, Fraction):
        return number.numerator, number.denominator
    return number, 1


def flatten_trace(trace: Trace) -> dict[str, Held]:
    """Trace -> the names of `flatten` that the trace has."""
    plan = trace.plan
    flat: dict[str, Held] = {}
    for word, found in (
        ("value", plan.values),
        ("rating", plan.ratings),
        ("score", plan.scores),
    ):
        for id, index in found.items():
            if trace.evaluated(index) or trace.absence(index):
                flat[f"{word} of {id}"] = _value(trace, index)
    for step in plan.steps:
        if step.aspect == "gap":
            flat[f"gap of {step.subject}"] = _value(trace, step.index)
    for index in plan.requirements:
        flat[f"holds {plan.steps[index].subject}"] = _value(trace, index)
    if plan.role is not None:
        flat |= _role(trace, plan)
    return flat


def _role(trace: Trace, plan: Plan) -> dict[str, Held]:
    flat: dict[str, Held] = {}
    assert plan.role is not None
    flat.pop(f"score of {plan.role.id}", None)
    if plan.overall_score is not None:
        flat["overall score"] = _value(trace, plan.overall_score)
    if plan.overall is not None and plan.overall_before_gates is not None:
        flat["overall before gates"] = _value(trace, plan.overall_before_gates)
        flat["overall"] = _value(trace, plan.overall)
    for index in plan.gates:
        operation = plan.steps[index].operation
        flat[f"gate {operation.gate.id}"] = GATE_STATES[trace.decision(index)]  # type: ignore[union-attr]
    if plan.coverage is not None:
        note = trace.notes.get(plan.coverage)
        if isinstance(note, EffectiveWeights):
            flat["known weight"] = note.known
            shares = {**note.responsibilities, **note.measures}
        else:
            flat["known weight"] = _value(trace, plan.coverage)
            shares = {r.id: r.weight for r in plan.role.responsibilities} | {
                m.id: m.weight for r in plan.role.responsibilities for m in r.measures
            }
        flat |= {f"share of {id}": share for id, share in shares.items()}
    return flat


def _value(trace: Trace, index: int) -> Held:
    if not trace.present(index):
        absence = trace.absence(index)
        assert absence is not None
        return Absent(absence.kind)
    raw = trace.raw(index)
    type_ = trace.plan.steps[index].type
    if isinstance(type_, LevelType):
        return trace.plan.framework.scales[type_.scale].by_rank[int(raw)].id
    return Fraction(raw) if type(raw) is int else raw
