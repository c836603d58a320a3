"""Expression -> the formula in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from fractions import Fraction
from typing import assert_never

from ...dsl import framework as fw
from ...dsl.period import Period
from ...dsl.types import (
    DATE,
    PERCENT,
    ChoiceType,
    DateType,
    LevelType,
    PeriodType,
    QuantityType,
    TextType,
    YesNoType,
)
from ..render.quantities import show_date, show_period
from .composing import Composer
from .model import Case, Formula, Phrase


class _Binding(IntEnum):
    """How closely a phrase holds together: a looser one is put in brackets inside a closer one."""

    CHOICE = 0
    EITHER = 1
    BOTH = 2
    TEST = 3
    AGGREGATE = 4
    SUM = 5
    PRODUCT = 6
    FUNCTION = 7
    NAME = 8


_SIGNS = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
_RELATIONS = {"=": "is", "!=": "is-not", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}


@dataclass(frozen=True, slots=True)
class FormulaWriter:
    """Writes the expressions of one framework out in words."""

    say: Composer

    def formula(self, expression: fw.Expression) -> Formula:
        """An expression -> its cases in the order they are tried, the last without a condition."""
        cases: list[Case] = []
        while isinstance(expression, fw.Conditional):
            condition = self.words(expression.condition)
            cases.append(self._case(condition, expression.then))
            expression = expression.otherwise
        cases.append(self._case(None, expression))
        return tuple(cases)

    def _case(self, condition: Phrase | None, value: fw.Expression) -> Case:
        absent = isinstance(value, fw.AbsentConstant) and value.kind == "not applicable"
        return Case(condition, self.words(value), not absent)

    def words(self, expression: fw.Expression) -> Phrase:
        """An expression -> one phrase."""
        match expression:
            case fw.Constant():
                return self._constant(expression)
            case fw.AbsentConstant(kind=kind):
                return self.say.plain(self.say.words.text(f"word.{kind.replace(' ', '-')}"))
            case (
                fw.Reference()
                | fw.OverallReference()
                | fw.GapReference()
                | fw.PropertyReference()
                | fw.ColumnReference()
                | fw.RoleColumnReference()
                | fw.PeriodPart()
            ):
                return self._named(expression)
            case fw.Negate() | fw.Arithmetic():
                return self._arithmetic(expression)
            case fw.Compare() | fw.InPeriod() | fw.IsState() | fw.Not() | fw.And() | fw.Or():
                return self._condition(expression)
            case fw.IfMissing(value=value, substitute=substitute):
                inner = self._inside(value, _Binding.SUM)
                other = self._inside(substitute, _Binding.SUM)
                return self.say.phrase("formula.if-missing", value=inner, substitute=other)
            case fw.Conditional(condition=condition, then=then, otherwise=otherwise):
                return self.say.phrase(
                    "formula.conditional",
                    condition=self._inside(condition, _Binding.EITHER),
                    then=self._inside(then, _Binding.SUM),
                    otherwise=self.words(otherwise),
                )
            case fw.Call() | fw.Curve() | fw.Round():
                return self._function(expression)
            case fw.Aggregate() | fw.RoleAggregate():
                return self._aggregate(expression)
            case _:
                assert_never(expression)

    def threshold(self, condition: fw.Expression) -> Phrase:
        """A condition of a rule on what the rule is about, which goes without saying."""
        match condition:
            case fw.Compare(
                operator="<" | "<=" | ">" | ">=" as operator,
                left=fw.Reference() | fw.OverallReference() | fw.GapReference(),
                right=right,
            ):
                limit = self._inside(right, _Binding.AGGREGATE)
                return self.say.phrase(f"formula.threshold-{_RELATIONS[operator]}", limit=limit)
            case _:
                return self.words(condition)

    # --- names and constants ---------------------------------------------------------------

    def _constant(self, constant: fw.Constant) -> Phrase:
        value = constant.value
        match constant.type:
            case QuantityType() as quantity:
                return self.say.plain(self.say.number(value, quantity))
            case LevelType(scale):
                return self.say.level(scale, str(value))
            case DateType():
                assert isinstance(value, date)
                return self.say.plain(show_date(value, self.say.words))
            case PeriodType():
                assert isinstance(value, Period)
                return self.say.plain(show_period(value, self.say.words))
            case YesNoType():
                return self.say.plain(self.say.words.text("word.yes" if value else "word.no"))
            case TextType() | ChoiceType():
                return self.say.phrase("formula.quoted", text=str(value))
            case _:
                assert_never(constant.type)

    def _named(
        self,
        expression: fw.Reference
        | fw.OverallReference
        | fw.GapReference
        | fw.PropertyReference
        | fw.ColumnReference
        | fw.RoleColumnReference
        | fw.PeriodPart,
    ) -> Phrase:
        match expression:
            case fw.Reference(id=id):
                return self.say.fact(id, self._label(id))
            case fw.OverallReference():
                return self.say.phrase("formula.overall")
            case fw.GapReference():
                return self.say.phrase("formula.gap")
            case fw.PropertyReference(property=prop, entity=entity, id=id):
                name = self.say.fact(id if entity == "kpi" else "", self._entity(entity, id))
                return self.say.phrase(f"formula.{prop}-of", name=name)
            case fw.ColumnReference(table=table, column=column):
                return self.say.fact("", self.say.framework.tables[table].column(column).label)
            case fw.RoleColumnReference(column=column):
                return self.say.phrase(f"formula.{column}")
            case fw.PeriodPart(part=part):
                return self.say.phrase(f"formula.period-{part}")
            case _:
                assert_never(expression)

    def _label(self, id: str) -> fw.Label:
        checked = self.say.framework
        for declared in (
            checked.inputs,
            checked.parameters,
            checked.metrics,
            checked.kpis,
            checked.competencies,
        ):
            found = declared.get(id)
            if found is not None:
                return found.label
        raise AssertionError(id)

    def _entity(self, entity: str, id: str) -> fw.Label:
        checked = self.say.framework
        if entity == "role":
            return checked.roles[id].label
        if entity == "responsibility":
            of_roles = (each for role in checked.roles.values() for each in role.responsibilities)
            return next(each.label for each in of_roles if each.id == id)
        return self._label(id)

    # --- arithmetic and functions ----------------------------------------------------------

    def _arithmetic(self, expression: fw.Negate | fw.Arithmetic) -> Phrase:
        if isinstance(expression, fw.Negate):
            if isinstance(expression.operand, fw.Constant):
                value = expression.operand.value
                assert isinstance(value, Fraction)
                return self._constant(fw.Constant(expression.span, expression.operand.type, -value))
            operand = self._inside(expression.operand, _Binding.FUNCTION)
            return self.say.phrase("formula.negative", operand=operand)
        here = _binding(expression)
        left = expression.left
        if expression.operator == "*" and isinstance(left, fw.Constant) and left.type == PERCENT:
            share, whole = self._constant(left), self._inside(expression.right, here)
            return self.say.phrase("formula.percent-of", share=share, whole=whole)
        # `a - (b - c)` and `a / (b / c)` mean something else without the brackets.
        after = here + 1 if expression.operator in "-/" else here
        return self.say.phrase(
            f"formula.{_SIGNS[expression.operator]}",
            left=self._inside(left, here),
            right=self._inside(expression.right, after),
        )

    def _function(self, expression: fw.Call | fw.Curve | fw.Round) -> Phrase:
        match expression:
            case fw.Call(function="min" | "max" as function, arguments=arguments):
                values = self.say.listed([self.words(each) for each in arguments])
                return self.say.phrase(f"formula.{function}-of", values=values)
            case fw.Call(function=function, arguments=arguments):
                names = ("value", "first", "second")
                parts = {
                    name: self._inside(argument, _Binding.FUNCTION)
                    for name, argument in zip(names, arguments, strict=False)
                }
                return self.say.phrase(f"formula.{function}", **parts)
            case fw.Curve(function=function, value=value, points=points):
                steps = [
                    self.say.phrase(f"formula.{function}-step", x=self.words(x), y=self.words(y))
                    for x, y in points
                ]
                return self.say.phrase(
                    f"formula.{function}",
                    value=self._inside(value, _Binding.SUM),
                    steps=self.say.listed(steps),
                )
            case fw.Round(value=value, step=step, mode=mode):
                return self.say.phrase(
                    "formula.rounded",
                    value=self._inside(value, _Binding.FUNCTION),
                    step=self.words(step),
                    mode=self.say.words.text(f"rounding.{mode.replace(' ', '-')}"),
                )
            case _:
                assert_never(expression)

    # --- conditions ------------------------------------------------------------------------

    def _condition(
        self, expression: fw.Compare | fw.InPeriod | fw.IsState | fw.Not | fw.And | fw.Or
    ) -> Phrase:
        match expression:
            case fw.Compare():
                return self._comparison(expression)
            case fw.InPeriod(operand=operand):
                value = self._inside(operand, _Binding.AGGREGATE)
                return self.say.phrase("formula.in-period", value=value)
            case fw.IsState(operand=operand, state=state):
                return self._state(operand, state, held=True)
            case fw.Not(operand=fw.IsState(operand=operand, state=state)):
                return self._state(operand, state, held=False)
            case fw.Not(operand=operand):
                test = self._inside(operand, _Binding.NAME)
                return self.say.phrase("formula.not", test=test)
            case fw.And(operands=operands):
                return self._chain("formula.and", operands, _Binding.BOTH)
            case fw.Or(operands=operands):
                return self._chain("formula.or", operands, _Binding.EITHER)
            case _:
                assert_never(expression)

    def _comparison(self, expression: fw.Compare) -> Phrase:
        key = f"formula.{_RELATIONS[expression.operator]}"
        if expression.left.type == DATE and expression.operator not in {"=", "!="}:
            key += "-date"
        if isinstance(expression.left.type, LevelType | ChoiceType | TextType):
            key += "-kind" if expression.operator in {"=", "!="} else ""
        left = self._inside(expression.left, _Binding.AGGREGATE)
        right = self._inside(expression.right, _Binding.AGGREGATE)
        return self.say.phrase(key, left=left, right=right)

    def _state(self, operand: fw.Expression, state: str, *, held: bool) -> Phrase:
        key = f"formula.{'is' if held else 'is-not'}-{state.replace(' ', '-')}"
        return self.say.phrase(key, value=self._inside(operand, _Binding.AGGREGATE))

    def _chain(self, key: str, operands: tuple[fw.Expression, ...], here: _Binding) -> Phrase:
        first, *others = operands
        phrase = self._inside(first, here)
        for other in others:
            phrase = self.say.phrase(key, left=phrase, right=self._inside(other, here + 1))
        return phrase

    # --- aggregates ------------------------------------------------------------------------

    def _aggregate(self, aggregate: fw.Aggregate | fw.RoleAggregate) -> Phrase:
        if isinstance(aggregate, fw.Aggregate):
            rows = self.say.fact("", self.say.framework.tables[aggregate.table].label)
        else:
            rows = self.say.phrase(f"formula.rows-{aggregate.table}")
        parts: dict[str, Phrase] = {"rows": rows}
        if aggregate.value is not None:
            parts["value"] = self._inside(aggregate.value, _Binding.PRODUCT)
        if aggregate.weight is not None:
            parts["weight"] = self._inside(aggregate.weight, _Binding.PRODUCT)
        function = aggregate.function.replace(" ", "-")
        where = aggregate.where
        if function in {"any", "all"}:
            key = f"formula.{function}" if where is not None else f"formula.{function}-row"
            parts |= {"where": self._inside(where, _Binding.TEST)} if where is not None else {}
            phrase = self.say.phrase(key, **parts)
        else:
            phrase = self.say.phrase(f"formula.{function}", **parts)
            if where is not None:
                test = self.words(where)
                phrase = self.say.phrase("formula.where", aggregate=phrase, where=test)
        if aggregate.ignoring_missing:
            phrase = self.say.phrase("formula.ignoring-missing", aggregate=phrase)
        return phrase

    # --- brackets --------------------------------------------------------------------------

    def _inside(self, expression: fw.Expression, least: int) -> Phrase:
        """An expression as a part of another that holds together at least so closely."""
        phrase = self.words(expression)
        if _binding(expression) >= least:
            return phrase
        return self.say.phrase("formula.grouped", inner=phrase)


def _binding(expression: fw.Expression) -> _Binding:
    match expression:
        case fw.Conditional() | fw.IfMissing():
            return _Binding.CHOICE
        case fw.Or():
            return _Binding.EITHER
        case fw.And():
            return _Binding.BOTH
        case fw.Compare() | fw.InPeriod() | fw.IsState() | fw.Not():
            return _Binding.TEST
        case fw.Arithmetic(operator="+" | "-"):
            return _Binding.SUM
        case fw.Arithmetic() | fw.Negate():
            return _Binding.PRODUCT
        case fw.Aggregate() | fw.RoleAggregate():
            loose = expression.where is not None or expression.ignoring_missing
            return _Binding.CHOICE if loose else _Binding.AGGREGATE
        case fw.Round() | fw.Curve() | fw.Call(function="min" | "max" | "clamp" | "abs"):
            return _Binding.CHOICE
        case fw.Call():
            return _Binding.PRODUCT
        case (
            fw.Constant()
            | fw.AbsentConstant()
            | fw.Reference()
            | fw.OverallReference()
            | fw.GapReference()
            | fw.PropertyReference()
            | fw.ColumnReference()
            | fw.RoleColumnReference()
            | fw.PeriodPart()
        ):
            return _Binding.NAME
        case _:
            assert_never(expression)
