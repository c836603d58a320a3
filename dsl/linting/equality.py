"""Comparisons by `=` of values that are computed."""

from __future__ import annotations

from collections.abc import Iterable

from .. import framework as fw
from ..checking.report import Report
from ..types import QuantityType
from ..walk import children, walk
from ..wording import called
from .domains import Domains
from .linear import difference

_AVERAGES = frozenset({"average", "weighted average", "median"})


def check_equalities(
    expressions: Iterable[fw.Expression], domains: Domains, report: Report
) -> None:
    """Reports each comparison by `=` or `!=` of a value that is seldom a round number."""
    fractional = _Fractional(domains)
    for expression in expressions:
        for node in walk(expression):
            if isinstance(node, fw.Compare) and node.operator in ("=", "!="):
                _check(node, fractional, report)


def _check(comparison: fw.Compare, fractional: _Fractional, report: Report) -> None:
    if not isinstance(comparison.left.type, QuantityType):
        return
    sides = (comparison.left, comparison.right)
    computed = next((side for side in sides if fractional.holds(side)), None)
    # Nothing at all is told from something, however it is computed.
    if computed is None or _is_zero(comparison, computed):
        return
    report.add(
        "equality-on-computed",
        comparison.span,
        f"{called(computed)} is computed, and is hardly ever exactly equal to something",
        label="true of one exact value only",
        help="compare it with `>=` or `<=`, or with a band such as `99% <= x < 101%`",
    )


def _is_zero(comparison: fw.Compare, computed: fw.Expression) -> bool:
    other = comparison.right if computed is comparison.left else comparison.left
    return isinstance(other, fw.Constant) and not difference(comparison).constant


class _Fractional:
    """Tells values that come from a division, an average or a curve from those that are counted,
    added up or supplied."""

    def __init__(self, domains: Domains) -> None:
        self._domains = domains
        self._known: dict[str, bool] = {}

    def holds(self, expression: fw.Expression) -> bool:
        """Whether an expression's values are seldom round."""
        waiting = [expression]
        while waiting:
            node = waiting.pop()
            match node:
                case fw.Arithmetic(operator="/", right=right) if not isinstance(right, fw.Constant):
                    return True
                case fw.Curve() | fw.OverallReference():
                    return True
                case fw.PropertyReference(property="score"):
                    return True
                case fw.Aggregate(function=function) if function in _AVERAGES:
                    return True
                case fw.RoleAggregate(function=function) if function in _AVERAGES:
                    return True
                case fw.Reference(id=name):
                    if self._named(name):
                        return True
                case fw.Round() | fw.Compare() | fw.Aggregate(value=None):
                    continue
                case _:
                    pass
            waiting.extend(children(node))
        return False

    def _named(self, name: str) -> bool:
        """Whether the formula of a name is such; one that is being looked at already is not."""
        known = self._known.get(name)
        if known is not None:
            return known
        self._known[name] = False
        formula = self._domains.formula(name)
        found = formula is not None and self.holds(formula)
        self._known[name] = found
        return found
