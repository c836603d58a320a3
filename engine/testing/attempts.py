"""What to try for each kind of thing that no example exercises.

Each attempt is a set of people who belong together: those just below, at and just above a
threshold, or a single one. Whether they exercise what they are made for is seen by rating them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice

from ...dsl import framework as fw
from ...dsl.types import Type
from ...dsl.walk import walk
from ..explaining.reading import Reading
from ..plan import Score
from ..terms import Curve
from .absence_attempts import AbsenceAttempts
from .bench import FEW_BASES, Bench
from .comparing import Comparing
from .gate_attempts import GateAttempts
from .items import CoverageItem, segment_key
from .pool import Pool
from .reaching import Attempt, Attempts, reached
from .role_people import RolePeople
from .rule_attempts import RuleAttempts
from .variations import variations


class Attempting:
    """Makes attempts for one role."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.plan = bench.plan
        self.pool = Pool(bench)
        people, comparing = RolePeople(bench), Comparing(bench)
        self.rules = RuleAttempts(bench, people, comparing)
        self.gates = GateAttempts(bench, people, comparing)
        self.absences = AbsenceAttempts(bench, people, comparing, self.gates)

    def attempts(self, item: CoverageItem) -> Iterator[Attempts]:
        """What to try for an item, the best first."""
        match item.kind:
            case "rule":
                yield from self.rules.attempts(item)
            case "gate":
                yield from self.gates.fired(item)
            case "segment":
                yield from self._segment(item)
            case "absence":
                yield from self.absences.attempts(item)
        yield from self._varied(item)

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
            for base in islice(self.bench.bases(own), FEW_BASES):
                rating = self.bench.rate(base.given, base.tables)
                bounds = () if rating is None else _bounds(Reading(rating.trace), operation.term)
                for target in _inside(bounds, item.key.number):
                    for person in reached(self.bench, own, target):
                        yield [Attempt(person, f"{id}: {item.text}", (id,))]

    def _varied(self, item: CoverageItem) -> Iterator[Attempts]:
        """The people above with one fact changed at a time, then quite other people."""
        constants = _constants(self.bench.checked, item.owner)
        for person, about in self.absences.owners(item):
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
