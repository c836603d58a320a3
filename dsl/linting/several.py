"""Rules on several quantities: those never reached, and a better value rated worse."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

from .. import framework as fw
from ..checking.report import Report
from ..diagnostics.model import Label
from ..types import NUMBER
from ..walk import walk
from ..wording import called
from .conditions import Comparison, Condition, Every, Negation, Some, Unread
from .domains import Domains
from .inequalities import OutOfReachError
from .intervals import Interval
from .linear import Key, Linear, key
from .regions import Demand, Region, World, demands_of, find
from .rule_lists import RuleList, report_shadowed
from .words import case, number_text

_MOST_PAIRS = 60


def check_together(
    rules: RuleList, world: World, domains: Domains, report: Report
) -> frozenset[str]:
    """Reports what is doubtful about rules on several quantities -> the levels that they can give

    What cannot be found out is noted once for the list.
    """
    unsettled: list[Region] = []
    given: set[str] = set()
    try:
        for number, rule in enumerate(rules.rules):
            region = find(demands_of(rules.conditions, number), world)
            if region is None:
                _report_unreached(rules, number, world, report)
                continue
            given.add(rule.level)
            if not _is_settled(region, domains):
                unsettled.append(region)
        if rules.better is not None:
            _check_direction(rules, world, domains, report)
    except OutOfReachError:
        note_undecided(rules.rules[0], "every rule is reached", "there are too many cases", report)
        return frozenset(rule.level for rule in rules.rules)
    if unsettled:
        why = why_unsettled(unsettled[0], domains)
        note_undecided(rules.rules[0], "every rule is reached", why, report)
    return frozenset(given)


def world_of(domains: Domains, about: Key | None, domain: Interval) -> World:
    """The world of a rule list that rates `about`, which can have the values of `domain`."""

    def domain_of(expression: fw.Expression) -> Interval:
        return domain if about == key(expression) else domains.expression(expression)

    def formula_of(expression: fw.Expression) -> Linear | None:
        match expression:
            case fw.Reference(id=name):
                return domains.sum_of(name)
            case _:
                return None

    return World(domain_of, formula_of)


def note_undecided(place: fw.Rule | fw.Gate, what: str, why: str, report: Report) -> None:
    """Says that something was not found out."""
    report.add("not-decided", place.span, f"whether {what} was not decided: {why}")


# --- rules that are never reached ----------------------------------------------------------


def _report_unreached(rules: RuleList, number: int, world: World, report: Report) -> None:
    condition = rules.conditions[number]
    rule = rules.rules[number]
    if condition is not None and find([(condition, True)], world) is None:
        report.add(
            "unreachable-rule",
            rule.span,
            "no values fulfil this condition",
            label="never true",
            help="correct it, or remove the rule",
        )
        return
    shadows = []
    for earlier in range(number):
        demands: list[Demand] = [] if condition is None else [(condition, True)]
        other = rules.conditions[earlier]
        if other is not None and find([*demands, (other, True)], world) is not None:
            shadows.append(earlier)
    report_shadowed(rules.rules, number, shadows, report)


# --- what is certain -----------------------------------------------------------------------


def _is_settled(region: Region, domains: Domains) -> bool:
    """Whether a case found can really occur: its numbers hang on nothing in common."""
    return not why_unsettled(region, domains)


def why_unsettled(region: Region, domains: Domains) -> str:
    """What keeps a case that was found from being certain; "" where it is certain."""
    if not region.whole:
        return "no whole numbers were found for what is counted"
    for each in region.unread:
        if each and each[0] not in ("missing", "given", "not applicable"):
            return "a condition over rows, or one of another kind, is not looked into"
    owners: dict[str, fw.Expression] = {}
    for expression in region.named.values():
        if isinstance(expression, fw.Reference) and domains.sum_of(expression.id) is not None:
            continue
        for base in bases(expression, domains):
            other = owners.setdefault(base, expression)
            if other is not expression:
                return f"{called(other)} and {called(expression)} both hang on `{base}`"
    return ""


def bases(expression: fw.Expression, domains: Domains) -> frozenset[str]:
    """The inputs, tables and measures that a value hangs on in the end."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [expression]
    while waiting:
        for node in walk(waiting.pop()):
            match node:
                case fw.Reference(id=name) if name not in seen:
                    seen.add(name)
                    formula = domains.formula(name)
                    if formula is None or name in domains.framework.inputs:
                        found.add(name)
                    if formula is not None:
                        waiting.append(formula)
                case fw.PropertyReference(id=name):
                    found.add(name)
                case fw.Aggregate(table=table):
                    found.add(table)
                case _:
                    pass
    return frozenset(found)


# --- a better value rated worse ------------------------------------------------------------


def _check_direction(rules: RuleList, world: World, domains: Domains, report: Report) -> None:
    """Reports two values, all else being equal, of which the better is rated lower."""
    about = rules.about
    if about is None:
        return
    twin = _Twin(key(about), domains, about)
    if not any(
        twin.quantity in dict(atom.form.terms)
        for condition in rules.conditions
        if condition is not None
        for atom in _comparisons(condition)
    ):
        return
    up = rules.better == "higher"
    if _is_descending(rules) and all(
        condition is None or twin.keeps(condition, up=up) for condition in rules.conditions
    ):
        # What holds of a value holds of all better ones, so that no rule before it is lost.
        return
    # Between the two values nothing else changes: what the value is computed from is left out.
    apart = World(world.domain_of)
    pairs = [
        (worse, better)
        for worse in range(len(rules.rules))
        for better in range(len(rules.rules))
        if rules.rank(worse) > rules.rank(better)
    ]
    if len(pairs) > _MOST_PAIRS:
        raise OutOfReachError
    for worse, better in pairs:
        region = find(
            [
                *demands_of(rules.conditions, worse),
                *((twin.of(each), holds) for each, holds in demands_of(rules.conditions, better)),
                (twin.is_better(higher=up), True),
            ],
            apart,
        )
        if region is None:
            continue
        if twin.hangs_on_others(region):
            why = f"{called(about)} and what it is compared with hang on each other"
            note_undecided(rules.rules[better], "a better value is rated lower", why, report)
            return
        _report_falling(rules, (worse, better), region, twin, report)
        return


def _is_descending(rules: RuleList) -> bool:
    """Whether no rule gives a better level than one before it."""
    ranks = [rules.rank(number) for number in range(len(rules.rules))]
    return all(rank >= following for rank, following in pairwise(ranks))


class _Twin:
    """A second value of what is rated, beside the first: conditions and quantities of it."""

    def __init__(self, quantity: Key, domains: Domains, about: fw.Expression) -> None:
        self.quantity = quantity
        self.other: Key = ("twin", quantity)
        self._domains = domains
        self._about = about
        self._bases = bases(about, domains)

    def of(self, condition: Condition) -> Condition:
        """The same condition of the second value."""
        match condition:
            case Comparison(form, operator, place):
                return Comparison(self._renamed(form), operator, place)
            case Negation(part):
                return Negation(self.of(part))
            case Every(parts):
                return Every(tuple(self.of(part) for part in parts))
            case Some(parts):
                return Some(tuple(self.of(part) for part in parts))
            case Unread(expression, identity) if self._mentions(expression):
                return Unread(expression, ("twin", identity))
            case _:
                return condition

    def is_better(self, *, higher: bool) -> Condition:
        """The second value is the better one."""
        one, minus = Fraction(1), Fraction(-1)
        form = Linear(
            ((self.quantity, one), (self.other, minus)), Fraction(0), (self._about, self._about)
        )
        span = self._about.span
        place = fw.Compare(span, NUMBER, "<", self._about, self._about)
        return Comparison(form, "<" if higher else ">", place)

    def keeps(self, condition: Condition, *, up: bool) -> bool:
        """Whether a condition that holds of a value holds of every greater one as well, or with
        `up` False of every smaller one; False where that does not show."""
        match condition:
            case Comparison(form, operator):
                for (quantity, factor), expression in zip(form.terms, form.named, strict=True):
                    if quantity == self.quantity:
                        if operator not in ((">", ">=") if up == (factor > 0) else ("<", "<=")):
                            return False
                    elif self._mentions(expression):
                        return False
                return True
            case Negation(part):
                return self.keeps(part, up=not up)
            case Every(parts) | Some(parts):
                return all(self.keeps(part, up=up) for part in parts)
            case Unread(expression):
                return not self._mentions(expression)
            case _:
                return True

    def hangs_on_others(self, region: Region) -> bool:
        """Whether what is rated cannot change by itself, or something else was not looked into."""
        if region.unread or not region.whole:
            return True
        return any(
            bases(expression, self._domains) & self._bases
            for quantity, expression in region.named.items()
            if quantity not in (self.quantity, self.other)
        )

    def _renamed(self, form: Linear) -> Linear:
        terms = []
        for (quantity, factor), expression in zip(form.terms, form.named, strict=True):
            changes = quantity == self.quantity or self._mentions(expression)
            terms.append((("twin", quantity) if changes else quantity, factor))
        return Linear(tuple(terms), form.constant, form.named)

    def _mentions(self, expression: fw.Expression) -> bool:
        return any(key(node) == self.quantity for node in walk(expression))


def _comparisons(condition: Condition) -> Iterator[Comparison]:
    match condition:
        case Comparison():
            yield condition
        case Negation(part):
            yield from _comparisons(part)
        case Every(parts) | Some(parts):
            for part in parts:
                yield from _comparisons(part)
        case _:
            return


def _report_falling(
    rules: RuleList,
    pair: tuple[int, int],
    region: Region,
    twin: _Twin,
    report: Report,
) -> None:
    about = rules.about
    assert about is not None
    worse, better = (rules.rules[each] for each in pair)
    values = [
        number_text(region.numbers[quantity], about.type)
        for quantity in (twin.quantity, twin.other)
    ]
    beside = case(region, "of", (twin.quantity, twin.other))
    report.add(
        "better-rated-worse",
        better.span,
        f"{rules.better} is better, yet {called(about)} of {values[1]} is rated "
        f"`{better.level}`, and {values[0]} is rated `{worse.level}`"
        + (f", with {beside}" if beside else ""),
        label=f"rates {values[1]}",
        secondary=[Label(worse.span, f"rates {values[0]}")],
        help="exchange the two levels, or correct the comparisons",
    )
