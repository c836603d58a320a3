"""Divisions by something that can be 0."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from .. import framework as fw
from ..checking.report import Report
from ..diagnostics.model import Label
from ..types import QuantityType
from ..units import written
from ..walk import children
from ..wording import called
from .domains import NO_FACTS, Domains, Facts, assume, is_excluded, within
from .intervals import Interval, hull, point
from .text import heading

_ZERO = Fraction(0)


def check_divisions(expressions: Iterable[fw.Expression], domains: Domains, report: Report) -> None:
    """Reports each division whose divisor can be 0 where it is computed."""
    facts = NO_FACTS
    # Evidence that breaks a requirement is refused.
    for requirement in domains.framework.requirements:
        facts = assume(requirement.condition, facts, holds=True)
    search = _Search(domains, report)
    for expression in expressions:
        search.look(expression, facts)


class _Search:
    def __init__(self, domains: Domains, report: Report) -> None:
        self._domains = domains
        self._report = report

    def look(self, expression: fw.Expression, facts: Facts) -> None:
        """Looks at an expression and all in it, where `facts` hold."""
        match expression:
            case fw.Arithmetic(operator="/", right=divisor):
                self._divide(divisor, facts)
            case fw.Conditional(condition=condition, then=then, otherwise=otherwise):
                self.look(condition, facts)
                for branch, holds in ((then, True), (otherwise, False)):
                    if children(branch):
                        self.look(branch, assume(condition, facts, holds=holds))
                return
            case fw.And(operands=operands) | fw.Or(operands=operands):
                # A part that is false settles an `and` though another is missing; one that is
                # true settles an `or`: each part matters only where the others leave it open.
                for operand in operands:
                    facts = assume(operand, facts, holds=isinstance(expression, fw.And))
                for operand in operands:
                    self.look(operand, facts)
                return
            case fw.IfMissing(substitute=substitute):
                # What is missing for being divided by 0 is answered for here.
                self.look(substitute, facts)
                return
            case fw.Aggregate(where=where) if where is not None:
                self.look(where, facts)
                there = assume(where, facts, holds=True)
                for part in (expression.value, expression.weight):
                    if part is not None:
                        self.look(part, there)
                return
            case _:
                pass
        for part in children(expression):
            self.look(part, facts)

    def _divide(self, divisor: fw.Expression, facts: Facts) -> None:
        domain = self._domains.expression(divisor, facts)
        if _ZERO not in domain or is_excluded(divisor, _ZERO, facts):
            return
        declared = self._declared(divisor)
        if declared is not None and _ZERO not in declared:
            return
        zero = written(_ZERO, divisor.type)
        self._report.add(
            "possible-division-by-zero",
            divisor.span,
            f"{called(divisor)} can be {zero} here, and the result is missing then",
            label="can be 0",
            secondary=self._place(divisor),
            help=self._help(divisor, zero),
        )

    def _declared(self, divisor: fw.Expression) -> Interval | None:
        """The values that the file itself gives to a name: what is derived, or set for one run, is
        not held against them, and whoever declared them has thought of 0."""
        framework = self._domains.framework
        match divisor:
            case fw.Reference(id=name) if name in framework.inputs:
                return within(framework.inputs[name].range, divisor.type)
            case fw.Reference(id=name) if name in framework.parameters:
                entries = framework.parameters[name].entries
                values = [each.value.value for each in entries]
                numbers = [point(each) for each in values if isinstance(each, Fraction)]
                return hull(numbers) if numbers and all(each.low for each in numbers) else None
            case _:
                return None

    def _place(self, divisor: fw.Expression) -> list[Label]:
        match divisor:
            case fw.Reference(id=name) if name in self._domains.framework.inputs:
                declared = self._domains.framework.inputs[name]
                what = "its range holds 0" if declared.range else "it has no range"
                return [Label(heading(declared.span, name), what)]
            case _:
                return []

    def _help(self, divisor: fw.Expression, zero: str) -> str:
        name = called(divisor).strip("`")
        guard = f"`if {name} = {zero} then not applicable else …`"
        is_input = (
            isinstance(divisor, fw.Reference) and divisor.id in self._domains.framework.inputs
        )
        if is_input and isinstance(divisor.type, QuantityType):
            return f"give `{name}` a range such as `> {zero}`, or say what holds then: {guard}"
        return f"say what holds then, such as {guard}"
