"""What to try for each kind of thing that no example exercises.

Each attempt is a set of people who belong together: those just below, at and just above a
threshold, or a single one. Whether they exercise what they are made for is seen by rating them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain, islice, product

from ...dsl import framework as fw
from ...dsl.types import LevelType, QuantityType, Type
from ...dsl.walk import walk
from ..explaining.boundaries import tests_on
from ..explaining.reading import Reading
from ..plan import ApplyGate, Assess, Decide, Score, Step, Supplied
from ..terms import Compare, Curve, Slot, Term, children, slots
from .bench import Base, Bench, Fact
from .items import CoverageItem, gate_key, rule_key, segment_key, unknown_gate_key
from .literals import value_text
from .pool import Pool
from .reaching import Neighbour, Person, around, nudged, number_fact, reached
from .role_people import RolePeople
from .variations import variations

_FEW_BASES = 3
_MOST_COMBINATIONS = 4096
_MOST_BOXES = 100
_SIDES = {-1: "just below", 0: "at", 1: "just above"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A person, what they are called, and the declarations whose outcomes are to be expected."""

    person: Person
    label: str
    about: tuple[str, ...]


Attempts = list[Attempt]


class Attempting:
    """Makes attempts for one role."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.plan = bench.plan
        self.people = RolePeople(bench)
        self.pool = Pool(bench)

    def attempts(self, item: CoverageItem) -> Iterator[Attempts]:
        """What to try for an item, the best first."""
        match item.kind:
            case "rule":
                for step in self.plan.steps:
                    if isinstance(step.operation, Decide):
                        rules = step.operation.rules.rules
                        for number, rule in enumerate(rules):
                            if rule_key(rule) == item.key:
                                yield from self._rule(step, step.operation, number)
            case "gate":
                yield from self._gate(item)
            case "segment":
                yield from self._segment(item)
            case "absence":
                yield from self._absence(item)
        yield from self._varied(item)

    # --- rules -----------------------------------------------------------------------------

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
        for base in islice(self.bench.bases(own), _FEW_BASES):
            rating = self.bench.rate(base.given, base.tables)
            if rating is None:
                continue
            for threshold in self._thresholds(Reading(rating.trace), operation, number, own):
                type = self.plan.steps[own].type
                for found in around(self.bench, own, threshold):
                    yield [self._beside(each, step.subject, threshold, type) for each in found]
            condition = operation.branches[number].condition
            if condition is not None:
                yield from self._boxes(condition, base, (step.subject,))

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
        label = f"{subject} {_SIDES[neighbour.side]} {value_text(threshold, type)}"
        return Attempt(neighbour.person, label, (subject,))

    def _overall_rule(
        self, step: Step, operation: Decide, number: int, score: int
    ) -> Iterator[Attempts]:
        role = self.plan.role
        rating = self.bench.rate({})
        if role is None or rating is None or step.index != self.plan.overall_before_gates:
            return
        for threshold in self._thresholds(Reading(rating.trace), operation, number, score):
            yield self._scored(role, threshold)

    def _scored(self, role: fw.Role, threshold: Fraction) -> Attempts:
        type = self.plan.steps[self.plan.overall_score or 0].type
        written = value_text(threshold, type)
        return [
            Attempt(each.person, f"{role.id}: score {_SIDES[each.side]} {written}", (role.id,))
            for each in self.people.scored_around(threshold)
        ]

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
                Attempt(person, f"{step.subject}: gap {_SIDES[side]} {written}", (step.subject,))
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

    # --- gates -----------------------------------------------------------------------------

    def _gate(self, item: CoverageItem) -> Iterator[Attempts]:
        operation = self._gate_operation(item)
        role = self.plan.role
        if operation is None or role is None:
            return
        best = self.people.person(self.people.best)
        for index, threshold in _comparisons(operation.condition, self._reading()):
            if index == self.plan.overall_score and isinstance(threshold, Fraction):
                yield self._scored(role, threshold)
                continue
            subject = self.plan.steps[index].subject
            facts = sorted(self._facts_around(index, threshold), key=_side)
            named = [
                Attempt(best.but(subject, fact), f"{role.id}: {subject} {words}", (role.id,))
                for words, fact in facts
            ]
            if named:
                yield named
        yield from self._mixed(item, role)
        yield from self._boxes(operation.condition, Base(best.given), (role.id,))

    def _mixed(self, item: CoverageItem, role: fw.Role) -> Iterator[Attempts]:
        for mixture in self.people.mixtures():
            person = self.people.person(mixture)
            yield [Attempt(person, f"{role.id}: {item.text}", (role.id,))]

    def _gate_operation(self, item: CoverageItem) -> ApplyGate | None:
        for index in self.plan.gates:
            operation = self.plan.steps[index].operation
            assert isinstance(operation, ApplyGate)
            if item.key in {gate_key(operation.gate), unknown_gate_key(operation.gate)}:
                return operation
        return None

    def _reading(self) -> Reading | None:
        rating = self.bench.rate({})
        return None if rating is None else Reading(rating.trace)

    # --- several quantities at once --------------------------------------------------------

    def _boxes(self, condition: Term, base: Base, about: tuple[str, ...]) -> Iterator[Attempts]:
        """People with every combination of values just below, at and just above what a condition
        compares."""
        by_subject: dict[str, list[tuple[str, Fact]]] = {}
        for index, threshold in _comparisons(condition, self._reading()):
            subject = self.plan.steps[index].subject
            facts = by_subject.setdefault(subject, [])
            facts += self._facts_around(index, threshold)
        by_subject = {subject: facts for subject, facts in by_subject.items() if facts}
        if not by_subject:
            return
        for combination in islice(product(*by_subject.values()), _MOST_BOXES):
            chosen = dict(zip(by_subject, combination, strict=True))
            given = {**base.given, **{subject: fact for subject, (_, fact) in chosen.items()}}
            itself = any(subject not in self.bench.checked.inputs for subject in chosen)
            words = ", ".join(f"{subject} {said}" for subject, (said, _) in chosen.items())
            yield [Attempt(Person(given, base.tables, "", itself), words, about)]

    def _facts_around(self, index: int, threshold: object) -> Iterator[tuple[str, Fact]]:
        """What can be given for a quantity at a threshold, just below and just above it; of
        anything that is no quantity, each value that it can have."""
        step = self.plan.steps[index]
        subject = step.subject
        if self.plan.values.get(subject) != index or not self._givable(subject):
            return
        type = self.bench.type_of(subject)
        if isinstance(threshold, Fraction) and not isinstance(type, LevelType):
            for person in islice(reached_itself(self.bench, subject, threshold), 3):
                fact = person.given[subject]
                assert isinstance(fact, fw.Constant)
                yield _words(fact, threshold, type), fact
            return
        for fact in self.bench.every(subject):
            assert isinstance(fact, fw.Constant)
            yield value_text(fact.value, type), fact

    def _givable(self, subject: str) -> bool:
        checked = self.bench.checked
        return subject in checked.inputs or subject in checked.metrics or subject in checked.kpis

    # --- curves ----------------------------------------------------------------------------

    def _segment(self, item: CoverageItem) -> Iterator[Attempts]:
        """Someone in the middle of a segment, or beyond the end of the curve."""
        for id, kpi in self.bench.checked.kpis.items():
            if not isinstance(kpi.method, fw.ScoredByCurve) or id not in self.plan.scores:
                continue
            if segment_key(kpi.method.curve.span, item.key.number) != item.key:
                continue
            operation = self.plan.steps[self.plan.scores[id]].operation
            assert isinstance(operation, Score)
            assert isinstance(operation.term, Curve)
            own = self.plan.values[id]
            for base in islice(self.bench.bases(own), _FEW_BASES):
                rating = self.bench.rate(base.given, base.tables)
                bounds = () if rating is None else _bounds(Reading(rating.trace), operation.term)
                for target in _inside(bounds, item.key.number):
                    for person in reached(self.bench, own, target):
                        yield [Attempt(person, f"{id}: {item.text}", (id,))]

    # --- absent values ---------------------------------------------------------------------

    def _absence(self, item: CoverageItem) -> Iterator[Attempts]:
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
                yield from self._unknown_gate(item, label)

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

    def _unknown_gate(self, item: CoverageItem, label: str) -> Iterator[Attempts]:
        operation = self._gate_operation(item)
        if operation is None:
            return
        subjects = [self.plan.steps[index].subject for index in slots(operation.condition)]
        for id in dict.fromkeys((*subjects, *self._lightest())):
            person = self.people.person(self.people.best, without=id)
            if self._givable(id):
                person = person.but(id, self.bench.missing(id))
            yield [Attempt(person, label, (item.owner,))]

    def _if_missing(self, item: CoverageItem, label: str) -> Iterator[Attempts]:
        if not isinstance(item.part, fw.IfMissing):
            return
        names = [part.id for part in walk(item.part.value) if isinstance(part, fw.Reference)]
        for id in names:
            if not self._givable(id):
                continue
            missing = self.bench.missing(id)
            for given, about in self._owners(item):
                kept = {key: fact for key, fact in given.given.items() if key != id}
                person = replace(given, given={**kept, id: missing}, itself=False)
                yield [Attempt(person, label, about)]

    def _owners(self, item: CoverageItem) -> Iterator[tuple[Person, tuple[str, ...]]]:
        """People of whom what an item belongs to is known."""
        owner = item.owner
        index = self.plan.values.get(owner, self.plan.scores.get(owner))
        if index is not None and owner not in self.bench.checked.roles:
            for base in islice(self.bench.bases(index), _FEW_BASES):
                yield Person(base.given, base.tables), (owner,)
        elif self.plan.role is not None and owner == self.plan.role.id:
            yield self.people.person(self.people.best), (owner,)

    # --- whatever else might do ------------------------------------------------------------

    def _varied(self, item: CoverageItem) -> Iterator[Attempts]:
        """The people above with one fact changed at a time, then quite other people."""
        constants = _constants(self.bench.checked, item.owner)
        for person, about in self._owners(item):
            for changed in variations(self.bench, person, constants):
                yield [Attempt(changed, f"{item.owner}: {item.text}", about)]

    def last(self, item: CoverageItem) -> Iterator[Attempts]:
        """Someone out of many, where nothing else led anywhere."""
        person = self.pool.person(item)
        if person is None:
            return
        about = item.owner
        if about in self.bench.checked.scales:
            about = self._assessed_on(about)
        yield [Attempt(person, f"{item.owner}: {item.text}", (about,))]

    def _assessed_on(self, scale: str) -> str:
        """A competency of the role whose gap is rated by the rules of a scale."""
        for id, competency in self.bench.checked.competencies.items():
            if competency.scale == scale and id in self.plan.ratings:
                return id
        return scale


def reached_itself(bench: Bench, subject: str, threshold: Fraction) -> Iterator[Person]:
    """A value itself at a threshold, just below and just above it."""
    fact = number_fact(bench, subject, threshold)
    if fact is not None:
        person = Person({subject: fact}, (), subject, subject not in bench.checked.inputs)
        yield from (each for each in chain([person], nudged(bench, person)))


def _side(named: tuple[str, Fact]) -> int:
    """Just below comes before at, and that before just above."""
    said, _ = named
    return next((side for side, words in _SIDES.items() if said.startswith(words)), 0)


def _words(fact: fw.Constant, threshold: Fraction, type: Type) -> str:
    value = fact.value
    side = 0
    if isinstance(value, Fraction):
        side = (value > threshold) - (value < threshold)
    written = value_text(threshold if isinstance(type, QuantityType) else value, type)
    return f"{_SIDES[side]} {written}"


def _comparisons(condition: Term, reading: Reading | None) -> Iterator[tuple[int, object]]:
    """The steps that a condition compares with something known, and that; a step that is a
    condition itself is compared with nothing."""
    if isinstance(condition, Slot):
        yield condition.index, None
        return
    if not isinstance(condition, Compare):
        for part in children(condition):
            yield from _comparisons(part, reading)
        return
    for side, other in (
        (condition.left, condition.right),
        (condition.right, condition.left),
    ):
        if isinstance(side, Slot) and reading is not None:
            yield side.index, reading.read(other)


def _bounds(reading: Reading, curve: Curve) -> Sequence[Fraction]:
    bounds = [reading.read(at) for at, _ in curve.points]
    return bounds if all(isinstance(bound, Fraction) for bound in bounds) else ()


def _inside(bounds: Sequence[Fraction], number: int) -> list[Fraction]:
    """Values on a segment of a curve, the roundest first."""
    if not bounds:
        return []
    if 0 < number < len(bounds):
        return [(bounds[number - 1] + bounds[number]) / 2, bounds[number]]
    if number == 0:
        gap = bounds[1] - bounds[0] if len(bounds) > 1 else Fraction(1)
        return [bounds[0] - gap / 2, bounds[0]]
    gap = bounds[-1] - bounds[-2] if len(bounds) > 1 else Fraction(1)
    return [bounds[-1] + gap / 2]


def _constants(framework: fw.Framework, owner: str) -> Mapping[Type, tuple[fw.ConstantValue, ...]]:
    """The constants in the formulas of a declaration, by type."""
    declared: fw.Input | fw.Metric | fw.Kpi | None = (
        framework.inputs.get(owner) or framework.metrics.get(owner) or framework.kpis.get(owner)
    )
    expressions = []
    if declared is not None and declared.formula is not None:
        expressions.append(declared.formula)
    if isinstance(declared, fw.Kpi):
        match declared.method:
            case fw.ScoredByExpression(expression) | fw.RatedDirectly(rating=expression):
                expressions.append(expression)
            case _:
                pass
    found: dict[Type, dict[fw.ConstantValue, None]] = {}
    for expression in expressions:
        for part in walk(expression):
            if isinstance(part, fw.Constant):
                found.setdefault(part.type, {})[part.value] = None
    return {type: tuple(values) for type, values in found.items()}
