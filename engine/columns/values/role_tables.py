"""`any(kpis where …)`, `min(responsibilities.score)`: conditions and aggregates over the tables
that a role makes, whose rows are columns here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy

from ...terms import Compare, Fold, FoldRow, Number
from ...trace import Absence
from .absences import Codes, does_not_apply, is_missing, overriding
from .arithmetic import added, divided
from .conditions import Held, Truths, both, either, held_by, negated
from .numbers import Numbers, Unprovable, chosen, compared

if TYPE_CHECKING:
    from .terms import TermColumns


def _rows(terms: TermColumns, fold: Fold) -> list[tuple[FoldRow, Held, Codes | None]]:
    """The rows of a role table, where each is selected, and where that is not known."""
    found: list[tuple[FoldRow, Held, Codes | None]] = []
    for row in fold.rows:
        score = terms.slot(row.score.index).absent
        stays: Held = True if score is None else ~does_not_apply(score)
        if row.where is None:
            found.append((row, stays, None))
            continue
        where = terms.condition(row.where)
        selected = both(stays, where.held)
        unknown = where.absent
        if unknown is not None:
            selected = both(selected, unknown == 0)
            unknown = numpy.where(held_by(stays, terms.rows), unknown, numpy.uint16(0))
        found.append((row, selected, unknown))
    return found


def quantified(terms: TermColumns, some: bool, rows: Sequence[FoldRow], ignoring: bool) -> Truths:
    fold = Fold("any" if some else "all", tuple(rows), ignoring, "")
    parts = []
    for row, selected, where in _rows(terms, fold):
        score = terms.slot(row.score.index).absent
        leaves: Held = False if score is None else does_not_apply(score)
        unknown = where
        if where is not None:
            # A row leaves where its condition does not apply, and where it may be ignored.
            gone = where != 0 if ignoring else does_not_apply(where)
            leaves = either(leaves, gone)
            unknown = where * ~gone
        held = both(selected, negated(leaves)) if some else either(selected, leaves)
        parts.append(Truths(held, unknown))
    return terms.connected(parts, deciding=some)


def folded(terms: TermColumns, term: Fold) -> Numbers:
    if term.function not in {"count", "sum", "min", "max", "average"}:
        raise Unprovable
    missing: Codes | None = None
    chosen_rows: list[tuple[Held, Numbers]] = []
    for row, held, unknown in _rows(terms, term):
        value = Numbers.constant(1) if row.value is None else terms.value(row.value)
        absent, selected = unknown, held
        if value.absent is not None:
            inside = held_by(held, terms.rows)
            absent = overriding(absent, numpy.where(inside, value.absent, numpy.uint16(0)))
            selected = both(held, value.absent == 0)
        if absent is not None and not term.ignoring_missing:
            only_missing = absent * is_missing(absent)
            missing = terms.absences.undecided(missing, only_missing)
        chosen_rows.append((selected, value))
    return _aggregate(term, chosen_rows, missing, terms)


def extreme_against(terms: TermColumns, term: Compare) -> Truths | None:
    """`min(table.x …) < c` holds where any of them does, `max(table.x …) > c` likewise."""
    fold, bound = term.left, term.right
    if not isinstance(fold, Fold) or not isinstance(bound, Number):
        return None
    if fold.function not in {"min", "max"} or term.operator in {"=", "!="}:
        return None
    some = term.operator[0] == ("<" if fold.function == "min" else ">")
    rows = _rows(terms, fold)
    if any(unknown is not None for _, _, unknown in rows):
        return None
    limit = Numbers.constant(bound.n, bound.d)
    held: Held = not some
    anyone: Held = False
    missing: Codes | None = None
    for row, stays, _ in rows:
        assert row.value is not None
        value, selected = terms.value(row.value), stays
        if value.absent is not None:
            if not fold.ignoring_missing:
                there = is_missing(value.absent) & held_by(stays, terms.rows)
                missing = terms.absences.undecided(missing, value.absent * there)
            selected = both(stays, value.absent == 0)
        anyone = either(anyone, selected)
        holds = compared(term.operator, value, limit)
        if some:
            held = either(held, both(holds, selected))
        else:
            held = both(held, either(holds, negated(selected)))
    absent_rows = _without_rows(terms, fold, anyone, missing)
    return Truths(held, absent_rows)


def _without_rows(
    terms: TermColumns, fold: Fold, anyone: Held, missing: Codes | None
) -> Codes | None:
    """The absences of an aggregate that has no value where no row is left."""
    if anyone is True:
        return missing
    code = terms.absences.code(Absence("missing", "no-rows", detail=fold.table))
    nobody = ~held_by(anyone, terms.rows)
    return terms.absences.where_present(nobody, code, missing)


def _aggregate(
    term: Fold,
    rows: Sequence[tuple[Held, Numbers]],
    missing: Codes | None,
    terms: TermColumns,
) -> Numbers:
    """An aggregate over the rows of a role, each with where it counts and its value there."""
    anyone: Held = False
    for selected, _ in rows:
        anyone = either(anyone, selected)
    if term.function in {"min", "max"}:
        return _extreme(term, rows).with_absent(_without_rows(terms, term, anyone, missing))
    zero = Numbers.constant(0)
    count = zero
    for selected, _ in rows:
        count = added(count, _as_number(selected), terms.absences)
    if term.function == "count":
        return count.with_absent(missing)
    total = zero
    for selected, value in rows:
        part = chosen(selected, value.with_absent(None), zero)
        total = added(total, part, terms.absences)
    if term.function == "sum":
        return total.with_absent(missing)
    number = chosen(anyone, count, Numbers.constant(1))
    average = divided(total, Numbers(number.n, 1, 1, max(len(rows), 1), 1), 0, terms.absences)
    return average.with_absent(_without_rows(terms, term, anyone, missing))


def _as_number(held: Held) -> Numbers:
    if isinstance(held, bool):
        return Numbers.constant(int(held))
    return Numbers(held.astype(numpy.float64), 1, 0, 1, 1)


def _extreme(term: Fold, rows: Sequence[tuple[Held, Numbers]]) -> Numbers:
    best, has = Numbers.constant(0), False  # type: tuple[Numbers, Held]
    for selected, value in rows:
        here = value.with_absent(None)
        if selected is False:
            continue
        if has is False:
            best, has = here, selected
            continue
        better = compared("<" if term.function == "min" else ">", here, best)
        size = max(numpy.size(better), numpy.size(has), numpy.size(selected))
        better, known, taken = (held_by(each, size) for each in (better, has, selected))
        best = chosen(taken & (better | ~known), here, best)
        has = known | taken
    return best
