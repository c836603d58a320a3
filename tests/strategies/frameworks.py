"""Whole frameworks as `.rules` text that checks clean by construction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .choices import Choices
from .expressions import Writer
from .vocabulary import QUANTITIES, Kind, KpiSketch, Named, RoleSketch, ScaleSketch, Vocabulary
from .written import DISJUNCTION, LITERALS, LOOSEST

HEADER = 'framework generated "Generated" {\n  version: "1"\n  currency: THB\n}'
PERIODS = ("2026-Q1", "2026", "2026-H1", "2026-02")

_TYPE_WORDS: dict[Kind, tuple[str, ...]] = {
    "plain": ("number", "count"),
    "percent": ("percent",),
    "money": ("money",),
    "duration": ("duration",),
    "date": ("date",),
    "yesno": ("yesno",),
    "text": ("text",),
}
_RANGES: dict[str, tuple[str, ...]] = {
    "number": (">= 0", "-10 to 10", "> -1_000_000"),
    "count": ("0 to 100", ">= 1"),
    "percent": ("0% to 150%", ">= 0%"),
    "money": ("> 0 THB", ">= 0 THB", "0 THB to 10_000_000 THB"),
    "duration": (">= 0 days", "> 0 days"),
    "date": (">= 2020-01-01",),
}
_KINDS: tuple[Kind, ...] = ("plain", "money", "percent", "duration", "date", "yesno", "text")
_THRESHOLDS: dict[Kind, tuple[str, ...]] = {
    "plain": ("10", "5", "2.5", "1", "0"),
    "percent": ("120%", "100%", "90%", "70%", "0%"),
    "money": ("5_000_000 THB", "10_000 THB", "1_000 THB", "250.50 THB", "0 THB"),
    "duration": ("90 days", "30 days", "2 weeks", "1 day", "0 days"),
}


@dataclass(frozen=True, slots=True)
class GeneratedFramework:
    """The declarations in the order they were made; any other order means the same."""

    declarations: tuple[str, ...]
    roles: tuple[str, ...]

    @property
    def text(self) -> str:
        return "\n\n".join(self.declarations) + "\n"

    def in_order(self, order: Iterable[int]) -> str:
        """The same framework with its declarations in another order."""
        return "\n\n".join(self.declarations[index] for index in order) + "\n"


def generate_framework(choices: Choices) -> GeneratedFramework:
    """One framework of moderate size: a dozen or two declarations."""
    return _Author(choices).write()


class _Author:
    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.vocabulary = Vocabulary()
        self.declarations = [HEADER]
        self.facts: list[str] = []
        self.writer = Writer(choices, self.vocabulary)

    def write(self) -> GeneratedFramework:
        choices = self.choices
        self.scales()
        self.assessment()
        for index in range(choices.between(2, 7)):
            self.input(index)
        for index in range(choices.between(0, 2)):
            self.table(index)
        for index in range(choices.between(0, 2)):
            self.parameter(index)
        for index in range(choices.between(0, 3)):
            self.metric(index)
        for index in range(choices.between(1, 5)):
            self.kpi(index)
            if choices.chance(20):
                self.metric(10 + index)
        for index in range(choices.between(0, 2)):
            self.competency(index)
        for index in range(choices.between(0, 2)):
            condition = self.writer.condition(2).within(DISJUNCTION)
            fact = self.choices.choose(self.facts)
            self.declare(f'require "Requirement {index}": {condition} or {fact} is missing')
        roles = tuple(self.role(index) for index in range(choices.between(1, 2)))
        return GeneratedFramework(tuple(self.declarations), roles)

    def declare(self, text: str) -> None:
        self.declarations.append(text)

    def block(self, heading: str, lines: Iterable[str]) -> None:
        body = "".join(f"  {line}\n" for line in lines if line)
        if self.choices.chance(10):
            body += '  allow unreachable-level because "it is generated"\n'
        self.declare(f"{heading} {{\n{body}}}")

    # --- scales ---

    def scales(self) -> None:
        grade = self.scale("grade", ("poor", "fair", "good", "best")[: self.choices.between(2, 4)])
        self.scale("skill", ("novice", "able", "expert")[: self.choices.between(2, 3)], grade)
        if self.choices.chance(30):
            self.scale("band", ("low", "good", "high"))

    def scale(
        self, id: str, levels: tuple[str, ...], gap_on: ScaleSketch | None = None
    ) -> ScaleSketch:
        points = [0]
        for _ in levels:
            points.append(points[-1] + self.choices.between(1, 2))
        offset = self.choices.choose((0, 0, -2))
        half = self.choices.choose(("", "", ".5"))
        lines = [
            f"{level} = {at + offset}{half if at + offset >= 0 else ''}"
            for level, at in zip(levels, points[1:], strict=True)
        ]
        if self.choices.chance(30):
            lines.reverse()
        if gap_on:
            lines.append(self.gap_rules(gap_on))
        self.block(f"scale {id}", lines)
        sketch = ScaleSketch(id, levels, gap_on.id if gap_on else "")
        self.vocabulary.scales[id] = sketch
        return sketch

    def gap_rules(self, scale: ScaleSketch) -> str:
        bounds = ("1", "0", "-1")[: len(scale.levels) - 1]
        rules = [
            f"gap >= {bound} => {level}"
            for bound, level in zip(bounds, reversed(scale.levels), strict=False)
        ]
        rules.append(f"otherwise => {scale.levels[0]}")
        return f"rate gap on {scale.id} {{\n    " + "\n    ".join(rules) + "\n  }"

    # --- facts ---

    def type_of(self, kind: Kind, id: str) -> tuple[str, str]:
        """A type for a name, and what its levels or members belong to."""
        if kind == "level":
            scale = self.choices.choose(sorted(self.vocabulary.scales))
            return scale, scale
        if kind == "choice":
            members = ("won", "lost", "open")[: self.choices.between(2, 3)]
            self.vocabulary.choices[id] = members
            spelled = [f'{member} "{member.title()}"' for member in members]
            return "one of " + ", ".join(spelled), id
        return self.choices.choose(_TYPE_WORDS[kind]), ""

    def input(self, index: int) -> None:
        kinds: tuple[Kind, ...] = (*_KINDS, "plain", "percent", "money", "level", "choice")
        kind = self.choices.choose(kinds)
        id = f"{'รายได้' if kind == 'money' and index == 3 else kind}_{index}"
        type_, of = self.type_of(kind, id)
        lines = [f"type: {type_}"]
        if type_ in _RANGES and self.choices.chance(40):
            lines.append(f"range: {self.choices.choose(_RANGES[type_])}")
        if kind in QUANTITIES and type_ != "count" and self.choices.chance(25):
            lines.append(f"formula: {self.writer.write(kind, 2).text}")
        if self.choices.chance(30):
            lines.append(f'column: "Column {index}"')
        self.block(f'input {id} "Input {index}"', lines)
        self.vocabulary.names.append(Named(id, kind, of))
        self.facts.append(id)

    def assessment(self) -> None:
        self.block('input assessment "Assessment"', ["type: grade"])
        self.vocabulary.names.append(Named("assessment", "level", "grade"))

    def table(self, index: int) -> None:
        id = f"records_{index}"
        columns: list[Named] = []
        lines = []
        for position in range(self.choices.between(1, 5)):
            kinds: tuple[Kind, ...] = ("money", "date", "plain", "choice", "duration", "yesno")
            kind = self.choices.choose(kinds)
            name = f"{kind}_cell_{index}_{position}"
            type_, of = self.type_of(kind, name)
            lines.append(f"{name}: {type_}")
            columns.append(Named(name, kind, of))
        self.block(f"table {id}", lines)
        self.vocabulary.tables[id] = columns

    def parameter(self, index: int) -> None:
        kind = self.choices.choose(QUANTITIES)
        id = f"target_{index}"
        lines = [f"type: {_TYPE_WORDS[kind][0]}"]
        values = self.choices.some(LITERALS[kind], 2, 2)
        if self.choices.chance(50):
            lines += [
                f"from 2020-01-01 = {values[0]}",
                f'from 2026-03-01 = {values[1]} because "review"',
            ]
        else:
            lines.append(f"value: {values[0]}")
        self.block(f"parameter {id}", lines)
        self.vocabulary.names.append(Named(id, kind))
        self.vocabulary.parameters.append(Named(id, kind))

    def metric(self, index: int) -> None:
        kinds: tuple[Kind, ...] = (*QUANTITIES, "plain", "yesno", "level")
        kind = self.choices.choose(kinds)
        id = f"metric_{index}"
        type_, of = self.type_of(kind, id)
        type_ = "number" if type_ == "count" else type_
        formula = self.writer.write(kind, 3, of)
        self.block(f"metric {id}", [f"type: {type_}", f"formula: {formula.text}"])
        self.vocabulary.names.append(Named(id, kind, of))

    # --- what is rated ---

    def kpi(self, index: int) -> None:
        id = f"kpi_{index}"
        kind = self.choices.choose(QUANTITIES)
        method = self.choices.choose(("rules", "curve", "expression", "direct", "rules"))
        scale = self.vocabulary.scales["grade"]
        type_ = {"plain": "number"}.get(kind, _TYPE_WORDS[kind][0])
        lines = [f"type: {type_}", f"formula: {self.writer.write(kind, 2).text}"]
        if self.choices.chance(30) and method == "rules":
            lines.append("better: higher")
        if method == "rules":
            lines.append(self.kpi_rules(id, kind, scale))
        elif method == "curve":
            lines.append(self.curve(kind))
        elif method == "expression":
            lines.append(f"score: {self.writer.write('plain', 2).text}")
        else:
            lines = [f"rating: {self.direct_rating(scale)}"]
        rated = method in ("rules", "direct")
        lines.append(self.when_missing(scale if rated else None))
        self.block(f'kpi {id} "KPI {index}"', lines)
        self.vocabulary.names.append(
            Named(id, "level", scale.id) if method == "direct" else Named(id, kind)
        )
        self.vocabulary.kpis.append(KpiSketch(id, scale.id if rated else ""))

    def direct_rating(self, scale: ScaleSketch) -> str:
        """An expression that a name gives its scale."""
        names = [n.id for n in self.vocabulary.of_kind("level") if n.of == scale.id]
        name = self.choices.choose(names)
        if not self.choices.chance(40):
            return name
        level = self.choices.choose(scale.levels)
        return self.choices.choose(
            (
                f"{name} if missing {level}",
                f"if {self.writer.condition(1).text} then {level} else {name}",
                f"if {name} >= {level} then {name} else not applicable",
            )
        )

    def when_missing(self, scale: ScaleSketch | None) -> str:
        if not self.choices.chance(30):
            return ""
        actions = ["score 0", "score 2.5", "fail"]
        if scale:
            actions.append(f"rate {self.choices.choose(scale.levels)}")
        return f"when missing: {self.choices.choose(actions)}"

    def kpi_rules(self, id: str, kind: Kind, scale: ScaleSketch) -> str:
        bounds = _THRESHOLDS[kind]
        ladder = list(zip(bounds, reversed(scale.levels[1:]), strict=False))
        subject = self.choices.choose((f"{id} ", ""))
        rules = [f"{subject}>= {bound} => {level}" for bound, level in ladder]
        if self.choices.chance(15):
            rules.insert(0, f"{id} is missing => {self.choices.choose(scale.levels)}")
        if self.choices.chance(25):
            condition = Writer(self.choices, self.vocabulary).condition(2).within(LOOSEST)
            level = self.choices.choose(scale.levels)
            rules.insert(
                self.choices.below(len(rules) + 1), f'{condition} => {level} because "special"'
            )
        if len(rules) == len(ladder) and self.choices.chance(15):
            rules = [
                f"{subject}>= {bounds[1]} => {scale.levels[-1]}",
                f"{subject}< {bounds[1]} => {scale.levels[0]}",
            ]
        else:
            rules.append(f"otherwise => {scale.levels[0]}")
        return f"rate on {scale.id} {{\n    " + "\n    ".join(rules) + "\n  }"

    def curve(self, kind: Kind) -> str:
        bounds = tuple(reversed(_THRESHOLDS[kind]))
        points = self.choices.choose((("1", "2", "3", "4", "5"), ("5", "4", "2.5", "1", "0")))
        pairs = list(zip(bounds, points, strict=True))[: self.choices.between(2, 5)]
        targets = [named for named in self.vocabulary.parameters if named.kind == kind]
        if targets and self.choices.chance(60):
            target = self.choices.choose(targets).id
            pairs = [(f"0.5 * {target}", "5"), (target, "3"), (f"2 * {target}", "1")]
        return (
            "score interpolate {\n    " + ",\n    ".join(f"{x} => {y}" for x, y in pairs) + "\n  }"
        )

    def competency(self, index: int) -> None:
        id = f"competency_{index}"
        raters = ("manager", "peers", "self")[: self.choices.below(4)]
        lines = ["levels: skill"]
        if raters:
            weights = self.weights(len(raters))
            shares = (f"{rater} {weight}" for rater, weight in zip(raters, weights, strict=True))
            lines.append("assessed by " + ", ".join(shares))
            if self.choices.chance(25):
                lines.append("all raters")
        self.block(f'competency {id} "Competency {index}"', lines)
        self.vocabulary.competencies[id] = "skill"

    # --- roles ---

    def weights(self, count: int) -> list[str]:
        """Weights of siblings: percentages that total 100%, or plain numbers; some of them 0."""
        if self.choices.chance(40):
            weights = [self.choices.between(1, 4) for _ in range(count)]
            if count > 1 and self.choices.chance(20):
                weights[self.choices.below(count)] = 0
            return [str(weight) for weight in weights]
        left, percents = 100, []
        for position in range(count - 1):
            most = left - (count - 1 - position)
            percents.append(self.choices.choose((most // 2, most // 3, 10, 1, 0)))
            percents[-1] = min(percents[-1], most)
            left -= percents[-1]
        return [f"{percent}%" for percent in (*percents, left)]

    def role(self, index: int) -> str:
        id = f"role_{index}"
        measures = [kpi.id for kpi in self.vocabulary.kpis] + list(self.vocabulary.competencies)
        chosen = self.choices.some(measures, 1, len(measures))
        groups: list[list[str]] = [[] for _ in range(self.choices.between(1, 3))]
        for position, measure in enumerate(chosen):
            groups[position if position < len(groups) else self.choices.below(len(groups))].append(
                measure
            )
        groups = [group for group in groups if group]
        sketch = self.sketch(index, chosen, len(groups))
        writer = Writer(self.choices, self.vocabulary, role=sketch)
        lines = [
            self.responsibility(writer, f"duty_{index}_{position}", weight, group)
            for position, (weight, group) in enumerate(
                zip(self.weights(len(groups)), groups, strict=True)
            )
        ]
        whole = Writer(self.choices, self.vocabulary, role=sketch, scores_of_responsibilities=True)
        if self.choices.chance(15):
            lines.append(f"overall score: {whole.write('plain', 2).text}")
        lines.append(self.overall(whole))
        self.block(f'role {id} "Role {index}"', lines)
        return id

    def sketch(self, index: int, chosen: list[str], duties: int) -> RoleSketch:
        kpis = tuple(kpi for kpi in self.vocabulary.kpis if kpi.id in chosen)
        competencies = tuple(id for id in self.vocabulary.competencies if id in chosen)
        return RoleSketch(
            kpis=kpis,
            competencies=competencies,
            responsibilities=tuple(f"duty_{index}_{position}" for position in range(duties)),
            kpi_scale="grade" if any(kpi.scale for kpi in kpis) else "",
            gap_scale="grade" if competencies else "",
        )

    def responsibility(self, writer: Writer, id: str, weight: str, measures: list[str]) -> str:
        lines = []
        for measure, share in zip(measures, self.weights(len(measures)), strict=True):
            if measure in self.vocabulary.competencies:
                level = self.choices.choose(self.vocabulary.scales["skill"].levels)
                lines.append(f"competency {measure} weight {share} requires {level}")
            else:
                lines.append(f"kpi {measure} weight {share}")
        if self.choices.chance(10):
            lines.append(f"score: {writer.write('plain', 1).text}")
        body = "".join(f"    {line}\n" for line in lines)
        return f'responsibility {id} "Duty" weight {weight} {{\n{body}  }}'

    def overall(self, writer: Writer) -> str:
        scale = self.vocabulary.scales["grade"]
        lines = []
        if self.choices.chance(60):
            least = self.choices.choose(("60%", "50%", "100%", "1%", "0%", "33.3%"))
            lines.append(f"rated when at least {least} of weight is known")
        bounds = ("3.5", "2.5", "1.5")
        lines += [
            f"overall >= {bound} => {level}"
            for bound, level in zip(bounds, reversed(scale.levels[1:]), strict=False)
        ]
        within = Writer(
            self.choices,
            self.vocabulary,
            role=writer.role,
            overall=True,
            scores_of_responsibilities=True,
        )
        if self.choices.chance(15):
            condition = within.condition(2).within(LOOSEST)
            lines.insert(len(lines) - 1, f"{condition} => {self.choices.choose(scale.levels)}")
        lines.append(f"otherwise => {scale.levels[0]}")
        for _ in range(self.choices.between(0, 3)):
            action = self.choices.choose(("cap at", "raise to", "set"))
            level = self.choices.choose(scale.levels)
            condition = within.condition(2).within(LOOSEST)
            unknown = self.choices.choose(("", " when unknown ignore", " when unknown apply"))
            because = ' because "policy"' if self.choices.chance(30) else ""
            lines.append(f"{action} {level} when {condition}{because}{unknown}")
        return f"overall on {scale.id} {{\n    " + "\n    ".join(lines) + "\n  }"
