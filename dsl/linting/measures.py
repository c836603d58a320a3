"""The scores and levels that a role's measures can be given."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise

from .. import framework as fw
from ..types import NUMBER
from .domains import Domains
from .intervals import Interval
from .linear import linear
from .reach import ANY, Reach, single, stretch
from .rule_lists import decide_alone, reached_levels, read_rules

Levels = Mapping[str, frozenset[str] | None]
"""The levels that each KPI can be given; None where that is not known."""


class Measures:
    """What the KPIs and competencies of a framework can come to, each found out once."""

    def __init__(self, levels: Levels, domains: Domains) -> None:
        self._levels = levels
        self._domains = domains
        self._kpis: dict[str, Reach] = {}
        self._competencies: dict[tuple[str, str | None, int], Reach] = {}

    def reach(self, measure: fw.Measure) -> Reach:
        """The scores that a measure can have."""
        if measure.kind == "kpi":
            found = self._kpis.get(measure.id)
            if found is None:
                kpi = self._domains.framework.kpis[measure.id]
                found = self._kpis[measure.id] = self._kpi(kpi)
            return found
        # Measures that share a list of rules share the object that it is.
        place = measure.id, measure.requires, id(measure.rate_gap)
        found = self._competencies.get(place)
        if found is None:
            found = self._competencies[place] = self._competency(measure)
        return found

    def levels(self, measure: fw.Measure) -> frozenset[str] | None:
        """The levels that a measure can be given; None where that is not known."""
        if measure.kind == "kpi":
            known = self._levels.get(measure.id)
            kpi = self._domains.framework.kpis[measure.id]
            if known is None and isinstance(kpi.method, fw.RatedByRules):
                return frozenset(rule.level for rule in kpi.method.rules.rules)
            return known
        if measure.rate_gap is None:
            return None
        reach = self.reach(measure)
        scale = self._domains.framework.scales[measure.rate_gap.scale]
        return frozenset(level.id for level in scale.levels if level.points in reach.points)

    # --- KPIs ---

    def _kpi(self, kpi: fw.Kpi) -> Reach:
        found = self._rated(kpi)
        absent = kpi.when_missing
        if absent is None or absent.score is None or not found.known:
            return found
        return Reach((*found.points, absent.score), found.low, found.high)

    def _rated(self, kpi: fw.Kpi) -> Reach:
        domains, levels = self._domains, self._levels.get(kpi.id)
        match kpi.method:
            case fw.RatedByRules(rules):
                scale = domains.framework.scales[rules.scale]
                given = {rule.level for rule in rules.rules} if levels is None else levels
                if kpi.when_missing is not None and kpi.when_missing.level is not None:
                    given = given | {kpi.when_missing.level}
                return single(scale.level(level).points for level in given) if given else ANY
            case fw.RatedDirectly(scale_id):
                scale = domains.framework.scales[scale_id]
                return single(level.points for level in scale.levels)
            case fw.ScoredByExpression(score):
                found = domains.expression(score)
                if found.low is None or found.high is None:
                    return ANY
                return stretch(found.low, found.high)
            case fw.ScoredByCurve(curve):
                return _curve(curve, domains.of(kpi.id))

    # --- competencies ---

    def _competency(self, measure: fw.Measure) -> Reach:
        domains = self._domains
        framework = domains.framework
        competency = framework.competencies[measure.id]
        if measure.rate_gap is None or measure.requires is None:
            return ANY
        scale = framework.scales[competency.scale]
        required = scale.level(measure.requires).points
        ranks = scale.by_rank
        gap = fw.GapReference(measure.rate_gap.span, NUMBER)
        widest = Interval(
            ranks[0].points - required, ranks[-1].points - required, low_in=True, high_in=True
        )
        rules = read_rules(domains, measure.rate_gap, gap, widest, "higher")
        decisions = decide_alone(rules, domains)
        rated = framework.scales[measure.rate_gap.scale]
        if decisions is None:
            return single(rated.level(rule.level).points for rule in measure.rate_gap.rules)
        if competency.raters:
            given = reached_levels(rules, decisions)
        else:
            # A single assessment gives one of the levels, nothing between them.
            gaps = [level.points - required for level in ranks]
            given = frozenset(
                rule.level
                for rule, mask in zip(rules.rules, decisions.decided, strict=True)
                if any(
                    mask >> index & 1 and any(each in cell.interval for each in gaps)
                    for index, cell in enumerate(decisions.cells)
                )
            )
        return single(rated.level(level).points for level in given) if given else ANY


def _curve(curve: fw.ScoreCurve, domain: Interval) -> Reach:
    """The heights of a curve over the values that occur; all of its heights where its places are
    not constants."""
    places = [linear(x) for x, _ in curve.points]
    heights = [linear(y) for _, y in curve.points]
    if any(each.terms for each in heights):
        return ANY
    points = [each.constant for each in heights]
    if any(each.terms for each in places):
        return stretch(min(points), max(points))
    xs = [each.constant for each in places]
    seen = [y for x, y in zip(xs, points, strict=True) if x in domain]
    low = xs[0] if domain.low is None else domain.low
    high = xs[-1] if domain.high is None else domain.high
    seen += (_height(xs, points, low), _height(xs, points, high))
    return stretch(min(seen), max(seen))


def _height(xs: list[Fraction], ys: list[Fraction], x: Fraction) -> Fraction:
    """The height of a curve at one place: straight between its points, flat outside."""
    if x <= xs[0]:
        return ys[0]
    for (left, low), (right, high) in pairwise(zip(xs, ys, strict=True)):
        if x <= right:
            return low + (high - low) * (x - left) / (right - left)
    return ys[-1]
