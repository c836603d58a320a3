"""Names of people that may be one person's, since they differ only in how they are typed.

They are never made one: whoever wrote them is told.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..arithmetic.numerals import quoted
from ..trace import Origin
from .evidence_set import Note
from .written.thai_spelling import usual_spelling

MOST_TOLD = 12
"""Groups of names that are told, and names of a group."""


@dataclass(frozen=True, slots=True)
class Named:
    """A name of somebody, and where it first stands."""

    name: str
    origin: Origin


def folded(name: str) -> str:
    """A name without what may be typed in several ways: capital letters, spaces, characters that
    nobody sees, several forms of one character."""
    if name.isascii():
        return "".join(name.casefold().split())
    known = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(
        each
        for each in usual_spelling(known)
        if not each.isspace() and unicodedata.category(each) != "Cf"
    )


def alike(named: Iterable[Named]) -> list[list[Named]]:
    """Different names -> those that are alike but for how they are typed, by groups."""
    groups: dict[str, list[Named]] = {}
    for each in named:
        groups.setdefault(folded(each.name), []).append(each)
    return [group for group in groups.values() if len(group) > 1]


def like_names(groups: Sequence[Sequence[Named]], count: int | None = None) -> list[Note]:
    """What to say of people whose names are alike; `count` is how many such groups there are,
    where not all are given."""
    notes = [_note(group) for group in groups[:MOST_TOLD]]
    further = (len(groups) if count is None else count) - len(notes)
    if notes and further > 0:
        names = "name differs" if further == 1 else "names differ"
        message = f"{further:,} further {names} from others only in how they are typed"
        notes.append(Note(notes[-1].file, message))
    return notes


def _note(group: Sequence[Named]) -> Note:
    first = group[0].origin
    told = [f"{quoted(each.name)}{_place(each.origin, first)}" for each in group[:MOST_TOLD]]
    if len(group) > MOST_TOLD:
        told.append(f"{len(group) - MOST_TOLD} more")
    *most, last = told
    people = "two people" if len(group) == 2 else f"{len(group)} people"
    difference = _difference([each.name for each in group])
    message = f"{', '.join(most)} and {last} differ only in {difference}, and count as {people}"
    source = f'{first.file}, sheet "{first.sheet}"' if first.sheet else first.file
    return Note(source, message)


def _place(origin: Origin, first: Origin) -> str:
    if origin.row is None:
        return ""
    where = f" in row {origin.row}"
    if origin.sheet and origin.sheet != first.sheet:
        where += f' of the sheet "{origin.sheet}"'
    return where if origin.file == first.file else f"{where} of {origin.file}"


def like_owners(file: str, owners: Mapping[str, str]) -> list[Note]:
    """What to say of rows of a table about people whose names are like those of the `owners`, by
    whom they are perhaps meant, and are not the same."""
    return [
        Note(
            file,
            f"its rows about {quoted(owner)} may be about {quoted(person)}: the names differ only "
            f"in {_difference([owner, person])}",
        )
        for owner, person in list(owners.items())[:MOST_TOLD]
    ]


def _difference(names: Sequence[str]) -> str:
    """What names that are alike differ in."""

    def same(forms: Iterable[str]) -> bool:
        return len(set(forms)) == 1

    if same(name.casefold() for name in names):
        return "capital letters"
    if same("".join(name.split()) for name in names):
        return "spaces"
    if same("".join(name.casefold().split()) for name in names):
        return "capital letters and spaces"
    return "characters that look alike, or that nobody sees"
