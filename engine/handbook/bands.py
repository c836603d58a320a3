"""Rules about one quantity -> the stretches of its numbers that reach each level.

The numbers are cut at the thresholds: each threshold is a cell, and so is each open interval
between two. Every condition holds on all of a cell or on none of it, so that trying one number of
each cell gives the exact meaning of the whole list. Thresholds that follow from targets are
computed from the values these have.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from ...dsl import framework as fw
from ...dsl.checking.constants import NotConstantError, evaluate, holds
from ...dsl.types import COUNT, QuantityType
from ...dsl.walk import walk

Values = Mapping[str, fw.ConstantValue]
"""The values of parameters, and of what is computed from them alone."""


class NotBandsError(Exception):
    """The rules are not all about one quantity and thresholds that are known here."""


@dataclass(frozen=True, slots=True)
class Band:
    """The numbers from `low` to `high` that one rule decides; None where nothing bounds them.

    The ends of whole numbers are always included.
    """

    rule: fw.Rule
    low: Fraction | None
    low_included: bool
    high: Fraction | None
    high_included: bool


@dataclass(frozen=True, slots=True)
class Bands:
    """Bands from the lowest numbers to the highest, and the thresholds between them."""

    type: QuantityType
    bands: tuple[Band, ...]
    thresholds: tuple[Fraction, ...]


def bands_of(rules: fw.RuleList, values: Values) -> Bands:
    """Rules -> Bands; NotBandsError where they compare anything but one number with constants."""
    conditions = [rule.condition for rule in rules.rules if rule.condition is not None]
    subject = _subject(conditions, values)
    if not isinstance(subject.type, QuantityType):
        raise NotBandsError
    reading = _Reading(_key(subject), values)
    cuts = sorted({cut for condition in conditions for cut in reading.cuts(condition)})
    if not cuts:
        raise NotBandsError
    whole = subject.type == COUNT
    found: list[Band] = []
    for cell in _cells(cuts, whole=whole):
        rule = next(
            (
                each
                for each in rules.rules
                if each.condition is None or reading.holds(each.condition, cell.sample)
            ),
            None,
        )
        if rule is None:
            raise NotBandsError
        last = found[-1] if found else None
        if last is not None and last.rule is rule:
            found[-1] = Band(rule, last.low, last.low_included, cell.high, cell.high_included)
        else:
            found.append(Band(rule, cell.low, cell.low_included, cell.high, cell.high_included))
    thresholds = tuple(each.low for each in found[1:] if each.low is not None)
    return Bands(subject.type, tuple(found), thresholds)


# --- what the rules compare ----------------------------------------------------------------


def _key(expression: fw.Expression) -> tuple[str, ...] | None:
    """Tells what is compared from anything else; None for what is no plain name."""
    match expression:
        case fw.Reference(id=id):
            return ("value", id)
        case fw.OverallReference():
            return ("overall",)
        case fw.GapReference():
            return ("gap",)
        case fw.PropertyReference(property=prop, entity=entity, id=id):
            return (prop, entity, id)
        case _:
            return None


def _subject(conditions: Sequence[fw.Expression], values: Values) -> fw.Expression:
    """The one thing that the conditions name and that has no value here."""
    subjects = {
        key: node
        for condition in conditions
        for node in walk(condition)
        if (key := _key(node)) is not None and not (key[0] == "value" and key[1] in values)
    }
    if len(subjects) != 1:
        raise NotBandsError
    return next(iter(subjects.values()))


@dataclass(frozen=True, slots=True)
class _Reading:
    """Reads conditions on the subject of that key."""

    key: tuple[str, ...] | None
    values: Values

    def cuts(self, condition: fw.Expression) -> list[Fraction]:
        match condition:
            case fw.Compare(left=left, right=right):
                return [self._threshold(right if self._is_subject(left) else left)]
            case fw.And(operands=operands) | fw.Or(operands=operands):
                return [cut for operand in operands for cut in self.cuts(operand)]
            case fw.Not(operand=operand):
                return self.cuts(operand)
            case _:
                raise NotBandsError

    def holds(self, condition: fw.Expression, number: Fraction) -> bool:
        match condition:
            case fw.Compare(operator=operator, left=left, right=right):
                subject_left = self._is_subject(left)
                threshold = self._threshold(right if subject_left else left)
                one, other = (number, threshold) if subject_left else (threshold, number)
                if operator in {"=", "!="}:
                    return (one == other) == (operator == "=")
                return holds(operator, one, other)
            case fw.And(operands=operands):
                return all(self.holds(operand, number) for operand in operands)
            case fw.Or(operands=operands):
                return any(self.holds(operand, number) for operand in operands)
            case fw.Not(operand=operand):
                return not self.holds(operand, number)
            case _:
                raise NotBandsError

    def _is_subject(self, expression: fw.Expression) -> bool:
        return self.key is not None and _key(expression) == self.key

    def _threshold(self, expression: fw.Expression) -> Fraction:
        try:
            value = evaluate(expression, self.values)
        except NotConstantError:
            raise NotBandsError from None
        if not isinstance(value, Fraction):
            raise NotBandsError
        return value


# --- cells ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Cell:
    sample: Fraction
    low: Fraction | None
    low_included: bool
    high: Fraction | None
    high_included: bool


def _cells(cuts: Sequence[Fraction], *, whole: bool) -> list[_Cell]:
    """The cells of all numbers, or of the whole ones from 0 on, in ascending order."""
    if whole:
        return _whole_cells(cuts)
    cells = [_Cell(cuts[0] - 1, None, False, cuts[0], False)]
    for number, cut in enumerate(cuts):
        cells.append(_Cell(cut, cut, True, cut, True))
        if number + 1 < len(cuts):
            following = cuts[number + 1]
            cells.append(_Cell((cut + following) / 2, cut, False, following, False))
    cells.append(_Cell(cuts[-1] + 1, cuts[-1], False, None, False))
    return cells


def _whole_cells(cuts: Sequence[Fraction]) -> list[_Cell]:
    ends = sorted({end for cut in cuts for end in (ceil(cut), floor(cut) + 1) if end > 0})
    lows = [0, *ends]
    highs = [*(end - 1 for end in ends), None]
    return [
        _Cell(
            Fraction(low),
            Fraction(low),
            True,
            None if high is None else Fraction(high),
            high is not None,
        )
        for low, high in zip(lows, highs, strict=True)
    ]
