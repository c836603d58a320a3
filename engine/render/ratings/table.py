"""Ratings -> a table for a terminal, with what is missing named person by person."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from ....dsl.diagnostics.terminal import display_width, visible, wrap
from ....dsl.types import NUMBER
from ...rating import Rating
from ..catalogue import DEFAULT_LANGUAGE, catalogue
from ..quantities import format_value

_GAP = "  "
_NARROWEST = 8
"""Columns that a name or a rating has at least beside a score."""


def render_table(
    ratings: Sequence[Rating],
    language: str = DEFAULT_LANGUAGE,
    *,
    width: int = 80,
    exact: bool = False,
) -> str:
    """Ratings -> text that ends with a line break; "" for none.

    Names and ratings are wrapped where the table would be wider than `width` columns; a score stays
    whole, and where it leaves no room, the cells of each person stand below each other. Below the
    table stands what each person lacks, and the ratings that would then be possible.
    """
    if not ratings:
        return ""
    words = catalogue(language)
    header = [words.text("table.person"), words.text("table.score"), words.text("table.rating")]
    rows = [header, *(_row(rating, language, exact=exact) for rating in ratings)]
    widths = _widths(rows, width)
    if widths is None:
        lines = [line for row in rows for line in _below_each_other(row, width)]
    else:
        lines = [line for row in rows for line in _lines(row, widths)]
        lines.insert(len(_lines(header, widths)), _GAP.join("─" * each for each in widths))
    for rating in ratings:
        lines.extend(_lacking(rating, language, width))
    if any(words.text("quantity.rounded", number="") in row[1] for row in rows):
        lines += ["", *wrap(words.text("note.rounded"), width)]
    return "\n".join(lines) + "\n"


def _row(rating: Rating, language: str, *, exact: bool) -> list[str]:
    plan, words = rating.trace.plan, catalogue(language)
    score = "–"
    if rating.score is not None:
        score = format_value(rating.score, NUMBER, plan.framework, language, exact=exact)
    label = rating.level_label(language)
    if label is None:
        state = rating.state
        label = "" if state == "rated" else words.text(f"table.{state.replace(' ', '-')}")
    return [visible(rating.person), score, visible(label)]


def _widths(rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """How wide the columns are: names and ratings as narrow as they have to be; None where that
    is too narrow."""
    person, score, rating = (max(display_width(row[at]) for row in rows) for at in range(3))
    room = width - score - 2 * len(_GAP)
    if room < 2 * _NARROWEST:
        return None
    widest = max(room - min(person, rating), room // 2)
    person, rating = min(person, widest), min(rating, widest)
    return [min(person, room - rating), score, rating]


def _lines(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    person, score, rating = row
    parts = zip_longest(wrap(person, widths[0]), [score], wrap(rating, widths[2]), fillvalue="")
    return [
        (
            name
            + " " * (widths[0] - display_width(name))
            + _GAP
            + " " * (widths[1] - display_width(number))
            + number
            + _GAP
            + level
        ).rstrip()
        for name, number, level in parts
    ]


def _below_each_other(row: Sequence[str], width: int) -> list[str]:
    person, *others = row
    below = [_GAP + line for each in others for line in wrap(each, width - len(_GAP)) if each]
    return [*wrap(person, width), *below]


def _lacking(rating: Rating, language: str, width: int) -> list[str]:
    missing = rating.missing
    if not missing:
        return []
    plan, words = rating.trace.plan, catalogue(language)
    framework, role = plan.framework, plan.role
    names = []
    for id in missing:
        declared = framework.kpis.get(id) or framework.competencies.get(id)
        label = declared.label if declared else plan.responsibility(id).label
        names.append(label.in_language(language))
    text = words.text("table.missing", person=rating.person, names=", ".join(names))
    possible = rating.possible
    if role is not None and role.overall is not None and possible.levels:
        scale = framework.scales[role.overall.rules.scale]
        key = "table.possible" if len(possible.levels) > 1 else "table.possible-one"
        levels = [scale.level(level).label.in_language(language) for level in possible.levels]
        text += " " + words.text(key, levels=", ".join(levels))
    return ["", *wrap(text, width)]
