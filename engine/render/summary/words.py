"""What a summary says, in the words of a language: shares, reasons, quantities, notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ....dsl.types import NUMBER, QuantityType
from ...explaining.precision import at_places, shown_places
from ...summary.report import AbsentCount, GroupReport, MeasureReport, Nearby, SummaryReport
from ...summary.scheme import SchemeMeasure
from ..catalogue import Catalogue, catalogue
from ..quantities import numeral, show_quantity, unit
from .reasons import ReasonWords

_PERCENT = 100
_SHARE_PLACES = 1


@dataclass(frozen=True, slots=True)
class Bar:
    """A row of a distribution: so many people, and their share of all. `height` is the place of
    the level in its scale; None for people without a level."""

    label: str
    people: int
    share: Fraction
    share_text: str
    height: Fraction | None


class SummaryWords:
    """Says what a report holds."""

    def __init__(self, report: SummaryReport, language: str) -> None:
        self.report = report
        self.words: Catalogue = catalogue(language)
        self.language = self.words.language
        self._reasons = ReasonWords(report.scheme, self.words)

    # --- heads -----------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """Role, or framework, and the periods: `Seller · 2026-Q1`."""
        scheme = self.report.scheme
        label = scheme.role_label if scheme.role else scheme.label
        named = label.in_language(self.language) or scheme.framework
        name = named or self.words.text("summary.title")
        return " · ".join((name, *self.report.periods))

    def people(self, number: int) -> str:
        """`12 people`."""
        return self.words.counted("summary.people", number, number=self.number(number))

    def counts(self, group: GroupReport) -> str:
        """`12 people: 11 rated, 1 not rated`."""
        kinds = (
            ("summary.rated", group.rated, True),
            ("summary.not-rated", group.not_rated, False),
            ("summary.not-applicable", group.not_applicable, False),
            ("summary.left-out", group.refused, False),
        )
        told = [
            self.words.text(key, number=self.number(people))
            for key, people, always in kinds
            if people or always
        ]
        return f"{self.people(group.people)}: {self.words.text('list.separator').join(told)}"

    def group(self, group: GroupReport) -> str:
        """The name of a group."""
        return group.name if group.name is not None else self.words.text("summary.group-unknown")

    def measure(self, measure: SchemeMeasure) -> str:
        """The label of a measure."""
        if measure.kind == "overall":
            return self.words.text("summary.overall-score")
        return measure.label.in_language(self.language)

    def measure_with_unit(self, measure: SchemeMeasure) -> str:
        """The label of a measure, and the unit of its values where they have one."""
        name = self.measure(measure)
        if measure.type is None or measure.type.kind in {"number", "count", "percent"}:
            return name
        return f"{name} ({unit(measure.type, self.words)})"

    # --- numbers ---------------------------------------------------------------------------

    def number(self, number: int) -> str:
        """A whole number as the language writes it."""
        return numeral(Fraction(number), 0, self.words)

    def share(self, share: Fraction) -> str:
        """A share of people, always with one decimal."""
        rounded = at_places(share * _PERCENT, _SHARE_PLACES)
        number = numeral(rounded, _SHARE_PLACES, self.words)
        return self.words.text("quantity.percent", number=number)

    def quantity(self, value: Fraction, type: QuantityType | None) -> str:
        """A value with its unit, `≈` where it is rounded."""
        quantity = type or NUMBER
        return show_quantity(value, quantity, self.words, shown_places(value, quantity.kind)[0])

    def plain(self, value: Fraction, type: QuantityType | None) -> str:
        """The same without its unit, where the unit stands beside it; a percentage keeps its
        sign."""
        quantity = type or NUMBER
        if quantity.kind in {"percent", "count"}:
            return self.quantity(value, quantity)
        places, rounded = shown_places(value, quantity.kind)
        text = numeral(at_places(value, places), places, self.words)
        return self.words.text("quantity.rounded", number=text) if rounded else text

    # --- distributions ---------------------------------------------------------------------

    def bars(self, group: GroupReport) -> list[Bar]:
        """The levels of a group, best first, then the kinds of people without a level of whom
        there are any in the whole summary."""
        overall = group.overall
        rated = overall.rated if overall is not None else ()
        rows: list[tuple[str, int, Fraction | None]] = [
            (level.label.in_language(self.language), people, level.height)
            for level, people in rated
        ]
        everyone = self.report.everyone
        if not rows and everyone.rated:
            rows.append((self.words.text("summary.row.rated"), group.rated, Fraction(1)))
        for key, people, all_people in (
            ("table.not-rated", group.not_rated, everyone.not_rated),
            ("table.not-applicable", group.not_applicable, everyone.not_applicable),
            ("summary.row.left-out", group.refused, everyone.refused),
        ):
            if all_people:
                rows.append((self.words.text(key), people, None))
        return [self._bar(label, people, group.people, height) for label, people, height in rows]

    def levels(self, measure: MeasureReport) -> list[Bar]:
        """The levels of a measure, best first, by the people who are rated in it."""
        total = sum(people for _, people in measure.rated)
        return [
            self._bar(level.label.in_language(self.language), people, total, level.height)
            for level, people in measure.rated
        ]

    def _bar(self, label: str, people: int, total: int, height: Fraction | None) -> Bar:
        share = Fraction(people, total) if total else Fraction(0)
        return Bar(label, people, share, self.share(share), height)

    # --- thresholds ------------------------------------------------------------------------

    def threshold(self, measure: SchemeMeasure, near: Nearby) -> str:
        """A threshold, and whether a gate makes it one."""
        text = self.quantity(near.threshold.value, measure.type)
        if near.threshold.gate:
            return self.words.text("summary.threshold.gate", threshold=text)
        return text

    def nearby(self, near: Nearby) -> str:
        """`2 just below, 1 on it`."""
        told = [
            self.words.text(key, number=self.number(people))
            for key, people in (
                ("summary.near.below", near.below),
                ("summary.near.on", near.on),
                ("summary.near.above", near.above),
            )
            if people
        ]
        return self.words.text("list.separator").join(told)

    # --- absences --------------------------------------------------------------------------

    def why_not_rated(self, group: GroupReport) -> list[tuple[int, str]]:
        """How many could not be rated, and why."""
        rows = []
        for each in group.reasons:
            kind = "table." + ("not-rated" if each.kind == "missing" else "not-applicable")
            rows.append((each.people, f"{self.words.text(kind)}: {self.reason(each)}"))
        left_out = self.words.text("summary.row.left-out")
        for problem in group.problems:
            key = f"summary.problem.{problem.code}"
            if key not in self.words.wordings:
                key = "summary.problem.other"
            said = self.words.text(key, code=problem.code)
            if not problem.code:
                said = self.words.text("summary.reason.unknown")
            where = self._reasons.named(problem.field) if problem.field else ""
            rows.append(
                (problem.people, f"{left_out}: {where}: {said}" if where else f"{left_out}: {said}")
            )
        return rows

    def absent(self, absent: AbsentCount, measure: SchemeMeasure) -> str:
        """`missing: for want of Quota`."""
        kind = self.words.text(f"word.{absent.kind.replace(' ', '-')}")
        return f"{kind}: {self.reason(absent, measure.id)}" if absent.reason else kind

    def reason(self, absent: AbsentCount, own: str = "") -> str:
        """Why something is absent; `own` is its id."""
        return self._reasons.reason(absent.reason, absent.kind, own)

    # --- notes -----------------------------------------------------------------------------

    def notes(self) -> Iterator[str]:
        """How the numbers are to be read."""
        report, words = self.report, self.words
        yield words.text("summary.note.shares", number=self.people(report.everyone.people))
        if report.groups:
            yield words.text("summary.note.shares-of-group")
        if report.spreads and any(each.spread for each in report.everyone.measures):
            yield words.text("summary.note.quartiles")
            if any(each.near is not None for each in report.everyone.measures):
                yield words.text("summary.note.near")
        others = [self.measure(each) for each in report.scheme.measures if each.others]
        if others and report.spreads:
            names = words.text("list.separator").join(others)
            yield words.text("summary.note.others", names=names)
        if report.groups and report.groups[-1].name is None:
            unknown = self.people(report.groups[-1].people)
            yield words.text("summary.note.unknown-group", number=unknown, name=report.by)
        yield from (words.text(key) for key in report.notes)


def rounded_mark(words: Catalogue, texts: Sequence[str]) -> bool:
    """Whether any text shows a rounded number."""
    mark = words.text("quantity.rounded", number="")
    return any(mark in text for text in texts)
