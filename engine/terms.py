"""Terms: the expressions of a plan, with every name replaced by the step that computes it.

A present value is a pair of Python integers `(n, d)` with `d > 0`, standing for the exact
rational n/d; it need not be reduced. Dates are held as their ordinal day, durations in days,
levels as their rank in the scale, all over 1. Text, members of a choice (their ids), periods
and conditions are held as `(value, 1)`. A pair with `d == 0` is absent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, assert_never

from ..dsl.framework import AggregateFunction
from ..dsl.period import Period
from ..dsl.source import Span

ComparisonOperator = Literal["=", "!=", "<", "<=", ">", ">="]
RoundingMode = Literal["half up", "half even", "up", "down", "ceiling", "floor"]


@dataclass(frozen=True, slots=True)
class Number:
    """A constant rational in lowest terms; also dates (ordinals) and levels (ranks)."""

    n: int
    d: int


@dataclass(frozen=True, slots=True)
class Symbol:
    """A constant that is not a number."""

    value: str | bool | Period


@dataclass(frozen=True, slots=True)
class Gone:
    """`missing` or `not applicable`, written in a formula."""

    kind: Literal["missing", "not applicable"]


@dataclass(frozen=True, slots=True)
class Slot:
    """The value of an earlier step."""

    index: int


@dataclass(frozen=True, slots=True)
class Cell:
    """The cell of a row, by the position of its column in the table."""

    position: int


@dataclass(frozen=True, slots=True)
class Negate:
    operand: Term


@dataclass(frozen=True, slots=True)
class Operate:
    """Arithmetic. The span of the right operand names the divisor when it is zero."""

    operator: Literal["+", "-", "*", "/"]
    left: Term
    right: Term
    right_span: Span


@dataclass(frozen=True, slots=True)
class Compare:
    """`numeric` tells pairs compared as rationals from values compared for equality."""

    operator: ComparisonOperator
    left: Term
    right: Term
    numeric: bool


@dataclass(frozen=True, slots=True)
class Within:
    """Whether a date (or a whole period, `spanning`) lies between two dates, both included."""

    operand: Term
    start: Term
    end: Term
    spanning: bool


@dataclass(frozen=True, slots=True)
class IsState:
    operand: Term
    state: Literal["missing", "given", "not applicable"]


@dataclass(frozen=True, slots=True)
class Not:
    operand: Term


@dataclass(frozen=True, slots=True)
class And:
    operands: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Or:
    operands: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Substitute:
    """`value if missing substitute`."""

    value: Term
    substitute: Term


@dataclass(frozen=True, slots=True)
class Choose:
    """The value behind the first true condition, else `otherwise`; absent where a condition
    before any true one is unknown."""

    branches: tuple[tuple[Term, Term], ...]
    otherwise: Term


@dataclass(frozen=True, slots=True)
class Apply:
    """A built-in function; the irrational ones occur only below a Round."""

    function: str
    arguments: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Curve:
    function: Literal["interpolate", "tiered"]
    value: Term
    points: tuple[tuple[Term, Term], ...]


@dataclass(frozen=True, slots=True)
class Round:
    value: Term
    step: Term
    mode: RoundingMode
    irrational: bool
    value_span: Span


@dataclass(frozen=True, slots=True)
class FoldRow:
    """One measure or responsibility under a role aggregate; `score` is the step of its score,
    and the row leaves where that is not applicable."""

    score: Slot
    value: Term | None
    weight: Term | None
    where: Term | None


@dataclass(frozen=True, slots=True)
class Fold:
    """An aggregate over the role's own measures, one row each, written out."""

    function: AggregateFunction
    rows: tuple[FoldRow, ...]
    ignoring_missing: bool
    table: str


Term = (
    Number
    | Symbol
    | Gone
    | Slot
    | Cell
    | Negate
    | Operate
    | Compare
    | Within
    | IsState
    | Not
    | And
    | Or
    | Substitute
    | Choose
    | Apply
    | Curve
    | Round
    | Fold
)


def slots(term: Term) -> Iterator[int]:
    """The steps that a term reads, in the order of the text, repeated where it reads them twice."""
    return (part.index for part in subterms(term) if isinstance(part, Slot))


def passes_absence_on(term: Term) -> bool:
    """Whether a term is absent exactly where something it reads is, and for no other reason."""
    return all(map(_is_total, subterms(term)))


def refuses_absence(term: Term) -> bool:
    """Whether a term is absent wherever something it reads is, and then for no other reason; it
    may also be so where nothing is."""
    refuses = isinstance(term, Operate | Apply | Curve) or _is_total(term)
    return refuses and all(map(passes_absence_on, children(term)))


def _is_total(term: Term) -> bool:
    match term:
        case Operate(operator):
            return operator != "/"
        case Apply(function):
            return function in {"min", "max", "abs"}
        case _:
            return isinstance(term, Slot | Cell | Number | Symbol | Negate | Compare | Not | Within)


def subterms(term: Term) -> Iterator[Term]:
    """A term and all below it, in the order of the text."""
    waiting = [term]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def children(term: Term) -> tuple[Term, ...]:
    """The terms directly below one."""
    match term:
        case Number() | Symbol() | Gone() | Slot() | Cell():
            return ()
        case Negate(operand) | IsState(operand) | Not(operand):
            return (operand,)
        case Operate(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case Within(operand, start, end):
            return (operand, start, end)
        case And(operands) | Or(operands):
            return operands
        case Substitute(value, substitute):
            return (value, substitute)
        case Choose(branches, otherwise):
            return (*(part for branch in branches for part in branch), otherwise)
        case Apply(arguments=arguments):
            return arguments
        case Curve(value=value, points=points):
            return (value, *(part for point in points for part in point))
        case Round(value, step):
            return (value, step)
        case Fold(rows=rows):
            parts = (part for row in rows for part in (row.score, row.value, row.weight, row.where))
            return tuple(part for part in parts if part is not None)
        case _:
            assert_never(term)
