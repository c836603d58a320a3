"""Many adversarial people at once: the columns of a frame for any checked framework."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import polars

from assay.dsl.framework import Framework
from assay.dsl.types import LevelType, QuantityType, Type

from .choices import Choices
from .evidence import People, within

POOL = 24
"""Different values of a fact; few, so that ties and thresholds meet everywhere."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """Makes frames of people for one framework, the same ones for the same seed."""

    framework: Framework
    seed: int

    def frame(self, people: int) -> polars.DataFrame:
        """A frame with a column for most facts, of whatever type such columns come in."""
        chance = random.Random(self.seed)
        made = People(self.framework)
        columns: dict[str, polars.Series] = {
            "person": polars.Series([f"p{at}" for at in range(people)], dtype=polars.String)
        }
        for input_ in self.framework.inputs.values():
            if input_.formula is None or chance.random() < 0.5:
                pool = [made.value(Choices(chance.randrange), input_.type) for _ in range(POOL)]
                pool = [
                    value
                    for value in pool
                    if all(within(value, bound) for bound in input_.range) or chance.random() < 0.02
                ]
                columns[input_.id] = self._column(chance, pool, input_.type, people)
        for competency in self.framework.competencies.values():
            level = LevelType(competency.scale)
            raters = [f"{competency.id}.{rater.id}" for rater in competency.raters]
            for key in raters or [competency.id]:
                pool = [made.value(Choices(chance.randrange), level) for _ in range(POOL)]
                if raters:
                    pool += [f"{pool[0]}; {pool[1]}", f"{pool[2]}; {pool[3]}; {pool[0]}"]
                columns[key] = self._column(chance, pool, level, people)
        return polars.DataFrame(columns)

    def tables(self, people: int) -> dict[str, polars.DataFrame]:
        """Frames of the rows of most tables, in no order."""
        chance = random.Random(self.seed + 1)
        made = People(self.framework)
        frames = {}
        for table in self.framework.tables.values():
            if chance.random() < 0.1:
                continue
            rows = chance.choice((0, 1, 2, 4)) * people
            owner = (*table.person_columns, "person")[0]
            columns = {
                owner: polars.Series(
                    [f"p{chance.randrange(people + 2)}" for _ in range(rows)], dtype=polars.String
                )
            }
            for column in table.columns:
                pool = [made.value(Choices(chance.randrange), column.type) for _ in range(POOL)]
                if chance.random() < 0.95:
                    columns[column.id] = self._column(chance, pool, column.type, rows)
            frames[table.id] = polars.DataFrame(columns)
        return frames

    def _column(
        self, chance: random.Random, pool: list[Any], type_: Type, people: int
    ) -> polars.Series:
        absent = chance.choice((0.0, 0.03, 0.2))
        if isinstance(type_, QuantityType):
            pool, dtype = _numbers(chance, pool)
        else:
            pool = ["yes" if each is True else "no" if each is False else each for each in pool]
            dtype = polars.Date if pool and isinstance(pool[0], date) else polars.String
        absences: list[Any] = [None, "n/a"] if dtype == polars.String else [None]
        usual = [each for each in pool if not _is_extreme(each)] or pool or [None]
        values = [
            chance.choice(absences)
            if chance.random() < absent
            else chance.choice(pool if pool and chance.random() < 0.02 else usual)
            for _ in range(people)
        ]
        return polars.Series(values, dtype=dtype)


def _is_extreme(value: Any) -> bool:
    """Whether a number is so large or small that most people have no such."""
    try:
        size = abs(float(value))
    except (TypeError, ValueError):
        return False
    return size > 10**9 or 0 < size < 10**-6 or len(repr(value)) > 15


def _numbers(chance: random.Random, pool: list[Fraction]) -> tuple[list[Any], Any]:
    """Exact numbers in one of the forms that files hold, some a hair beside where they were."""
    form = chance.choice(("float", "float", "text", "whole", "decimal"))
    floats = [_float(chance, each) for each in pool]
    match form:
        case "float":
            return floats, polars.Float64
        case "text":
            return [repr(each) for each in floats], polars.String
        case "whole":
            return [max(-(2**62), min(2**62, math.floor(each))) for each in pool], polars.Int64
        case _:
            cents = [Fraction(math.floor(each * 10_000), 10_000) for each in pool]
            kept = [each for each in cents if abs(each) < 10**20]
            return [_decimal(each) for each in kept], polars.Decimal(38, 4)


def _float(chance: random.Random, value: Fraction) -> float:
    number = float(value)
    return math.nextafter(number, math.inf) if chance.random() < 0.05 else number


def _decimal(value: Fraction) -> Any:
    from decimal import Decimal

    return Decimal(value.numerator) / Decimal(value.denominator)
