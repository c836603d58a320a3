"""What a file of evidence holds, whatever its format: headings, and cells by their position."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...trace import Origin
from ..known_headings import Headings


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for among headings: those that name the person, and those that are known.
    A sheet of a table has one of its `names`."""

    person: tuple[str, ...]
    known: Headings
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """Where records stand in a workbook: the sheet, the row of the headings, and the letters of
    the columns by their position."""

    sheet: str
    heading_row: int
    letters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell of a sheet says of the numbers of a column, such as their unit; `heading` where
    it stands in the heading itself."""

    text: str
    row: int
    letter: str
    heading: bool


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a table of cells, or one object: pairs of a heading's position and its value.

    `row` is as a spreadsheet counts, or the line of JSON Lines; None in a JSON document. `wrong`
    says why the record cannot be used, and is "" where it can; `unclear` why it may be about
    nobody at all.
    """

    row: int | None
    cells: Sequence[tuple[int, object]]
    wrong: str = ""
    unclear: str = ""


@dataclass(frozen=True, slots=True)
class Records:
    """What a file holds. `named` is True where records are objects, which name their values;
    `place` is None for what is no sheet of a workbook. `notes` say what had to be made out, and
    `said` what stands beside the headings about the numbers below them, by their positions."""

    file: str
    headings: tuple[str, ...]
    records: tuple[Record, ...]
    named: bool
    place: SheetPlace | None = None
    notes: tuple[str, ...] = ()
    said: Mapping[int, tuple[Said, ...]] = field(default_factory=dict)

    @property
    def heading_row(self) -> int | None:
        """The row of the headings, as a spreadsheet counts; None where there is none."""
        if self.place is not None:
            return self.place.heading_row
        return None if self.named else 1

    @property
    def source(self) -> str:
        """The file, and the sheet where it has several."""
        return self.file if self.place is None else f'{self.file}, sheet "{self.place.sheet}"'

    def column(self, position: int) -> Iterator[object]:
        """The cells of a column that have content."""
        for record in self.records:
            yield from (value for at, value in record.cells if at == position)

    def origin(self, row: int | None, position: int | None = None, text: str = "") -> Origin:
        """Where a row, or the cell at a position of it, stands."""
        column = "" if position is None else self.headings[position]
        if self.place is None:
            return Origin(self.file, row, column, text)
        letter = "" if position is None else self.place.letters[position]
        cell = f"{letter}{row}" if letter and row is not None else ""
        return Origin(self.file, row, column, text, self.place.sheet, cell)


@dataclass(frozen=True, slots=True)
class Document:
    """The records about people (None where the file has none) and about tables, by their names."""

    people: Records | None
    tables: Mapping[str, Records]
