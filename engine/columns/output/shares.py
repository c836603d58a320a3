"""What each measure and responsibility counts of the whole role, of a person."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from ...evaluating.reweighting import MOST_REMEMBERED
from ...plan import Plan
from ...trace import EffectiveWeights, Trace


class Shares:
    """The share of the whole role that each measure and responsibility counts."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        declared: dict[str, Fraction] = {}
        for each in plan.role.responsibilities if plan.role is not None else ():
            declared[each.id] = each.weight
            for measure in each.measures:
                declared[measure.id] = each.weight * measure.weight
        self._declared = {id: share.as_integer_ratio() for id, share in declared.items()}
        self._nothing = dict.fromkeys(declared, (0, 1))
        self._known: dict[int, tuple[EffectiveWeights, Mapping[str, tuple[int, int]]]] = {}

    def of(self, trace: Trace) -> Mapping[str, tuple[int, int]]:
        """By their ids. People of whom the same is absent have the same weights."""
        coverage = self._plan.coverage
        weights = None if coverage is None else trace.notes.get(coverage)
        if not isinstance(weights, EffectiveWeights):
            # Nothing of the role counts where nothing that counts applies.
            applies = coverage is None or trace.present(coverage)
            return self._declared if applies else self._nothing
        known = self._known.get(id(weights))
        if known is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            known = self._known[id(weights)] = weights, self._effective(weights)
        return known[1]

    def _effective(self, weights: EffectiveWeights) -> Mapping[str, tuple[int, int]]:
        shares = dict(weights.responsibilities)
        assert self._plan.role is not None
        for each in self._plan.role.responsibilities:
            for measure in each.measures if each.score is None else ():
                shares[measure.id] = shares[each.id] * weights.measures[measure.id]
        return {id: share.as_integer_ratio() for id, share in shares.items()}
