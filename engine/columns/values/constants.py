"""Terms with whatever is the same for everyone computed beforehand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ...plan import Branch, Decide, Formula, Operation, Require, Score, Step
from ...terms import And, Choose, Compare, Curve, Not, Number, Operate, Or, Slot, Term, children
from .numbers import Numbers, Unprovable
from .terms import TermColumns


def settled(step: Step, fixed: Mapping[int, Numbers], terms: TermColumns) -> Step:
    """The step with the constants of its terms written out."""
    operation = _operation(step.operation, lambda term: _settled(term, fixed, terms))
    return step if operation is step.operation else replace(step, operation=operation)


def _operation(operation: Operation, settle: Any) -> Operation:
    match operation:
        case Formula(term):
            return Formula(settle(term))
        case Score():
            return replace(operation, term=settle(operation.term))
        case Require():
            return replace(operation, condition=settle(operation.condition))
        case Decide(branches=branches):
            return replace(
                operation,
                branches=tuple(
                    Branch(None if each.condition is None else settle(each.condition), each.rank)
                    for each in branches
                ),
            )
        case _:
            return operation


def _settled(term: Term, fixed: Mapping[int, Numbers], terms: TermColumns) -> Term:
    if isinstance(term, Slot | Operate) and _only_reads(term, fixed):
        try:
            value = terms.value(term)
        except Unprovable:
            return term
        if value.absent is None and value.is_constant and not isinstance(value.n, bool):
            return Number(value.n, value.d)
        return term

    def settle(part: Term) -> Term:
        return _settled(part, fixed, terms)

    match term:
        case Operate("/", left, right):
            divisor = settle(right)
            # Dividing by zero is told with the name of the divisor.
            by_zero = isinstance(divisor, Number) and divisor.n == 0
            return replace(term, left=settle(left), right=right if by_zero else divisor)
        case Operate() | Compare():
            return replace(term, left=settle(term.left), right=settle(term.right))
        case Not(operand):
            return Not(settle(operand))
        case And(operands):
            return And(tuple(map(settle, operands)))
        case Or(operands):
            return Or(tuple(map(settle, operands)))
        case Choose(branches, otherwise):
            pairs = tuple((settle(condition), settle(value)) for condition, value in branches)
            return Choose(pairs, settle(otherwise))
        case Curve(points=points):
            return replace(term, points=tuple((settle(x), settle(y)) for x, y in points))
        case _:
            return term


def _only_reads(term: Term, fixed: Mapping[int, Numbers]) -> bool:
    if isinstance(term, Slot):
        return term.index in fixed
    return isinstance(term, Number | Operate) and all(
        _only_reads(child, fixed) for child in children(term)
    )
