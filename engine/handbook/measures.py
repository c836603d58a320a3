"""KPIs and competencies -> what a handbook says about them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from ...dsl import framework as fw
from ...dsl.checking.constants import NotConstantError, evaluate
from ..render.framework.rater_words import rater_word
from .composing import Composer
from .formulas import FormulaWriter
from .levels import LevelWriter
from .model import (
    ByFormula,
    Competency,
    Indicator,
    Kpi,
    Measure,
    Method,
    Phrase,
    Share,
    Text,
)


@dataclass(frozen=True, slots=True)
class MeasureWriter:
    """Writes about the measures of one framework."""

    say: Composer
    formulas: FormulaWriter
    levels: LevelWriter

    def measure(self, measure: fw.Measure, of_whole: Fraction) -> Measure:
        """A measure of a responsibility that is `of_whole` of its role."""
        framework = self.say.framework
        content: Kpi | Competency
        if measure.kind == "kpi":
            content = self.kpi(framework.kpis[measure.id])
        else:
            content = self.competency(framework.competencies[measure.id], measure)
        share, of_role = measure.weight, measure.weight * of_whole
        return Measure(content, share, self.say.share(share), of_role, self.say.share(of_role))

    # --- KPIs ------------------------------------------------------------------------------

    def kpi(self, kpi: fw.Kpi) -> Kpi:
        """All about a KPI but its weight."""
        say = self.say
        return Kpi(
            kpi.id,
            say.text(kpi.label),
            say.maybe(kpi.description),
            kpi.better,
            () if kpi.formula is None else self.formulas.formula(kpi.formula),
            self._method(kpi),
            None if kpi.when_missing is None else self._when_missing(kpi, kpi.when_missing),
        )

    def _method(self, kpi: fw.Kpi) -> Method:
        label = self.say.text(kpi.label).text
        match kpi.method:
            case fw.RatedByRules(rules):
                title = self.say.words.text("handbook.chart.levels", name=label)
                return self.levels.levels(rules, title)
            case fw.ScoredByCurve(curve):
                title = self.say.words.text("handbook.chart.curve", name=label)
                return self.levels.curve(curve, title)
            case fw.ScoredByExpression(score):
                return ByFormula("score", self.formulas.formula(score))
            case fw.RatedDirectly(rating=rating):
                return ByFormula("rating", self.formulas.formula(rating))
            case _:
                assert_never(kpi.method)

    def _when_missing(self, kpi: fw.Kpi, outcome: fw.WhenMissing) -> Phrase:
        match outcome.action:
            case "rate":
                assert outcome.level is not None
                assert kpi.scale is not None
                level = self.say.level(kpi.scale, outcome.level)
                return self.say.phrase("handbook.missing.rate", level=level)
            case "score":
                assert outcome.score is not None
                points = self.say.points(outcome.score)
                return self.say.phrase("handbook.missing.score", points=points)
            case "fail":
                return self.say.phrase("handbook.missing.fail")
            case _:
                assert_never(outcome.action)

    # --- competencies ----------------------------------------------------------------------

    def competency(
        self, competency: fw.Competency, measure: fw.Measure | None = None
    ) -> Competency:
        """All about a competency; with what `measure` asks for where a role uses it."""
        say = self.say
        required = measure.requires if measure is not None else None
        scale = say.framework.scales[competency.scale]
        gap = measure.rate_gap if measure is not None else None
        gap = None if gap == scale.rate_gap else gap
        title = say.words.text("handbook.chart.gap", name=say.text(competency.label).text)
        return Competency(
            competency.id,
            say.text(competency.label),
            say.maybe(competency.description),
            tuple(
                Indicator(
                    say.mark(scale.id, level.id),
                    say.maybe(competency.indicators.get(level.id)),
                    level.id == required,
                )
                for level in reversed(scale.by_rank)
            ),
            tuple(self._rater(rater) for rater in competency.raters),
            competency.all_raters,
            None if required is None else say.mark(scale.id, required),
            None if gap is None else self.levels.levels(gap, title),
        )

    def _rater(self, rater: fw.Rater) -> Share:
        """A kind of rater: by its usual word, or else by the name the framework gives it."""
        words = self.say.words
        word = rater_word(rater.id, words)
        if word is not None:
            label = Text(word, words.language)
        else:
            label = Text(rater.id.replace("_", " "), self.say.framework.languages[0])
        return Share(label, rater.weight, self.say.share(rater.weight))

    # --- points ----------------------------------------------------------------------------

    def points_limits(self, role: fw.Role) -> tuple[Fraction, Fraction] | None:
        """The fewest and the most points that the measures of a role give; None where a formula
        decides that."""
        if role.overall_score is not None:
            return None
        points: list[Fraction] = []
        for responsibility in role.responsibilities:
            if responsibility.score is not None:
                return None
            for measure in responsibility.measures:
                found = self._points(measure)
                if found is None:
                    return None
                points += found
        return (min(points), max(points)) if points else None

    def _points(self, measure: fw.Measure) -> list[Fraction] | None:
        framework = self.say.framework
        if measure.kind == "competency":
            scale = measure.rate_gap.scale if measure.rate_gap else None
        else:
            kpi = framework.kpis[measure.id]
            if isinstance(kpi.method, fw.ScoredByCurve):
                try:
                    found = [evaluate(y, self.levels.values) for _, y in kpi.method.curve.points]
                except NotConstantError:
                    return None
                return [each for each in found if isinstance(each, Fraction)]
            scale = kpi.scale
        return None if scale is None else [each.points for each in framework.scales[scale].levels]
