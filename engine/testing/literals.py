"""What is made up, as the language writes it: values, examples."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ...dsl import framework as fw
from ...dsl import syntax
from ...dsl.formatting.printer import print_declarations, print_expression
from ...dsl.period import Period
from ...dsl.types import ChoiceType, Dimension, LevelType, QuantityType, Type
from ..arithmetic.numerals import shortest_terminating
from .bench import NOWHERE

_UNITS = {"number": "", "count": "", "percent": "%", "duration": "days"}
_MONEY_A_DAY = (1, -1)


def literal(value: fw.ConstantValue, type: Type) -> syntax.Expression | None:
    """A value of a type -> its syntax; None for a dimension that no literal has."""
    match value:
        case bool():
            return syntax.YesNoLiteral(NOWHERE, value)
        case Fraction() if isinstance(type, QuantityType):
            return _quantity(value, type)
        case date():
            return syntax.DateLiteral(NOWHERE, value)
        case Period():
            return syntax.PeriodLiteral(NOWHERE, value.text)
        case str() if isinstance(type, ChoiceType | LevelType):
            return syntax.NameExpression(NOWHERE, _name(value))
        case str():
            return syntax.Text(NOWHERE, value)
        case _:
            return None


def value_text(value: fw.ConstantValue, type: Type) -> str:
    """A value of a type as the language writes it; the bare number where nothing else does."""
    node = literal(value, type)
    return str(value) if node is None else print_expression(node)


def example_text(example: fw.Example) -> str:
    """An example -> its declaration as text."""
    given: list[syntax.Given] = []
    for each in example.given:
        if isinstance(each, fw.GivenTable):
            given += _rows(each)
        else:
            values = tuple(node for value in each.values if (node := _fact(value)) is not None)
            rater = _name(each.rater) if each.rater else None
            given.append(syntax.GivenValue(NOWHERE, _name(each.id), rater, values))
    declaration = syntax.ExampleDeclaration(
        NOWHERE,
        syntax.Text(NOWHERE, example.label),
        None if example.role is None else _name(example.role),
        None if example.period is None else syntax.PeriodLiteral(NOWHERE, example.period.text),
        tuple(given),
        tuple(_expectation(each) for each in example.expect),
    )
    return print_declarations([declaration])


def writable(value: fw.Constant | fw.AbsentConstant) -> bool:
    """Whether the language has a way to write a value."""
    return _fact(value) is not None


def _quantity(value: Fraction, type: QuantityType) -> syntax.Expression | None:
    if type.kind == "money":
        return syntax.NumberLiteral(NOWHERE, value, type.dimension.currency)
    if type.kind != "compound":
        # A third of a percent has no digits; as a plain number it is at least easy to read.
        ends = shortest_terminating(value * 100) is not None
        unit = _UNITS[type.kind] if ends or type.kind != "percent" else ""
        return syntax.NumberLiteral(NOWHERE, value, unit)
    dimension: Dimension = type.dimension
    if (dimension.money, dimension.days) != _MONEY_A_DAY:
        return None
    amount = syntax.NumberLiteral(NOWHERE, value, dimension.currency)
    return syntax.Arithmetic(
        NOWHERE, "/", amount, syntax.NumberLiteral(NOWHERE, Fraction(1), "days")
    )


def _fact(value: fw.Constant | fw.AbsentConstant) -> syntax.Expression | None:
    if isinstance(value, fw.Constant):
        return literal(value.value, value.type)
    if value.kind == "missing":
        return syntax.MissingLiteral(NOWHERE)
    return syntax.NotApplicableLiteral(NOWHERE)


def _rows(table: fw.GivenTable) -> list[syntax.Given]:
    if not table.rows:
        return [syntax.GivenNoRows(NOWHERE, _name(table.table))]
    return [
        syntax.GivenRow(
            NOWHERE,
            _name(table.table),
            tuple(
                (_name(column), node)
                for column, value in row.items()
                if (node := _fact(value)) is not None
            ),
        )
        for row in table.rows
    ]


def _expectation(each: fw.Expectation) -> syntax.Expectation:
    expected = None if each.expected is None else _fact(each.expected)
    name = _name(each.id) if each.id else None
    return syntax.Expectation(NOWHERE, each.property, name, expected)


def _name(text: str) -> syntax.Name:
    return syntax.Name(NOWHERE, text)
