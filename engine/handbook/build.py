"""Framework -> Handbook: what each page says, in one language."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from ...dsl import framework as fw
from ...dsl.checking.constants import NotConstantError, evaluate
from ...dsl.types import QuantityType
from ...dsl.walk import walk
from ..render.catalogue import catalogue
from ..render.graph.drawing import role_drawing
from ..render.quantities import show_date
from ..setting import in_force
from .composing import Composer
from .formulas import FormulaWriter
from .levels import LevelWriter
from .measures import MeasureWriter
from .model import (
    Edition,
    Fact,
    Formula,
    Gate,
    Handbook,
    LevelMark,
    Overall,
    Phrase,
    Responsibility,
    Role,
    Scale,
    Target,
)

if TYPE_CHECKING:
    from ..loaded import Framework


def build_handbook(
    framework: Framework, language: str = "en", *, as_of: date | None = None
) -> Handbook:
    """Framework -> Handbook

    Targets have the values of the day `as_of`, or their newest where it is None. Raises
    UnknownLanguage, and UsageError for a day before the first value of a target.
    """
    checked = framework.checked
    say = Composer(checked, catalogue(language))
    entries = {
        id: in_force(parameter, as_of or date.max) for id, parameter in checked.parameters.items()
    }
    values = _known_values(checked, entries)
    formulas = FormulaWriter(say)
    measures = MeasureWriter(say, formulas, LevelWriter(say, formulas, values))
    writer = _Writer(framework, say, formulas, measures, entries)
    return writer.handbook()


def _known_values(
    framework: fw.Framework, entries: Mapping[str, fw.ParameterEntry]
) -> Mapping[str, fw.ConstantValue]:
    """The values of the parameters, and of the metrics that follow from these alone."""
    values: dict[str, fw.ConstantValue] = {id: each.value.value for id, each in entries.items()}
    waiting = dict(framework.metrics)
    while waiting:
        found = {}
        for id, metric in waiting.items():
            try:
                found[id] = evaluate(metric.formula, values)
            except NotConstantError:
                continue
        if not found:
            break
        values |= found
        waiting = {id: metric for id, metric in waiting.items() if id not in found}
    return values


@dataclass(frozen=True, slots=True)
class _Writer:
    framework: Framework
    say: Composer
    formulas: FormulaWriter
    measures: MeasureWriter
    entries: Mapping[str, fw.ParameterEntry]

    @property
    def checked(self) -> fw.Framework:
        return self.framework.checked

    def handbook(self) -> Handbook:
        checked, say = self.checked, self.say
        used = {
            measure.id
            for role in checked.roles.values()
            for responsibility in role.responsibilities
            for measure in responsibility.measures
        }
        kpis = [each for id, each in checked.kpis.items() if id not in used]
        competencies = [each for id, each in checked.competencies.items() if id not in used]
        return Handbook(
            checked.id,
            say.words.language,
            say.text(checked.label),
            say.maybe(checked.description),
            self._edition(),
            tuple(self._role(role) for role in checked.roles.values()),
            tuple(map(self.measures.kpi, kpis)),
            tuple(self.measures.competency(each) for each in competencies),
            self._facts(
                (part for kpi in kpis for part in _expressions(kpi)), {kpi.id for kpi in kpis}
            ),
            tuple(map(self._scale, checked.scales.values())),
        )

    def _edition(self) -> Edition:
        starts = [each.start for each in self.entries.values() if each.start is not None]
        since = show_date(max(starts), self.say.words) if starts else ""
        checked = self.checked
        digests = (
            (self.say.words.text("handbook.meaning"), checked.digests.meaning),
            (self.say.words.text("handbook.sources"), checked.digests.sources),
        )
        return Edition(checked.version, since, checked.source_note, digests)

    # --- roles -----------------------------------------------------------------------------

    def _role(self, role: fw.Role) -> Role:
        say = self.say
        responsibilities = tuple(map(self._responsibility, role.responsibilities))
        by_kind = {"kpi": Fraction(0), "competency": Fraction(0)}
        for responsibility in role.responsibilities:
            for measure in responsibility.measures:
                by_kind[measure.kind] += measure.weight * responsibility.weight
        expressions = self._role_expressions(role)
        measured = {each.id for part in role.responsibilities for each in part.measures}
        return Role(
            role.id,
            say.text(role.label),
            say.maybe(role.description),
            responsibilities,
            say.share(by_kind["kpi"]) if by_kind["kpi"] else "",
            say.share(by_kind["competency"]) if by_kind["competency"] else "",
            self._overall(role),
            self._facts(expressions, measured),
            tuple(self._scale(self.checked.scales[id]) for id in self._scales(role)),
            role_drawing(self.framework, role.id, say.words.language),
        )

    def _responsibility(self, responsibility: fw.Responsibility) -> Responsibility:
        say = self.say
        return Responsibility(
            responsibility.id,
            say.text(responsibility.label),
            say.maybe(responsibility.description),
            responsibility.weight,
            say.share(responsibility.weight),
            tuple(
                self.measures.measure(measure, responsibility.weight)
                for measure in responsibility.measures
            ),
            self._formula(responsibility.score),
        )

    def _formula(self, expression: fw.Expression | None) -> Formula:
        return () if expression is None else self.formulas.formula(expression)

    def _overall(self, role: fw.Role) -> Overall:
        score = self._formula(role.overall_score)
        if role.overall is None:
            return Overall(score, None, "", ())
        title = self.say.words.text("handbook.chart.overall")
        levels = self.measures.levels.levels(
            role.overall.rules, title, self.measures.points_limits(role)
        )
        known = role.overall.known_weight
        scale = role.overall.rules.scale
        return Overall(
            score,
            levels,
            self.say.share(known) if known < 1 else "",
            tuple(self._gate(gate, scale) for gate in role.overall.gates),
        )

    def _gate(self, gate: fw.Gate, scale: str) -> Gate:
        effect = self.say.phrase(
            f"handbook.gate.{gate.action}",
            level=self.say.level(scale, gate.level),
            condition=self.formulas.words(gate.condition),
        )
        unknown = self.say.words.text(f"handbook.gate.unknown.{gate.when_unknown}")
        return Gate(effect, self.say.maybe(gate.because), unknown)

    # --- scales ----------------------------------------------------------------------------

    def _scales(self, role: fw.Role) -> list[str]:
        """The scales that the role's page shows levels of, in the order declared."""
        used = {role.overall.rules.scale} if role.overall else set()
        for responsibility in role.responsibilities:
            for measure in responsibility.measures:
                if measure.kind == "kpi":
                    scale = self.checked.kpis[measure.id].scale
                    used |= {scale} if scale else set()
                else:
                    used.add(self.checked.competencies[measure.id].scale)
                    used |= {measure.rate_gap.scale} if measure.rate_gap else set()
        return [id for id in self.checked.scales if id in used]

    def _scale(self, scale: fw.Scale) -> Scale:
        say = self.say
        marks: list[LevelMark] = [say.mark(scale.id, level.id) for level in scale.by_rank]
        marks.reverse()
        gap = None
        if scale.rate_gap is not None:
            title = say.words.text("handbook.chart.gap", name=say.text(scale.label).text)
            gap = self.measures.levels.levels(scale.rate_gap, title)
        label, note = say.text(scale.label), say.maybe(scale.description)
        return Scale(scale.id, label, note, tuple(marks), gap)

    # --- facts -----------------------------------------------------------------------------

    def _role_expressions(self, role: fw.Role) -> Iterable[fw.Expression]:
        for responsibility in role.responsibilities:
            for measure in responsibility.measures:
                if measure.kind == "kpi":
                    yield from _expressions(self.checked.kpis[measure.id])
            if responsibility.score is not None:
                yield responsibility.score
        if role.overall is not None:
            for rule in role.overall.rules.rules:
                if rule.condition is not None:
                    yield rule.condition
            for gate in role.overall.gates:
                yield gate.condition
        if role.overall_score is not None:
            yield role.overall_score

    def _facts(
        self, expressions: Iterable[fw.Expression], measured: Collection[str]
    ) -> tuple[Fact, ...]:
        """What the expressions name, and what lies behind that, in the order met; but for what is
        `measured` on the same page."""
        found: dict[str, Fact] = {}
        waiting = list(expressions)
        waiting.reverse()
        while waiting:
            for part in walk(waiting.pop()):
                if not isinstance(part, fw.Reference | fw.PropertyReference):
                    continue
                if part.id not in found and part.id not in measured:
                    fact, behind = self._fact(part.id)
                    if fact is not None:
                        found[part.id] = fact
                    waiting += behind
        return tuple(found.values())

    def _fact(self, id: str) -> tuple[Fact | None, list[fw.Expression]]:
        """What there is to say about an id, and the formulas behind it; of a competency, a
        responsibility or a role, nothing beyond its own entry."""
        say, checked = self.say, self.checked
        if id in checked.parameters:
            parameter = checked.parameters[id]
            targets = tuple(self._target(parameter, entry) for entry in parameter.entries)
            label, note = say.text(parameter.label), say.maybe(parameter.description)
            return Fact(id, label, note, False, (), targets), []
        declared: fw.Input | fw.Metric | fw.Kpi | None = (
            checked.inputs.get(id) or checked.metrics.get(id) or checked.kpis.get(id)
        )
        if declared is None:
            return None, []
        expression = declared.formula
        if isinstance(declared, fw.Kpi) and isinstance(declared.method, fw.RatedDirectly):
            expression = declared.method.rating
        formula = self._formula(expression)
        fact = Fact(
            id,
            say.text(declared.label),
            say.maybe(declared.description),
            isinstance(declared, fw.Input),
            formula,
            (),
        )
        return fact, [] if expression is None else [expression]

    def _target(self, parameter: fw.Parameter, entry: fw.ParameterEntry) -> Target:
        say = self.say
        value: Phrase
        if isinstance(entry.value.type, QuantityType) and isinstance(entry.value.value, Fraction):
            value = say.plain(say.number(entry.value.value, entry.value.type))
        else:
            value = self.formulas.words(entry.value)
        since = "" if entry.start is None else show_date(entry.start, say.words)
        text = "".join(run.text for run in value)
        in_force = self.entries[parameter.id] is entry
        return Target(since, text, say.maybe(entry.because), in_force)


def _expressions(kpi: fw.Kpi) -> Iterable[fw.Expression]:
    """The expressions of a KPI: of its value, then of what rates it."""
    if kpi.formula is not None:
        yield kpi.formula
    match kpi.method:
        case fw.RatedByRules(rules):
            yield from (rule.condition for rule in rules.rules if rule.condition is not None)
        case fw.ScoredByCurve(curve):
            yield from (part for point in curve.points for part in point)
        case fw.ScoredByExpression(expression) | fw.RatedDirectly(rating=expression):
            yield expression
