"""What to try for a gate that no example exercises."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ...dsl import framework as fw
from ..plan import ApplyGate
from ..terms import slots
from .bench import Base, Bench
from .comparing import Comparing, side_of
from .items import CoverageItem, gate_key, unknown_gate_key
from .reaching import Attempt, Attempts
from .role_people import RolePeople
from .rule_attempts import scored


class GateAttempts:
    """Makes attempts for the gates of a role."""

    def __init__(self, bench: Bench, people: RolePeople, comparing: Comparing) -> None:
        self.bench = bench
        self.plan = bench.plan
        self.people = people
        self.comparing = comparing

    def fired(self, item: CoverageItem) -> Iterator[Attempts]:
        """Who may make a gate fire."""
        operation = self._operation(item)
        role = self.plan.role
        if operation is None or role is None:
            return
        best = self.people.person(self.people.best)
        for index, threshold in self.comparing.comparisons(operation.condition):
            if index == self.plan.overall_score and isinstance(threshold, Fraction):
                yield scored(self.people, role, threshold)
                continue
            subject = self.plan.steps[index].subject
            facts = sorted(self.comparing.facts_around(index, threshold), key=side_of)
            named = [
                Attempt(best.but(subject, fact), f"{role.id}: {subject} {words}", (role.id,))
                for words, fact in facts
            ]
            if named:
                yield named
        yield from self._mixed(item, role)
        yield from self.comparing.boxes(operation.condition, Base(best.given), (role.id,))

    def undecided(
        self, item: CoverageItem, label: str, lightest: Sequence[str]
    ) -> Iterator[Attempts]:
        """Who may leave the condition of a gate unknown: without what it reads, or without one of
        the `lightest` measures."""
        operation = self._operation(item)
        if operation is None:
            return
        subjects = [self.plan.steps[index].subject for index in slots(operation.condition)]
        for id in dict.fromkeys((*subjects, *lightest)):
            person = self.people.person(self.people.best, without=id)
            if self.comparing.givable(id):
                person = person.but(id, self.bench.missing(id))
            yield [Attempt(person, label, (item.owner,))]

    def _mixed(self, item: CoverageItem, role: fw.Role) -> Iterator[Attempts]:
        for mixture in self.people.mixtures():
            person = self.people.person(mixture)
            yield [Attempt(person, f"{role.id}: {item.text}", (role.id,))]

    def _operation(self, item: CoverageItem) -> ApplyGate | None:
        for index in self.plan.gates:
            operation = self.plan.steps[index].operation
            assert isinstance(operation, ApplyGate)
            if item.key in {gate_key(operation.gate), unknown_gate_key(operation.gate)}:
                return operation
        return None
