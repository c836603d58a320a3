"""Points and ratings that a formula gives: a better value that it gives less.

The formula is tried at each place where it can bend or jump, and on either side of it. Between two
of them a formula of sums, `min`, `max`, `if` and curves is straight, so that nothing is overlooked;
a part that is not, since one of these stands in another or values are multiplied, is halved a few
times, and what is found there is so, while more may be.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise
from math import ceil, floor

from .. import framework as fw
from ..checking.constants import NotConstantError, evaluate
from ..checking.report import Report
from ..types import LevelType, QuantityType, Type
from ..units import written
from ..walk import walk
from .domains import Domains, step_of
from .intervals import Interval, sample
from .linear import Linear, difference, linear, minus
from .several import bases
from .words import number_text

_MOST_PLACES = 60
_MOST_HALVINGS = 5
_PARTS = (Fraction(1, 4), Fraction(3, 4))


def check_score(kpi: fw.Kpi, formula: fw.Expression, domains: Domains, report: Report) -> None:
    """Reports the first two values of a KPI of which its formula gives the better one less."""
    if kpi.better is None or not isinstance(kpi.type, QuantityType):
        return
    others = _others(kpi, formula, domains)
    if others is None:
        return
    given = _Given(kpi.id, formula, others, domains)
    for halvings in (0, _MOST_HALVINGS):
        parts = _straight_parts(given, domains.of(kpi.id), step_of(kpi.type), halvings)
        for worse, better in _pairs(parts, given, upwards=kpi.better == "higher"):
            before, after = given.at(worse), given.at(better)
            if before is not None and after is not None and given.rank(after) < given.rank(before):
                _report(kpi, formula, given, (worse, better), report)
                return


def _report(
    kpi: fw.Kpi,
    formula: fw.Expression,
    given: _Given,
    values: tuple[Fraction, Fraction],
    report: Report,
) -> None:
    worse, better = (number_text(each, kpi.type) for each in values)
    fewer, more = (given.in_words(each) for each in reversed(values))
    beside = " and ".join(
        f"`{name}` of {written(value, given.type_of(name))}" for name, value in given.others.items()
    )
    report.add(
        "better-rated-worse",
        formula.span,
        f"{kpi.better} is better, yet `{kpi.id}` of {better} gets {fewer}, and {worse} gets {more}"
        + (f", with {beside}" if beside else ""),
        help="turn the formula round, or say "
        f"`better: {'lower' if kpi.better == 'higher' else 'higher'}`",
    )


# --- what the formula gives ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Given:
    """What a KPI's formula gives for a value of it, all `others` staying as they are."""

    kpi: str
    formula: fw.Expression
    others: Mapping[str, fw.ConstantValue]
    domains: Domains

    def at(self, value: Fraction) -> fw.ConstantValue | None:
        """What is given for a value; None where nothing is, or it is not known."""
        values = {**self.others, self.kpi: value}
        try:
            return evaluate(self.formula, values, self.domains.points)
        except NotConstantError:
            return None

    def rank(self, given: fw.ConstantValue) -> Fraction:
        """What tells more from less."""
        if isinstance(given, str):
            assert isinstance(self.formula.type, LevelType)
            return self.domains.points[self.formula.type.scale][given]
        assert isinstance(given, Fraction)
        return given

    def in_words(self, value: Fraction) -> str:
        """`3.5 points`, or a level."""
        given = self.at(value)
        assert given is not None
        if isinstance(given, Fraction):
            return f"{written(given, self.formula.type)} point{'s' * (given != 1)}"
        return f"`{given}`"

    def type_of(self, name: str) -> Type:
        """The type of one of the others."""
        framework = self.domains.framework
        declared = framework.parameters.get(name) or framework.inputs[name]
        return declared.type

    def bends(self) -> set[Fraction]:
        """The values at which the formula can bend or jump."""
        found: set[Fraction] = set()
        for node in walk(self.formula):
            for form in _forms(node):
                zero = self._zero(form)
                if zero is not None:
                    found.add(zero)
        return found if len(found) <= _MOST_PLACES else set()

    def _zero(self, form: Linear) -> Fraction | None:
        """The value of the KPI at which a form is 0."""
        factor, rest = Fraction(0), form.constant
        for (_, each), expression in zip(form.terms, form.named, strict=True):
            if isinstance(expression, fw.Reference) and expression.id == self.kpi:
                factor += each
                continue
            try:
                other = evaluate(expression, self.others, self.domains.points)
            except NotConstantError:
                return None
            if not isinstance(other, Fraction):
                return None
            rest += each * other
        return -rest / factor if factor else None


def _forms(node: fw.Expression) -> Iterator[Linear]:
    """The forms that change their sign where an expression bends or jumps."""
    match node:
        case fw.Compare(left=left) if isinstance(left.type, QuantityType):
            yield difference(node)
        case fw.Call(function="min" | "max" | "clamp", arguments=arguments) if isinstance(
            node.type, QuantityType
        ):
            parts = [linear(each) for each in arguments]
            yield from (minus(one, other) for one, other in combinations(parts, 2))
        case fw.Call(function="abs", arguments=(argument,)):
            yield linear(argument)
        case fw.Curve(value=value, points=points):
            form = linear(value)
            yield from (minus(form, linear(x)) for x, _ in points)
        case _:
            return


def _others(
    kpi: fw.Kpi, formula: fw.Expression, domains: Domains
) -> dict[str, fw.ConstantValue] | None:
    """Values for everything but the KPI that its formula names; None where one of them changes with
    the KPI, or has no value at hand."""
    own = bases(fw.Reference(kpi.span, kpi.type, kpi.id), domains)
    framework = domains.framework
    found: dict[str, fw.ConstantValue] = {}
    own_found = False
    for node in walk(formula):
        if not isinstance(node, fw.Reference):
            continue
        if node.id == kpi.id:
            own_found = True
        elif node.id in framework.parameters:
            found[node.id] = framework.parameters[node.id].entries[-1].value.value
        elif node.id in framework.inputs and not bases(node, domains) & own:
            value = sample(domains.of(node.id), step_of(node.type))
            if value is None or not isinstance(node.type, QuantityType):
                return None
            found[node.id] = value
        else:
            return None
    return found if own_found else None


# --- where it is tried ---------------------------------------------------------------------


def _straight_parts(
    given: _Given, domain: Interval, step: Fraction, halvings: int
) -> list[tuple[Fraction, ...]]:
    """Values to be tried, ascending: each bend, and between two of them two or more values on the
    same straight line; a part that is not straight after all is halved up to `halvings` times."""
    low, high = domain.low, domain.high
    inside = [
        each
        for each in sorted(given.bends())
        if (low is None or each > low) and (high is None or each < high)
    ]
    first = inside[0] if inside else high if high is not None else Fraction(0)
    last = inside[-1] if inside else low if low is not None else Fraction(0)
    ends = [first - 4 * step if low is None else low, last + 4 * step if high is None else high]
    ascending = sorted({*ends, *inside})
    parts: list[tuple[Fraction, ...]] = []
    for one, other in pairwise(ascending):
        bounds = [one, *_halved(given, one, other, halvings), other]
        for here, following in pairwise(bounds):
            parts += ((here,), _between(here, following, whole=domain.whole))
    parts.append((ascending[-1],))
    kept = (tuple(each for each in part if each in domain) for part in parts)
    return [part for part in kept if part]


def _halved(given: _Given, low: Fraction, high: Fraction, times: int) -> list[Fraction]:
    """Where a part is divided that is not straight; a bend within a bend makes one."""
    ends = [low + (high - low) * part for part in (*_PARTS, Fraction(1, 2))]
    values = [given.at(each) for each in ends]
    if not times or not all(isinstance(each, Fraction) for each in values):
        return []
    first, second, between = (given.rank(each) for each in values if each is not None)
    if between * 2 == first + second:
        return []
    middle = ends[2]
    below = _halved(given, low, middle, times - 1)
    return [*below, middle, *_halved(given, middle, high, times - 1)]


def _between(low: Fraction, high: Fraction, *, whole: bool) -> tuple[Fraction, ...]:
    if not whole:
        return tuple(low + (high - low) * part for part in _PARTS)
    found = {Fraction(floor(low) + 1), Fraction(ceil(high) - 1)}
    return tuple(sorted(each for each in found if low < each < high))


def _pairs(
    parts: list[tuple[Fraction, ...]], given: _Given, *, upwards: bool
) -> Iterator[tuple[Fraction, Fraction]]:
    """Values to be compared, the worse one first: neighbours, and where the formula jumps at the
    end of a straight part a value so near to the end that it tells."""
    ascending = [value for part in parts for value in part]
    neighbours = list(pairwise(ascending))
    for part, following in pairwise(parts):
        for line, end in ((part, following[0]), (following, part[-1])):
            near = _near(line, end, given)
            if near is not None:
                neighbours.append((min(near, end), max(near, end)))
    for low, high in neighbours:
        yield (low, high) if upwards else (high, low)


def _near(line: tuple[Fraction, ...], end: Fraction, given: _Given) -> Fraction | None:
    """A value between a straight part and a jump at its end, so near to the end that the formula
    has passed what it jumps to, if it ever does."""
    if len(line) != len(_PARTS):
        return None
    values = [given.at(each) for each in line]
    at_end = given.at(end)
    if at_end is None or None in values:
        return None
    first, second = (given.rank(each) for each in values if each is not None)
    slope = (second - first) / (line[1] - line[0])
    limit = first + slope * (end - line[0])
    if not slope or limit == given.rank(at_end):
        return None
    crossing = line[0] + (given.rank(at_end) - first) / slope
    nearest = line[1] if end > line[1] else line[0]
    inside = min(nearest, end) < crossing < max(nearest, end)
    return (crossing + end) / 2 if inside else (nearest + end) / 2
