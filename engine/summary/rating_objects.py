"""Ratings as JSON, a document or lines -> the rows that CSV has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, Final

from ..evidence.formats.exact_json import JsonError, load_json
from ..evidence.problems import UsageError
from .rating_table import ROWS, RatingsTable, RefusedPerson, no_ratings
from .scheme_document import scheme_of_document

_FLAT: Final = (
    "person", "role", "period", "state", "level", "score", "reason", "framework.meaning",
)  # fmt: skip
_DAMAGED = (AttributeError, KeyError, TypeError, ValueError)

Shared = Callable[[Any], tuple[str, str, str]]
"""The role, the period and the digest of the meaning that a rating was given by."""


def from_document(name: str, document: Any) -> RatingsTable:
    """A document of ratings -> its rows, by what they were given, and who was left out."""
    stated = document.get("assay") if isinstance(document, dict) else None
    if stated != {"format": "ratings", "version": 1}:
        raise no_ratings(name, "it is no document of ratings")
    try:
        framework = document["framework"]
        meaning, role = framework["digests"]["meaning"], document["role"]
        shared = (role["id"] if role else "", document["period"] or "", meaning)
        people: dict[str, RefusedPerson] = {}
        for problem in document["problems"]:
            one = people.setdefault(problem["person"], RefusedPerson([], problem.get("kept", {})))
            one.kinds.append((problem["code"], problem["field"]))
        layout = _Layout.of(document["ratings"][:1])
        columns = layout.columns(document["ratings"], lambda _: shared)
        table = RatingsTable(name, layout.headings, iter([columns] if columns else []))
        table.framework = framework["id"]
        if "scheme" in document:
            table.scheme = scheme_of_document(
                document["scheme"], framework["id"], framework["version"], meaning, shared[0]
            )
    except _DAMAGED:
        raise UsageError(f"`{name}`: the document of ratings is damaged") from None
    table.refused_people = people
    table.refused = (0, {})
    return table


def from_lines(name: str, lines: Iterator[str]) -> RatingsTable:
    """Lines, each a rating -> their rows, so many at a time."""
    objects = _objects(name, lines)
    first = next(objects, None)
    if first is None:
        raise UsageError(f"`{name}` is empty")
    damaged = UsageError(f"`{name}`: a rating is damaged")
    try:
        layout, framework = _Layout.of([first]), first["framework"]["id"]
    except _DAMAGED:
        raise damaged from None

    def chunks() -> Iterator[dict[str, Sequence[Any]]]:
        waiting = chain([first], objects)
        while some := list(islice(waiting, ROWS)):
            try:
                columns = layout.columns(some, _stated)
            except _DAMAGED:
                raise damaged from None
            yield columns

    table = RatingsTable(name, layout.headings, chunks())
    table.framework = framework
    return table


def _objects(name: str, lines: Iterator[str]) -> Iterator[Any]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            each: Any = load_json(line)
        except JsonError as error:
            where = f"line {number}, column {error.column}"
            raise UsageError(f"`{name}`: {where} is not JSON: {error}") from None
        stated = each.get("assay") if isinstance(each, dict) else None
        if stated != {"format": "rating", "version": 1}:
            raise no_ratings(name, f"line {number} is no rating")
        yield each


def _stated(each: Any) -> tuple[str, str, str]:
    role, meaning = each["role"], each["framework"]["digests"]["meaning"]
    return role["id"] if role else "", each["period"] or "", meaning


class _Layout:
    """Which columns the ratings of one framework and role have: those of the first of them."""

    def __init__(self, ids: Sequence[str], kept: Sequence[str]) -> None:
        self._ids = ids
        self._kept = kept
        headings = [*_FLAT, *kept]
        for id in ids:
            headings += [id, f"{id}.rating", f"{id}.score", f"{id}.absent", f"{id}.reason"]
        self.headings = tuple(headings)

    @classmethod
    def of(cls, ratings: Sequence[Any]) -> _Layout:
        """The columns of some ratings, perhaps none."""
        first = ratings[0] if ratings else {"kpis": {}, "competencies": {}}
        kept = [str(each) for each in first.get("kept", {})]
        return cls([*first["kpis"], *first["competencies"]], kept)

    def columns(self, ratings: Sequence[Any], shared: Shared) -> dict[str, Sequence[Any]]:
        """The columns of ratings; none for no ratings."""
        rows = [self._row(each, shared(each)) for each in ratings]
        return dict(zip(self.headings, zip(*rows, strict=True), strict=True)) if rows else {}

    def _row(self, each: Any, shared: tuple[str, str, str]) -> list[str | None]:
        role, period, meaning = shared
        overall = each["overall"]
        row = [
            each["person"], role, period, overall["state"], overall["level"],
            _exact(overall["score"]), _code(overall["absent"]), meaning,
        ]  # fmt: skip
        row += [each.get("kept", {}).get(name, "") for name in self._kept]
        parts = {**each["kpis"], **each["competencies"]}
        for id in self._ids:
            part = parts[id]
            absent = part["absent"]
            row += [
                _exact(part["value"]), part["rating"], _exact(part["score"]),
                None if absent is None else absent["kind"], _code(absent),
            ]  # fmt: skip
        return row


def _exact(quantity: Any) -> str | None:
    return None if quantity is None else str(quantity["exact"])


def _code(absent: Any) -> str | None:
    return None if absent is None else str(absent.get("code", ""))
