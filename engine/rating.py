"""What a person's evaluation came to: a view of the trace for people who write programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

from ..dsl import framework as fw
from ..dsl.period import Period
from ..dsl.types import DateType, LevelType, Type
from .evidence.problems import named
from .plan import Coverage, Decide
from .possible.ratings import Possible, possible_ratings
from .trace import Absence, EffectiveWeights, Trace

if TYPE_CHECKING:
    from ..dsl.digests import Digests
    from .explaining.explained import Explanation

State = Literal["rated", "not rated", "not applicable"]
Exact = Fraction | date | Period | bool | str


def value_of(trace: Trace, index: int) -> Exact | None:
    """The value of a step as a program reads it; None where it is absent."""
    if not trace.present(index):
        return None
    return as_read(trace.raw(index), trace.plan.steps[index].type, trace.plan.framework)


def as_read(raw: Any, type: Type, framework: fw.Framework) -> Exact:
    """A value as the plan holds it -> as a program reads it: dates as dates, levels as ids."""
    if isinstance(type, DateType):
        return date.fromordinal(int(raw))
    if isinstance(type, LevelType):
        return framework.scales[type.scale].by_rank[int(raw)].id
    result: Exact = raw
    return result


def _rule_taken(trace: Trace, index: int) -> fw.Rule | None:
    """The rule that a decision took; None where it could not be made, or had nothing to decide."""
    operation, decision = trace.plan.steps[index].operation, trace.decision(index)
    assert isinstance(operation, Decide)
    if operation.subject is not None and not trace.present(operation.subject):
        return None
    return operation.rules.rules[decision] if decision >= 0 else None


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one measure or responsibility adds to the overall score: `weight` times `points`.

    `weight` is its effective share of the whole role; `declared` what the framework says.
    """

    id: str
    weight: Fraction
    declared: Fraction
    points: Fraction | None

    @property
    def amount(self) -> Fraction:
        """The part of the score; 0 where the weight went elsewhere."""
        return self.weight * self.points if self.points is not None else Fraction(0)


class Value:
    """One declared thing of a rating: an input, parameter, metric, KPI, competency or
    responsibility. Whatever it does not have, or that is absent, is None."""

    __slots__ = ("_trace", "id")

    def __init__(self, trace: Trace, id: str) -> None:
        self._trace = trace
        self.id = id

    @property
    def value(self) -> Exact | None:
        """The exact value: a Fraction in the base unit (a ratio, days, currency units), a date,
        a Period, a bool, a text; a competency's assessed points."""
        return self._value_at(self._trace.plan.values)

    @property
    def rating(self) -> str | None:
        """The id of the level it is rated at."""
        rating = self._value_at(self._trace.plan.ratings)
        assert rating is None or isinstance(rating, str)
        return rating

    @property
    def score(self) -> Fraction | None:
        """The points it has."""
        score = self._value_at(self._trace.plan.scores)
        assert score is None or isinstance(score, Fraction)
        return score

    @property
    def rule(self) -> fw.Rule | None:
        """The rule that decided its rating."""
        index = self._trace.plan.ratings.get(self.id)
        if index is None:
            return None
        operation = self._trace.plan.steps[index].operation
        return _rule_taken(self._trace, index) if isinstance(operation, Decide) else None

    @property
    def absence(self) -> Absence | None:
        """Why the first of its value, rating and score that is absent is so."""
        index = self.absent_step
        return None if index is None else self._trace.absence(index)

    @property
    def absent_step(self) -> int | None:
        """The step of the plan that gives the first of its value, rating and score that is
        absent."""
        plan = self._trace.plan
        for places in (plan.values, plan.ratings, plan.scores):
            index = places.get(self.id)
            if index is not None and not self._trace.present(index):
                return index
        return None

    def _value_at(self, places: Mapping[str, int]) -> Exact | None:
        index = places.get(self.id)
        return None if index is None else value_of(self._trace, index)

    def __repr__(self) -> str:
        return f"Value({self.id!r}, value={self.value!r}, rating={self.rating!r})"


class Rating:
    """One person's rating. Everything in it is exact, and nothing is computed twice."""

    __slots__ = ("_possible", "trace")

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self._possible: Possible | None = None

    # --- the verdict -----------------------------------------------------------------------

    @property
    def person(self) -> str:
        """The id the caller or the file gave; "" where none."""
        return self.trace.person

    @property
    def digests(self) -> Digests:
        """The digests of the framework rated by: of what it means and of its sources."""
        return self.trace.plan.framework.digests

    @property
    def role(self) -> str | None:
        """The id of the role; None where the framework declares none."""
        role = self.trace.plan.role
        return role.id if role is not None else None

    @property
    def period(self) -> Period | None:
        """The evaluated period."""
        return self.trace.setting.period

    @property
    def level(self) -> str | None:
        """The id of the overall level; None where the person is not rated."""
        index = self.trace.plan.overall
        level = None if index is None else value_of(self.trace, index)
        assert level is None or isinstance(level, str)
        return level

    def level_label(self, language: str | None = None) -> str | None:
        """The label of the overall level, in a language the framework has or its first."""
        level, index = self.level, self.trace.plan.overall
        if level is None or index is None:
            return None
        type = self.trace.plan.steps[index].type
        assert isinstance(type, LevelType)
        label = self.trace.plan.framework.scales[type.scale].level(level).label
        return label.in_language(language) if language else label.text

    @property
    def score(self) -> Fraction | None:
        """The overall score; None where too little is known for one."""
        index = self.trace.plan.overall_score
        score = None if index is None else value_of(self.trace, index)
        assert score is None or isinstance(score, Fraction)
        return score

    @property
    def state(self) -> State:
        """Whether there is an overall rating (or, in a role that only scores, a score)."""
        plan = self.trace.plan
        index = plan.overall if plan.overall is not None else plan.overall_score
        if index is None or self.trace.present(index):
            return "rated"
        absence = self.trace.absence(index)
        assert absence is not None
        return "not rated" if absence.kind == "missing" else "not applicable"

    @property
    def absence(self) -> Absence | None:
        """Why the first of the overall score, the rating before the gates and that after each of
        them is absent; None where none is."""
        plan = self.trace.plan
        for index in (plan.overall_score, plan.overall_before_gates, *plan.gates):
            if index is not None and not self.trace.present(index):
                return self.trace.absence(index)
        return None

    @property
    def possible(self) -> Possible:
        """The overall ratings still possible, were everything missing supplied."""
        if self._possible is None:
            self._possible = (
                Possible((), exact=True)
                if self.trace.plan.overall is None
                else possible_ratings(self.trace)
            )
        return self._possible

    @property
    def rule(self) -> fw.Rule | None:
        """The rule that decided the overall level, before the gates."""
        index = self.trace.plan.overall_before_gates
        return None if index is None else _rule_taken(self.trace, index)

    # --- what it is made of ----------------------------------------------------------------

    def __getitem__(self, id: str) -> Value:
        """The declared thing of that id; KeyError where the role does not use it."""
        if id not in self:
            raise KeyError(named("value", id, self))
        return Value(self.trace, id)

    def __contains__(self, id: object) -> bool:
        plan = self.trace.plan
        return id in plan.values or id in plan.scores

    def __iter__(self) -> Iterator[str]:
        plan = self.trace.plan
        role = plan.role.id if plan.role is not None else None
        return (id for id in dict.fromkeys((*plan.values, *plan.scores)) if id != role)

    @property
    def weights(self) -> EffectiveWeights | None:
        """The effective weights, where they differ from the declared ones."""
        plan = self.trace.plan
        note = None if plan.coverage is None else self.trace.notes.get(plan.coverage)
        return note if isinstance(note, EffectiveWeights) else None

    @property
    def responsibilities(self) -> tuple[Contribution, ...]:
        """What each responsibility adds to the score."""
        role = self.trace.plan.role
        if role is None:
            return ()
        return tuple(
            Contribution(each.id, self._weight(each), each.weight, self[each.id].score)
            for each in role.responsibilities
        )

    def _weight(self, responsibility: fw.Responsibility) -> Fraction:
        """Its effective weight: 0 for each where nothing that counts applies."""
        weights, coverage = self.weights, self.trace.plan.coverage
        if weights is not None:
            return weights.responsibilities[responsibility.id]
        applies = coverage is None or self.trace.present(coverage)
        return responsibility.weight if applies else Fraction(0)

    @property
    def measures(self) -> tuple[Contribution, ...]:
        """What each KPI and competency adds to the score, through its responsibility."""
        role = self.trace.plan.role
        if role is None:
            return ()
        weights = self.weights
        return tuple(
            Contribution(
                measure.id,
                self._weight(responsibility)
                * (measure.weight if weights is None else weights.measures[measure.id]),
                responsibility.weight * measure.weight,
                self[measure.id].score,
            )
            for responsibility in role.responsibilities
            for measure in responsibility.measures
            if responsibility.score is None
        )

    @property
    def missing(self) -> tuple[str, ...]:
        """The measures without a score because something is missing, and any KPI that leaves the
        role unrated because it is (`when missing: fail`)."""
        weights, plan = self.weights, self.trace.plan
        found = list(weights.missing) if weights is not None else []
        if plan.coverage is not None:
            operation = plan.steps[plan.coverage].operation
            assert isinstance(operation, Coverage)
            found += [
                plan.steps[index].subject
                for index in operation.insisting
                if (absence := self.trace.absence(index)) is not None
                and absence.kind == "missing"
                and not self.trace.present(index)
            ]
        return tuple(dict.fromkeys(found))

    def explain(self, name: str | None = None) -> Explanation:
        """Why this: the overall rating, or any value below it. LookupError for an unknown name."""
        from .explaining.explained import Explanation

        return Explanation.of(self.trace, name)

    def __repr__(self) -> str:
        return f"Rating(person={self.person!r}, level={self.level!r}, score={self.score!r})"


def levels_open(rating: Rating) -> tuple[str, ...]:
    """The levels still possible for a person of whom something is missing; () for others."""
    return rating.possible.levels if rating.missing or rating.state == "not rated" else ()
