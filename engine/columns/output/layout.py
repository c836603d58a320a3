"""What the columns of a rated frame hold and how: settled once for a plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Literal

import polars

from ....dsl.types import (
    ChoiceType,
    DateType,
    LevelType,
    PeriodType,
    QuantityType,
    TextType,
    YesNoType,
)
from ...evidence.problems import UsageError
from ...plan import Plan
from .results import Result, words_of

NumberForm = Literal["float", "exact"]
Form = Literal["float", "exact", "word", "reason", "date", "truth", "symbol"]
"""`exact` are numbers as texts, `word` one of a few words that are known beforehand, `symbol` a
text, a member of a choice or a period."""

PROBLEM = "problem"
"""The last column: why a person was refused."""
UNIX_EPOCH = 719_163
"""The ordinal of 1970-01-01."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the rated frame; `words` are those that it can hold, if its form is `word`."""

    result: Result
    form: Form
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.result.name

    @property
    def type(self) -> Any:
        """Its type in a Polars frame."""
        match self.form:
            case "float":
                return polars.Float64
            case "exact":
                return polars.String
            case "word":
                return polars.Enum(self.words)
            case "date":
                return polars.Date
            case "truth":
                return polars.Boolean
            case "reason" | "symbol":
                return polars.Categorical


class Palettes(dict[int, Any]):
    """For kinds of columns of words, by the position of the first, a column of its name and type
    that has each word once, and behind them nothing: made when it is first wanted."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self._columns = columns

    def __missing__(self, position: int) -> Any:
        column = self._columns[position]
        palette = polars.Series(column.name, [*column.words, None], column.type)
        self[position] = palette
        return palette


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns in their order, the names of them and of the problem behind them, their schema in
    Arrow, and the positions of those that hold the same kind of thing, which may stand together in
    memory. `worded` are the kinds of columns of words, `unworded` those of all others."""

    columns: tuple[Column, ...]
    names: frozenset[str]
    schema: Any
    alike: tuple[tuple[int, ...], ...]
    worded: tuple[tuple[int, ...], ...]
    unworded: tuple[tuple[int, ...], ...]
    palettes: Palettes

    @property
    def words(self) -> tuple[int, ...]:
        """The positions of the columns of words, kind by kind."""
        return tuple(chain.from_iterable(self.worded))


def layout_of(plan: Plan, results: Sequence[Result], numbers: NumberForm) -> Layout:
    """The results of a plan -> the columns that hold them. UsageError where one of them has the
    name of the last column."""
    columns = tuple(_columns(plan, results, numbers))
    if any(column.name == PROBLEM for column in columns):
        raise UsageError(
            f"`{PROBLEM}` is the column that says why a person is refused: a frame cannot have "
            f"another for `{PROBLEM}` of the framework; give that another id"
        )
    schema = {column.name: column.type for column in columns} | {PROBLEM: polars.String}
    # Polars itself says how Arrow names its enumerations.
    fields = polars.DataFrame(schema=schema).to_arrow().schema
    alike: dict[tuple[Form, tuple[str, ...]], list[int]] = {}
    for position, column in enumerate(columns):
        alike.setdefault((column.form, column.words), []).append(position)
    kinds = tuple(map(tuple, alike.values()))
    return Layout(
        columns,
        frozenset(schema),
        fields,
        alike=kinds,
        worded=tuple(each for each in kinds if columns[each[0]].form == "word"),
        unworded=tuple(each for each in kinds if columns[each[0]].form != "word"),
        palettes=Palettes(columns),
    )


def _columns(plan: Plan, results: Sequence[Result], numbers: NumberForm) -> Iterator[Column]:
    for result in results:
        yield Column(result, _form(plan, result, numbers), words_of(plan, result))


def _form(plan: Plan, result: Result, numbers: NumberForm) -> Form:
    match result.quality:
        case "weight" | "contribution":
            return numbers
        case "reason":
            return "reason"
        case "possible":
            return "symbol"
        case "value":
            match plan.steps[result.steps[0]].type:
                case QuantityType():
                    return numbers
                case DateType():
                    return "date"
                case YesNoType():
                    return "truth"
                case TextType() | ChoiceType() | PeriodType():
                    return "symbol"
                case LevelType():
                    return "word"
    return "word"
