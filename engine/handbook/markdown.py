"""Handbook -> Markdown: the same pages as text that wikis and repositories show.

Tables are GitHub's, weights are bars of blocks, and the graph is Mermaid. Whatever the framework
says comes out as text: signs that mean something to Markdown or HTML are escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import assert_never

from ..render.catalogue import catalogue
from ..render.graph.drawing import mermaid
from .headings import headings
from .model import (
    ByFormula,
    Competency,
    Curve,
    Fact,
    Formula,
    Handbook,
    Kpi,
    Levels,
    Measure,
    Method,
    Phrase,
    Responsibility,
    Role,
    Scale,
    Text,
)

_SPECIAL = re.compile(r"([\\`*_\[\]#|~$])")
_LINE_START = re.compile(r"^([-+](?!\d)|=|\d+(?=[.)](?:\s|$)))")
_BLOCKS = 24


def index_page(handbook: Handbook, files: Mapping[str, str]) -> str:
    """The page of all roles; `files` are the names of the pages by the ids of the roles."""
    return _Page(handbook).index(files)


def role_page(handbook: Handbook, role: Role, index: str) -> str:
    """The page of a role; `index` is the name of the page of all roles."""
    return _Page(handbook).role(role, index)


def escaped(text: str) -> str:
    """A text that Markdown shows as it is, wherever it stands."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LINE_START.sub(_behind_a_slash, _SPECIAL.sub(r"\\\1", text))


def _behind_a_slash(start: re.Match[str]) -> str:
    return f"{start[1]}\\" if start[1][0].isdigit() else f"\\{start[1]}"


class _Page:
    def __init__(self, handbook: Handbook) -> None:
        self._handbook = handbook
        self._h = headings(catalogue(handbook.language))

    def index(self, files: Mapping[str, str]) -> str:
        book, h = self._handbook, self._h
        lines = [f"# {_text(book.label)}", h["title"], *self._edition(), *_maybe(book.description)]
        if book.roles:
            lines.append(f"## {h['roles']}")
            links = [f"- [{_text(role.label)}](<{files[role.id]}>)" for role in book.roles]
            lines.append("\n".join(links))
        if book.kpis or book.competencies:
            lines.append(f"## {h['other_measures']}")
            for kpi in book.kpis:
                lines += [f"### {_text(kpi.label)}", *self._kpi(kpi)]
            for competency in book.competencies:
                lines += [f"### {_text(competency.label)}", *self._competency(competency)]
        lines += self._facts(book.facts)
        lines += self._scales(book.scales)
        lines += self._colophon()
        return _document(lines)

    def role(self, role: Role, index: str) -> str:
        h = self._h
        link = f"[{_text(self._handbook.label)}](<{index}>)"
        lines = [f"# {_text(role.label)}", f"{h['title']} · {link}"]
        lines += [*self._edition(), *_maybe(role.description)]
        if role.responsibilities:
            lines += self._weights(role)
        lines += self._how(role)
        if role.responsibilities:
            lines.append(f"## {h['responsibilities']}")
            for responsibility in role.responsibilities:
                lines += self._responsibility(responsibility)
        lines += self._facts(role.facts)
        lines += [f"## {h['graph']}", h["graph_note"], f"```mermaid\n{mermaid(role.graph)}```"]
        lines += self._scales(role.scales)
        lines += self._colophon()
        return _document(lines)

    # --- the whole -------------------------------------------------------------------------

    def _edition(self) -> Iterator[str]:
        edition, h = self._handbook.edition, self._h
        said = []
        if edition.version:
            said.append(h["version"].format(version=escaped(edition.version)))
        if edition.since:
            said.append(h["since"].format(since=edition.since))
        if said:
            yield " · ".join(said)

    def _colophon(self) -> Iterator[str]:
        edition, h = self._handbook.edition, self._h
        rows = [(h["source"], edition.source), *edition.digests]
        said = [f"- {escaped(name)}: {escaped(value)}" for name, value in rows if value]
        if said:
            yield "---"
            yield "\n".join(said)

    def _weights(self, role: Role) -> Iterator[str]:
        h = self._h
        yield f"## {h['weights']}"
        largest = max(each.share for each in role.responsibilities) or Fraction(1)
        rows = [
            [
                _text(each.label),
                "█" * max(1, round(each.share / largest * _BLOCKS)) if each.share else "",
                each.share_text,
                " · ".join(
                    f"{_text(measure.content.label)} {measure.of_role_text}"
                    for measure in each.measures
                ),
            ]
            for each in role.responsibilities
        ]
        yield _table([h["responsibility"], "", h["weight"], h["measured_by"]], rows)
        shares = [("kpi_share", role.kpi_share), ("competency_share", role.competency_share)]
        yield " · ".join(h[name].format(share=share) for name, share in shares if share)

    def _how(self, role: Role) -> Iterator[str]:
        h, overall = self._h, role.overall
        yield f"## {h['how']}"
        if overall.score:
            yield h["how_formula"]
            yield self._formula(overall.score)
        elif role.responsibilities:
            steps = [h["how_measures"], h["how_responsibilities"], h["how_overall"]]
            steps += [h["how_rating"]] if overall.levels else []
            yield "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))
        if overall.levels:
            yield self._levels(overall.levels, h["reached_with"])
        if role.responsibilities:
            yield h["how_not_applicable"]
        if role.responsibilities and overall.levels:
            known = overall.known_weight
            yield h["how_known"].format(share=known) if known else h["how_all_known"]
        if overall.gates:
            yield f"### {h['gates']}"
            lines = []
            for number, gate in enumerate(overall.gates, 1):
                said = [f"{number}. {_phrase(gate.effect)}"]
                if gate.because:
                    said.append(h["because"].format(because=_text(gate.because)))
                lines.append("<br>".join((*said, gate.when_unknown)))
            yield "\n".join(lines)

    # --- responsibilities and measures -----------------------------------------------------

    def _responsibility(self, responsibility: Responsibility) -> Iterator[str]:
        yield f"### {_text(responsibility.label)} – {responsibility.share_text}"
        yield from _maybe(responsibility.description)
        if responsibility.score:
            yield f"**{self._h['score_by']}**"
            yield self._formula(responsibility.score)
        for measure in responsibility.measures:
            yield from self._measure(measure)

    def _measure(self, measure: Measure) -> Iterator[str]:
        h, content = self._h, measure.content
        is_kpi = isinstance(content, Kpi)
        yield f"#### {_text(content.label)}"
        said = [h["kpi"] if is_kpi else h["competency"]]
        if isinstance(content, Kpi) and content.better:
            said.append(h[f"better_{content.better}"])
        said.append(h["share_here"].format(share=measure.share_text))
        said.append(h["share_of_role"].format(share=measure.of_role_text))
        yield " · ".join(said)
        if isinstance(content, Kpi):
            yield from self._kpi(content)
        else:
            yield from self._competency(content)

    def _kpi(self, kpi: Kpi) -> Iterator[str]:
        yield from _maybe(kpi.description)
        if kpi.formula:
            yield f"**{self._h['formula']}**"
            yield self._formula(kpi.formula)
        yield from self._method(kpi.method)
        if kpi.when_missing:
            yield _phrase(kpi.when_missing)

    def _method(self, method: Method) -> Iterator[str]:
        h = self._h
        match method:
            case Levels():
                yield self._levels(method, h["reached_with"])
            case Curve(points=points):
                rows = [[_both(point.value, point.rule), point.points] for point in points]
                yield _table([h["value"], h["points"]], rows)
                yield h["curve_note"]
            case ByFormula(kind=kind, formula=formula):
                yield f"**{h['score_by' if kind == 'score' else 'rating_by']}**"
                yield self._formula(formula)
            case _:
                assert_never(method)

    def _competency(self, competency: Competency) -> Iterator[str]:
        h = self._h
        yield from _maybe(competency.description)
        if competency.raters:
            raters = ", ".join(f"{_text(each.label)} {each.text}" for each in competency.raters)
            yield f"{h['raters']}: {raters}"
            if competency.all_raters:
                yield h["all_raters"]
        rows = []
        for each in competency.indicators:
            said = [_text(each.text)] if each.text else []
            said += [f"*({h['required']})*"] if each.required else []
            rows.append([f"**{_text(each.level.label)}**", " ".join(said)])
        yield _table([h["level"], h["indicators"]], rows)
        if competency.gap:
            yield h["gap_note"]
            yield self._levels(competency.gap, h["gap"])
        elif competency.required:
            yield h["gap_see"]

    def _levels(self, levels: Levels, reached: str) -> str:
        h = self._h
        rows = []
        for row in levels.rows:
            said = _both(_phrase(row.reached_by), row.rule)
            if row.because:
                said += f"<br>{h['because'].format(because=_text(row.because))}"
            rows.append([f"**{_text(row.level.label)}**", said, row.level.points])
        return _table([h["level"], reached, h["points"]], rows)

    def _formula(self, formula: Formula) -> str:
        h = self._h
        if len(formula) == 1:
            return _phrase(formula[0].value)
        first, *others = formula
        if len(others) == 1 and not first.applies and first.condition:
            exception = h["except"].format(condition=_phrase(first.condition))
            return f"{_phrase(others[0].value)}  \n{exception}"
        lines = []
        for case in formula:
            condition = h["otherwise_case"]
            if case.condition is not None:
                condition = h["case"].format(condition=_phrase(case.condition))
            lines.append(f"- {condition}: {_phrase(case.value)}")
        return "\n".join(lines)

    # --- what lies behind ------------------------------------------------------------------

    def _facts(self, facts: Sequence[Fact]) -> Iterator[str]:
        h = self._h
        if not facts:
            return
        yield f"## {h['facts']}"
        yield h["facts_note"]
        for fact in facts:
            yield f"### {_text(fact.label)}"
            yield from _maybe(fact.description)
            if fact.targets:
                yield h["set_by"]
                rows = []
                for target in fact.targets:
                    used = target.in_force and len(fact.targets) > 1
                    value = f"{escaped(target.value)} *({h['in_force']})*" if used else target.value
                    because = _text(target.because) if target.because else ""
                    rows.append([target.since or h["always"], value, because])
                yield _table([h["from"], h["value"], h["reason"]], rows)
            elif fact.formula:
                yield h["supplied_or" if fact.supplied else "computed"]
                yield self._formula(fact.formula)
            else:
                yield h["supplied"]

    def _scales(self, scales: Sequence[Scale]) -> Iterator[str]:
        h = self._h
        if scales:
            yield f"## {h['scales']}"
        for scale in scales:
            yield f"### {_text(scale.label)}"
            yield from _maybe(scale.description)
            rows = [[f"**{_text(level.label)}**", level.points] for level in scale.levels]
            yield _table([h["level"], h["points"]], rows)
            if scale.gap:
                yield h["gap_note"]
                yield self._levels(scale.gap, h["gap"])


def _text(text: Text) -> str:
    return escaped(text.text)


def _maybe(text: Text | None) -> Iterator[str]:
    if text is not None:
        yield escaped(text.text)


def _phrase(phrase: Phrase) -> str:
    """A phrase, the labels of the framework in bold."""
    return "".join(
        escaped(run.text) if run.kind == "words" else f"**{escaped(run.text)}**" for run in phrase
    )


def _both(value: str, rule: Phrase | None) -> str:
    said = [each for each in (value, _phrase(rule) if rule else "") if each]
    return "<br>".join(said)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _document(paragraphs: Iterable[str]) -> str:
    return "\n\n".join(each for each in paragraphs if each) + "\n"
