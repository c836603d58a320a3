"""Ratings -> a table for a terminal, with what is missing named person by person."""

from __future__ import annotations

from collections.abc import Sequence

from ....dsl.diagnostics.terminal import display_width, visible, wrap
from ....dsl.types import NUMBER
from ...rating import Rating
from ..catalogue import DEFAULT_LANGUAGE, catalogue
from ..quantities import format_value


def render_table(
    ratings: Sequence[Rating],
    language: str = DEFAULT_LANGUAGE,
    *,
    width: int = 80,
    exact: bool = False,
) -> str:
    """Ratings -> text that ends with a line break; "" for none.

    Below the table stands what each person lacks, and the ratings that would then be possible.
    """
    if not ratings:
        return ""
    words = catalogue(language)
    header = [words.text("table.person"), words.text("table.score"), words.text("table.rating")]
    rows = [header, *(_row(rating, language, exact=exact) for rating in ratings)]
    widths = [max(display_width(row[column]) for row in rows) for column in range(3)]
    lines = [_line(row, widths) for row in rows]
    lines.insert(1, "  ".join("─" * each for each in widths))
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


def _line(row: list[str], widths: list[int]) -> str:
    person, score, rating = row
    return (
        person
        + " " * (widths[0] - display_width(person) + 2)
        + " " * (widths[1] - display_width(score))
        + f"{score}  {rating}"
    ).rstrip()


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
