"""Diagnostics as text for people: message, source lines with underlined places, way out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from ..source import Source
from .excerpt import Mark, Row, line_rows, mark, plain_row
from .model import Diagnostic, Label, Severity
from .terminal import Colour, display_width, paint, visible, wrap

_SMALLEST_WIDTH = 32
_FURTHER_IN = "  "

# A message starts on a line of its own where so few columns are left for it.
_SMALLEST_START = 12

# A circle may have thousands of links: these are shown, the others counted. JSON has them all.
_MOST_SECONDARY = 20

# A name in a message may be as long as a file.
_LONGEST_NOTE = 2_000


def render_text(diagnostics: Sequence[Diagnostic], *, width: int = 80, colour: bool = False) -> str:
    """Diagnostics -> text, in the order given, with a summary at the end

    The text has no line that is wider than `width` columns (at least 32), but for those that hold
    a place or a code, which can be copied whole. Characters that cannot be seen or that a terminal
    would obey are shown as escapes, wherever they come from; without `colour` there is no escape
    sequence at all.
    """
    blocks = [render_diagnostic(one, width=width, colour=colour) for one in diagnostics]
    told = "\n".join(wrap(summary(diagnostics), max(width, _SMALLEST_WIDTH)))
    return "\n".join([*blocks, f"{told}\n"])


def render_diagnostic(diagnostic: Diagnostic, *, width: int = 80, colour: bool = False) -> str:
    """One diagnostic -> text that ends with a line break"""
    width = max(width, _SMALLEST_WIDTH)
    severity_colour = _severity_colour(diagnostic.severity)
    marks = _marks(diagnostic, severity_colour)
    gutter = len(str(max(one.line for one in marks)))
    return "".join(
        f"{line}\n"
        for line in (
            *_heading(diagnostic, severity_colour, width, colour=colour),
            *_places(diagnostic.span.source, marks, gutter, width, colour=colour),
            *_notes(diagnostic, gutter, width, colour=colour),
        )
    )


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """Diagnostics -> `3 errors, 1 warning and 1 note in 2 files`, or `no problems`"""
    listed = list(diagnostics)
    numbers = ((each, sum(one.severity is each for one in listed)) for each in Severity)
    *others, last = [count for each, number in numbers if (count := _counted(number, each))] or [""]
    found = f"{', '.join(others)} and {last}" if others else last
    files = _counted(len({one.span.source.name for one in listed}), "file")
    return f"{found} in {files}" if found else "no problems"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}" if number else ""


def _severity_colour(severity: Severity) -> Colour:
    match severity:
        case Severity.ERROR:
            return Colour.ERROR
        case Severity.WARNING:
            return Colour.WARNING
        case Severity.NOTE:
            return Colour.HELP


def _heading(diagnostic: Diagnostic, severity: Colour, width: int, *, colour: bool) -> list[str]:
    """The kind and the message; what does not fit on a line goes on further in."""
    kind = f"{diagnostic.severity}[{visible(diagnostic.code)}]"
    message = _shortened(diagnostic.message)
    room = width - display_width(kind) - len(": ")
    if room < _SMALLEST_START:
        first, rest = "", wrap(message, width - len(_FURTHER_IN))
    else:
        first, *rest = wrap(message, width - len(_FURTHER_IN), room)
    start = paint(f": {first}".rstrip(), Colour.BOLD, on=colour)
    return [
        f"{paint(kind, severity, on=colour)}{start}",
        *(f"{_FURTHER_IN}{paint(line, Colour.BOLD, on=colour)}" for line in rest if line),
    ]


def _marks(diagnostic: Diagnostic, severity: Colour) -> list[Mark]:
    """The primary place and the further ones, those of the primary place's file first."""
    primary = diagnostic.span.source
    further: list[Label] = sorted(
        diagnostic.secondary[:_MOST_SECONDARY],
        key=lambda label: (label.span.source is not primary, label.span.source.name),
    )
    return [
        mark(diagnostic.span, _shortened(diagnostic.label), "^", severity),
        *(mark(one.span, _shortened(one.message), "-", Colour.PLACE) for one in further),
    ]


def _places(
    primary: Source, marks: Sequence[Mark], gutter: int, width: int, *, colour: bool
) -> list[str]:
    """The excerpts, file by file; a file's lines stand in their order in the file."""
    margin = paint(f"{'':{gutter}} |", Colour.PLACE, on=colour)
    room = width - gutter - len(" | ")
    lines: list[str] = []
    for source, of_file in groupby(marks, key=lambda one: one.source):
        here = list(of_file)
        arrow = "-->" if source is primary else ":::"
        place = f"{visible(source.name)}:{here[0].line}:{here[0].start + 1}"
        lines.append(f"{'':{gutter}}{paint(arrow, Colour.PLACE, on=colour)} {place}")
        # A file that was too large or unreadable comes without its text.
        if not source.text and not any(one.label for one in here):
            continue
        lines.append(margin)
        for row in _file_rows(source, here, room, colour=colour):
            if row is None:
                lines.append(paint("...", Colour.PLACE, on=colour))
                continue
            number = "" if row.number is None else str(row.number)
            edge = paint(f"{number:>{gutter}} |", Colour.PLACE, on=colour)
            lines.append(f"{edge} {row.text}".rstrip())
        lines.append(margin)
    return lines


def _file_rows(
    source: Source, marks: Sequence[Mark], room: int, *, colour: bool
) -> list[Row | None]:
    """The rows of one file's marked lines; None where lines between them are left out."""
    rows: list[Row | None] = []
    previous = 0
    by_line = sorted(marks, key=lambda one: one.line)
    for number, of_line in groupby(by_line, key=lambda one: one.line):
        if rows and number == previous + 2:
            rows.append(plain_row(source, previous + 1, room))
        elif rows and number > previous + 2:
            rows.append(None)
        rows += line_rows(list(of_line), room, colour=colour)
        previous = number
    return rows


def _notes(diagnostic: Diagnostic, gutter: int, width: int, *, colour: bool) -> list[str]:
    unseen = len(diagnostic.secondary) - _MOST_SECONDARY
    notes = [
        ("note", f"{_counted(unseen, 'further place')} not shown here" if unseen > 0 else ""),
        ("help", _shortened(diagnostic.help)),
        ("fix", _shortened(diagnostic.fix.message) if diagnostic.fix else ""),
        ("see", f"assay diagnostic {diagnostic.code}"),
    ]
    lines: list[str] = []
    for name, text in notes:
        if not visible(text).strip():
            continue
        lead = f"{'':{gutter}} = {name}: "
        first, *rest = wrap(text, width - len(lead))
        sign = paint("=", Colour.PLACE, on=colour)
        title = paint(f"{name}:", Colour.HELP, on=colour)
        lines.append(f"{'':{gutter}} {sign} {title} {first}")
        lines += (f"{'':{len(lead)}}{line}" for line in rest)
    return lines


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_NOTE else f"{text[:_LONGEST_NOTE]}..."
