"""Explanations as text for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from babel.lists import format_list

from ...dsl.diagnostics.terminal import Colour
from ...dsl.framework import Label
from ..explain_absence import origin_message
from ..explanation import (
    Absent,
    Argument,
    Contribution,
    Contributions,
    Explanation,
    GateTried,
    InputRead,
    Message,
    Node,
    NotCounted,
    RaterShare,
    RuleTried,
    Value,
)
from .catalogue import DEFAULT_LANGUAGE, catalogue
from .layout import Cell, Page
from .quantities import numeral, show_period
from .speaking import OPERATOR_WORDS, Speaker

_SMALLEST_WIDTH = 32
_INDENT = 2
_MOST_MOVED = 3
"""Where more weights than these grew, each is told beside its contribution only."""


def render_text(
    explanation: Explanation,
    language: str = DEFAULT_LANGUAGE,
    *,
    width: int = 80,
    colour: bool = False,
    exact: bool = False,
    depth: int | None = 0,
) -> str:
    """Explanation -> text that ends with a line break

    `depth` 0 explains the value asked about; each further level adds the values it was computed
    from, None all of them. `exact` writes numbers with many digits as fractions. Without
    `colour` there is no escape sequence. Raises `UnknownLanguage`.
    """
    speaker = Speaker(catalogue(language), exact)
    writer = _Writer(explanation, speaker, Page(max(width, _SMALLEST_WIDTH), colour))
    shown = [node for node in explanation.nodes if depth is None or node.depth <= depth]
    blocks = ["\n".join(writer.node(node)) for node in shown]
    text = "\n\n".join(blocks)
    sign = speaker.words.text("quantity.rounded", number="")
    if sign and sign in text:
        note = "\n".join(writer.page.paragraph(speaker.words.text("note.rounded")))
        text = f"{text}\n\n{note}"
    return f"{text}\n"


@dataclass(frozen=True, slots=True)
class _Writer:
    explanation: Explanation
    speaker: Speaker
    page: Page

    def node(self, node: Node) -> Iterator[str]:
        """Everything about one value, the verdict first."""
        yield from self._title(node)
        sentences = [self.speaker.say(message) for message in node.summary]
        if node.substituted is not None:
            reasons = tuple(reason.message for reason in node.substituted.reasons)
            sentences.append(self.speaker.phrase("instead", reasons=reasons))
        if sentences:
            yield from self.page.paragraph(" ".join(sentences))
        if node.description is not None and node.kind != "role":
            yield from self.page.paragraph(self.speaker.label(node.description))
        for section in (
            self._contributions(node.contributions),
            self._formulas(node),
            self._source(node),
            self._inputs(node),
            self._rows(node),
            self._branches(node),
            self._roundings(node),
            self._assessment(node),
            self._curve(node),
            self._rules(node),
            self._gates(node.gates),
            self._not_counted(node),
            self._counts_for(node),
        ):
            lines = list(section)
            if lines:
                yield ""
                yield from lines

    # --- the head --------------------------------------------------------------------------

    def _title(self, node: Node) -> Iterator[str]:
        name = self.speaker.label(node.label)
        if node is self.explanation.root:
            period = self.explanation.period
            parts = [self.explanation.person, name]
            if period is not None:
                parts.append(show_period(period, self.speaker.words))
            name = " · ".join(part for part in parts if part)
        yield from self.page.ends(Cell(name, Colour.BOLD), Cell(self._result(node), Colour.BOLD))

    def _result(self, node: Node) -> str:
        if node.kind == "role":
            outcome = node.rating if node.rating is not None else node.score
            if isinstance(outcome, Absent):
                return self.speaker.words.text("word.not-rated")
            return self.speaker.outcome(outcome) if outcome is not None else ""
        parts = []
        if node.value is not None:
            parts.append(self.speaker.outcome(node.value))
        parts.append(self._standing(node))
        return "  ".join(dict.fromkeys(part for part in parts if part))

    def _standing(self, node: Node) -> str:
        """`Exceeds (4 points)`, or either alone."""
        rating, score = node.rating, node.score
        if isinstance(rating, Value) and isinstance(score, Value):
            points = self.speaker.points(score)
            return self.speaker.phrase("level.points", level=rating, points=points)
        if isinstance(score, Value):
            return self.speaker.points(score)
        outcome = rating if rating is not None else score
        return self.speaker.outcome(outcome) if outcome is not None else ""

    # --- scores ----------------------------------------------------------------------------

    def _contributions(self, contributions: Contributions | None) -> Iterator[str]:
        if contributions is None or not contributions.parts:
            return
        rows = [self._contribution(part, contributions) for part in contributions.parts]
        if contributions.shown_total is not None and isinstance(contributions.total, Value):
            count = len(contributions.parts)
            number = self.speaker.words.counted("total.contributions", count, count=str(count))
            total = self._shown(contributions.total, contributions)
            rows.append([Cell(total, Colour.BOLD, right=True), Cell(number), Cell(""), Cell("")])
        yield from self.page.columns(rows, _INDENT, flexible=1, head=2)

    def _contribution(self, part: Contribution, whole: Contributions) -> list[Cell]:
        key = "weight.same" if part.declared == part.effective else "weight.changed"
        weight = self.speaker.phrase(key, weight=part.declared, effective=part.effective)
        if isinstance(part.score, Value):
            score = self.speaker.phrase("score.is", score=part.score)
        else:
            score = self.speaker.outcome(part.score)
        amount = ""
        if part.amount is not None:
            amount = self._shown(part.amount, whole, part)
        label = Cell(self.speaker.label(part.label))
        return [Cell(amount, right=True), label, Cell(weight), Cell(score)]

    def _shown(self, value: Value, whole: Contributions, part: Contribution | None = None) -> str:
        """A summand or the sum, with the digits in which the sum is seen to be right."""
        if self.speaker.exact:
            return self.speaker.value(value)
        shown = whole.shown_total if part is None else part.shown
        assert shown is not None
        text = numeral(shown, whole.places, self.speaker.words)
        if shown != value.exact:
            return self.speaker.words.text("quantity.rounded", number=text)
        return text

    # --- formulas and facts ----------------------------------------------------------------

    def _formulas(self, node: Node) -> Iterator[str]:
        for formula, outcome, heading in (
            (node.formula, node.value if node.value is not None else node.rating, None),
            (node.score_formula, node.score, "heading.score-formula"),
        ):
            if formula is None:
                continue
            if heading is not None and node.formula is not None:
                yield from self.page.paragraph(self.speaker.words.text(heading), _INDENT)
            place = Cell(self.speaker.place(formula.place), Colour.PLACE)
            yield from self.page.ends(Cell(formula.text), place, _INDENT)
            filled = self.speaker.formula(formula)
            result = self.speaker.outcome(outcome) if outcome is not None else ""
            lines = [filled, result]
            for line in dict.fromkeys(line for line in lines if line and line != formula.text):
                yield from self.page.paragraph(f"= {line}", _INDENT, hanging=2)

    def _source(self, node: Node) -> Iterator[str]:
        source = node.source
        if source is None or source.kind == "derived":
            return
        text = self.speaker.source(source)
        place = self.speaker.place(source.place) if source.place is not None else ""
        yield from self.page.ends(Cell(text), Cell(place, Colour.PLACE), _INDENT)

    def _inputs(self, node: Node) -> Iterator[str]:
        rows = []
        for read in node.inputs:
            source = self._input_source(read)
            label = self.speaker.label(read.label)
            rows.append(
                [
                    Cell(read.id),
                    Cell(self.speaker.outcome(read.value), right=True),
                    Cell(f"{label} · {source}" if source else label),
                ]
            )
        yield from self.page.columns(rows, _INDENT)

    def _input_source(self, read: InputRead) -> str:
        """Where an input comes from; where it is absent, why, or what else that comes from."""
        if isinstance(read.value, Value):
            return self.speaker.source(read.source)
        reasons = read.value.reasons
        if all(reason.subject == read.id for reason in reasons):
            return self.speaker.argument(tuple(reason.message for reason in reasons))
        subjects = dict.fromkeys(f"`{reason.subject}`" for reason in reasons)
        names = self.speaker.words.text("list.comma").join(subjects)
        return self.speaker.phrase("source.absent", names=names)

    def _rows(self, node: Node) -> Iterator[str]:
        rows = []
        for done in node.aggregates:
            if done.rows is None or done.selected is None:
                continue
            text = self.speaker.words.counted(
                "rows.selected",
                done.rows,
                selected=str(done.selected),
                count=str(done.rows),
                table=done.table,
            )
            if done.origin is not None and done.origin.file:
                text = f"{text} ({done.origin.file})"
            rows.append([Cell(done.text), Cell(self.speaker.outcome(done.value)), Cell(text)])
        if rows:
            yield from self._heading("heading.rows")
            yield from self.page.columns(rows, 2 * _INDENT)

    def _branches(self, node: Node) -> Iterator[str]:
        rows = []
        for branch in node.branches:
            held = {True: "yes", False: "no", None: "undecided"}[branch.held]
            filled = self.speaker.formula(branch.condition)
            rows.append(
                [
                    Cell(branch.condition.text),
                    Cell(self.speaker.words.text(f"branch.{held}")),
                    Cell(filled if filled != branch.condition.text else ""),
                ]
            )
        if rows:
            yield from self._heading("heading.branches")
            yield from self.page.columns(rows, 2 * _INDENT)

    def _roundings(self, node: Node) -> Iterator[str]:
        if not node.roundings:
            return
        yield from self._heading("heading.rounding")
        for done in node.roundings:
            mode = self.speaker.words.text(f"rounding.{done.mode.replace(' ', '-')}")
            line = self.speaker.phrase(
                "rounding.line",
                before=done.before if done.before is not None else done.text,
                step=done.step if done.step is not None else "",
                mode=mode,
                after=done.after,
            )
            yield from self.page.paragraph(line, 2 * _INDENT, hanging=2)

    # --- competencies ----------------------------------------------------------------------

    def _assessment(self, node: Node) -> Iterator[str]:
        found = node.assessment
        if found is None:
            return
        yield from self._heading("heading.raters")
        rows = [self._rater(share, node) for share in found.raters]
        yield from self.page.columns(rows, 2 * _INDENT)
        if isinstance(found.points, Value) and found.level is not None:
            yield from self._level("assessed", found.level, found.indicator, found.points)
        if found.required is not None:
            yield from self._level("required", found.required, found.required_indicator, None)

    def _rater(self, share: RaterShare, node: Node) -> list[Cell]:
        if isinstance(share.given, Absent):
            given = self.speaker.outcome(share.given)
        elif share.level is not None:
            points = self.speaker.points(share.given)
            given = self.speaker.phrase("level.points", level=share.level, points=points)
        else:
            given = self.speaker.points(share.given)
        key = "weight.same" if share.declared == share.effective else "weight.changed"
        weight = self.speaker.phrase(key, weight=share.declared, effective=share.effective)
        name = share.id if share.id != node.id else self.speaker.label(node.label)
        source = ""
        if share.origin is not None and share.origin.file:
            source = self.speaker.say(origin_message(share.origin))
        return [Cell(name), Cell(given), Cell(weight), Cell(source)]

    def _level(
        self, kind: str, level: Value, indicator: Label | None, points: Value | None
    ) -> Iterator[str]:
        arguments: dict[str, Argument] = {"level": level}
        if points is not None:
            arguments["points"] = self.speaker.points(points)
        if indicator is not None:
            arguments["indicator"] = indicator
        key = f"{kind}.level" if indicator is None else f"{kind}.indicator"
        line = self.speaker.phrase(key, **arguments)
        yield from self.page.paragraph(line, _INDENT, hanging=2)

    # --- decisions -------------------------------------------------------------------------

    def _curve(self, node: Node) -> Iterator[str]:
        if node.curve is None:
            return
        place = Cell(self.speaker.place(node.curve.place), Colour.PLACE)
        yield from self.page.ends(self._head("heading.curve"), place, _INDENT)
        rows = []
        for position, point in enumerate(node.curve.points):
            at = self.speaker.outcome(point.at)
            score = (
                self.speaker.points(point.score)
                if isinstance(point.score, Value)
                else self.speaker.outcome(point.score)
            )
            here = position in node.curve.between and node.value is not None
            rows.append(
                [
                    Cell(point.text if point.text != at else ""),
                    Cell(at, right=True),
                    Cell(score),
                    Cell("◂" if here else ""),
                ]
            )
        yield from self.page.columns(rows, 2 * _INDENT)

    def _rules(self, node: Node) -> Iterator[str]:
        if node.decision is None:
            return
        place = Cell(self.speaker.place(node.decision.place), Colour.PLACE)
        yield from self.page.ends(self._head("heading.rules"), place, _INDENT)
        rows = [self._rule(rule) for rule in node.decision.rules]
        yield from self.page.columns(rows, 2 * _INDENT)
        for rule in node.decision.rules:
            if rule.result == "yes" and rule.because is not None:
                yield from self.page.paragraph(self.speaker.label(rule.because), 2 * _INDENT)
        better = node.decision.better
        if better is not None:
            lines = [self._next(node)]
            lines += [
                self.speaker.phrase(
                    f"needs.{OPERATOR_WORDS[needed.operator]}",
                    label=needed.label,
                    value=needed.value,
                    present=needed.present,
                )
                for needed in better.needs[:1]
            ]
            yield from self.page.paragraph(" ".join(lines), _INDENT, hanging=2)

    def _next(self, node: Node) -> str:
        assert node.decision is not None
        better = node.decision.better
        assert better is not None
        return self.speaker.phrase(
            f"next.{OPERATOR_WORDS[better.operator]}",
            level=better.level,
            threshold=better.threshold,
            margin=better.margin,
        )

    def _rule(self, rule: RuleTried) -> list[Cell]:
        condition = rule.condition or self.speaker.words.text("heading.otherwise")
        text = self.speaker.phrase("rule.line", condition=condition, level=rule.level)
        result = self.speaker.words.text(f"result.{rule.result.replace(' ', '-')}")
        colour = Colour.BOLD if rule.result == "yes" else None
        near = Colour.WARNING if rule.near_miss or rule.result == "undecided" else None
        return [Cell(text, colour), Cell(result, colour), Cell(self.speaker.checks(rule), near)]

    def _gates(self, gates: tuple[GateTried, ...]) -> Iterator[str]:
        if not gates:
            return
        yield from self._heading("heading.gates")
        rows = []
        for gate in gates:
            text = self.speaker.phrase(
                f"gate.{gate.action}", level=gate.level, condition=gate.condition
            )
            key = gate.outcome.replace(",", "").replace(" ", "-")
            fired = gate.outcome in {"fired", "unknown, applied"}
            detail = self.speaker.relations(gate.checks)
            if fired and isinstance(gate.before, Value):
                change = "gate.no-change" if gate.before == gate.after else "gate.change"
                said = self.speaker.phrase(change, before=gate.before, after=gate.after)
                detail = self.speaker.words.text("list.separator").join((detail, said))
            colour = Colour.BOLD if fired else None
            outcome = self.speaker.words.text(f"gate.outcome.{key}")
            rows.append([Cell(text, colour), Cell(outcome, colour), Cell(detail)])
        yield from self.page.columns(rows, 2 * _INDENT)

    # --- what is not there -----------------------------------------------------------------

    def _not_counted(self, node: Node) -> Iterator[str]:
        if not node.not_counted:
            return
        yield from self._heading("heading.not-counted")
        for gone in node.not_counted:
            yield from self._gone(gone)
        coverage, possible = node.coverage, node.possible
        sentences = []
        if coverage is not None:
            sentences.append(
                Message("coverage.known", {"known": coverage.known, "limit": coverage.limit})
            )
        if possible is not None and possible.levels:
            kind = "one" if len(possible.levels) == 1 else "exact" if possible.exact else "bound"
            named = [self.speaker.value(level) for level in possible.levels]
            levels = format_list(named, style="or", locale=self.speaker.words.locale)
            sentences.append(Message(f"possible.{kind}", {"levels": levels}))
        for sentence in sentences:
            yield from self.page.paragraph(self.speaker.say(sentence), 2 * _INDENT, hanging=2)

    def _gone(self, gone: NotCounted) -> Iterator[str]:
        reasons = tuple(reason.message for reason in gone.absent.reasons)
        kind = self.speaker.outcome(gone.absent)
        why = self.speaker.phrase("gone.line", kind=kind, reasons=reasons) if reasons else kind
        head = f"{self.speaker.label(gone.label)}: {why}"
        yield from self.page.paragraph(head, 2 * _INDENT, hanging=2)
        suffix = "" if gone.group is not None else ".role"
        weight = gone.weight
        if len(gone.moved) > _MOST_MOVED:
            where = Message(f"gone.spread{suffix}", {"weight": weight, "group": gone.group or ""})
        elif gone.moved:
            moved = self.speaker.words.text("list.comma").join(
                self.speaker.phrase(
                    "moved.one", label=each.label, before=each.before, after=each.after
                )
                for each in gone.moved
            )
            where = Message(
                f"gone.moved{suffix}", {"weight": weight, "group": gone.group or "", "moved": moved}
            )
        elif not weight.exact:
            where = Message("gone.unweighted")
        else:
            where = Message(f"gone.alone{suffix}", {"weight": weight, "group": gone.group or ""})
        yield from self.page.paragraph(self.speaker.say(where), 3 * _INDENT, hanging=2)

    def _counts_for(self, node: Node) -> Iterator[str]:
        counts = node.counts_for
        if counts is None:
            return
        if not counts.weight.exact:
            line = self.speaker.phrase("counts.nothing", group=counts.group)
            yield from self.page.paragraph(line, _INDENT)
            return
        kind = "responsibility" if counts.group_weight is None else "measure"
        key = f"counts.{kind}" if counts.amount is not None else f"counts.{kind}.unscored"
        line = self.speaker.phrase(
            key,
            weight=counts.weight,
            group=counts.group,
            whole=counts.group_weight or "",
            amount=counts.amount or "",
        )
        yield from self.page.paragraph(line, _INDENT)

    # --- pieces ----------------------------------------------------------------------------

    def _head(self, key: str) -> Cell:
        return Cell(self.speaker.words.text(key), Colour.HELP)

    def _heading(self, key: str) -> Iterator[str]:
        yield from self.page.ends(self._head(key), Cell(""), _INDENT)
