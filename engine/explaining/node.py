"""One node of an explanation: everything a trace tells about one declaration."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from ...dsl import framework as fw
from ...dsl.framework import Label
from ..plan import Derive, OverallScore, ParameterInForce, ResponsibilityScore, Step, Supplied
from ..trace import Substituted
from . import verdict
from .competency import assessment
from .decision import curve_read, decision, gate
from .explanation import Decision, FormulaText, InputRead, Node, NodeKind, ValueSource
from .explanation_values import Absent, Argument, Message, Outcome, Value
from .explanation_weights import PossibleLevels
from .formula import (
    aggregate_done,
    branches_taken,
    formula_text,
    rounding_done,
)
from .layers import layered
from .live import idle_places, live_steps
from .reading import Reading, was_supplied
from .weights import Weights

Declared = (
    fw.Input | fw.Parameter | fw.Metric | fw.Kpi | fw.Competency | fw.Responsibility | fw.Role
)


class NodeBuilder:
    """Makes the nodes of one trace's explanation."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.plan = reading.plan
        self.trace = reading.trace
        self.weights = Weights(reading)

    def node(self, id: str, depth: int) -> Node:
        """The node of a declaration, an input's as well as a role's."""
        kind, declared = self._declared(id)
        steps = [step for step in self.reading.steps_of.get(id, ()) if self._counts(step)]
        live = live_steps(self.reading, steps)
        steps = [step for step in steps if step.aspect != "part" or step.index in live]
        facts: dict[str, Any] = {
            "value": self._outcome(self.plan.values.get(id)),
            "rating": self._outcome(self.plan.ratings.get(id)),
            "score": self._outcome(self.plan.scores.get(id)),
            "formula": self._value_formula(id),
            "score_formula": None,
            "aggregates": tuple(_present(aggregate_done(self.reading, step) for step in steps)),
            "roundings": tuple(_present(rounding_done(self.reading, step) for step in steps)),
            "branches": tuple(
                branch for step in steps for branch in branches_taken(self.reading, step)
            ),
            "source": self._source(id) if id in self.plan.values else None,
            "assessment": None,
            "decision": None,
            "curve": None,
            "contributions": None,
            "coverage": None,
            "gates": (),
            "not_counted": (),
            "possible": None,
            "counts_for": self.weights.counts_for(id),
            "substituted": self._substituted(id),
            "layers": layered(self.plan, kind, id),
        }
        match declared:
            case fw.Kpi():
                facts |= self._of_kpi(declared)
            case fw.Competency():
                facts |= self._of_competency(declared)
            case fw.Responsibility():
                facts |= self._of_responsibility(declared)
            case fw.Role():
                facts |= self._of_role(declared)
            case fw.Input() | fw.Parameter() | fw.Metric():
                value = facts["value"]
                facts["summary"] = (
                    verdict.absent(declared.label, value)
                    if isinstance(value, Absent)
                    else Message("verdict.value", {"what": declared.label, "value": value}),
                )
        facts.setdefault("summary", ())
        reads = tuple(dict.fromkeys(self._reads(id, steps, live)))
        hidden = (
            {part.id for part in facts["contributions"].parts} if facts["contributions"] else ()
        )
        return Node(
            id=id,
            kind=kind,
            label=declared.label,
            description=declared.description,
            place=declared.span,
            depth=depth,
            reads=reads,
            inputs=tuple(self._input(read) for read in reads if read not in hidden),
            **facts,
        )

    def with_possible(self, node: Node, possible: PossibleLevels | None) -> Node:
        """The role's node with the ratings that missing values leave possible."""
        return replace(node, possible=possible)

    # --- kinds of nodes --------------------------------------------------------------------

    def _of_kpi(self, kpi: fw.Kpi) -> dict[str, Any]:
        value = self.plan.values.get(kpi.id)
        rating, score = self.plan.ratings.get(kpi.id), self.plan.scores.get(kpi.id)
        facts: dict[str, Any] = {}
        decided = self._decision(rating, value)
        facts["decision"] = decided
        facts["not_counted"] = self.weights.not_counted_measure(kpi.id)
        match kpi.method:
            case fw.ScoredByCurve(curve) if score is not None:
                facts["curve"] = curve_read(self.reading, self.plan.steps[score], curve)
            case fw.ScoredByExpression(expression) if score is not None:
                facts["score_formula"] = self._formula(score, expression)
            case fw.RatedDirectly(rating=expression) if rating is not None:
                facts["formula"] = self._formula(rating, expression)
        if kpi.formula is None:
            facts["value"] = None
        outcome = self._outcome(rating if rating is not None else score)
        measured, read = self._outcome(value), facts.get("curve")
        if isinstance(measured, Value) and isinstance(outcome, Value) and read is not None:
            facts["summary"] = (verdict.by_curve(kpi.label, measured, read, outcome),)
        else:
            facts["summary"] = tuple(self._verdict(kpi.label, measured, outcome, decided))
        return facts

    def _of_competency(self, competency: fw.Competency) -> dict[str, Any]:
        found = assessment(self.reading, competency)
        rating = self.plan.ratings.get(competency.id)
        gap = self._index(competency.id, "gap")
        decided = self._decision(rating, gap)
        outcome = self._outcome(rating) if rating is not None else found.points
        # That there is no gap says nothing to a reader: what is missing is the assessment.
        told = isinstance(found.gap, Value)
        what: Label | Message = Message("word.gap") if told else competency.label
        return {
            "assessment": found,
            "decision": decided,
            "source": None,
            "not_counted": self.weights.not_counted_measure(competency.id),
            "summary": tuple(self._verdict(what, found.gap, outcome, decided)),
        }

    def _of_responsibility(self, responsibility: fw.Responsibility) -> dict[str, Any]:
        score = self.plan.scores.get(responsibility.id)
        outcome = self._outcome(score)
        facts: dict[str, Any] = {
            "contributions": self.weights.of(responsibility),
            "not_counted": self.weights.not_counted([responsibility]),
        }
        if responsibility.score is not None and score is not None:
            facts["score_formula"] = self._formula(score, responsibility.score)
        if isinstance(outcome, Absent):
            facts["summary"] = (verdict.absent(responsibility.label, outcome),)
        elif outcome is not None and facts["contributions"] is not None:
            arguments: dict[str, Argument] = {"what": responsibility.label, "score": outcome}
            facts["summary"] = (Message("verdict.average", arguments),)
        return facts

    def _of_role(self, role: fw.Role) -> dict[str, Any]:
        reading, plan = self.reading, self.plan
        score = self._outcome(plan.overall_score)
        decided = self._decision(plan.overall_before_gates, plan.overall_score)
        gates = tuple(gate(reading, plan.steps[index], plan.overall_score) for index in plan.gates)
        coverage = self.weights.coverage()
        rating = self._outcome(plan.overall)
        facts: dict[str, Any] = {
            "rating": rating,
            "score": score,
            "decision": decided,
            "gates": gates,
            "coverage": coverage,
            "contributions": self.weights.of_role(),
            "not_counted": self.weights.not_counted(role.responsibilities),
        }
        if role.overall_score is not None and plan.overall_score is not None:
            facts["score_formula"] = self._formula(plan.overall_score, role.overall_score)
        if isinstance(score, Absent):
            facts["summary"] = (verdict.not_rated(score, coverage),)
        else:
            sentences = self._verdict(Message("word.score"), score, rating, decided)
            facts["summary"] = (*sentences, *verdict.gates(gates))
        return facts

    # --- pieces ----------------------------------------------------------------------------

    def _declared(self, id: str) -> tuple[NodeKind, Declared]:
        framework, role = self.plan.framework, self.plan.role
        if role is not None and role.id == id:
            return "role", role
        for responsibility in role.responsibilities if role is not None else ():
            if responsibility.id == id:
                return "responsibility", responsibility
        groups: tuple[tuple[NodeKind, Any], ...] = (
            ("input", framework.inputs),
            ("parameter", framework.parameters),
            ("metric", framework.metrics),
            ("kpi", framework.kpis),
            ("competency", framework.competencies),
        )
        return next((kind, group[id]) for kind, group in groups if id in group)

    def _counts(self, step: Step) -> bool:
        """Parts of a formula that the evidence made unnecessary have no say."""
        return self.trace.evaluated(step.index) and step.aspect != "supplied"

    def _outcome(self, index: int | None) -> Outcome | None:
        return None if index is None else self.reading.outcome(index)

    def _index(self, id: str, aspect: str) -> int | None:
        steps = self.reading.steps_of.get(id, ())
        return next((step.index for step in steps if step.aspect == aspect), None)

    def _decision(self, index: int | None, own: int | None) -> Decision | None:
        return None if index is None else decision(self.reading, self.plan.steps[index], own)

    def _verdict(
        self,
        what: Label | Message,
        value: Outcome | None,
        outcome: Outcome | None,
        decided: Decision | None,
    ) -> Iterator[Message]:
        if isinstance(value, Absent):
            yield verdict.absent(what, value)
        elif decided is not None:
            yield from verdict.decided(what, value, decided)
        elif isinstance(outcome, Absent):
            yield verdict.absent(what, outcome)

    def _value_formula(self, id: str) -> FormulaText | None:
        """The formula of a value, unless the evidence gave the value in its place."""
        index = self.plan.values.get(id)
        framework = self.plan.framework
        declared = framework.inputs.get(id) or framework.metrics.get(id) or framework.kpis.get(id)
        if index is None or declared is None or declared.formula is None:
            return None
        step = self.plan.steps[index]
        if isinstance(step.operation, Supplied) or was_supplied(self.trace, step):
            return None
        return self._formula(index, declared.formula)

    def _formula(self, index: int, expression: fw.Expression) -> FormulaText:
        step = self.plan.steps[index]
        taken = (
            branch
            for each in self.reading.steps_of[step.subject]
            if self._counts(each)
            for branch in branches_taken(self.reading, each)
        )
        idle = idle_places(expression, taken)
        return formula_text(self.reading, step, expression.span, idle)

    def _source(self, id: str) -> ValueSource:
        step = self.plan.steps[self.plan.values[id]]
        match step.operation:
            case ParameterInForce(parameter):
                return self._parameter_source(parameter)
            case Derive(supplied=supplied) if was_supplied(self.trace, step):
                return self._supplied(supplied, "supplied")
            case Supplied():
                return self._supplied(
                    step.index, "replaced" if id in self.plan.replaced else "supplied"
                )
            case _:
                return ValueSource("derived", None, None, None, step.span)

    def _supplied(self, index: int, kind: Any) -> ValueSource:
        operation = self.plan.steps[index].operation
        assert isinstance(operation, Supplied)
        origin = self.trace.origins.get(operation.key)
        absence = self.trace.absence(index)
        absent = absence is not None and absence.reason == "not-supplied"
        return ValueSource("none" if absent else kind, origin, None, None, None)

    def _parameter_source(self, id: str) -> ValueSource:
        source = self.trace.setting.parameter_sources.get(id)
        if source is None:
            return ValueSource("none", None, None, None, None)
        if source.set_by_caller:
            return ValueSource("caller", None, None, None, None)
        entries = self.plan.framework.parameters[id].entries
        because = next((each.because for each in entries if each.start == source.start), None)
        return ValueSource("parameter", None, source.start, because, source.span)

    def _substituted(self, id: str) -> Absent | None:
        """What was missing where a KPI's `when missing` outcome stands in for it."""
        for index in (self.plan.ratings.get(id), self.plan.scores.get(id)):
            if index is not None and isinstance(self.trace.notes.get(index), Substituted):
                return self.reading.absent(index)
        return None

    def _reads(self, id: str, steps: list[Step], live: AbstractSet[int]) -> Iterator[str]:
        """The other declarations whose values these steps read, in the order met."""
        for step in steps:
            if was_supplied(self.trace, step):
                continue
            if isinstance(step.operation, OverallScore):
                yield from (part.id for part in self.weights.responsibilities)
                continue
            if isinstance(step.operation, ResponsibilityScore):
                yield from (measure.id for measure in self.plan.responsibility(id).measures)
                continue
            if step.aspect == "coverage":
                continue
            for index in step.inputs:
                read = self.plan.steps[index]
                if index in live and read.subject != id and self._is_declared(read.subject):
                    yield read.subject

    def _is_declared(self, id: str) -> bool:
        """The bounds of the period and the raters of a competency are no values of their own."""
        return id in self.plan.values or id in self.plan.scores or id in self.plan.ratings

    def _input(self, id: str) -> InputRead:
        plan = self.plan
        index = plan.values.get(id, plan.scores.get(id, plan.ratings.get(id)))
        assert index is not None
        source = (
            self._source(id)
            if id in plan.values and id not in plan.framework.competencies
            else ValueSource("derived", None, None, None, plan.steps[index].span)
        )
        return InputRead(id, self.reading.label(id), self.reading.outcome(index), source)


def _present(found: Iterator[Any]) -> Iterator[Any]:
    return (each for each in found if each is not None)
