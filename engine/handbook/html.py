"""Handbook -> HTML: one page for all roles, one for each, every one complete in itself.

A page needs no network and no script: style, charts and graph stand in it, and its content
policy forbids anything else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ..render.catalogue import catalogue
from ..render.graph.svg import svg
from .charts import band_chart, curve_chart, level_class, weight_bar
from .headings import headings
from .model import (
    BandChart,
    ByFormula,
    Competency,
    Curve,
    Handbook,
    Kpi,
    LevelMark,
    Levels,
    Measure,
    Phrase,
    Responsibility,
    Role,
    Run,
    Text,
)
from .palette import DAY, NIGHT, Palette


def index_page(handbook: Handbook, files: Mapping[str, str]) -> str:
    """The page of all roles; `files` are the names of the pages by the ids of the roles."""
    marks = [level for scale in handbook.scales for level in scale.levels]
    anchors = {each.id for each in handbook.kpis} | {each.id for each in handbook.facts}
    return _page("index.html", handbook, marks, anchors, files=files)


def role_page(handbook: Handbook, role: Role, index: str) -> str:
    """The page of a role; `index` is the name of the page of all roles."""
    marks = [level for scale in role.scales for level in scale.levels]
    measures = [measure for each in role.responsibilities for measure in each.measures]
    anchors = {each.content.id for each in measures} | {each.id for each in role.facts}
    graph = Markup(svg(role.graph, handbook.language))  # noqa: S704 - our own drawing, its labels escaped
    return _page("role.html", handbook, marks, anchors, role=role, index=index, graph=graph)


def _page(
    template: str,
    handbook: Handbook,
    marks: Iterable[LevelMark],
    anchors: set[str],
    **parts: object,
) -> str:
    writer = _Writer(handbook.language, frozenset(anchors))
    return (
        _environment()
        .get_template(template)
        .render(
            handbook=handbook,
            h=headings(catalogue(handbook.language)),
            style=Markup(page_style(mark.height for mark in marks)),  # noqa: S704 - made of colours alone
            **writer.words(),
            **parts,
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"fill": _fill}
    environment.tests |= {
        "kpi": lambda each: isinstance(each, Kpi),
        "competency": lambda each: isinstance(each, Competency),
        "levels": lambda each: isinstance(each, Levels),
        "curve": lambda each: isinstance(each, Curve),
        "by_formula": lambda each: isinstance(each, ByFormula),
    }
    return environment


def _fill(wording: str, **parts: str) -> Markup:
    """A wording with its arguments put in: texts escaped, what is HTML as it is."""
    return escape(wording).format(**parts)


class _Writer:
    """What a template calls to write the parts of the model."""

    def __init__(self, language: str, anchors: frozenset[str]) -> None:
        self._language = language
        self._anchors = anchors

    def words(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "phrase": self.phrase,
            "swatch": self.swatch,
            "band_chart": self.band_chart,
            "curve_chart": self.curve_chart,
            "weight_bar": self.weight_bar,
        }

    def text(self, text: Text) -> Markup:
        """A text, marked where it is in another language than the page."""
        if text.language == self._language:
            return escape(text.text)
        return Markup('<span lang="{}">{}</span>').format(text.language, text.text)

    def phrase(self, phrase: Phrase) -> Markup:
        """A phrase, its facts as links to where the page explains them."""
        return Markup("").join(map(self._run, phrase))

    def _run(self, run: Run) -> Markup:
        text = self.text(Text(run.text, run.language))
        if run.kind == "words":
            return text
        if run.id in self._anchors:
            return Markup('<a class="{}" href="#item-{}">{}</a>').format(run.kind, run.id, text)
        return Markup('<span class="{}">{}</span>').format(run.kind, text)

    def swatch(self, level: LevelMark) -> Markup:
        """A level: its colour and its name."""
        return Markup(
            '<span class="named"><span class="swatch {}" aria-hidden="true"></span>'
            "<span>{}</span></span>"
        ).format(level_class(level.height), self.text(level.label))

    def band_chart(self, chart: BandChart, name: str) -> Markup:
        return Markup(band_chart(chart, name))  # noqa: S704 - our own drawing, texts escaped

    def curve_chart(self, curve: Curve, name: str, point: str) -> Markup:
        return Markup(curve_chart(curve, name, point))  # noqa: S704 - likewise

    def weight_bar(self, responsibility: Responsibility, role: Role) -> Markup:
        measures: tuple[Measure, ...] = responsibility.measures
        kinds = ["kpi" if isinstance(each.content, Kpi) else "competency" for each in measures]
        largest = max(each.share for each in role.responsibilities)
        return Markup(weight_bar(measures, kinds, largest))  # noqa: S704 - likewise


# --- style ---------------------------------------------------------------------------------


def page_style(shown: Iterable[Fraction]) -> str:
    """The colours of a page by day and by night, for the levels it shows by their heights."""
    heights = sorted(set(shown))

    def rules(palette: Palette) -> Iterator[str]:
        yield from (f"--{name}:{colour};" for name, colour in palette.names.items())
        for height in heights:
            yield f"--{level_class(height)}:{palette.level(height)};"

    levels = "".join(
        f".{name}{{fill:var(--{name});background:var(--{name})}}\n"
        for name in map(level_class, heights)
    )
    day, night = "".join(rules(DAY)), "".join(rules(NIGHT))
    return (
        f":root{{color-scheme:light dark;{day}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{night}}}}}\n{levels}"
    )
