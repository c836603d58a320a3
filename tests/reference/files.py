"""People's evidence as files tell it: a JSON document of their facts, a CSV file for each table."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from .outcome import Evidence
from .values import NOT_APPLICABLE, Absent, Value


def files_about(people: Mapping[str, Evidence]) -> tuple[str, dict[str, str]]:
    """People by their names -> the document about them, and the text of each table they have."""
    facts = [
        {"person": person} | {key: _told(value) for key, value in evidence.values.items()}
        for person, evidence in people.items()
    ]
    tables = {id: rows for evidence in people.values() for id, rows in evidence.tables.items()}
    return json.dumps(facts, ensure_ascii=False), {id: _table(people, id) for id in tables}


def tellable(value: Value) -> Value:
    """A value that digits can write: of a fraction without an end, its first three decimals."""
    if not isinstance(value, Fraction):
        return value
    left = value.denominator
    for factor in (2, 5):
        while left % factor == 0:
            left //= factor
    return value if left == 1 else Fraction(int(value * 1000), 1000)


def _table(people: Mapping[str, Evidence], id: str) -> str:
    columns = next(
        (list(row) for each in people.values() for row in each.tables.get(id, ())), ["nothing"]
    )
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["person", *columns])
    for person, evidence in people.items():
        for row in evidence.tables.get(id, ()):
            writer.writerow([person, *(_told(row[column]) for column in columns)])
    return text.getvalue()


def _told(value: Value | list[Value]) -> object:
    match value:
        case list():
            return [_told(each) for each in value]
        case Absent():
            return "n/a" if value == NOT_APPLICABLE else ""
        case bool():
            return "yes" if value else "no"
        case date():
            return value.isoformat()
        case Fraction():
            return _digits(value)
    return value


def _digits(value: Fraction) -> str:
    """A fraction that has an end, written out."""
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    whole = str(abs(int(value * 10**places))).zfill(places + 1)
    sign = "-" if value < 0 else ""
    return sign + (f"{whole[:-places]}.{whole[-places:]}" if places else whole)
