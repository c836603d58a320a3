"""A summary -> text for a terminal: bars, tables and notes that also read well aloud."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from ....dsl.diagnostics.terminal import display_width, visible, wrap
from ...summary.report import GroupReport, MeasureReport, SummaryReport
from ..catalogue import DEFAULT_LANGUAGE
from .words import Bar, SummaryWords, rounded_mark

_INDENT = "  "
_GAP = "  "
_WIDEST_BAR = 40
_NARROWEST_BAR = 8
_EIGHTHS = " ▏▎▍▌▋▊▉█"
_FULL = "█"
_LEVEL_COLOURS = ("31", "33", "90", "36", "34")
"""From the lowest level to the best, as the palette of documents runs: red, ochre, grey, teal,
blue, in the shades that the terminal's own theme gives them."""

_FEWEST_LABEL_COLUMNS = 12
_SEVERAL = 20
"""Fewer people are better looked at one by one."""


def summary_text(
    report: SummaryReport,
    language: str = DEFAULT_LANGUAGE,
    *,
    width: int = 80,
    colour: bool = False,
) -> str:
    """A summary -> text that ends with a line break; LookupError for an unknown language."""
    return "\n".join(_Text(report, language, width, colour=colour).lines()) + "\n"


def distribution_text(
    report: SummaryReport,
    language: str = DEFAULT_LANGUAGE,
    *,
    width: int = 80,
    colour: bool = False,
) -> str:
    """The distribution of levels alone, of everyone and of each group."""
    text = _Text(report, language, width, colour=colour)
    return "\n".join([*text.distribution(report.everyone), *text.groups(brief=True)]) + "\n"


def closing_text(
    report: SummaryReport,
    language: str = DEFAULT_LANGUAGE,
    *,
    width: int = 80,
    colour: bool = False,
) -> str:
    """What stands at the end of rating many: the distribution of levels, of everyone and of each
    group, why people are not rated, and for at least 20 people how far the values of each measure
    reach and how many lie near thresholds. LookupError for an unknown language."""
    text = _Text(report, language, width, colour=colour)
    return "\n".join(text.closing()) + "\n"


class _Text:
    def __init__(self, report: SummaryReport, language: str, width: int, *, colour: bool) -> None:
        self._report = report
        self._says = SummaryWords(report, language)
        self._width = width
        self._colour = colour

    def lines(self) -> list[str]:
        everyone = self._report.everyone
        lines = [*wrap(self._says.title, self._width)]
        lines += wrap(self._says.counts(everyone), self._width)
        lines += self._section("summary.overall", self.distribution(everyone))
        lines += self._section("summary.unrated", self._unrated(everyone))
        if self._report.spreads:
            lines += self._section("summary.measures", self._measures(everyone.measures))
            if any(each.near is not None for each in everyone.measures):
                lines += self._section("summary.near", self._near(everyone.measures))
        lines += self._section("summary.absent", self._absent(everyone.measures))
        lines += self.groups()
        notes = list(self._says.notes())
        if rounded_mark(self._says.words, lines):
            notes.append(self._says.words.text("note.rounded"))
        return lines + self._section("summary.notes", [
            line for note in notes for line in self._paragraph(note)
        ])  # fmt: skip

    def closing(self) -> list[str]:
        """What stands at the end of rating many."""
        everyone = self._report.everyone
        lines = self.distribution(everyone)
        lines += self._section("summary.unrated", self._unrated(everyone))
        if everyone.people >= _SEVERAL:
            lines += self._section("summary.measures", self._reaching(everyone.measures))
        return lines + self.groups(brief=True)

    def _section(self, key: str, lines: Sequence[str]) -> list[str]:
        return ["", self._bold(self._says.words.text(key)), *lines] if lines else []

    def _bold(self, text: str) -> str:
        return f"\x1b[1m{text}\x1b[0m" if self._colour else text

    def _paragraph(self, text: str, depth: int = 1) -> list[str]:
        indent = _INDENT * depth
        return [indent + line for line in wrap(text, self._width - len(indent))]

    # --- distributions ---------------------------------------------------------------------

    def distribution(self, group: GroupReport) -> list[str]:
        """A bar for each level, the longest for the most frequent."""
        bars = self._says.bars(group)
        if not bars:
            return []
        labels = [visible(bar.label) for bar in bars]
        counts = [self._says.number(bar.people) for bar in bars]
        of_counts = max(map(display_width, counts))
        of_shares = max(display_width(bar.share_text) for bar in bars)
        fixed = len(_INDENT) + 3 * len(_GAP) + of_counts + of_shares
        of_labels = min(
            max(map(display_width, labels)),
            max(_FEWEST_LABEL_COLUMNS, self._width - fixed - _NARROWEST_BAR),
        )
        room = min(_WIDEST_BAR, self._width - fixed - of_labels)
        most = max(bar.people for bar in bars)
        lines = []
        for bar, label, count in zip(bars, labels, counts, strict=True):
            *above, last = wrap(label, of_labels)
            lines += [_INDENT + line for line in above]
            drawn = _drawn(bar.people, most, room) if room > 0 else ""
            lines.append(
                f"{_INDENT}{_left(last, of_labels)}{_GAP}{_right(count, of_counts)}{_GAP}"
                f"{_right(bar.share_text, of_shares)}{_GAP}{self._tinted(drawn, bar)}".rstrip()
            )
        return lines

    def _tinted(self, drawn: str, bar: Bar) -> str:
        if not self._colour or not drawn or bar.height is None:
            return drawn
        return f"\x1b[{level_colour(bar.height)}m{drawn}\x1b[0m"

    def _unrated(self, group: GroupReport) -> list[str]:
        rows = self._says.why_not_rated(group)
        return self._counted([(people, text) for people, text in rows])

    def _counted(self, rows: Sequence[tuple[int, str]], depth: int = 1) -> list[str]:
        """Numbers of people, each with a text that may need several lines."""
        numbers = [self._says.number(people) for people, _ in rows]
        wide = max(map(display_width, numbers), default=0)
        indent = _INDENT * depth
        left = len(indent) + wide + len(_GAP)
        lines = []
        for number, (_, text) in zip(numbers, rows, strict=True):
            first, *rest = wrap(text, self._width - left)
            lines.append(f"{indent}{_right(number, wide)}{_GAP}{first}")
            lines += [" " * left + line for line in rest]
        return lines

    # --- measures --------------------------------------------------------------------------

    def _measures(self, measures: Sequence[MeasureReport]) -> list[str]:
        words = self._says.words
        headings = [
            words.text(f"summary.column.{key}")
            for key in ("lowest", "lower-quartile", "median", "upper-quartile", "highest")
        ]
        rows = []
        for each in measures:
            spread, measure = each.spread, each.measure
            if spread is None:
                continue
            numbers = (
                spread.lowest, spread.lower_quartile, spread.median, spread.upper_quartile,
                spread.highest,
            )  # fmt: skip
            rows.append(
                [
                    self._says.measure_with_unit(measure),
                    self._says.number(each.valued),
                    *(self._says.plain(number, measure.type) for number in numbers),
                ]
            )
        head = [words.text("summary.column.measure"), words.text("summary.column.people")]
        return self._table([[*head, *headings], *rows]) if rows else []

    def _reaching(self, measures: Sequence[MeasureReport]) -> list[str]:
        """How far values reach, and how many lie near thresholds."""
        words, says = self._says.words, self._says
        heads = [
            words.text(f"summary.column.{key}")
            for key in ("measure", "people", "lowest", "highest")
        ]
        rows = [[*heads, words.text("summary.near")]]
        for each in measures:
            if each.ends is not None:
                known = each.near is not None and each.thresholds
                rows.append(
                    [
                        says.measure_with_unit(each.measure),
                        says.number(each.valued),
                        *(says.plain(end, each.measure.type) for end in each.ends),
                        says.number(each.near or 0) if known else "–",
                    ]
                )
        return self._table(rows) if len(rows) > 1 else []

    def _table(self, rows: Sequence[Sequence[str]]) -> list[str]:
        """A table whose first row are headings and first column labels; numbers to the right.

        Where a row does not fit on a line, its label stands on a line of its own, and where even
        that does not fit, each number behind its heading."""
        head, *body = rows
        numbers = [_folded(each) for each in head[1:]]
        widths = [
            max([*map(display_width, lines), *(display_width(row[at + 1]) for row in body)])
            for at, lines in enumerate(numbers)
        ]
        labels = max(display_width(row[0]) for row in rows)
        of_numbers = sum(widths) + len(_GAP) * len(widths)
        if len(_INDENT) + labels + of_numbers <= self._width:
            return self._aligned(rows, numbers, [labels, *widths])
        if 2 * len(_INDENT) + of_numbers - len(_GAP) <= self._width:
            return self._below(rows, numbers, widths)
        return self._listed(rows)

    def _aligned(
        self, rows: Sequence[Sequence[str]], heads: Sequence[list[str]], widths: Sequence[int]
    ) -> list[str]:
        lines = list(_headings(rows[0][0], heads, widths))
        for row in rows[1:]:
            cells = (_right(text, wide) for text, wide in zip(row[1:], widths[1:], strict=True))
            lines.append(
                _INDENT + _left(row[0], widths[0]) + "".join(_GAP + each for each in cells)
            )
        return [line.rstrip() for line in lines]

    def _below(
        self, rows: Sequence[Sequence[str]], heads: Sequence[list[str]], widths: Sequence[int]
    ) -> list[str]:
        lines = [line[len(_GAP) :] for line in _headings("", heads, [len(_INDENT), *widths])]
        for row in rows[1:]:
            lines += self._paragraph(row[0])
            cells = (_right(text, wide) for text, wide in zip(row[1:], widths, strict=True))
            lines.append(_INDENT * 2 + _GAP.join(cells))
        return [line.rstrip() for line in lines]

    def _listed(self, rows: Sequence[Sequence[str]]) -> list[str]:
        head, *body = rows
        lines = []
        for row in body:
            lines += self._paragraph(row[0])
            for heading, text in zip(head[1:], row[1:], strict=True):
                lines += self._paragraph(f"{heading}: {text}", 2)
        return lines

    def _near(self, measures: Sequence[MeasureReport]) -> list[str]:
        lines = []
        for each in measures:
            told = [near for near in each.thresholds if near.below or near.on or near.above]
            if told:
                lines += self._paragraph(self._says.measure(each.measure))
            for near in told:
                threshold = self._says.threshold(each.measure, near)
                text = f"{threshold}: {self._says.nearby(near)}"
                lines += self._paragraph(text, 2)
        return lines or self._paragraph(self._says.words.text("summary.near.none"))

    def _absent(self, measures: Sequence[MeasureReport]) -> list[str]:
        lines = []
        for each in measures:
            if each.absent:
                lines += self._paragraph(self._says.measure(each.measure))
                rows = [
                    (absent.people, self._says.absent(absent, each.measure))
                    for absent in each.absent
                ]
                lines += self._counted(rows, 2)
        return lines

    # --- groups ----------------------------------------------------------------------------

    def groups(self, *, brief: bool = False) -> list[str]:
        """A column for each group, as many beside each other as fit."""
        groups = self._report.groups
        if not groups:
            return []
        labels, columns = self._by_group(groups, brief=brief)
        names = [visible(self._says.group(group)) for group in groups]
        widths = [
            max(display_width(each) for each in [name, *column])
            for name, column in zip(names, columns, strict=True)
        ]
        left_over = self._width - len(_INDENT) - len(_GAP) - max(widths)
        of_labels = min(
            max(map(display_width, labels)), max(self._width // 2, _FEWEST_LABEL_COLUMNS), left_over
        )
        folded = [wrap(label, of_labels) if label else [""] for label in labels]
        lines: list[str] = []
        for panel in self._panels(widths, of_labels):
            lines += [""] if lines else []
            heading = "".join(_GAP + _right(names[at], widths[at]) for at in panel)
            lines.append(_INDENT + " " * of_labels + heading)
            for row, (*above, last) in enumerate(folded):
                lines += [_INDENT + line for line in above]
                cells = "".join(_GAP + _right(columns[at][row], widths[at]) for at in panel)
                lines.append(_INDENT + _left(last, of_labels) + cells)
        title = self._says.words.text("summary.by", name=visible(self._report.by))
        return ["", self._bold(title), *(line.rstrip() for line in lines)]

    def _panels(self, widths: Sequence[int], of_labels: int) -> Iterator[list[int]]:
        room = self._width - len(_INDENT) - of_labels
        panel: list[int] = []
        used = 0
        for at, wide in enumerate(widths):
            if panel and used + len(_GAP) + wide > room:
                yield panel
                panel, used = [], 0
            panel.append(at)
            used += len(_GAP) + wide
        yield panel

    def _by_group(
        self, groups: Sequence[GroupReport], *, brief: bool
    ) -> tuple[list[str], list[list[str]]]:
        """The labels of the rows, and for each group its cells."""
        says, words = self._says, self._says.words
        labels = [words.text("summary.column.people")]
        columns = [[says.number(group.people)] for group in groups]
        everyone = says.bars(self._report.everyone)
        labels += [bar.label for bar in everyone]
        for group, column in zip(groups, columns, strict=True):
            wide = max(display_width(bar.share_text) for bar in [*everyone, *says.bars(group)])
            column += [
                f"{says.number(bar.people)} {_right(bar.share_text, wide)}"
                for bar in says.bars(group)
            ]
        if brief or not self._report.spreads:
            return labels, columns
        for at, measure in enumerate(self._report.scheme.measures):
            if self._report.everyone.measures[at].spread is None:
                continue
            name = says.measure_with_unit(measure)
            labels.append(words.text("summary.median-of", name=name))
            for group, column in zip(groups, columns, strict=True):
                spread = group.measures[at].spread
                column.append("–" if spread is None else says.plain(spread.median, measure.type))
        for at, measure in enumerate(self._report.scheme.measures):
            if not self._report.everyone.measures[at].near:
                continue
            labels.append(words.text("summary.near-of", name=says.measure(measure)))
            for group, column in zip(groups, columns, strict=True):
                near = group.measures[at].near
                column.append("–" if near is None else says.number(near))
        return labels, columns


def level_colour(height: Fraction) -> str:
    """The code of a terminal's colour for a level that stands so high in its scale."""
    return _LEVEL_COLOURS[round(height * (len(_LEVEL_COLOURS) - 1))]


def _drawn(people: int, most: int, room: int) -> str:
    """A bar to an eighth of a column; whoever there is at all can be seen."""
    eighths = max(1, round(Fraction(people * room * 8, most))) if people else 0
    full, rest = divmod(eighths, 8)
    return _FULL * full + (_EIGHTHS[rest] if rest else "")


def _folded(heading: str) -> list[str]:
    """A heading in lines as wide as its longest word."""
    return wrap(heading, max(map(display_width, heading.split())))


def _headings(label: str, heads: Sequence[list[str]], widths: Sequence[int]) -> Iterator[str]:
    deep = max(map(len, heads))
    for line in range(deep):
        cells = (
            _right(each[line - deep + len(each)] if line >= deep - len(each) else "", wide)
            for each, wide in zip(heads, widths[1:], strict=True)
        )
        first = label if line == deep - 1 else ""
        yield _INDENT + _left(first, widths[0]) + "".join(_GAP + each for each in cells)


def _left(text: str, width: int) -> str:
    return text + " " * (width - display_width(text))


def _right(text: str, width: int) -> str:
    return " " * (width - display_width(text)) + text
