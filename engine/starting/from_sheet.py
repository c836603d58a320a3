"""A spreadsheet of KPIs, weights and bands -> the outline of a framework, every guess reported."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..evidence.problems import UsageError
from .amounts import plain_text, read_range, read_unit
from .columns import Field, Layout, find_layout
from .outline import Kpi, Level, Outline, Rating, Responsibility, Role
from .reports import Guess, Report
from .sheets import Cell, read_sheets
from .texts import Words, identifier
from .thresholds import Band, Better, read_rating
from .weights import read_weights

_THAI = re.compile("[\u0e00-\u0e7f]")
_TOTALS = {"total", "sum", "รวม", "รวมทั้งหมด", "รวมน้ำหนัก", "ผลรวม"}
_BUDDHIST = 543
_BUDDHIST_YEARS = range(2500, 2700)
_YEARS = range(1990, 2150)
_YEAR = re.compile(r"(?:ปี|พ\.ศ\.|ค\.ศ\.|year|fy)\D{0,20}?(\d{4})(?!\d)")
_BETTER: dict[str, Better] = {
    **dict.fromkeys(
        ("higher", "high", "up", "more", "มาก", "มากดี", "ยิ่งมากยิ่งดี", "สูง", "ยิ่งสูงยิ่งดี"), "higher"
    ),
    **dict.fromkeys(
        ("lower", "low", "down", "less", "น้อย", "น้อยดี", "ยิ่งน้อยยิ่งดี", "ต่ำ", "ยิ่งต่ำยิ่งดี"), "lower"
    ),
}
_USUAL_LEVELS: dict[int, tuple[tuple[str, Words], ...]] = {
    5: (
        ("outstanding", {"en": "Outstanding", "th": "ยอดเยี่ยม"}),
        ("exceeds", {"en": "Exceeds expectations", "th": "สูงกว่าที่คาดหวัง"}),
        ("meets", {"en": "Meets expectations", "th": "ตามที่คาดหวัง"}),
        ("developing", {"en": "Developing", "th": "กำลังพัฒนา"}),
        ("unsatisfactory", {"en": "Unsatisfactory", "th": "ต้องปรับปรุง"}),
    )
}


def read_outline(
    path: str, role: str, sheet: str | None = None, encoding: str | None = None
) -> tuple[Outline, tuple[Guess, ...]]:
    """A spreadsheet -> the outline of a framework, and what was guessed.

    `role` is what a role is called where the sheet names none, `sheet` the sheet of an Excel
    file that has several such. Raises UsageError for a file that is no such spreadsheet,
    EvidenceError with every problem of its cells, OSError where it cannot be read.
    """
    layout, report = _chosen(path, sheet, encoding)
    reader = _Reader(layout, report)
    outline = reader.outline(role)
    report.finish()
    assert outline is not None
    return outline, tuple(report.guesses)


def _chosen(path: str, name: str | None, encoding: str | None) -> tuple[Layout, Report]:
    sheets = read_sheets(path, encoding)
    if name is not None:
        if all(each.name != name for each in sheets):
            known = ", ".join(f"`{each.name}`" for each in sheets if each.name)
            raise UsageError(f"there is no sheet `{name}` in `{path}`; there are {known or 'none'}")
        sheets = tuple(each for each in sheets if each.name == name)
    found = [
        (layout, report) for each in sheets if (layout := find_layout(each, report := Report(each)))
    ]
    if not found:
        raise UsageError(
            f"`{path}` has no row with the headings `KPI` (`ตัวชี้วัด`), `Weight` (`น้ำหนัก`) and at "
            "least two levels, such as `5` and `4`, or `ระดับ 5` and `ระดับ 4`"
        )
    if len(found) > 1:
        names = ", ".join(f"`{layout.sheet.name}`" for layout, _ in found)
        raise UsageError(f"`{path}` has several sheets of KPIs; choose one with `--sheet`: {names}")
    return found[0]


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of a KPI: its cells by what they hold, blanks filled from above where that is usual."""

    cells: dict[Field, Cell]
    first: Cell
    levels: tuple[Cell, ...]


@dataclass(slots=True)
class _Reader:
    layout: Layout
    report: Report

    def outline(self, role: str) -> Outline | None:
        """The whole sheet; None after a problem."""
        levels = self._levels()
        rows = list(self._rows())
        if not rows:
            self.report.problem(self.layout.levels[0].cell, "there are no KPIs below the headings")
            return None
        year = self._year(rows)
        self._report_names(role)
        roles = [
            self._role(self._label(of_role[0], "role") or _words(role), of_role, levels)
            for of_role in _grouped(rows, "role")
        ]
        found = [each for each in roles if each is not None]
        if len(found) < len(roles):
            return None
        return Outline(self._languages(rows), levels, tuple(found), year)

    def _report_names(self, role: str) -> None:
        columns, levels = self.layout.columns, [level.cell for level in self.layout.levels]
        if "role" not in columns:
            self.report.guess(levels, f"no column names the role: there is one, `{role}`")
        if "responsibility" not in columns:
            self.report.guess(levels, "no column names responsibilities: there is one")
        self.report.guess(
            levels, "the overall rating changes halfway between the points of two levels"
        )

    # --- rows ------------------------------------------------------------------------------

    def _rows(self) -> Iterator[_Row]:
        above: dict[Field, Cell] = {}
        for row in self.layout.sheet.rows[self.layout.first_row :]:
            if not any(cell.text or cell.unfinished for cell in row):
                continue
            cells = {
                field: row[column - 1]
                for field, column in self.layout.columns.items()
                if column <= len(row)
            }
            for cell in row:
                if cell.unfinished:
                    self.report.problem(
                        cell, "the formula has no result: open the file in Excel and save it"
                    )
            kpis = [cells[each] for each in _KPI_FIELDS if each in cells and cells[each].text]
            if any(plain_text(cell.text) in _TOTALS for cell in row):
                self.report.guess(row[0], "the row is read as a total and left out")
                continue
            self._fill(cells, above)
            if not kpis:
                self.report.problem(row[0], "the row has no KPI")
                continue
            blank = Cell(row[0].row, 0, "")
            levels = tuple(
                row[level.column - 1] if level.column <= len(row) else blank
                for level in self.layout.levels
            )
            yield _Row(cells, kpis[0], levels)

    def _fill(self, cells: dict[Field, Cell], above: dict[Field, Cell]) -> None:
        """Blanks below a role or responsibility go on with it, as merged cells do."""
        if "role" in cells and cells["role"].text:
            above.clear()
        if "responsibility" in cells and cells["responsibility"].text:
            above.pop("responsibility weight", None)
        for field in _FILLED:
            if field in cells and cells[field].text:
                above[field] = cells[field]
            elif field in above:
                cells[field] = above[field]

    # --- labels ----------------------------------------------------------------------------

    def _label(self, row: _Row, field: Field) -> Words | None:
        cell = row.cells.get(field)
        return _words(cell.text) if cell is not None and cell.text else None

    def _kpi_label(self, row: _Row) -> Words:
        labels: dict[str, str] = {}
        for field in _KPI_FIELDS:
            cell = row.cells.get(field)
            if cell is None or not cell.text:
                continue
            language = {"kpi th": "th", "kpi en": "en"}.get(field) or _language(cell.text)
            labels.setdefault(language, " ".join(cell.text.split()))
        return labels

    def _languages(self, rows: Sequence[_Row]) -> tuple[str, ...]:
        """Those of the KPIs; the one that all of them have comes first."""
        of_rows = [self._kpi_label(row) for row in rows]
        shared = [each for each in ("th", "en") if all(each in labels for labels in of_rows)]
        return tuple(shared) or ("th",)

    def _levels(self) -> tuple[Level, ...]:
        columns = self.layout.levels
        usual = _USUAL_LEVELS.get(len(columns))
        levels: list[Level] = []
        for place, column in enumerate(columns):
            taken = [level.id for level in levels]
            if column.label:
                levels.append(
                    Level(
                        _level_id(column.label, column.points, taken),
                        column.points,
                        _words(column.label),
                    )
                )
            elif usual is not None:
                id, label = usual[place]
                levels.append(Level(id, column.points, label))
            else:
                label = {"en": f"Level {column.points}", "th": f"ระดับ {column.points}"}
                levels.append(Level(f"level_{column.points}", column.points, label))
        if not any(column.label for column in columns):
            named = ", ".join(f"{level.points} {level.label['en']}" for level in levels)
            self.report.guess(
                [column.cell for column in columns], f"the levels are called: {named}"
            )
        return tuple(levels)

    # --- years -----------------------------------------------------------------------------

    def _year(self, rows: Sequence[_Row]) -> int | None:
        stated = {
            row.cells["year"] for row in rows if "year" in row.cells and row.cells["year"].text
        }
        years: dict[int, Cell] = {}
        for cell in sorted(stated, key=lambda cell: cell.row):
            digits = re.search(r"\d{4}", plain_text(cell.text))
            year = None if digits is None else self._gregorian(cell, int(digits[0]))
            if year is not None:
                years.setdefault(year, cell)
        if len(years) > 1:
            self.report.problem(
                list(years.values()), "the rows are of several years: use a file for each"
            )
        if years:
            return next(iter(years))
        for row in self.layout.sheet.rows[: self.layout.first_row]:
            for cell in row:
                if found := _YEAR.search(plain_text(cell.text)):
                    return self._gregorian(cell, int(found[1]))
        return None

    def _gregorian(self, cell: Cell, year: int) -> int | None:
        """A year of either calendar -> that of the Gregorian; None after a problem."""
        if year in _BUDDHIST_YEARS:
            self.report.guess(
                cell, f"{year} is read as a year of the Buddhist era: {year - _BUDDHIST}"
            )
            return year - _BUDDHIST
        if year in _YEARS:
            return year
        self.report.problem(cell, f"`{cell.text}` is no year")
        return None

    # --- roles and KPIs --------------------------------------------------------------------

    def _role(self, label: Words, rows: Sequence[_Row], levels: tuple[Level, ...]) -> Role | None:
        groups = list(_grouped(rows, "responsibility"))
        cells = [
            (group[0].cells.get("responsibility weight"), [self._weight(row) for row in group])
            for group in groups
        ]
        percent = "weight" in self.layout.percent
        known = [(own if own is not None and own.text else None, kpis) for own, kpis in cells]
        weights = read_weights(known, self.report, percent=percent)
        kpis = [[self._rating(row, levels) for row in group] for group in groups]
        if weights is None or any(rating is None for group in kpis for rating in group):
            return None
        responsibilities = []
        for group, ratings, weighed in zip(groups, kpis, weights, strict=True):
            of_group = tuple(
                Kpi(self._kpi_label(row), self._label(row, "description"), rating, weight)
                for row, rating, weight in zip(group, ratings, weighed.kpis, strict=True)
                if rating is not None
            )
            named = self._label(group[0], "responsibility") or {"en": "Results", "th": "ผลงาน"}
            responsibilities.append(Responsibility(named, weighed.weight, of_group))
        return Role(label, tuple(responsibilities))

    def _weight(self, row: _Row) -> Cell:
        return row.cells.get("weight") or Cell(row.first.row, self.layout.columns["weight"], "")

    def _rating(self, row: _Row, levels: tuple[Level, ...]) -> Rating | None:
        bands: list[Band] = []
        problems = len(self.report.problems)
        for level, cell in zip(levels, row.levels, strict=True):
            if not cell.text or cell.text in {"-", "–", "n/a"}:
                continue
            range = read_range(cell.text)
            if range is None:
                self.report.problem(
                    cell, f"`{cell.text}` is no band: write it like `90-99%` or `≥100%`"
                )
                continue
            bands.append(Band(level, cell, range))
        if len(self.report.problems) > problems:
            return None
        given = {band.level.id for band in bands}
        unused = [level for level in levels if level.id not in given]
        if unused and len(bands) > 1:
            named = ", ".join(str(level.points) for level in unused)
            self.report.guess(row.first, f"no band for level {named}: the KPI never gives it")
        return read_rating(bands, self._better(row), self._unit(row), self.report, row.first)

    def _better(self, row: _Row) -> Better | None:
        cell = row.cells.get("better")
        if cell is None or not cell.text:
            return None
        found = _BETTER.get(plain_text(cell.text).removesuffix(" is better"))
        if found is None:
            self.report.problem(
                cell, f"`{cell.text}` is neither `higher` nor `lower` (`มาก`, `น้อย`)"
            )
        return found

    def _unit(self, row: _Row) -> str:
        cell = row.cells.get("unit")
        if cell is None or not cell.text:
            return ""
        unit = read_unit(cell.text)
        if unit is None:
            self.report.guess(
                cell, f"unit `{cell.text}` is not known: the values are plain numbers"
            )
        return unit or ""


_KPI_FIELDS: tuple[Field, ...] = ("kpi", "kpi th", "kpi en")
_FILLED: tuple[Field, ...] = ("role", "responsibility", "responsibility weight")


def _grouped(rows: Sequence[_Row], field: Field) -> Iterator[list[_Row]]:
    """The rows of each role or responsibility, wherever they stand, in the order first met."""
    groups: dict[str, list[_Row]] = {}
    for row in rows:
        cell = row.cells.get(field)
        groups.setdefault(" ".join(cell.text.split()) if cell is not None else "", []).append(row)
    yield from groups.values()


def _words(text: str) -> Words:
    return {_language(text): " ".join(text.split())}


def _language(text: str) -> str:
    return "th" if _THAI.search(text) else "en"


def _level_id(label: str, points: int, taken: Sequence[str]) -> str:
    return f"level_{points}" if _THAI.search(label) else identifier(label, taken)
