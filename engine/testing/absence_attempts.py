"""What to try for words about absent values that no example exercises."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from ...dsl import framework as fw
from ...dsl.walk import walk
from .bench import FEW_BASES, Bench
from .comparing import Comparing
from .gate_attempts import GateAttempts
from .items import CoverageItem
from .reaching import Attempt, Attempts, Person
from .role_people import RolePeople


class AbsenceAttempts:
    """Makes attempts in which something is missing."""

    def __init__(
        self, bench: Bench, people: RolePeople, comparing: Comparing, gates: GateAttempts
    ) -> None:
        self.bench = bench
        self.plan = bench.plan
        self.people = people
        self.comparing = comparing
        self.gates = gates

    def attempts(self, item: CoverageItem) -> Iterator[Attempts]:
        """What to try for words about absent values."""
        owner = item.owner
        label = f"{owner}: {item.text}"
        match item.key.id:
            case "when missing":
                missing = self.bench.missing(owner)
                yield [Attempt(Person({owner: missing}, itself=True), label, (owner,))]
                best = self.people.person(self.people.best, without=owner)
                role = self.plan.role.id if self.plan.role is not None else ""
                yield [Attempt(best.but(owner, missing), label, (owner, role))]
            case "known weight":
                yield from self._known_weight(item)
            case "":
                yield from self._if_missing(item, label)
            case _:
                yield from self.gates.undecided(item, label, self._lightest())

    def _known_weight(self, item: CoverageItem) -> Iterator[Attempts]:
        if self.plan.role is None or self.plan.role.id != item.owner:
            return
        if item.key.number:
            yield [Attempt(Person({}), f"{item.owner}: too little is known", (item.owner,))]
            return
        for id in self._lightest():
            person = self.people.person(self.people.best, without=id)
            yield [Attempt(person, f"{item.owner}: {id} is missing, still rated", (item.owner,))]

    def _lightest(self) -> list[str]:
        """The measures by what they count, the least first."""
        role = self.plan.role
        weights = {
            measure.id: responsibility.weight * measure.weight
            for responsibility in (role.responsibilities if role is not None else ())
            for measure in responsibility.measures
        }
        return sorted((id for id in weights if weights[id]), key=weights.__getitem__)

    def _if_missing(self, item: CoverageItem, label: str) -> Iterator[Attempts]:
        if not isinstance(item.part, fw.IfMissing):
            return
        names = [part.id for part in walk(item.part.value) if isinstance(part, fw.Reference)]
        for id in names:
            if not self.comparing.givable(id):
                continue
            missing = self.bench.missing(id)
            for given, about in self.owners(item):
                kept = {key: fact for key, fact in given.given.items() if key != id}
                person = replace(given, given={**kept, id: missing}, itself=False)
                yield [Attempt(person, label, about)]

    def owners(self, item: CoverageItem) -> Iterator[tuple[Person, tuple[str, ...]]]:
        """People of whom what an item belongs to is known."""
        owner = item.owner
        index = self.plan.values.get(owner, self.plan.scores.get(owner))
        if index is not None and owner not in self.bench.checked.roles:
            for base in islice(self.bench.bases(index), FEW_BASES):
                yield Person(base.given, base.tables), (owner,)
        elif self.plan.role is not None and owner == self.plan.role.id:
            yield self.people.person(self.people.best), (owner,)
