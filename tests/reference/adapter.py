"""The engine, asked as the oracle is: the one module of the oracle that knows it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

import assay
from assay.dsl.framework import Framework
from assay.dsl.period import Period
from assay.dsl.types import LevelType
from assay.engine.evidence.files import read_evidence
from assay.engine.evidence.records import EvidenceData
from assay.engine.plan import ApplyGate, Plan
from assay.engine.trace import EffectiveWeights, Trace

from .files import files_about
from .outcome import Evidence
from .values import MISSING, NOT_APPLICABLE, Absent, BeyondLimit, Held, Value

GATE_STATES = ("not fired", "fired", "ignored", "applied", "undetermined")


class Engine:
    """A framework as people load it from text."""

    def __init__(self, text: str) -> None:
        self.loaded = assay.loads(text)

    @property
    def framework(self) -> Framework:
        """What the checker made of the text."""
        return self.loaded.checked

    def evaluate(
        self,
        evidence: Evidence,
        role: str | None,
        period: Period | None,
        parameters: Mapping[str, Value] | None = None,
        as_of: date | None = None,
    ) -> Trace:
        """Evidence -> Trace, with the same arguments as the oracle.

        Unlike `rate` this takes a person who breaks a requirement. BeyondLimit where a number
        grows too large on the way.
        """
        rater = self._rater(evidence, role, period, parameters, as_of)
        values, tables = passed(evidence)
        return _evaluated(rater, values, tables)

    def evaluate_files(
        self, people: Mapping[str, Evidence], role: str | None, period: Period | None
    ) -> dict[str, Trace | BeyondLimit]:
        """The same people as their files tell of them -> the trace of each.

        All of them have the same tables, maybe without rows; see `files_about`.
        """
        document, tables = files_about(people)
        found = read_evidence(
            self.framework,
            EvidenceData("people.json", document.encode(), "json"),
            {id: EvidenceData(f"{id}.csv", text.encode(), "csv") for id, text in tables.items()},
        )
        assert found.problems == ()
        rater = self.loaded.rater(role=role, period=period)
        traces: dict[str, Trace | BeyondLimit] = {}
        for each in found.people:
            try:
                traces[each.person] = _evaluated(rater, each.values, each.tables)
            except BeyondLimit as beyond:
                traces[each.person] = beyond
        return traces

    def rate(self, evidence: Evidence, role: str | None, period: Period | None) -> assay.Rating:
        """Evidence -> Rating as any caller gets it, or EvidenceError."""
        values, tables = passed(evidence)
        return self._rater(evidence, role, period).rate(values, tables=tables)

    def _rater(
        self,
        evidence: Evidence,
        role: str | None,
        period: Period | None,
        parameters: Mapping[str, Value] | None = None,
        as_of: date | None = None,
    ) -> assay.Rater:
        derived = (*self.framework.metrics, *self.framework.kpis)
        replaced = {id for id in derived if id in evidence.values}
        return self.loaded.rater(
            role=role,
            period=period,
            parameters=dict(parameters or {}),
            as_of=as_of,
            replaced=replaced,
        )


def _evaluated(
    rater: assay.Rater, values: Mapping[str, object], tables: Mapping[str, Any]
) -> Trace:
    try:
        return rater.evaluate(rater.bind(values, tables=tables))
    except assay.EvidenceError as error:
        assert [problem.code for problem in error.problems] == ["beyond-limits"]
        raise BeyondLimit from None


def passed(evidence: Evidence) -> tuple[dict[str, object], dict[str, list[dict[str, object]]]]:
    """Evidence as a program passes it to `rate`: its values and its tables."""
    values: dict[str, object] = {
        key: [_passed(each) for each in value] if isinstance(value, list) else _passed(value)
        for key, value in evidence.values.items()
    }
    tables = {
        table: [{column: _passed(cell) for column, cell in row.items()} for row in rows]
        for table, rows in evidence.tables.items()
    }
    return values, tables


def _passed(value: Value) -> object:
    if value == MISSING:
        return None
    return "n/a" if value == NOT_APPLICABLE else value


def flatten_trace(trace: Trace) -> dict[str, Held]:
    """Trace -> the names of `flatten` that the trace has."""
    plan = trace.plan
    flat: dict[str, Held] = {}
    role = "" if plan.role is None else plan.role.id
    for word, found in (
        ("value", plan.values),
        ("rating", plan.ratings),
        ("score", plan.scores),
    ):
        for id, index in found.items():
            if id == role:
                continue
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
    if plan.overall_score is not None:
        flat["overall score"] = _value(trace, plan.overall_score)
    if plan.overall is not None and plan.overall_before_gates is not None:
        flat["overall before gates"] = _value(trace, plan.overall_before_gates)
        flat["overall"] = _value(trace, plan.overall)
    for index in plan.gates:
        operation = plan.steps[index].operation
        assert isinstance(operation, ApplyGate)
        flat[f"gate {operation.gate.id}"] = GATE_STATES[trace.decision(index)]
    if plan.coverage is not None:
        known, shares = _weights(trace, plan, plan.coverage)
        flat |= {"known weight": known} | {f"share of {id}": share for id, share in shares.items()}
    return flat


def _weights(trace: Trace, plan: Plan, coverage: int) -> tuple[Fraction, dict[str, Fraction]]:
    """The known share of weight, and what each counts; all 0 where nothing applies."""
    assert plan.role is not None
    note = trace.notes.get(coverage)
    shares = {r.id: r.weight for r in plan.role.responsibilities}
    for r in plan.role.responsibilities:
        shares |= {m.id: m.weight for m in r.measures if r.score is None}
    if not isinstance(note, EffectiveWeights):
        factor = Fraction(int(trace.present(coverage)))
        return factor, {id: share * factor for id, share in shares.items()}
    effective = {**note.responsibilities, **note.measures}
    return note.known, {id: effective[id] for id in shares}


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
