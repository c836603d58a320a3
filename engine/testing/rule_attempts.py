"""What to try for a rule that no example exercises: people around its thresholds."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice, product

from ...dsl import framework as fw
from ...dsl.types import Type
from ..explaining.boundaries import tests_on
from ..explaining.reading import Reading
from ..plan import Assess, Decide, Step, Supplied
from .bench import FEW_BASES, Bench, Fact
from .comparing import Comparing
from .items import CoverageItem, rule_key
from .literals import value_text
from .reaching import SIDES, Attempt, Attempts, Neighbour, Person, around
from .role_people import RolePeople

_MOST_COMBINATIONS = 4096


class RuleAttempts:
    """Makes attempts for the rules that a role's plan decides by."""

    def __init__(self, bench: Bench, people: RolePeople, comparing: Comparing) -> None:
        self.bench = bench
        self.plan = bench.plan
        self.people = people
        self.comparing = comparing

    def attempts(self, item: CoverageItem) -> Iterator[Attempts]:
        """What to try for a rule."""
        for step in self.plan.steps:
            if isinstance(step.operation, Decide):
                for number, rule in enumerate(step.operation.rules.rules):
                    if rule_key(rule) == item.key:
                        yield from self._rule(step, step.operation, number)

    def _rule(self, step: Step, operation: Decide, number: int) -> Iterator[Attempts]:
        if operation.subject is not None:
            yield from self._overall_rule(step, operation, number, operation.subject)
        elif step.subject in self.bench.checked.competencies:
            yield from self._gap_rule(step, operation, number)
        else:
            yield from self._kpi_rule(step, operation, number)

    def _kpi_rule(self, step: Step, operation: Decide, number: int) -> Iterator[Attempts]:
        own = self.plan.values.get(step.subject)
        if own is None:
            return
        for base in islice(self.bench.bases(own), FEW_BASES):
            rating = self.bench.rate(base.given, base.tables)
            if rating is None:
                continue
            for threshold in self._thresholds(Reading(rating.trace), operation, number, own):
                type = self.plan.steps[own].type
                for found in around(self.bench, own, threshold):
                    yield [self._beside(each, step.subject, threshold, type) for each in found]
            condition = operation.branches[number].condition
            if condition is not None:
                yield from self.comparing.boxes(condition, base, (step.subject,))

    def _thresholds(
        self, reading: Reading, operation: Decide, number: int, own: int
    ) -> Iterator[Fraction]:
        """Those of a rule; for `otherwise`, those of the rules before it, the last first."""
        for branch in reversed(operation.branches[: number + 1]):
            tests = tests_on(reading, branch.condition, own, set())
            yield from (test.threshold for test in tests or ())
            if tests:
                return

    def _beside(
        self, neighbour: Neighbour, subject: str, threshold: Fraction, type: Type
    ) -> Attempt:
        label = f"{subject} {SIDES[neighbour.side]} {value_text(threshold, type)}"
        return Attempt(neighbour.person, label, (subject,))

    def _overall_rule(
        self, step: Step, operation: Decide, number: int, score: int
    ) -> Iterator[Attempts]:
        role = self.plan.role
        rating = self.bench.rate({})
        if role is None or rating is None or step.index != self.plan.overall_before_gates:
            return
        for threshold in self._thresholds(Reading(rating.trace), operation, number, score):
            yield scored(self.people, role, threshold)

    def _gap_rule(self, step: Step, operation: Decide, number: int) -> Iterator[Attempts]:
        gap = next(
            (
                each.index
                for each in self.plan.steps
                if each.subject == step.subject and each.aspect == "gap"
            ),
            None,
        )
        rating = self.bench.rate({})
        if gap is None or rating is None:
            return
        for threshold in self._thresholds(Reading(rating.trace), operation, number, gap):
            written = value_text(threshold, self.plan.steps[gap].type)
            yield [
                Attempt(person, f"{step.subject}: gap {SIDES[side]} {written}", (step.subject,))
                for side, person in self._assessed(step.subject, threshold)
            ]

    def _assessed(self, id: str, threshold: Fraction) -> Iterator[tuple[int, Person]]:
        """People whose assessment lies just below, at and just above a gap."""
        checked, plan = self.bench.checked, self.plan
        operation = plan.steps[plan.values[id]].operation
        role = plan.role
        measure = next(
            measure
            for responsibility in (role.responsibilities if role is not None else ())
            for measure in responsibility.measures
            if measure.id == id
        )
        assert isinstance(operation, Assess)
        assert measure.requires is not None
        scale = checked.scales[checked.competencies[id].scale]
        required = scale.level(measure.requires).points
        raters = [(self._key(index), share) for index, share in operation.raters]
        nearest: dict[int, tuple[Fraction, dict[str, Fact]]] = {}
        for levels in islice(product(scale.by_rank, repeat=len(raters)), _MOST_COMBINATIONS):
            pairs = list(zip(raters, levels, strict=True))
            gap = sum((share * level.points for (_, share), level in pairs), -required)
            side, distance = (gap > threshold) - (gap < threshold), abs(gap - threshold)
            if side not in nearest or distance < nearest[side][0]:
                given: dict[str, Fact] = {
                    key: self.bench.fact(key, level.id) for (key, _), level in pairs
                }
                nearest[side] = (distance, given)
        for side in sorted(nearest):
            yield side, Person(nearest[side][1])

    def _key(self, index: int) -> str:
        operation = self.plan.steps[index].operation
        assert isinstance(operation, Supplied)
        return operation.key


def scored(people: RolePeople, role: fw.Role, threshold: Fraction) -> Attempts:
    """People whose overall score is the nearest below a threshold, at it, and the nearest above."""
    plan = people.bench.plan
    type = plan.steps[plan.overall_score or 0].type
    written = value_text(threshold, type)
    return [
        Attempt(each.person, f"{role.id}: score {SIDES[each.side]} {written}", (role.id,))
        for each in people.scored_around(threshold)
    ]
