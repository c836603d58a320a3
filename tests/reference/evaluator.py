"""Framework and a person's evidence -> Outcome: every value, rating, weight and gate.

The plainest reading of the language: what a value needs is computed when it is asked for, and
remembered. Nothing here is shared with the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

from assay.dsl.framework import (
    Competency,
    Expression,
    Framework,
    Kpi,
    Measure,
    Parameter,
    RatedByRules,
    RatedDirectly,
    Responsibility,
    Role,
    ScoredByCurve,
    ScoredByExpression,
)
from assay.dsl.period import Period

from .expressions import Row, Scope, curve_at, decide, evaluate_expression
from .outcome import (
    CompetencyOutcome,
    Evidence,
    KpiOutcome,
    Outcome,
    ResponsibilityOutcome,
    RoleOutcome,
)
from .role import Shares, share_out, speaks_of_overall_only
from .values import (
    MISSING,
    NOT_APPLICABLE,
    Absent,
    Held,
    Value,
    absence_among,
    held,
    missing,
    not_applicable,
)

R = TypeVar("R")


def evaluate(
    framework: Framework,
    evidence: Evidence,
    role: str | None = None,
    period: Period | None = None,
    parameters: Mapping[str, Value] | None = None,
    as_of: date | None = None,
) -> Outcome:
    """Framework, Evidence -> Outcome; BeyondLimit where a number grows too large on the way.

    `parameters` are those the caller sets; the dated ones that are left have the value in force
    on `as_of`, or at the end of the period.
    """
    chosen = None if role is None else framework.roles[role]
    return Evaluation(framework, evidence, chosen, period, parameters or {}, as_of).outcome()


class Evaluation:
    """One person under one framework; answers are remembered in `known`."""

    def __init__(
        self,
        framework: Framework,
        evidence: Evidence,
        role: Role | None,
        period: Period | None,
        parameters: Mapping[str, Value],
        as_of: date | None = None,
    ) -> None:
        self.framework = framework
        self.evidence = evidence
        self.role = role
        self.period = period
        self.parameters = parameters
        self.on = as_of or (period.end if period is not None else None)
        self.known: dict[tuple[str, str], Any] = {}

    # --- remembering ---

    def once(self, what: str, id: str, compute: Callable[[], R]) -> R:
        key = (what, id)
        if key not in self.known:
            self.known[key] = ...
            self.known[key] = compute()
        if self.known[key] is ...:
            raise RecursionError(f"{what} of {id} depends on itself")
        answer: R = self.known[key]
        return answer

    def expression(self, node: Expression, scope: Scope | None = None) -> Held:
        return evaluate_expression(self, node, scope or Scope())

    # --- values ---

    def value_of(self, id: str) -> Held:
        return self.once("value", id, lambda: self._value(id))

    def _value(self, id: str) -> Held:
        framework = self.framework
        if id in framework.inputs:
            supplied = self._supplied(id)
            formula = framework.inputs[id].formula
            if formula is not None and supplied == MISSING:
                return self.expression(formula)
            return supplied
        if id in framework.parameters:
            return self._parameter(framework.parameters[id])
        if id in framework.metrics:
            if id in self.evidence.values:
                return self._supplied(id)
            return self.expression(framework.metrics[id].formula)
        if id in framework.kpis:
            return self._kpi_value(framework.kpis[id])
        return self._assessed(framework.competencies[id])

    def _supplied(self, id: str) -> Held:
        value = self.evidence.values.get(id, missing(id))
        assert not isinstance(value, list)
        if isinstance(value, Absent):
            return missing(id) if value.kind == "missing" else not_applicable(id)
        return held(value)

    def _parameter(self, parameter: Parameter) -> Held:
        if parameter.id in self.parameters:
            return held(self.parameters[parameter.id])
        if not parameter.dated:
            return held(parameter.entries[0].value.value)
        assert self.on is not None
        in_force = [entry for entry in parameter.entries if entry.start and entry.start <= self.on]
        return held(in_force[-1].value.value)

    def _kpi_value(self, kpi: Kpi) -> Held:
        if kpi.formula is None:
            rating = self.kpi(kpi.id).rating
            assert rating is not None
            return rating
        if kpi.id in self.evidence.values:
            return self._supplied(kpi.id)
        return self.expression(kpi.formula)

    def _direct_rating(self, kpi: Kpi) -> Held:
        assert isinstance(kpi.method, RatedDirectly)
        if kpi.formula is None and kpi.id in self.evidence.values:
            return self._supplied(kpi.id)
        return self.expression(kpi.method.rating)

    def rows_of(self, table: str) -> list[Row] | None:
        rows = self.evidence.tables.get(table)
        if rows is None:
            return None
        columns = self.framework.tables[table].columns
        return [
            {c.id: held(row.get(c.id, missing(f"{table}.{c.id}"))) for c in columns} for row in rows
        ]

    # --- KPIs ---

    def kpi(self, id: str) -> KpiOutcome:
        return self.once("kpi", id, lambda: self._kpi(self.framework.kpis[id]))

    def _kpi(self, kpi: Kpi) -> KpiOutcome:
        value = None if kpi.formula is None else self.value_of(kpi.id)
        rating, score = self._rate(kpi, value)
        if isinstance(score, Absent) and score.kind == "missing" and kpi.when_missing:
            match kpi.when_missing.action:
                case "rate":
                    assert kpi.when_missing.level is not None
                    rating = kpi.when_missing.level
                    score = self._points(kpi.scale, rating)
                case "score":
                    assert kpi.when_missing.score is not None
                    score = kpi.when_missing.score
        shown = rating if value is None else value
        assert shown is not None
        return KpiOutcome(shown, rating, score)

    def _rate(self, kpi: Kpi, value: Held | None) -> tuple[str | Absent | None, Held]:
        rating: Held
        match kpi.method:
            case ScoredByCurve(curve):
                assert value is not None
                return None, curve_at(self, value, curve.points, "interpolate")
            case ScoredByExpression(score):
                return None, self.expression(score)
            case RatedByRules(rules):
                rating = decide(self, rules)
            case RatedDirectly():
                rating = self._direct_rating(kpi)
        assert isinstance(rating, str | Absent)
        return rating, self._points(kpi.scale, rating)

    def _points(self, scale: str | None, rating: str | Absent) -> Held:
        assert scale is not None
        if isinstance(rating, Absent):
            return rating
        return self.framework.scales[scale].level(rating).points

    # --- competencies ---

    def _assessed(self, competency: Competency) -> Held:
        """Points between the levels: raters of a kind averaged first, then the kinds by weight."""
        if not competency.raters:
            level = self._supplied(competency.id)
            return self._points(competency.scale, level) if isinstance(level, str) else level
        given = {
            rater: self._rated_by(competency, f"{competency.id}.{rater.id}")
            for rater in competency.raters
        }
        lacking = [v for v in given.values() if isinstance(v, Absent) and v.kind == "missing"]
        if lacking and competency.all_raters:
            return absence_among(lacking) or MISSING
        heard = [(r.weight, v) for r, v in given.items() if isinstance(v, Fraction)]
        total = sum((weight for weight, _ in heard), Fraction(0))
        if total == 0:
            return absence_among(lacking) or absence_among(given.values()) or MISSING
        return sum((weight * points for weight, points in heard), Fraction(0)) / total

    def _rated_by(self, competency: Competency, key: str) -> Held:
        """The average points that one kind of rater gave."""
        given = self.evidence.values.get(key, MISSING)
        levels = given if isinstance(given, list) else [given]
        points = [
            self.framework.scales[competency.scale].level(level).points
            for level in levels
            if isinstance(level, str)
        ]
        if points:
            return sum(points, Fraction(0)) / len(points)
        absents = [level for level in levels if isinstance(level, Absent)]
        return missing(key) if not absents or MISSING in absents else not_applicable(key)

    def competency(self, id: str) -> CompetencyOutcome:
        return self.once("competency", id, lambda: self._competency(id))

    def _competency(self, id: str) -> CompetencyOutcome:
        assessed = self.value_of(id)
        measure = self._measure(id)
        if measure is None:
            return CompetencyOutcome(assessed, None, None, None)
        if measure.requires is None or measure.rate_gap is None:
            return CompetencyOutcome(assessed, None, None, assessed)
        scale = self.framework.competencies[id].scale
        required = self.framework.scales[scale].level(measure.requires).points
        gap = assessed - required if isinstance(assessed, Fraction) else assessed
        rating = gap if isinstance(gap, Absent) else decide(self, measure.rate_gap, Scope(gap=gap))
        return CompetencyOutcome(
            assessed, gap, rating, self._points(measure.rate_gap.scale, rating)
        )

    # --- the role ---

    def _measures(self) -> list[Measure]:
        if self.role is None:
            return []
        return [measure for r in self.role.responsibilities for measure in r.measures]

    def _measure(self, id: str) -> Measure | None:
        return next((measure for measure in self._measures() if measure.id == id), None)

    def measure_score(self, measure: Measure) -> Held:
        if measure.kind == "kpi":
            return self.kpi(measure.id).score
        score = self.competency(measure.id).score
        assert score is not None
        return score

    def _chosen_role(self) -> Role:
        assert self.role is not None
        return self.role

    def shares(self) -> Shares:
        return self.once("shares", "", self._shares)

    def _shares(self) -> Shares:
        role = self._chosen_role()
        scores = {
            r.id: (
                None if r.score is None else self.expression(r.score),
                {measure.id: self.measure_score(measure) for measure in r.measures},
            )
            for r in role.responsibilities
        }
        known_weight = Fraction(1) if role.overall is None else role.overall.known_weight
        return share_out(role.responsibilities, scores, known_weight, not self._failing())

    def _failing(self) -> list[str]:
        """The role's KPIs that are missing and say that nothing is rated without them."""
        return [
            measure.id
            for measure in self._measures()
            if measure.kind == "kpi"
            and (when := self.framework.kpis[measure.id].when_missing)
            and when.action == "fail"
            and self.kpi(measure.id).score == MISSING
        ]

    def responsibility_score(self, responsibility: Responsibility) -> Held:
        if responsibility.score is not None:
            return self.expression(responsibility.score)
        return self.shares().scores[responsibility.id]

    def overall_score(self) -> Held:
        return self.once("overall score", "", self._overall_score)

    def _overall_score(self) -> Held:
        role = self._chosen_role()
        failing = self._failing()
        if failing:
            return missing(failing[0])
        if role.overall_score is not None:
            return self.expression(role.overall_score)
        return self.shares().overall

    def overall_rating(self) -> tuple[str | Absent | None, dict[str, str], str | Absent | None]:
        return self.once("overall rating", "", self._overall_rating)

    def _overall_rating(self) -> tuple[str | Absent | None, dict[str, str], str | Absent | None]:
        """The rating before the gates, the state of each gate, and the rating after them."""
        role = self._chosen_role()
        if role.overall is None:
            return None, {}, None
        score = self.overall_score()
        before = score if isinstance(score, Absent) else decide(self, role.overall.rules)
        after, states = before, {}
        scale = self.framework.scales[role.overall.rules.scale]
        for gate in role.overall.gates:
            condition = self.expression(gate.condition)
            if isinstance(condition, Absent):
                state = {"ignore": "ignored", "apply": "applied"}.get(
                    gate.when_unknown, "undetermined"
                )
            else:
                state = "fired" if condition else "not fired"
            states[gate.id] = state
            if isinstance(after, Absent):
                continue
            if state == "undetermined":
                after = missing(gate.id)
            elif state in ("fired", "applied"):
                lower = scale.level(after).points < scale.level(gate.level).points
                keeps = {"cap": lower, "raise": not lower, "set": False}[gate.action]
                after = after if keeps else gate.level
        assert not isinstance(before, bool | Fraction | Period)
        return before, states, after

    def rating_of_responsibility(self, responsibility: Responsibility) -> str | Absent | None:
        """By the role's overall rules, where they speak of `overall` and constants only."""
        overall = self._chosen_role().overall
        if overall is None or not speaks_of_overall_only(self.framework, overall.rules):
            return None
        score = self.responsibility_score(responsibility)
        return (
            score
            if isinstance(score, Absent)
            else decide(self, overall.rules, Scope(overall=score))
        )

    def property_of(self, property: str, entity: str, id: str) -> Held:
        if property == "weight":
            return self._weight(entity, id)
        found: Held | None
        match entity:
            case "kpi":
                found = getattr(self.kpi(id), property)
            case "competency":
                found = getattr(self.competency(id), property)
            case "responsibility":
                responsibility = self._responsibility(id)
                found = (
                    self.responsibility_score(responsibility)
                    if property == "score"
                    else self.rating_of_responsibility(responsibility)
                )
            case _:
                found = self.overall_score() if property == "score" else self.overall_rating()[2]
        assert found is not None
        return found

    def _responsibility(self, id: str) -> Responsibility:
        return next(r for r in self._chosen_role().responsibilities if r.id == id)

    def _weight(self, entity: str, id: str) -> Held:
        """The declared share of the whole role."""
        for r in self._chosen_role().responsibilities:
            if entity == "responsibility" and r.id == id:
                return r.weight
            for measure in r.measures:
                if entity == measure.kind and measure.id == id:
                    return r.weight * measure.weight
        raise AssertionError(f"{entity} {id} has no weight in the role")

    def role_rows(self, table: str) -> list[Row]:
        """The rows of `kpis`, `competencies` or `responsibilities` that concern the person."""
        role = self._chosen_role()
        entity = {"kpis": "kpi", "competencies": "competency"}.get(table, "responsibility")
        ids = (
            [r.id for r in role.responsibilities]
            if entity == "responsibility"
            else [measure.id for measure in self._measures() if measure.kind == entity]
        )
        rows: list[Row] = [_LazyRow(self, entity, id) for id in ids]
        return [row for row in rows if row["score"] != NOT_APPLICABLE]

    # --- everything ---

    def outcome(self) -> Outcome:
        framework = self.framework
        return Outcome(
            values={
                id: self.value_of(id)
                for id in (*framework.inputs, *framework.parameters, *framework.metrics)
            },
            kpis={id: self.kpi(id) for id in framework.kpis},
            competencies={id: self.competency(id) for id in framework.competencies},
            role=None if self.role is None else self._role_outcome(self.role),
            requirements={r.id: self.expression(r.condition) for r in framework.requirements},  # type: ignore[misc]
        )

    def _role_outcome(self, role: Role) -> RoleOutcome:
        before, gates, after = self.overall_rating()
        score = self.overall_score()
        shares = self.shares()
        weighted = isinstance(score, Fraction) and role.overall_score is None
        return RoleOutcome(
            score=score,
            rating_before_gates=before,
            gates=gates,
            rating=after,
            responsibilities={
                r.id: ResponsibilityOutcome(
                    self.responsibility_score(r), self.rating_of_responsibility(r)
                )
                for r in role.responsibilities
            },
            shares=shares,
            contributions=shares.contributions if weighted else {},
        )


class _LazyRow(Mapping[str, Held]):
    """A row of a role table, whose rating is looked up only where a formula asks for it."""

    def __init__(self, evaluation: Evaluation, entity: str, id: str) -> None:
        self.evaluation, self.entity, self.id = evaluation, entity, id

    def __getitem__(self, column: str) -> Held:
        if column == "rating" and self.entity == "kpi":
            rating = self.evaluation.kpi(self.id).rating
            return NOT_APPLICABLE if rating is None else rating
        if column == "rating" and self.entity == "competency":
            rating = self.evaluation.competency(self.id).rating
            return NOT_APPLICABLE if rating is None else rating
        return self.evaluation.property_of(column, self.entity, self.id)

    def __iter__(self) -> Any:
        return iter(("rating", "score", "weight"))

    def __len__(self) -> int:
        return 3
