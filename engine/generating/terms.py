"""Terms as Python expressions, for the case that everything they read is present."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from math import lcm
from typing import assert_never

from ..terms import (
    And,
    Apply,
    Cell,
    Choose,
    Compare,
    Curve,
    Fold,
    FoldRow,
    Gone,
    IsState,
    Negate,
    Not,
    Number,
    Operate,
    Or,
    Round,
    Slot,
    Substitute,
    Symbol,
    Term,
    Within,
)
from .writer import Code, Writer

_PYTHON = {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


class InterpretedError(Exception):
    """The term is left to the interpreter."""


@dataclass(slots=True)
class TermWriter:
    """Writes terms; `slot` tells how the value of an earlier step is read, `cell` how that of a
    row is, where the terms are about one.

    Where a division by zero, or another outcome that only the interpreter explains, is met, the
    lines that follow are not reached: they are nested below the check.
    """

    writer: Writer
    slot: Callable[[int], Code]
    cell: Callable[[int], Code] | None = None

    # --- numbers ---------------------------------------------------------------------------

    def number(self, term: Term) -> Code:
        """Term -> names or literals that hold its pair after the lines written."""
        match term:
            case Number(n, d):
                return Code(str(n) if n >= 0 else f"({n})", d, n.bit_length() + d.bit_length())
            case Symbol(value):
                return Code(str(value) if isinstance(value, bool) else self._object(value), 1, 1)
            case Slot(index):
                return self.slot(index)
            case Cell(position) if self.cell is not None:
                return self.cell(position)
            case Negate(operand):
                inner = self.number(operand)
                return Code(self._kept(f"-{inner.n}"), inner.d, inner.bits)
            case Operate():
                return self._operate(term)
            case Choose():
                return self._choose(term)
            case Substitute(value):
                return self.number(value)
            case Apply():
                return self._apply(term)
            case Curve():
                return self._curve(term)
            case Round():
                return self.rounded(term.value, term.step, term.mode, irrational=term.irrational)
            case Fold() if term.function not in {"any", "all"}:
                return self._fold(term)
            case Gone() | Cell():
                raise InterpretedError
            case Compare() | Within() | IsState() | Not() | And() | Or() | Fold():
                return Code(self._kept(self.condition(term)), 1, 1)
            case _:
                assert_never(term)

    def _object(self, value: object) -> str:
        return self.writer.constant(value)

    def _kept(self, expression: str) -> str:
        name = self.writer.name()
        self.writer.line(f"{name} = {expression}")
        return name

    def _operate(self, term: Operate) -> Code:
        left, right = self.number(term.left), self.number(term.right)
        bits = left.bits + right.bits + 1
        match term.operator:
            case "*":
                return self.settled(
                    self._kept(times(left.n, right.n)), self._multiplied(left.d, right.d), bits
                )
            case "+" | "-":
                return self.added(left, right, term.operator)
            case "/":
                return self._divide(left, right, term.right, bits)
            case _:
                assert_never(term.operator)

    def _multiplied(self, left: str | int, right: str | int) -> str | int:
        if isinstance(left, int) and isinstance(right, int):
            return left * right
        if left == 1:
            return right
        return left if right == 1 else self._kept(times(left, right))

    def added(self, left: Code, right: Code, operator: str) -> Code:
        """The sum or difference of two values."""
        bits = max(left.bits, right.bits) + 1
        if isinstance(left.d, int) and isinstance(right.d, int):
            common = lcm(left.d, right.d)
            a, b = times(left.n, common // left.d), times(right.n, common // right.d)
            return Code(self._kept(f"{a} {operator} {b}"), common, bits + common.bit_length())
        n = self._kept(f"{times(left.n, right.d)} {operator} {times(right.n, left.d)}")
        return self.settled(n, self._multiplied(left.d, right.d), left.bits + right.bits + 1)

    def _divide(self, left: Code, right: Code, divisor: Term, bits: int) -> Code:
        if isinstance(divisor, Number):
            if divisor.n == 0:
                raise InterpretedError
            sign = 1 if divisor.n > 0 else -1
            n = self._kept(times(left.n, sign * divisor.d))
            return self.settled(n, self._multiplied(left.d, sign * divisor.n), bits)
        d = self._kept(times(left.d, right.n))
        self._only_if(d)
        n = self._kept(times(left.n, right.d))
        with self.writer.block(f"if {d} < 0:"):
            self.writer.line(f"{n} = -{n}; {d} = -{d}")
        return self.settled(n, d, bits)

    def settled(self, n: str, d: str | int, bits: int) -> Code:
        """The pair, in lowest terms and within the limit where it could have grown large."""
        if bits <= SETTLED_BITS:
            return Code(n, d, bits)
        settled_n, settled_d = self.writer.name(), self.writer.name()
        self.writer.line(f"{settled_n}, {settled_d} = reduce({n}, {d})")
        return Code(settled_n, settled_d, LARGE_BITS)

    def _only_if(self, condition: str) -> None:
        """Lets all that follows happen only where the condition holds."""
        self.writer.line(f"if {condition}:")
        self.writer.deepen()

    def _choose(self, term: Choose) -> Code:
        n, d = self.writer.name(), self.writer.name()
        self.writer.line(f"{n} = {d} = 0")
        conditions = [self.condition(condition) for condition, _ in term.branches]
        bits = 0
        for index, (condition, (_, value)) in enumerate(
            zip(conditions, term.branches, strict=True)
        ):
            with self.writer.block(f"{'elif' if index else 'if'} {condition}:"):
                bits = max(bits, self._assign(n, d, value))
        with self.writer.block("else:"):
            bits = max(bits, self._assign(n, d, term.otherwise))
        self._only_if(d)
        return Code(n, d, bits)

    def _assign(self, n: str, d: str, value: Term) -> int:
        if isinstance(value, Gone):
            return 0
        with self.writer.restored():
            code = self.number(value)
            self.writer.line(f"{n} = {code.n}; {d} = {code.d}")
        return code.bits

    def _apply(self, term: Apply) -> Code:
        values = [self.number(argument) for argument in term.arguments]
        bits = max(value.bits for value in values)
        match term.function:
            case "min" | "max":
                return self._least_or_greatest(values, term.function)
            case "abs":
                return Code(self._kept(f"abs({values[0].n})"), values[0].d, bits)
            case "clamp":
                pairs = ", ".join(f"{value.n}, {value.d}" for value in values)
                return self._called("clamp", pairs, bits)
            case "power":
                exponent = term.arguments[1]
                if not isinstance(exponent, Number) or exponent.d != 1:
                    raise InterpretedError
                arguments = f"{values[0].n}, {values[0].d}, {exponent.n}"
                return self._called("power", arguments, LARGE_BITS)
            case _:
                raise InterpretedError

    def _least_or_greatest(self, values: list[Code], function: str) -> Code:
        best = values[0]
        for value in values[1:]:
            best = Code(*self._extreme(best, value, function), max(best.bits, value.bits))
        return best

    def _extreme(self, left: Code, right: Code, function: str) -> tuple[str, str | int]:
        operator = "<=" if function == "min" else ">="
        test = f"{times(left.n, right.d)} {operator} {times(right.n, left.d)}"
        if isinstance(left.d, int) and left.d == right.d:
            return self._kept(f"{left.n} if {test} else {right.n}"), left.d
        n, d = self.writer.name(), self.writer.name()
        self.writer.line(f"{n}, {d} = ({left.n}, {left.d}) if {test} else ({right.n}, {right.d})")
        return n, d

    def _called(self, function: str, arguments: str, bits: int) -> Code:
        n, d = self.writer.name(), self.writer.name()
        self.writer.line(f"{n}, {d} = {function}({arguments})")
        self._only_if(d)
        return Code(n, d, bits)

    def _curve(self, term: Curve) -> Code:
        value = self.number(term.value)
        points = [(self.number(x), self.number(y)) for x, y in term.points]
        heights = [y for _, y in term.points if isinstance(y, Number)]
        if term.function == "interpolate" and len(heights) == len(points) >= 2:
            return self._interpolate(value, [x for x, _ in points], heights)
        written = "".join(f"({x.n}, {x.d}, {y.n}, {y.d}), " for x, y in points)
        return self._called(term.function, f"{value.n}, {value.d}, ({written})", CURVE_BITS)

    def _interpolate(self, value: Code, places: list[Code], heights: list[Number]) -> Code:
        """The line through the points, written out: y0 + (y1 - y0) (x - x0) / (x1 - x0)."""
        common = lcm(*(height.d for height in heights))
        levels = [height.n * (common // height.d) for height in heights]
        self._only_if(
            " and ".join(
                f"{times(left.n, right.d)} < {times(right.n, left.d)}"
                for left, right in pairwise(places)
            )
        )
        n, d = self.writer.name(), self.writer.name()
        for index, place in enumerate(places):
            test = f"{times(value.n, place.d)} <= {times(place.n, value.d)}"
            with self.writer.block(f"{'elif' if index else 'if'} {test}:"):
                if index == 0:
                    self.writer.line(f"{n} = {levels[0]}; {d} = {common}")
                else:
                    before = places[index - 1]
                    along, run = self.writer.name(), self.writer.name()
                    gained = f"{times(value.n, before.d)} - {times(before.n, value.d)}"
                    length = f"{times(place.n, before.d)} - {times(before.n, place.d)}"
                    rise = levels[index] - levels[index - 1]
                    self.writer.line(f"{along} = ({gained}) * {place.d}")
                    self.writer.line(f"{run} = {times(value.d, f'({length})')}")
                    self.writer.line(f"{n} = {levels[index - 1]} * {run} + ({rise}) * {along}")
                    self.writer.line(f"{d} = {times(common, run)}")
        with self.writer.block("else:"):
            self.writer.line(f"{n} = {levels[-1]}; {d} = {common}")
        widest = max(place.bits for place in places)
        return self.settled(n, d, value.bits + 2 * widest + 2 * common.bit_length() + 16)

    def rounded(self, value: Term, step: Term, mode: str, *, irrational: bool) -> Code:
        """`round`, of a rational value."""
        if irrational:
            raise InterpretedError
        before, grain = self.number(value), self.number(step)
        arguments = f"{before.n}, {before.d}, {grain.n}, {grain.d}, {self._object(mode)}"
        return self._called("round_to", arguments, before.bits + grain.bits)

    # --- conditions ------------------------------------------------------------------------

    def condition(self, term: Term) -> str:
        """Term -> a Python expression that is true or false."""
        match term:
            case Compare(operator, left, right, numeric):
                return self._compare(operator, self.number(left), self.number(right), numeric)
            case Within(operand, start, end, spanning):
                subject, first, last = (self.number(part) for part in (operand, start, end))
                if spanning:
                    inside = f"{subject.n}.start.toordinal() and {subject.n}.end.toordinal()"
                    return f"({first.n} <= {inside} <= {last.n})"
                return f"({first.n} <= {subject.n} <= {last.n})"
            case IsState(operand, state):
                if not isinstance(operand, Slot | Cell | Number | Symbol):
                    raise InterpretedError
                return str(state == "given")
            case Not(operand):
                return f"(not {self.condition(operand)})"
            case And(operands):
                return f"({' and '.join(self.condition(operand) for operand in operands)})"
            case Or(operands):
                return f"({' or '.join(self.condition(operand) for operand in operands)})"
            case Fold("any" | "all", rows):
                word = " or " if term.function == "any" else " and "
                parts = [self._row_condition(row) for row in rows]
                return f"({word.join(parts)})" if parts else str(term.function == "all")
            case _:
                return self.number(term).n

    def _row_condition(self, row: FoldRow) -> str:
        return "True" if row.where is None else self.condition(row.where)

    def _compare(self, operator: str, left: Code, right: Code, numeric: bool) -> str:
        if not numeric or left.d == right.d == 1:
            return f"({left.n} {_PYTHON[operator]} {right.n})"
        if isinstance(left.d, int) and left.d == right.d:
            return f"({left.n} {_PYTHON[operator]} {right.n})"
        return f"({times(left.n, right.d)} {_PYTHON[operator]} {times(right.n, left.d)})"

    # --- role tables -----------------------------------------------------------------------

    def _fold(self, term: Fold) -> Code:
        if term.function == "count":
            parts = [f"({self._row_condition(row)})" for row in term.rows]
            return Code(self._kept(" + ".join(["0", *parts])), 1, 32)
        if term.function not in {"sum", "average", "min", "max", "median"}:
            raise InterpretedError
        if term.function in {"min", "max"} and all(row.where is None for row in term.rows):
            values = [self.number(row.value) for row in term.rows if row.value is not None]
            if not values:
                raise InterpretedError
            return self._least_or_greatest(values, term.function)
        gathered = self._kept("[]")
        for row in term.rows:
            assert row.value is not None
            condition = self._row_condition(row)
            value = self.number(row.value)
            with self.writer.block(f"if {condition}:"):
                self.writer.line(f"{gathered}.append(({value.n}, {value.d}))")
        if term.function != "sum":
            self._only_if(gathered)
        name = {"sum": "total", "min": "minimum", "max": "maximum"}.get(
            term.function, term.function
        )
        n, d = self.writer.name(), self.writer.name()
        self.writer.line(f"{n}, {d} = {name}({gathered})")
        return Code(n, d, LARGE_BITS)


SETTLED_BITS = 1024
"""Pairs that may need more bits than this are put in lowest terms and checked."""
CURVE_BITS = 256
"""What a point on a curve is taken to need; it comes in lowest terms."""
LARGE_BITS = 1024
"""What a settled pair is taken to need from then on: whatever uses it is settled again."""


def times(left: str | int, right: str | int) -> str:
    """The product as Python text, without a factor of 1."""
    if left == 1:
        return str(right)
    if right == 1:
        return str(left)
    return f"{left} * {right}"
