"""Rules and curves -> what reaches each level, in words and to scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ...dsl import framework as fw
from ...dsl.checking.constants import NotConstantError, evaluate
from ...dsl.types import COUNT, NUMBER, QuantityType
from ...dsl.walk import walk
from .bands import Band, Bands, NotBandsError, Values, bands_of
from .composing import Composer
from .formulas import FormulaWriter
from .model import BandChart, Curve, CurvePoint, LevelRow, Levels, Phrase, Stretch, Tick

_OPEN_END = Fraction(7, 20)
"""How much of the distance between the outer thresholds an end without a bound is drawn."""


@dataclass(frozen=True, slots=True)
class LevelWriter:
    """Writes what reaches each level; `values` are those the targets have."""

    say: Composer
    formulas: FormulaWriter
    values: Values

    def levels(
        self,
        rules: fw.RuleList,
        title: str,
        limits: tuple[Fraction, Fraction] | None = None,
    ) -> Levels:
        """Rules -> Levels; `title` names what the chart shows, `limits` bound its axis."""
        try:
            bands = bands_of(rules, self.values)
        except NotBandsError:
            return Levels(None, tuple(self._row_in_words(rules, rule) for rule in rules.rules))
        rows = [self._row(rules, band, bands) for band in bands.bands]
        if rows[0].level.height < rows[-1].level.height:
            rows.reverse()
        chart = self._chart(rules, bands, title, limits) if bands.thresholds else None
        return Levels(chart, tuple(rows))

    def curve(self, curve: fw.ScoreCurve, title: str) -> Curve:
        """A score curve -> its points, to scale where their values are known."""
        try:
            places = [(self._number(x), self._number(y)) for x, y in curve.points]
        except NotConstantError:
            return Curve(title, tuple(self._point_in_words(*each) for each in curve.points), False)
        lowest, highest = _margins([x for x, _ in places])
        most, least = max(y for _, y in places), min(y for _, y in places)
        bottom = min(least, Fraction(0)) if least < most else least - 1
        points = []
        for (x, y), (value, _) in zip(places, curve.points, strict=True):
            assert isinstance(value.type, QuantityType)
            points.append(
                CurvePoint(
                    (x - lowest) / (highest - lowest),
                    (y - bottom) / (most - bottom),
                    self.say.number(x, value.type),
                    self.say.points(y),
                    self._stated(value),
                )
            )
        return Curve(title, tuple(points), True)

    # --- rows ------------------------------------------------------------------------------

    def _row(self, rules: fw.RuleList, band: Band, bands: Bands) -> LevelRow:
        rule = band.rule
        reached = self.say.plain(self._range(band, bands.type))
        stated = None if rule.condition is None else self._stated(rule.condition)
        mark = self.say.mark(rules.scale, rule.level)
        return LevelRow(mark, reached, stated, self.say.maybe(rule.because))

    def _row_in_words(self, rules: fw.RuleList, rule: fw.Rule) -> LevelRow:
        if rule.condition is None:
            reached = self.say.phrase("handbook.otherwise")
        else:
            reached = self.formulas.words(rule.condition)
        mark = self.say.mark(rules.scale, rule.level)
        return LevelRow(mark, reached, None, self.say.maybe(rule.because))

    def _stated(self, expression: fw.Expression) -> Phrase | None:
        """An expression in words where it names a target; None where numbers say it all."""
        named = any(
            isinstance(part, fw.Reference) and part.id in self.values for part in walk(expression)
        )
        return self.formulas.threshold(expression) if named else None

    def _range(self, band: Band, type: QuantityType) -> str:
        text = self.say.words.text
        low = "" if band.low is None else self.say.number(band.low, type)
        high = "" if band.high is None else self.say.number(band.high, type)
        if band.low is None and band.high is None:
            return text("band.any")
        if band.low is None:
            return text("band.at-most" if band.high_included else "band.below", high=high)
        if band.high is None:
            return text("band.at-least" if band.low_included else "band.above", low=low)
        if band.low == band.high:
            return text("band.exactly", low=low)
        match band.low_included, band.high_included:
            case True, True:
                return text("band.from-to", low=low, high=high)
            case True, False:
                return text("band.from-below", low=low, high=high)
            case False, True:
                return text("band.above-to", low=low, high=high)
            case _:
                return text("band.above-below", low=low, high=high)

    # --- to scale --------------------------------------------------------------------------

    def _chart(
        self,
        rules: fw.RuleList,
        bands: Bands,
        title: str,
        limits: tuple[Fraction, Fraction] | None,
    ) -> BandChart:
        low, high = _ends(bands, limits)
        width = high - low
        stretches = []
        for band in bands.bands:
            start = low if band.low is None else max(band.low, low)
            end = high if band.high is None else band.high + (1 if bands.type == COUNT else 0)
            stretches.append(
                Stretch(
                    (start - low) / width,
                    (min(end, high) - low) / width,
                    self.say.mark(rules.scale, band.rule.level),
                    self._range(band, bands.type),
                )
            )
        ticks = {(cut - low) / width: self.say.number(cut, bands.type) for cut in bands.thresholds}
        seen = tuple(each for each in stretches if each.start < each.end)
        return BandChart(title, seen, tuple(Tick(at, text) for at, text in ticks.items()))

    def _number(self, expression: fw.Expression) -> Fraction:
        value = evaluate(expression, self.values)
        if not isinstance(value, Fraction):
            raise NotConstantError
        return value

    def _point_in_words(self, value: fw.Expression, points: fw.Expression) -> CurvePoint:
        try:
            text = self.say.number(self._number(points), NUMBER)
        except NotConstantError:
            text = "".join(run.text for run in self.formulas.words(points))
        return CurvePoint(Fraction(0), Fraction(0), "", text, self.formulas.words(value))


def _ends(bands: Bands, limits: tuple[Fraction, Fraction] | None) -> tuple[Fraction, Fraction]:
    """Where the axis begins and ends: at its limits, where all thresholds lie within them."""
    if limits and limits[0] < bands.thresholds[0] and bands.thresholds[-1] < limits[1]:
        return limits
    low, high = _margins(bands.thresholds)
    return (Fraction(0), high) if bands.type == COUNT else (low, high)


def _margins(numbers: Sequence[Fraction]) -> tuple[Fraction, Fraction]:
    """Where an axis that shows the numbers begins and ends; at 0 rather than beyond it."""
    first, last = min(numbers), max(numbers)
    margin = (last - first or abs(last) or Fraction(1)) * _OPEN_END
    low, high = first - margin, last + margin
    return (Fraction(0) if first > 0 > low else low, Fraction(0) if last < 0 < high else high)
