"""From a checked expression to a term: names and telling pieces become steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from ...dsl import framework as fw
from ...dsl.source import Span
from ...dsl.types import DateType, LevelType, PeriodType, QuantityType
from ...dsl.walk import walk
from ..graph import Node, role_rows
from ..plan import Formula, Operation, Rounding, TableAggregate
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
    slots,
)
from .builder import PlanBuilder

Row = Mapping[str, Term]
"""What the columns of a role's table stand for in one row; a column without a value is absent."""


@dataclass(slots=True)
class ExpressionLowering:
    """Lowers the expressions of one declaration.

    `subject` owns the steps that are split off; `overall` and `gap` are the steps that these
    words stand for. `references` collects the places that name a step, `inputs` the steps read.
    """

    builder: PlanBuilder
    subject: str
    overall: int | None = None
    gap: int | None = None
    references: list[tuple[Span, int]] = field(default_factory=list)
    inputs: list[int] = field(default_factory=list)
    _table: fw.Table | None = None
    _row: Row | None = None

    def lower(self, expression: fw.Expression) -> Term:
        """Expression -> Term."""
        match expression:
            case fw.Constant():
                return self.builder.constant(expression)
            case fw.AbsentConstant(kind=kind):
                return Gone(kind)
            case fw.Reference() | fw.OverallReference() | fw.GapReference() | fw.PeriodPart():
                return self._name(expression)
            case fw.PropertyReference():
                return self._property(expression)
            case fw.ColumnReference(column=column):
                assert self._table is not None
                return Cell([each.id for each in self._table.columns].index(column))
            case fw.RoleColumnReference(column=column):
                assert self._row is not None
                return self._row[column]
            case fw.Negate(operand=operand):
                return _negate(self.lower(operand))
            case fw.Arithmetic():
                return self._arithmetic(expression)
            case fw.Compare():
                return self._compare(expression)
            case fw.InPeriod(operand=operand):
                return self._within(operand)
            case fw.IsState(operand=operand, state=state):
                return IsState(self.operand(operand), state)
            case fw.Not(operand=operand):
                return Not(self.lower(operand))
            case fw.And(operands=operands):
                return And(tuple(self.lower(operand) for operand in operands))
            case fw.Or(operands=operands):
                return Or(tuple(self.lower(operand) for operand in operands))
            case fw.IfMissing(value=value, substitute=substitute):
                return Substitute(self.lower(value), self.lower(substitute))
            case fw.Conditional():
                return self._choose(expression)
            case fw.Call(function=function, arguments=arguments):
                return Apply(function, tuple(self.lower(argument) for argument in arguments))
            case fw.Curve(function=name, value=value, points=points):
                pairs = tuple((self.lower(x), self.lower(y)) for x, y in points)
                return Curve(name, self.lower(value), pairs)
            case fw.Round():
                return self._round(expression)
            case fw.Aggregate():
                return self._aggregate(expression)
            case fw.RoleAggregate():
                return self._fold(expression)
            case _:
                assert_never(expression)

    def slot(self, span: Span, index: int) -> Slot:
        """A read of a step, remembered with the place that names it."""
        self.references.append((span, index))
        self.inputs.append(index)
        return Slot(index)

    # --- names -----------------------------------------------------------------------------

    def _name(
        self, name: fw.Reference | fw.OverallReference | fw.GapReference | fw.PeriodPart
    ) -> Slot:
        match name:
            case fw.Reference(id=id):
                index = self.builder.nodes[Node("value", id)]
            case fw.OverallReference():
                assert self.overall is not None
                index = self.overall
            case fw.GapReference():
                assert self.gap is not None
                index = self.gap
            case fw.PeriodPart(part=part):
                index = self.builder.period[part]
            case _:
                assert_never(name)
        return self.slot(name.span, index)

    def _property(self, reference: fw.PropertyReference) -> Term:
        role = self.builder.role
        owner = role.id if role is not None and reference.entity != "kpi" else ""
        if reference.property == "weight":
            return self._declared_weight(reference.id)
        aspect = reference.property
        if reference.entity == "role" and aspect == "rating":
            return self.slot(reference.span, self.builder.nodes[Node("overall", owner, owner)])
        return self.slot(reference.span, self.builder.nodes[Node(aspect, reference.id, owner)])

    def _declared_weight(self, id: str) -> Number:
        role = self.builder.role
        assert role is not None
        if id == role.id:
            return Number(1, 1)
        for responsibility in role.responsibilities:
            if responsibility.id == id:
                share = responsibility.weight
                return Number(share.numerator, share.denominator)
            for measure in responsibility.measures:
                if measure.id == id:
                    share = responsibility.weight * measure.weight
                    return Number(share.numerator, share.denominator)
        raise KeyError(id)

    # --- pieces that become steps ----------------------------------------------------------

    def _splits(self) -> bool:
        """Rows of a table are computed by the aggregate, not by steps."""
        return self._table is None and self._row is None

    def operand(self, expression: fw.Expression) -> Term:
        """A side of a comparison, or a point of a curve; a compound one becomes a step, so that
        the trace has it."""
        if not self._splits():
            return self.lower(expression)
        return self._split(expression)

    def _split(self, expression: fw.Expression) -> Term:
        inner = self._inner()
        term = inner.lower(expression)
        if isinstance(term, Slot | Number | Symbol):
            self.references.extend(inner.references)
            self.inputs.extend(inner.inputs)
            return term
        return self._part(inner, expression, Formula(term))

    def _compare(self, expression: fw.Compare) -> Compare:
        left, right = self.operand(expression.left), self.operand(expression.right)
        numeric = isinstance(expression.left.type, QuantityType | DateType | LevelType)
        return Compare(expression.operator, left, right, numeric)

    def _within(self, operand: fw.Expression) -> Within:
        term = self.operand(operand)
        period = self.builder.period
        start, end = period["start"], period["end"]
        self.inputs.extend((start, end))
        spanning = isinstance(operand.type, PeriodType)
        return Within(term, Slot(start), Slot(end), spanning)

    def _choose(self, expression: fw.Conditional) -> Choose:
        branches = []
        current: fw.Expression = expression
        while isinstance(current, fw.Conditional):
            condition = (
                self._split(current.condition) if self._splits() else self.lower(current.condition)
            )
            branches.append((condition, self.lower(current.then)))
            current = current.otherwise
        return Choose(tuple(branches), self.lower(current))

    def _round(self, expression: fw.Round) -> Term:
        value_span = expression.value.span
        if not self._splits():
            value, step = self.lower(expression.value), self.lower(expression.step)
            return Round(value, step, expression.mode, expression.irrational, value_span)
        inner = self._inner()
        if expression.irrational:
            value = inner.lower(expression.value)
        else:
            value = inner._split(expression.value)
        rounding = Rounding(
            value,
            inner.lower(expression.step),
            expression.mode,
            expression.irrational,
            value_span,
        )
        return self._part(inner, expression, rounding)

    def _aggregate(self, expression: fw.Aggregate) -> Slot:
        inner = self._inner()
        inner._table = self.builder.framework.tables[expression.table]
        operation = TableAggregate(
            expression.function,
            expression.table,
            inner._optional(expression.value),
            inner._optional(expression.weight),
            inner._optional(expression.where),
            expression.ignoring_missing,
        )
        return self._part(inner, expression, operation)

    def _inner(self) -> ExpressionLowering:
        return ExpressionLowering(self.builder, self.subject, self.overall, self.gap)

    def _optional(self, expression: fw.Expression | None) -> Term | None:
        return None if expression is None else self.lower(expression)

    def _part(
        self, inner: ExpressionLowering, expression: fw.Expression, operation: Operation
    ) -> Slot:
        index = self.builder.part(
            self.subject,
            expression.type,
            expression.span,
            operation,
            tuple(inner.references),
            tuple(inner.inputs),
        )
        return self.slot(expression.span, index)

    # --- arithmetic and role tables --------------------------------------------------------

    def _arithmetic(self, expression: fw.Arithmetic) -> Term:
        left, right = self.lower(expression.left), self.lower(expression.right)
        return Operate(expression.operator, left, right, expression.right.span)

    def _fold(self, expression: fw.RoleAggregate) -> Fold:
        rows = []
        for row in self._rows(expression.table):
            self._row = row
            parts = (expression.value, expression.weight, expression.where)
            if all(part is None or _row_has(part, row) for part in parts):
                score = row["score"]
                assert isinstance(score, Slot)
                rows.append(FoldRow(score, *(self._optional(part) for part in parts)))
        self._row = None
        self._remember_rows(expression, rows)
        return Fold(expression.function, tuple(rows), expression.ignoring_missing, expression.table)

    def _rows(self, table: fw.RoleTable) -> list[Row]:
        role = self.builder.role
        assert role is not None
        nodes = self.builder.nodes
        rows: list[Row] = []
        for rating, score in zip(
            role_rows(role, table, "rating"), role_rows(role, table, "score"), strict=True
        ):
            row: dict[str, Term] = {"weight": self._declared_weight(score.id)}
            row["score"] = Slot(nodes[score])
            if rating in nodes:
                row["rating"] = Slot(nodes[rating])
            rows.append(row)
        return rows

    def _remember_rows(self, expression: fw.RoleAggregate, rows: list[FoldRow]) -> None:
        for row in rows:
            for part in (row.score, row.value, row.weight, row.where):
                if part is not None:
                    for index in slots(part):
                        self.slot(expression.span, index)


def _negate(term: Term) -> Term:
    return Number(-term.n, term.d) if isinstance(term, Number) else Negate(term)


def _row_has(expression: fw.Expression, row: Row) -> bool:
    return all(
        part.column in row for part in walk(expression) if isinstance(part, fw.RoleColumnReference)
    )
