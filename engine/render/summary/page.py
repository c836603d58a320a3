"""A summary -> a page of HTML that needs nothing else, or its distribution as an SVG picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from html import escape
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from ....dsl.diagnostics.terminal import display_width, wrap
from ...handbook.charts import across, level_class, rows_of_ticks, tick_mark
from ...handbook.html import page_style
from ...handbook.model import Tick
from ...handbook.palette import DAY
from ...summary.report import GroupReport, MeasureReport, SummaryReport
from ..catalogue import DEFAULT_LANGUAGE
from .words import Bar, SummaryWords, rounded_mark

_SPREADS = ("lowest", "lower-quartile", "median", "upper-quartile", "highest")
_HEADINGS = tuple(f"summary.column.{each}" for each in _SPREADS)
_PLOT = 34
_MIDDLE = _PLOT // 2
_PADDING = Fraction(1, 25)
_THIN = 14


def summary_html(report: SummaryReport, language: str = DEFAULT_LANGUAGE) -> str:
    """A summary -> a page for screens, phones and A4; LookupError for an unknown language."""
    says = SummaryWords(report, language)
    return _environment().get_template("summary.html").render(page=_page(says), h=says.words.text)


@cache
def _environment() -> Environment:
    engine = (__package__ or "").removesuffix(".render.summary")
    return Environment(
        loader=ChoiceLoader(
            [PackageLoader(f"{engine}.summary"), PackageLoader(f"{engine}.handbook")]
        ),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


# --- what the page says --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    label: str
    people: str
    share: str
    drawn: Markup


def _page(says: SummaryWords) -> dict[str, Any]:
    report, words = says.report, says.words
    everyone = report.everyone
    bars = says.bars(everyone)
    measures = [_measure(says, at) for at in range(len(everyone.measures))]
    shown = [each for each in measures if report.spreads and _tells(each)]
    texts = [text for each in measures for text in each["numbers"]]
    notes = list(says.notes())
    if rounded_mark(words, texts):
        notes.append(words.text("note.rounded"))
    heights = {bar.height for bar in bars if bar.height is not None}
    heights |= {level.height for each in everyone.measures for level, _ in each.rated}
    return {
        "language": says.language,
        "title": says.title,
        "counts": says.counts(everyone),
        "style": Markup(page_style(heights)),  # noqa: S704 - made of colours alone
        "overall": _rows(says, bars),
        "by": report.by,
        "groups_title": words.text("summary.by", name=report.by),
        "groups": [_group(says, each) for each in report.groups],
        "bar_labels": [bar.label for bar in bars],
        "unrated": [(says.number(people), text) for people, text in says.why_not_rated(everyone)],
        "measures": shown,
        "levels_title": words.text("summary.levels"),
        "spread_headings": [words.text(key) for key in _HEADINGS],
        "thresholds_known": any(each.near is not None for each in everyone.measures),
        "notes": notes,
        "edition": list(_edition(says)),
    }


def _tells(measure: dict[str, Any]) -> bool:
    return bool(measure["numbers"] or measure["levels"] or measure["absent"])


def _rows(says: SummaryWords, bars: Sequence[Bar]) -> list[_Row]:
    most = max((bar.people for bar in bars), default=0) or 1
    return [
        _Row(
            bar.label,
            says.number(bar.people),
            bar.share_text,
            _bar([(bar, Fraction(bar.people, most))]),
        )
        for bar in bars
    ]


def _group(says: SummaryWords, group: GroupReport) -> dict[str, Any]:
    bars = says.bars(group)
    return {
        "name": says.group(group),
        "people": says.number(group.people),
        "bars": _rows(says, bars),
        "drawn": _bar([(bar, bar.share) for bar in bars]),
    }


def _measure(says: SummaryWords, at: int) -> dict[str, Any]:
    report = says.report.everyone.measures[at]
    groups = [
        {"name": says.group(group), **_numbers(says, group.measures[at])}
        for group in says.report.groups
    ]
    rated = any(people for _, people in report.rated) and report.measure.kind != "overall"
    return {
        "name": says.measure_with_unit(report.measure),
        "label": says.measure(report.measure),
        "valued": says.people(report.valued),
        **_numbers(says, report),
        "chart": _chart(says, report) if report.spread is not None else None,
        "levels": _rows(says, says.levels(report)) if rated else [],
        "thresholds": [
            {
                "name": says.threshold(report.measure, each),
                "below": says.number(each.below),
                "on": says.number(each.on),
                "above": says.number(each.above),
            }
            for each in report.thresholds
        ],
        "absent": [
            (says.number(each.people), says.absent(each, report.measure)) for each in report.absent
        ],
        "groups": groups,
    }


def _numbers(says: SummaryWords, report: MeasureReport) -> dict[str, Any]:
    spread, type = report.spread, report.measure.type
    five = () if spread is None else (
        spread.lowest, spread.lower_quartile, spread.median, spread.upper_quartile, spread.highest,
    )  # fmt: skip
    return {
        "people": says.number(report.valued),
        "numbers": [says.plain(number, type) for number in five],
        "near": "–" if report.near is None else says.number(report.near),
    }


def _edition(says: SummaryWords) -> Iterator[tuple[str, str]]:
    scheme, words = says.report.scheme, says.words
    name = scheme.label.in_language(says.language) or scheme.framework
    if name:
        yield words.text("handbook.framework"), name
    if scheme.version:
        yield words.text("handbook.edition"), words.text("handbook.version", version=scheme.version)
    if scheme.meaning:
        yield words.text("summary.meaning"), scheme.meaning


# --- charts of the page --------------------------------------------------------------------


def _bar(stretches: Sequence[tuple[Bar, Fraction]]) -> Markup:
    """Stretches of a bar, each so much of the width. What it says stands beside it in numbers."""
    parts = [f'<svg class="bar" aria-hidden="true" width="100%" height="{_THIN}">']
    start = Fraction(0)
    for bar, width in stretches:
        if width:
            kind = "none" if bar.height is None else level_class(bar.height)
            parts.append(
                f'<rect class="{kind}" x="{across(start)}" y="0" width="{across(width)}" '
                f'height="{_THIN}"/>'
            )
            start += width
    return Markup("".join((*parts, "</svg>")))  # noqa: S704 - our own drawing, without texts


def _chart(says: SummaryWords, report: MeasureReport) -> Callable[[int], Markup]:
    """The five numbers as a box between whiskers, thresholds as lines; drawn with an id."""
    spread, measure = report.spread, report.measure
    assert spread is not None
    thresholds = [each.threshold.value for each in report.thresholds]
    low, high = min([spread.lowest, *thresholds]), max([spread.highest, *thresholds])
    width = high - low

    def place(value: Fraction) -> Fraction:
        if not width:
            return Fraction(1, 2)
        return _PADDING + (value - low) / width * (1 - 2 * _PADDING)

    ticks = [Tick(place(value), says.quantity(value, measure.type)) for value in thresholds]
    rows = rows_of_ticks(ticks)
    height = _PLOT + 6 + 17 * (max(rows, default=-1) + 1)
    five = (
        spread.lowest, spread.lower_quartile, spread.median, spread.upper_quartile, spread.highest,
    )  # fmt: skip
    x = [across(place(value)) for value in five]
    box = across(place(spread.upper_quartile) - place(spread.lower_quartile))
    named = [
        f"{says.words.text(key)}: {says.quantity(value, measure.type)}"
        for key, value in zip(_HEADINGS, five, strict=True)
    ]
    drawn = [
        f'<line class="whisker" x1="{x[0]}" x2="{x[4]}" y1="{_MIDDLE}" y2="{_MIDDLE}"/>',
        *(
            f'<line class="whisker" x1="{end}" x2="{end}" y1="{_MIDDLE - 6}" y2="{_MIDDLE + 6}"/>'
            for end in (x[0], x[4])
        ),
        f'<rect class="box" x="{x[1]}" y="{_MIDDLE - 11}" width="{box}" height="22"/>',
        f'<line class="median" x1="{x[2]}" x2="{x[2]}" y1="{_MIDDLE - 11}" y2="{_MIDDLE + 11}"/>',
    ]
    for tick, row in zip(ticks, rows, strict=True):
        at = across(tick.at)
        drawn.append(f'<line class="threshold" x1="{at}" x2="{at}" y1="0" y2="{_PLOT}"/>')
        drawn.append(tick_mark(tick, _PLOT, _PLOT + 6 + 17 * row))
    title, text = escape(says.measure(measure)), escape("; ".join(named))

    def draw(number: int) -> Markup:
        ids = f"spread-{number}"
        opening = (
            f'<svg class="spread" role="img" width="100%" height="{height}" '
            f'aria-labelledby="{ids}-title {ids}-text"><title id="{ids}-title">{title}</title>'
            f'<desc id="{ids}-text">{text}</desc>'
        )
        return Markup("".join((opening, *drawn, "</svg>")))  # noqa: S704 - texts escaped

    return draw


# --- a picture by itself -------------------------------------------------------------------

_WIDTH = 760
_MARGIN = 24
_LINE = 30
_LETTER = 7.6
_FONT = "'Noto Sans','Segoe UI',system-ui,'Noto Sans Thai','Sarabun',sans-serif"


def summary_svg(report: SummaryReport, language: str = DEFAULT_LANGUAGE) -> str:
    """The distribution of levels, and of each group, as an SVG picture that stands alone."""
    says = SummaryWords(report, language)
    bars = says.bars(report.everyone)
    return "".join(_Picture(says, bars).lines())


class _Picture:
    def __init__(self, says: SummaryWords, bars: Sequence[Bar]) -> None:
        self._says = says
        self._bars = bars
        self._groups = says.report.groups
        labels = [bar.label for bar in bars] + [says.group(each) for each in self._groups]
        widest = max(map(display_width, labels), default=0)
        self._labels = min(round(widest * _LETTER) + 16, 260)

    def lines(self) -> Iterator[str]:
        """The parts of the picture."""
        says = self._says
        drawn = [*self._head(), *self._distribution(), *self._by_group()]
        height = self._top + _MARGIN
        described = "; ".join(
            f"{bar.label}: {says.number(bar.people)} ({bar.share_text})" for bar in self._bars
        )
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="{says.language}" '
            f'width="{_WIDTH}" height="{height}" viewBox="0 0 {_WIDTH} {height}" '
            f'aria-labelledby="title text" font-family="{_FONT}" font-size="14">\n'
            f'<title id="title">{escape(says.title)}</title>\n'
            f'<desc id="text">{escape(says.counts(says.report.everyone))}. {escape(described)}'
            f'</desc>\n<rect width="{_WIDTH}" height="{height}" fill="{DAY.names["surface"]}"/>\n'
        )
        yield from drawn
        yield "</svg>\n"

    def _head(self) -> Iterator[str]:
        says = self._says
        self._top = _MARGIN + 20
        for line in wrap(says.title, 62):
            yield self._text(_MARGIN, line, size=20, weight=650)
            self._top += 26
        for line in wrap(says.counts(says.report.everyone), 90):
            yield self._text(_MARGIN, line, colour="muted")
            self._top += 22
        self._top += 14

    def _distribution(self) -> Iterator[str]:
        says = self._says
        most = max((bar.people for bar in self._bars), default=0) or 1
        left = _MARGIN + self._labels
        room = _WIDTH - left - _MARGIN - 130
        for bar in self._bars:
            yield self._text(_MARGIN, bar.label)
            width = room * Fraction(bar.people, most)
            yield self._stretch(Fraction(left), width, bar)
            yield self._text(
                left + round(width) + 10, f"{says.number(bar.people)} · {bar.share_text}"
            )
            self._top += _LINE

    def _by_group(self) -> Iterator[str]:
        if not self._groups:
            return
        says = self._says
        self._top += 18
        title = says.words.text("summary.by", name=says.report.by)
        yield self._text(_MARGIN, title, size=16, weight=650)
        self._top += _LINE
        left = _MARGIN + self._labels
        room = _WIDTH - left - _MARGIN - 100
        for group in self._groups:
            yield self._text(_MARGIN, says.group(group))
            start = Fraction(left)
            for bar in says.bars(group):
                width = room * bar.share
                yield self._stretch(start, width, bar)
                start += width
            yield self._text(left + room + 10, says.people(group.people))
            self._top += _LINE

    def _stretch(self, start: Fraction, width: Fraction, bar: Bar) -> str:
        if not width:
            return ""
        fill = DAY.names["surface"] if bar.height is None else DAY.level(bar.height)
        stroke = DAY.names["muted" if bar.height is None else "surface"]
        title = escape(f"{bar.label}: {self._says.number(bar.people)} ({bar.share_text})")
        return (
            f'<rect x="{_pixels(start)}" y="{self._top - 15}" width="{_pixels(width)}" '
            f'height="20" fill="{fill}" stroke="{stroke}"><title>{title}</title></rect>\n'
        )

    def _text(
        self, left: int, text: str, *, colour: str = "ink", size: int = 14, weight: int = 400
    ) -> str:
        return (
            f'<text x="{left}" y="{self._top}" fill="{DAY.names[colour]}" font-size="{size}" '
            f'font-weight="{weight}">{escape(text)}</text>\n'
        )


def _pixels(length: Fraction) -> str:
    """A length to a hundredth of a pixel."""
    hundredths = round(length * 100)
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02d}" if rest else str(whole)
