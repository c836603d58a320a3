"""Columns of facts about several people -> what the plan starts from, of each of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from ..evaluate import Evidence
from ..trace import Note
from .binder import EMPTY, NOT_SUPPLIED, STATED, Binder
from .readers import MISSING, Pair, Reader, ValueRefused


def bind_rows(
    binder: Binder,
    template: Sequence[Any],
    columns: Mapping[str, Sequence[object]],
    people: Sequence[str],
) -> list[Evidence | None]:
    """Facts by their keys, a value for each person, and who they are -> what `Binder.bind` makes of
    each of them, without tables; None where a value is refused, which binding that person alone
    tells."""
    if not people:
        return []
    supplied: list[Iterable[Any]] = [repeat(each) for each in template]
    notes: list[dict[int, Note]] = [{} for _ in people]
    refused: set[int] = set()
    for key, fact in binder.facts.items():
        column, index = columns.get(key), fact.position // 2
        if column is None:
            if index >= 0:
                for each in notes:
                    each[index] = NOT_SUPPLIED
            continue
        pairs = _read(fact.read, column, refused)
        if index < 0:
            continue
        for at, (n, d) in enumerate(pairs):
            if not d:
                notes[at][index] = STATED if n else EMPTY
        supplied[2 * index : 2 * index + 2] = zip(*pairs, strict=True)
    rows: Iterable[tuple[Any, ...]] = zip(*supplied, strict=False) if supplied else repeat(())
    return [
        None if at in refused else Evidence(person, values, note, {}, {})
        for at, (person, values, note) in enumerate(zip(people, rows, notes, strict=False))
    ]


def _read(read: Reader, column: Sequence[object], refused: set[int]) -> list[Pair]:
    """The pairs of a column; those that are refused count as missing, and their rows are noted."""
    try:
        return [read(value) for value in column]
    except ValueRefused:
        pairs = []
        for at, value in enumerate(column):
            try:
                pairs.append(read(value))
            except ValueRefused:
                refused.add(at)
                pairs.append(MISSING)
        return pairs
