"""The meaning of a term over columns: what `engine/evaluating/interpret.py` says of one person,
of many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import assert_never

import numpy

from ....dsl.period import Period
from ...terms import (
    And,
    Apply,
    Cell,
    Choose,
    Compare,
    Curve,
    Fold,
    Gone,
    IsState,
    Negate,
    Not,
    Number,
    Operate,
    Or,
    Round,
    RoundingMode,
    Slot,
    Substitute,
    Symbol,
    Term,
    Within,
)
from ...trace import Absence
from . import role_tables, shapes
from .absences import Absences, Codes, does_not_apply, is_missing, overriding
from .arithmetic import added, divided, multiplied, negative
from .conditions import Held, Truths, both, either, held_by, negated
from .numbers import Numbers, Unprovable, chosen, compared
from .symbols import Symbols

MOST_FACTORS = 16
"""Powers up to this are multiplied out."""


@dataclass(slots=True, eq=False)
class TermColumns:
    """Reads terms over `rows` rows. `slot` gives the column of an earlier step with the absences
    that reading it has; `cell` that of a table's column."""

    rows: int
    slot: Callable[[int], Numbers]
    absences: Absences
    symbols: Symbols
    cell: Callable[[int], Numbers] | None = None

    def value(self, term: Term) -> Numbers:
        """Term -> its column. Unprovable where 64 bits may not hold it."""
        match term:
            case Number(n, d):
                return Numbers.constant(n, d)
            case Symbol(constant):
                if isinstance(constant, bool):
                    return Numbers.constant(constant)
                return Numbers.constant(self.symbols.code(constant))
            case Gone(kind):
                return self.gone(Absence(kind, "stated"))
            case Slot(index):
                return self.slot(index)
            case Cell(position):
                assert self.cell is not None
                return self.cell(position)
            case Negate(operand):
                return negative(self.value(operand))
            case Operate():
                return self._operate(term)
            case Substitute(wanted, substitute):
                return self._substitute(self.value(wanted), substitute)
            case Choose():
                return self._choose(term)
            case Apply():
                return self._apply(term)
            case Curve():
                return self._curve(term)
            case Round(before, step, mode, irrational):
                return self.rounded(before, step, mode, irrational=irrational)
            case Fold() if term.function not in {"any", "all"}:
                return role_tables.folded(self, term)
            case Compare() | Within() | IsState() | Not() | And() | Or() | Fold():
                truths = self.condition(term)
                return Numbers(truths.held, 1, 0, 1, 1, truths.absent)
            case _:
                assert_never(term)

    def gone(self, absence: Absence) -> Numbers:
        """A column that is absent in every row, for the same reason."""
        codes = self.absences.everywhere(self.rows, self.absences.code(absence))
        return Numbers(0, 1, 0, 0, 1, codes)

    # --- arithmetic ------------------------------------------------------------------------

    def _operate(self, term: Operate) -> Numbers:
        left, right = self.value(term.left), self.value(term.right)
        match term.operator:
            case "+":
                return added(left, right, self.absences)
            case "-":
                return added(left, negative(right), self.absences)
            case "*":
                return multiplied(left, right, self.absences)
            case "/":
                return self._divide(term, left, right)
            case _:
                assert_never(term.operator)

    def _divide(self, term: Operate, left: Numbers, right: Numbers) -> Numbers:
        causes = (term.right.index,) if isinstance(term.right, Slot) else ()
        absence = Absence("missing", "division-by-zero", causes, term.right_span)
        if isinstance(right.n, int) and not right.n:
            absent = self.absences.stricter(left.absent, right.absent)
            everyone = numpy.ones(self.rows, numpy.bool_)
            code = self.absences.code(absence)
            return Numbers(0, 1, 0, 0, 1, self.absences.where_present(everyone, code, absent))
        return divided(left, right, self.absences.code(absence), self.absences)

    def _substitute(self, value: Numbers, substitute: Term) -> Numbers:
        if value.absent is None:
            return value
        missing = is_missing(value.absent)
        if not missing.any():
            return value
        return self.one_of(missing, self.value(substitute), value)

    def one_of(self, mask: Held, left: Numbers, right: Numbers) -> Numbers:
        """Where `mask` holds the left, elsewhere the right, absences included."""
        if isinstance(mask, bool):
            return left if mask else right
        if left.absent is not None and isinstance(left.n, int) and left.absent.all():
            # Nothing of it is ever chosen but why it is absent.
            column = right.with_absent(None)
        else:
            column = chosen(mask, left, right)
        if left.absent is not None or right.absent is not None:
            zero = numpy.uint16(0)
            column.absent = numpy.where(
                mask,
                zero if left.absent is None else left.absent,
                zero if right.absent is None else right.absent,
            )
        return column

    def _choose(self, term: Choose) -> Numbers:
        """From the last branch to the first, each where its condition holds."""
        conditions = [self.condition(condition) for condition, _ in term.branches]
        result = self._branch(term.otherwise)
        for truths, (_, branch) in reversed(list(zip(conditions, term.branches, strict=True))):
            result = self._either(truths, self._branch(branch), result)
        return result if isinstance(result, Numbers) else self.gone(Absence(result.kind, "stated"))

    def _branch(self, term: Term) -> Numbers | Gone:
        return term if isinstance(term, Gone) else self.value(term)

    def _either(
        self, truths: Truths, left: Numbers | Gone, right: Numbers | Gone
    ) -> Numbers | Gone:
        """What is only stated to be absent needs no numbers of its own."""
        if isinstance(truths.held, bool) and truths.absent is None:
            return left if truths.held else right
        mask = held_by(truths.held, self.rows)
        if isinstance(left, Gone) and isinstance(right, Numbers):
            code = self.absences.code(Absence(left.kind, "stated"))
            column = right.with_absent(self.absences.where(mask, code, right.absent))
        elif isinstance(right, Gone) and isinstance(left, Numbers):
            code = self.absences.code(Absence(right.kind, "stated"))
            column = left.with_absent(self.absences.where(~mask, code, left.absent))
        else:
            column = self.one_of(mask, self._held(left), self._held(right))
        if truths.absent is not None:
            column = column.with_absent(overriding(truths.absent, column.absent))
        return column

    def _held(self, column: Numbers | Gone) -> Numbers:
        if isinstance(column, Gone):
            return self.gone(Absence(column.kind, "stated"))
        return column

    def _apply(self, term: Apply) -> Numbers:
        values = [self.value(argument) for argument in term.arguments]
        match term.function:
            case "min" | "max":
                return self.extreme(values, term.function)
            case "abs":
                return self.one_of(
                    compared("<", values[0], Numbers.constant(0)), negative(values[0]), values[0]
                )
            case "clamp":
                return self._clamp(*values)
            case "power":
                return self._power(*values)
            case _:
                raise Unprovable

    def extreme(self, values: Sequence[Numbers], function: str) -> Numbers:
        """The least or the greatest of some values; absent where one of them is."""
        best = values[0]
        for value in values[1:]:
            absent = self.absences.stricter(best.absent, value.absent)
            kept = compared("<=" if function == "min" else ">=", best, value)
            best = chosen(kept, best, value).with_absent(absent)
        return best

    def _clamp(self, value: Numbers, low: Numbers, high: Numbers) -> Numbers:
        absent = self.absences.stricter(
            self.absences.stricter(value.absent, low.absent), high.absent
        )
        wrong = compared(">", low, high)
        if not isinstance(wrong, bool) or wrong:
            code = self.absences.code(Absence("missing", "wrong-bounds"))
            absent = self.absences.where_present(held_by(wrong, self.rows), code, absent)
        inside = chosen(compared(">", value, high), high, value)
        return chosen(compared("<", value, low), low, inside).with_absent(absent)

    def _power(self, base: Numbers, exponent: Numbers) -> Numbers:
        if not exponent.is_constant or exponent.d != 1 or not 0 <= exponent.n <= MOST_FACTORS:
            raise Unprovable
        result = Numbers.constant(1)
        for _ in range(exponent.n):
            result = multiplied(result, base.with_absent(None), self.absences)
        return result.with_absent(self.absences.stricter(base.absent, exponent.absent))

    def _curve(self, term: Curve) -> Numbers:
        value = self.value(term.value)
        points = [(self.value(x), self.value(y)) for x, y in term.points]
        shape = shapes.interpolated if term.function == "interpolate" else shapes.tiered
        return shape(value, points, self.absences)

    def rounded(self, value: Term, step: Term, mode: RoundingMode, *, irrational: bool) -> Numbers:
        """`round(value, to step)`, of rational values to a step that is the same for all."""
        if irrational:
            raise Unprovable
        return shapes.rounded(self.value(value), self.value(step), mode)

    # --- conditions ------------------------------------------------------------------------

    def condition(self, term: Term) -> Truths:
        """Term -> whether it holds in each row."""
        match term:
            case Compare():
                return self._compare(term)
            case Within():
                return self._within(term)
            case IsState(operand, state):
                return Truths(self._is_state(self.value(operand).absent, state), None)
            case Not(operand):
                truths = self.condition(operand)
                return Truths(negated(truths.held), truths.absent)
            case And(operands):
                return self.connected([self.condition(each) for each in operands], deciding=False)
            case Or(operands):
                return self.connected([self.condition(each) for each in operands], deciding=True)
            case Fold("any" | "all", rows):
                return role_tables.quantified(
                    self, term.function == "any", rows, term.ignoring_missing
                )
            case _:
                value = self.value(term)
                if isinstance(value.n, int):
                    return Truths(bool(value.n), value.absent)
                return Truths(value.n.astype(numpy.bool_, copy=False), value.absent)

    def _compare(self, term: Compare) -> Truths:
        folded = role_tables.extreme_against(self, term)
        if folded is not None:
            return folded
        left, right = self.value(term.left), self.value(term.right)
        absent = self.absences.stricter(left.absent, right.absent)
        return Truths(compared(term.operator, left, right), absent)

    def _within(self, term: Within) -> Truths:
        subject, start, end = (self.value(part) for part in (term.operand, term.start, term.end))
        absent = self.absences.stricter(
            self.absences.stricter(subject.absent, start.absent), end.absent
        )
        first = last = subject
        if term.spanning:
            first, last = self._bounds_of_periods(subject)
        held = both(compared("<=", start, first), compared("<=", last, end))
        return Truths(held, absent)

    def _bounds_of_periods(self, subject: Numbers) -> tuple[Numbers, Numbers]:
        periods = [each if isinstance(each, Period) else None for each in self.symbols.values]
        starts = [each.start.toordinal() if each else 0 for each in periods]
        ends = [each.end.toordinal() if each else 0 for each in periods]
        if isinstance(subject.n, int):
            return Numbers.constant(starts[subject.n]), Numbers.constant(ends[subject.n])
        codes = subject.n.astype(numpy.intp)
        first, last = (
            Numbers(numpy.array(days, numpy.float64)[codes], 1, 0, max(days), 1)
            for days in (starts, ends)
        )
        return first, last

    @staticmethod
    def _is_state(absent: Codes | None, state: str) -> Held:
        if absent is None:
            return state == "given"
        match state:
            case "given":
                held: Held = absent == 0
            case "missing":
                held = is_missing(absent)
            case _:
                held = does_not_apply(absent)
        return held

    def connected(self, parts: Sequence[Truths], *, deciding: bool) -> Truths:
        """Kleene's `or` (one true part decides) and `and` (one false part does)."""
        join = either if deciding else both
        held: Held = not deciding
        absent: Codes | None = None
        for part in parts:
            known = part.held
            if part.absent is not None:
                # An absent part decides nothing.
                present = part.absent == 0
                known = both(known, present) if deciding else either(known, ~present)
                absent = self.absences.undecided(absent, part.absent)
            held = join(held, known)
        if absent is not None:
            decided = held if deciding else negated(held)
            absent = absent * ~held_by(decided, self.rows)
        return Truths(held, absent)
