"""The bands of a row, one for each level -> the thresholds between the levels.

A band pasted from a document often ends where the next one has not begun: `90-99%` and `100%`
leave out 99.5%. Where the hole is no wider than the last digit that is written, the lower band is
taken to reach up to the next, and that is reported; a wider hole, or a number that lies in two
bands, is a problem, since only the framework's owner knows the answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from ..arithmetic.numerals import decimal_text
from .amounts import COUNTED, Amount, Range
from .outline import KpiType, Level, Rating, Threshold
from .reports import Report
from .sheets import Cell

Better = Literal["higher", "lower"]

_TYPES: dict[str, KpiType] = {"": "number", "%": "percent", "days": "duration", COUNTED: "count"}


@dataclass(frozen=True, slots=True)
class Band:
    """The band of a level and the cell it stands in."""

    level: Level
    cell: Cell
    range: Range


def read_rating(
    bands: Sequence[Band], better: Better | None, unit: str, report: Report, kpi: Cell
) -> Rating | None:
    """Bands from the best level to the worst -> how the KPI is rated; None after a problem.

    `better` and `unit` are what the row says of them, `kpi` is the cell that names it.
    """
    if len(bands) < 2:
        report.problem(kpi, f"`{kpi.text}` has bands for fewer than two levels")
        return None
    found = _unit(bands, unit, report)
    direction = _direction(bands, better, report)
    if found is None or direction is None:
        return None
    upwards = [_turned(band) for band in bands] if direction == "lower" else list(bands)
    if all(band.range.single for band in bands[:-1]):
        thresholds = _of_single_numbers(bands, upwards, found, direction, report)
    else:
        thresholds = _of_ranges(bands, upwards, found, report)
    if thresholds is None:
        return None
    if direction == "lower":
        thresholds = [
            Threshold(each.level, "<=" if each.operator == ">=" else "<", -each.number)
            for each in thresholds
        ]
    currency = found if found not in _TYPES else ""
    type = _TYPES.get(found, "money")
    return Rating(type, currency, direction, tuple(thresholds), bands[-1].level.id)


# --- units and direction -------------------------------------------------------------------


def _unit(bands: Sequence[Band], stated: str, report: Report) -> str | None:
    """The unit that all bands share; None after a problem."""
    written: dict[str, Band] = {}
    for band in bands:
        for amount in band.range.amounts:
            if amount.unit:
                written.setdefault(amount.unit, band)
    if stated:
        written.setdefault(stated, bands[0])
    if len(written) > 1:
        names = " and ".join(f"`{unit}`" for unit in written)
        report.problem([band.cell for band in written.values()], f"the bands are in {names}")
        return None
    return next(iter(written), "")


def _direction(bands: Sequence[Band], stated: Better | None, report: Report) -> Better | None:
    best, worst = _middle(bands[0].range), _middle(bands[-1].range)
    cells = [bands[0].cell, bands[-1].cell]
    if best == worst:
        report.problem(cells, "the best and the worst level have the same values")
        return None
    found: Better = "higher" if best > worst else "lower"
    if stated is not None and stated != found:
        report.problem(
            cells, f"{stated} values are said to be better, but the bands run the other way"
        )
        return None
    return found


def _middle(range: Range) -> Fraction:
    """A number that tells which of two bands lies higher."""
    if range.low is None:
        assert range.high is not None
        return range.high.number - 1
    if range.high is None:
        return range.low.number + 1
    return (range.low.number + range.high.number) / 2


def _turned(band: Band) -> Band:
    """The band mirrored at zero, so that higher is better."""
    range = band.range
    turned = Range(
        _negative(range.high),
        range.high_included,
        _negative(range.low),
        range.low_included,
        range.single,
    )
    return Band(band.level, band.cell, turned)


def _negative(amount: Amount | None) -> Amount | None:
    if amount is None:
        return None
    return Amount(-amount.number, amount.unit, amount.decimals, amount.multiple)


# --- thresholds ----------------------------------------------------------------------------


def _of_single_numbers(
    bands: Sequence[Band], upwards: Sequence[Band], unit: str, direction: Better, report: Report
) -> list[Threshold] | None:
    """A number for each level, which it takes to reach it; the lowest may have a band instead."""
    thresholds = []
    for better, worse in pairwise(upwards):
        high, low = better.range.low, worse.range.low
        assert high is not None
        if not worse.range.single:
            found = _between(better, worse, unit, report, is_first=False)
            if found is None:
                return None
        elif low is None or high.number <= low.number:
            report.problem(
                [better.cell, worse.cell], "the numbers of the levels do not run in one direction"
            )
            return None
        thresholds.append(Threshold(better.level.id, ">=", high.number))
    word = "at least" if direction == "higher" else "at most"
    singles = [band.cell for band in bands if band.range.single]
    rest = ""
    if bands[-1].range.single:
        rest = f"; whatever misses {bands[-2].cell.text} is level {bands[-1].level.points}"
    said = "each number is" if len(singles) > 1 else f"`{singles[0].text}` is"
    report.guess(singles, f"{said} read as `{word}` that much{rest}")
    return thresholds


def _of_ranges(
    bands: Sequence[Band], upwards: Sequence[Band], unit: str, report: Report
) -> list[Threshold] | None:
    thresholds: list[Threshold] | None = []
    for place, (better, worse) in enumerate(pairwise(upwards)):
        found = _between(better, worse, unit, report, is_first=place == 0)
        if found is None:
            thresholds = None
        elif thresholds is not None:
            thresholds.append(found)
    _open_ends(bands, upwards, report)
    return thresholds


def _between(
    better: Band, worse: Band, unit: str, report: Report, *, is_first: bool
) -> Threshold | None:
    """Where the better of two neighbouring bands begins; None after a problem."""
    cells = [better.cell, worse.cell]
    low, high = better.range.low, worse.range.high
    if low is None:
        report.problem(better.cell, "the band has no end towards the next level")
        return None
    if better.range.single and is_first:
        report.guess(better.cell, f"`{better.cell.text}` is read as that much or better")
    included = better.range.low_included
    threshold = Threshold(better.level.id, ">=" if included else ">", low.number)
    if high is None:
        if worse.range.low is not None and worse.range.low.number < low.number:
            return threshold
        report.problem(cells, "the bands do not run from the best level to the worst")
        return None
    hole = low.number - high.number
    closed = included and worse.range.high_included
    if hole < 0 or (hole == 0 and closed):
        report.problem(cells, f"`{better.cell.text}` and `{worse.cell.text}` overlap")
        return None
    if hole == 0 and not included and not worse.range.high_included:
        report.problem(
            cells, f"the value between `{better.cell.text}` and `{worse.cell.text}` is in neither"
        )
        return None
    if hole == 0:
        return threshold
    if not closed or hole > _step(low, high):
        report.problem(
            cells, f"the values between `{worse.cell.text}` and `{better.cell.text}` are in no band"
        )
        return None
    if unit != COUNTED:
        one, other = sorted((abs(high.number), abs(low.number)))
        report.guess(
            cells,
            f"no band has what lies between {_shown(one)} and {_shown(other)}: read as level "
            f"{worse.level.points}, the worse of the two",
        )
    return threshold


def _shown(number: Fraction) -> str:
    return decimal_text(number, 12)[0]


def _step(one: Amount, other: Amount) -> Fraction:
    """One of the last digit that either is written with."""
    decimals = max(one.decimals, other.decimals)
    return Fraction(max(one.multiple, other.multiple), 10**decimals)


def _open_ends(bands: Sequence[Band], upwards: Sequence[Band], report: Report) -> None:
    """The outermost bands go on beyond what is written."""
    best, worst = upwards[0].range, upwards[-1].range
    if best.high is not None and best.high.number != 0 and not best.single:
        report.guess(bands[0].cell, f"whatever is better is level {bands[0].level.points} too")
    if worst.low is not None and worst.low.number != 0 and not worst.single:
        report.guess(bands[-1].cell, f"whatever is worse is level {bands[-1].level.points} too")
