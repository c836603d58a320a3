"""People of files whose names differ only in how they are typed, found by numbers for the names.

Eight bytes for each person are held for that, and none where no name could be typed otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy
import polars

from ...evidence.evidence_set import Note
from ...evidence.like_names import MOST_TOLD, Named, folded, like_names, like_owners
from ...trace import Origin
from ..reading.tables import StreamedTable, StreamedTables
from .name_bytes import NameBytes
from .people import OpenFile, names_of

_PRINTED = " -~\u0e01-\u0e5b"
_SPELT = "\u0e4d|\u0e33[\u0e48-\u0e4b]|\u0e40\u0e40"
"""What `usual_spelling` writes otherwise."""
_FOLDED_BY_ITSELF = rf"[^{_PRINTED}]|{_SPELT}"
_MAY_BE_TYPED_OTHERWISE = rf"[A-Z ]|[^{_PRINTED}\x00]|{_SPELT}"
_FURTHER_SPACES = "\t\n\r\v\f\x1c\x1d\x1e\x1f"


@dataclass(slots=True)
class NameHashes:
    """A number of 64 bits for each name, the same for the same name, and one that is the same for
    names that are alike; None for the second where they are the first."""

    names: list[Any] = field(default_factory=list)
    _folds: list[Any | None] = field(default_factory=list)

    def add(self, names: polars.Series, written: NameBytes) -> None:
        """The names of a batch and their bytes; null is none."""
        given = names.drop_nulls()
        self.names.append(given.hash().to_numpy())
        self._folds.append(None if written.are_folded() else _folds(given))

    def alike(self) -> tuple[Any, int]:
        """The numbers of names that are alike and not the same, the first few as they come, and
        how many such there are."""
        if all(folds is None for folds in self._folds):
            return _NONE, 0
        folds = self.folds()
        ordered = numpy.sort(folds)
        several = numpy.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        if not len(several):
            return _NONE, 0
        at = numpy.flatnonzero(numpy.isin(folds, several))
        pairs = numpy.stack([folds[at], numpy.concatenate(self.names)[at]], axis=1)
        different = numpy.unique(pairs, axis=0)[:, 0]
        found = different[1:][different[1:] == different[:-1]]
        first = pairs[numpy.isin(pairs[:, 0], found), 0]
        return _first_of(first), len(numpy.unique(found))

    def folds(self) -> Any:
        """The numbers that are the same for names that are alike, in the order of the names."""
        both = zip(self.names, self._folds, strict=True)
        return numpy.concatenate(
            [_NONE, *(names if folds is None else folds for names, folds in both)]
        )


_NONE = numpy.zeros(0, numpy.uint64)


def _first_of(numbers: Any) -> Any:
    """The first few different numbers, in their order."""
    _, at = numpy.unique(numbers, return_index=True)
    return numbers[numpy.sort(at)[:MOST_TOLD]]


def _folds(names: polars.Series) -> Any | None:
    """The numbers of names without what may be typed in several ways; None where they are those of
    the names. What can be done with all names as one text takes half the time."""
    joined = names.str.join("\0")
    text = joined.item()
    if not text.isascii():
        if not joined.str.contains(_MAY_BE_TYPED_OTHERWISE).any():
            return None
        return _folded(names).hash().to_numpy()
    lowered = text.lower()
    if any(each in text for each in _FURTHER_SPACES) or text.count("\0") >= len(names):
        return _folded(names).hash().to_numpy()
    if lowered == text and " " not in text:
        return None
    folded_text = polars.Series([lowered.replace(" ", "")])
    return folded_text.str.split("\0").explode().hash().to_numpy()


def _folded(names: polars.Series) -> polars.Series:
    plain = names.str.to_lowercase().str.replace_all(" ", "", literal=True)
    strange = names.str.contains(_FOLDED_BY_ITSELF).arg_true()
    if not len(strange):
        return plain
    return plain.scatter(strange, [folded(name) for name in names.gather(strange)])


def notes_on_like_names(
    hashes: NameHashes, files: Sequence[OpenFile], tables: StreamedTables
) -> list[Note]:
    """What to say of names of people that are alike; reads the people again where some are."""
    wanted, count = hashes.alike()
    if not count:
        return []
    groups: dict[int, dict[str, Named]] = {each: {} for each in wanted.tolist()}
    for number, named in _named(files, wanted, tables):
        groups[number].setdefault(named.name, named)
    found = [list(group.values()) for group in groups.values() if len(group) > 1]
    return like_names(found, count - len(wanted) + len(found))


def notes_on_like_owners(
    table: StreamedTable, hashes: NameHashes, files: Sequence[OpenFile], tables: StreamedTables
) -> list[Note]:
    """What to say of rows of a table about people whose names are like those of the files."""
    owners = table.unknown()
    if not len(owners):
        return []
    numbers = _folded(owners).hash().to_numpy()
    at = numpy.flatnonzero(numpy.isin(numbers, hashes.folds()))[:MOST_TOLD]
    if not len(at):
        return []
    people: dict[int, str] = {}
    for number, named in _named(files, numbers[at], tables):
        people.setdefault(number, named.name)
    found = {owners[row]: people.get(int(numbers[row]), "") for row in at.tolist()}
    return like_owners(table.file, {owner: person for owner, person in found.items() if person})


def _named(
    files: Iterable[OpenFile], wanted: Any, tables: StreamedTables
) -> Iterator[tuple[int, Named]]:
    """The people whose names have one of the numbers, each with it."""
    among = polars.Series(wanted, dtype=polars.UInt64).implode()
    for file in files:
        for batch in file.people():
            names = names_of(file, batch)
            folds = _folded(names.fill_null("")).hash()
            for at in (folds.is_in(among) & names.is_not_null()).arg_true():
                if at not in batch.wrong:
                    origin = file.origin(batch, at)
                    if not origin.file:
                        origin = _first_row(tables, names[at])
                    yield folds[at], Named(names[at], origin)


def _first_row(tables: StreamedTables, person: str) -> Origin:
    """Where somebody stands whom only tables name."""
    return next(row.origin for rows in tables.rows_of(person).values() for row in rows)
