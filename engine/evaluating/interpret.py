"""The meaning of a term, absences included: the road taken when anything is absent.

Generated code handles the case in which everything is present, and `absent_inputs` what an absence
plainly comes to; whatever neither can decide comes here. They must agree wherever they apply, and
the tests hold them to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, assert_never

from ..arithmetic import exact, irrational
from ..terms import (
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
from ..trace import Absence, Note
from .absence import stricter, undecided
from .fold import FoldedRow, Gathered, Value


@dataclass(frozen=True, slots=True)
class Interpreter:
    """Reads terms over the values of earlier steps, and of one row where it runs over a table.

    `values` has a pair for every step that the terms read; `notes` says why those are absent
    whose pair is. `row` is flat, as the values of a trace are; an absent cell holds its Absence.
    """

    values: Mapping[int, tuple[Any, int]]
    notes: Mapping[int, Note]
    row: tuple[Any, ...] = ()

    def value(self, term: Term) -> Value:
        """Term -> its pair, or why it has none."""
        match term:
            case Number(n, d):
                return n, d
            case Symbol(constant):
                return constant, 1
            case Gone(kind):
                return Absence(kind, "stated")
            case Slot(index):
                return self.slot(index)
            case Cell(position):
                return self._cell(position)
            case Negate(operand):
                value = self.value(operand)
                return value if isinstance(value, Absence) else (-value[0], value[1])
            case Operate():
                return self._operate(term)
            case Compare():
                return self._compare(term)
            case Within():
                return self._within(term)
            case IsState(operand, state):
                value = self.value(operand)
                found = value.kind if isinstance(value, Absence) else "given"
                return found == state, 1
            case Not(operand):
                value = self.value(operand)
                return value if isinstance(value, Absence) else (not value[0], 1)
            case And(operands):
                return self._connect(operands, deciding=False)
            case Or(operands):
                return self._connect(operands, deciding=True)
            case Substitute(wanted, substitute):
                value = self.value(wanted)
                missing = isinstance(value, Absence) and value.kind == "missing"
                return self.value(substitute) if missing else value
            case Choose():
                return self._choose(term)
            case Apply():
                return self._apply(term)
            case Curve():
                return self._curve(term)
            case Round(before, step, mode, irrational_value):
                return self.rounded(before, step, mode, irrational=irrational_value)
            case Fold():
                return self._fold(term)
            case _:
                assert_never(term)

    # --- reading ---------------------------------------------------------------------------

    def slot(self, index: int) -> Value:
        """The value of an earlier step; absent because of it where it is absent."""
        n, d = self.values[index]
        if d:
            return n, d
        note = self.notes[index]
        assert isinstance(note, Absence)
        return Absence(note.kind, "from", (index,))

    def _cell(self, position: int) -> Value:
        n, d = self.row[2 * position], self.row[2 * position + 1]
        if d:
            return n, d
        assert isinstance(n, Absence)
        return n

    def folded(self, where: Term | None, value: Term | None, weight: Term | None) -> FoldedRow:
        """What an aggregate reads of one row; nothing more where its condition is not met."""
        condition = None if where is None else self.value(where)
        if condition is not None and (isinstance(condition, Absence) or not condition[0]):
            return FoldedRow(condition, None, None)
        return FoldedRow(
            condition,
            None if value is None else self.value(value),
            None if weight is None else self.value(weight),
        )

    # --- arithmetic ------------------------------------------------------------------------

    def _operate(self, term: Operate) -> Value:
        left, right = self.value(term.left), self.value(term.right)
        if isinstance(left, Absence) or isinstance(right, Absence):
            return stricter(side for side in (left, right) if isinstance(side, Absence))
        (a, b), (c, d) = left, right
        match term.operator:
            case "+":
                return exact.reduce(a * d + c * b, b * d)
            case "-":
                return exact.reduce(a * d - c * b, b * d)
            case "*":
                return exact.reduce(a * c, b * d)
            case "/":
                if c == 0:
                    causes = (term.right.index,) if isinstance(term.right, Slot) else ()
                    return Absence("missing", "division-by-zero", causes, term.right_span)
                sign = 1 if c > 0 else -1
                return exact.reduce(sign * a * d, sign * b * c)
            case _:
                assert_never(term.operator)

    def _present(self, terms: tuple[Term, ...]) -> list[exact.Pair] | Absence:
        """The values of all terms, or the absence of what needs them all."""
        values = [self.value(term) for term in terms]
        absent = [value for value in values if isinstance(value, Absence)]
        if absent:
            return stricter(absent)
        return [value for value in values if not isinstance(value, Absence)]

    def _apply(self, term: Apply) -> Value:
        values = self._present(term.arguments)
        if isinstance(values, Absence):
            return values
        match term.function:
            case "min":
                return exact.minimum(values)
            case "max":
                return exact.maximum(values)
            case "abs":
                n, d = values[0]
                return abs(n), d
            case "clamp":
                result = exact.clamp(*values[0], *values[1], *values[2])
                return result if result[1] else Absence("missing", "wrong-bounds")
            case "power":
                n, d = exact.reduce(*values[1])
                result = exact.power(*values[0], n) if d == 1 else exact.ABSENT
                return result if result[1] else Absence("missing", "out-of-domain")
            case _:
                raise AssertionError(term.function)

    def _curve(self, term: Curve) -> Value:
        parts = (term.value, *(part for point in term.points for part in point))
        values = self._present(parts)
        if isinstance(values, Absence):
            return values
        points = [(*values[i], *values[i + 1]) for i in range(1, len(values), 2)]
        shape = exact.interpolate if term.function == "interpolate" else exact.tiered
        result = shape(*values[0], points)
        return result if result[1] else Absence("missing", "curve-not-increasing")

    def rounded(self, value: Term, step: Term, mode: RoundingMode, *, irrational: bool) -> Value:
        """`round(value, to step)`; certified where an irrational function stands below it."""
        grain = self.value(step)
        if isinstance(grain, Absence):
            return grain
        if irrational:
            return self._round_irrational(value, Fraction(*grain), mode)
        before = self.value(value)
        if isinstance(before, Absence):
            return before
        return exact.round_to(*before, *grain, mode)

    def _round_irrational(self, value: Term, step: Fraction, mode: RoundingMode) -> Value:
        tree = self._tree(value)
        if isinstance(tree, Absence):
            return tree
        try:
            result = irrational.round_irrational(tree, step, mode)
        except irrational.OutOfDomain:
            return Absence("missing", "out-of-domain")
        return result.numerator, result.denominator

    def _tree(self, term: Term) -> irrational.Tree | Absence:
        """An expression that holds irrational functions, for the certified arithmetic."""
        match term:
            case Operate(operator, left_term, right_term):
                left, right = self._tree(left_term), self._tree(right_term)
                if isinstance(left, Absence) or isinstance(right, Absence):
                    return stricter(side for side in (left, right) if isinstance(side, Absence))
                return _TREES[operator](left, right)
            case Choose(branches, otherwise):
                for condition, chosen in branches:
                    held = self.value(condition)
                    if isinstance(held, Absence):
                        return held
                    if held[0]:
                        return self._tree(chosen)
                return self._tree(otherwise)
            case Substitute(wanted, substitute):
                found = self._tree(wanted)
                missing = isinstance(found, Absence) and found.kind == "missing"
                return self._tree(substitute) if missing else found
            case Negate(operand):
                inner = self._tree(operand)
                zero = irrational.Rational(Fraction(0))
                return inner if isinstance(inner, Absence) else irrational.Difference(zero, inner)
            case Apply(function, arguments):
                trees = [self._tree(argument) for argument in arguments]
                absent = [tree for tree in trees if isinstance(tree, Absence)]
                if absent:
                    return stricter(absent)
                present = [tree for tree in trees if not isinstance(tree, Absence)]
                return _applied(function, present)
            case _:
                value = self.value(term)
                if isinstance(value, Absence):
                    return value
                return irrational.Rational(Fraction(*value))

    # --- conditions ------------------------------------------------------------------------

    def _compare(self, term: Compare) -> Value:
        left, right = self.value(term.left), self.value(term.right)
        if isinstance(left, Absence) or isinstance(right, Absence):
            return stricter(side for side in (left, right) if isinstance(side, Absence))
        if not term.numeric:
            return (left[0] == right[0]) == (term.operator == "="), 1
        a, b = left[0] * right[1], right[0] * left[1]
        match term.operator:
            case "=":
                return a == b, 1
            case "!=":
                return a != b, 1
            case "<":
                return a < b, 1
            case "<=":
                return a <= b, 1
            case ">":
                return a > b, 1
            case ">=":
                return a >= b, 1
            case _:
                assert_never(term.operator)

    def _within(self, term: Within) -> Value:
        values = self._present((term.operand, term.start, term.end))
        if isinstance(values, Absence):
            return values
        subject: Any = values[0][0]
        start, end = values[1][0], values[2][0]
        if term.spanning:
            return start <= subject.start.toordinal() and subject.end.toordinal() <= end, 1
        return start <= subject <= end, 1

    def _connect(self, operands: tuple[Term, ...], *, deciding: bool) -> Value:
        """Kleene's `or` (one true operand decides) and `and` (one false operand does)."""
        absent = []
        for operand in operands:
            value = self.value(operand)
            if isinstance(value, Absence):
                absent.append(value)
            elif bool(value[0]) is deciding:
                return deciding, 1
        return undecided(absent) if absent else (not deciding, 1)

    def _choose(self, term: Choose) -> Value:
        for condition, value in term.branches:
            held = self.value(condition)
            if isinstance(held, Absence):
                return held
            if held[0]:
                return self.value(value)
        return self.value(term.otherwise)

    def _fold(self, term: Fold) -> Value:
        gathered = Gathered()
        for row in term.rows:
            if not self._leaves(row.score):
                gathered.add(self.folded(row.where, row.value, row.weight))
        return gathered.result(term.function, term.ignoring_missing, term.table)

    def _leaves(self, score: Slot) -> bool:
        value = self.slot(score.index)
        return isinstance(value, Absence) and value.kind == "not applicable"


def _applied(function: str, trees: list[irrational.Tree]) -> irrational.Tree:
    match function:
        case "min":
            return _extreme(trees, 1)
        case "max":
            return _extreme(trees, -1)
        case "abs":
            zero = irrational.Rational(Fraction(0))
            return _extreme([trees[0], irrational.Difference(zero, trees[0])], -1)
        case "clamp":
            return _extreme([_extreme([trees[0], trees[1]], -1), trees[2]], 1)
        case _:
            return _IRRATIONAL[function](*trees)


def _extreme(trees: list[irrational.Tree], sign: int) -> irrational.Tree:
    """The least (sign 1) or the greatest (sign -1) of some values."""
    best = trees[0]
    for tree in trees[1:]:
        if sign * irrational.compare(tree, best) < 0:
            best = tree
    return best


_TREES: dict[str, Callable[[irrational.Tree, irrational.Tree], irrational.Tree]] = {
    "+": irrational.Sum,
    "-": irrational.Difference,
    "*": irrational.Product,
    "/": irrational.Quotient,
}
_IRRATIONAL: dict[str, Callable[..., irrational.Tree]] = {
    "sqrt": irrational.Sqrt,
    "ln": irrational.Ln,
    "exp": irrational.Exp,
    "power": irrational.Power,
}
