"""The weights of a sheet -> those of responsibilities, and of the KPIs of each.

They are percentages, shares of 1, or numbers that total 100, and they are either of the whole
role or of a responsibility: whichever adds up. What adds up to neither is a problem that names
the total.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ..arithmetic.numerals import decimal_text
from .amounts import read_amount
from .reports import Report
from .sheets import Cell

_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Weighed:
    """The weight of a responsibility in percent of its role, and those of its KPIs."""

    weight: Fraction
    kpis: tuple[Fraction, ...]


def read_weights(
    groups: Sequence[tuple[Cell | None, Sequence[Cell]]], report: Report, *, percent: bool
) -> list[Weighed] | None:
    """The weight cells of each responsibility of a role (its own, those of its KPIs) -> weights.

    `percent` says that the heading has the sign. None after a problem.
    """
    cells = [cell for _, of_kpis in groups for cell in of_kpis]
    numbers = _numbers(cells, report, percent=percent)
    if numbers is None:
        return None
    own = [cell for cell, _ in groups if cell is not None]
    kpis = [[numbers[cell] for cell in of_kpis] for _, of_kpis in groups]
    totals = [sum(each, Fraction(0)) for each in kpis]
    if not own:
        whole = sum(totals, Fraction(0))
        scale = _scale(whole, cells, report)
        if scale is None:
            return None
        return [
            Weighed(total * scale, tuple(each)) for total, each in zip(totals, kpis, strict=True)
        ]
    if len(own) < len(groups):
        missing = next(of_kpis[0] for cell, of_kpis in groups if cell is None)
        report.problem(missing, "the responsibility of this row has no weight of its own")
        return None
    responsibilities = _numbers(own, report, percent=percent)
    if responsibilities is None:
        return None
    return _of_responsibilities(groups, responsibilities, numbers, kpis, totals, report)


def _of_responsibilities(
    groups: Sequence[tuple[Cell | None, Sequence[Cell]]],
    responsibilities: dict[Cell, Fraction],
    numbers: dict[Cell, Fraction],
    kpis: Sequence[Sequence[Fraction]],
    totals: Sequence[Fraction],
    report: Report,
) -> list[Weighed] | None:
    own = list(responsibilities)
    scale = _scale(sum(responsibilities.values(), Fraction(0)), own, report)
    if scale is None:
        return None
    weights = [responsibilities[cell] * scale for cell in own]
    whole_role = sum(totals, Fraction(0)) in {1, _HUNDRED}
    for (cell, of_kpis), total, weight in zip(groups, totals, weights, strict=True):
        assert cell is not None
        if total in {1, _HUNDRED} or (whole_role and total in {weight, responsibilities[cell]}):
            continue
        report.problem(
            of_kpis,
            f"the weights total {_shown(total)}: neither 100%, nor the {_shown(weight)}% of their "
            f"responsibility ({cell.address})",
        )
    if report.problems:
        return None
    if whole_role and len(groups) > 1:
        report.guess(list(numbers), "the weights are those of the whole role")
    return [Weighed(weight, tuple(each)) for weight, each in zip(weights, kpis, strict=True)]


def _scale(total: Fraction, cells: Sequence[Cell], report: Report) -> Fraction | None:
    """What makes percentages of the numbers; None after a problem."""
    if total == _HUNDRED:
        return Fraction(1)
    if total == 1:
        report.guess(cells, "the weights total 1: read as shares, 0.25 as 25%")
        return Fraction(_HUNDRED)
    report.problem(cells, f"the weights total {_shown(total)}%, not 100%")
    return None


def _numbers(
    cells: Sequence[Cell], report: Report, *, percent: bool
) -> dict[Cell, Fraction] | None:
    found: dict[Cell, Fraction] = {}
    signs: dict[Literal["%", ""], list[Cell]] = {"%": [], "": []}
    for cell in cells:
        amount = read_amount(cell.text)
        if amount is None or amount.unit not in {"", "%"} or amount.number < 0:
            said = f"`{cell.text}` is no weight" if cell.text else "there is no weight"
            report.problem(cell, f"{said}: write a percentage")
            continue
        found[cell] = amount.number
        signs["%" if amount.unit else ""].append(cell)
    if len(found) < len(cells):
        return None
    plain = [cell for cell in signs[""] if found[cell]]
    if signs["%"] and plain:
        report.problem(
            [signs["%"][0], plain[0]], "some weights have a percent sign and some have none"
        )
        return None
    if plain and not percent and sum(found.values()) == _HUNDRED:
        report.guess(cells, "the weights total 100: read as percentages")
    return found


def _shown(number: Fraction) -> str:
    return decimal_text(number, 4)[0]
