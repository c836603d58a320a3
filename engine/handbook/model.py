"""What a handbook says, in one language, before any format: the contents of its pages.

Everything that is read is a text with its language, or a phrase of such texts; numbers that are
drawn are exact. An absent part is None or an empty tuple, never an empty heading.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ..render.graph.drawing import Drawing

# --- words ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """A text of the framework and the language it is in, which may not be the handbook's."""

    text: str
    language: str


RunKind = Literal["words", "fact", "level"]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a phrase: words of the handbook, the label of a declaration, or of a level.

    `id` names the declaration a fact is explained under; "" where it has no entry of its own.
    """

    text: str
    language: str
    kind: RunKind = "words"
    id: str = ""


Phrase = tuple[Run, ...]


def plain(phrase: Phrase) -> str:
    """A phrase without its marks."""
    return "".join(run.text for run in phrase)


@dataclass(frozen=True, slots=True)
class Case:
    """One way a formula goes; `condition` is None for the only one and for all the others.
    `applies` is False where the value is `not applicable`."""

    condition: Phrase | None
    value: Phrase
    applies: bool


Formula = tuple[Case, ...]

# --- levels and thresholds -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LevelMark:
    """A level as it is shown. `height` is where its rank lies in its scale: 0 lowest, 1 best."""

    id: str
    label: Text
    points: str
    height: Fraction


@dataclass(frozen=True, slots=True)
class Stretch:
    """A coloured part of an axis, from 0 (its left end) to 1."""

    start: Fraction
    end: Fraction
    level: LevelMark
    words: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A threshold on an axis, from 0 to 1, and what stands there."""

    at: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class BandChart:
    """Thresholds to scale: `stretches` from left to right cover the axis without a gap."""

    title: str
    stretches: tuple[Stretch, ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level and what reaches it. `rule` is the condition as the framework states it, where it
    says more than `reached_by`: that a threshold follows from a target, say."""

    level: LevelMark
    reached_by: Phrase
    rule: Phrase | None
    because: Text | None


@dataclass(frozen=True, slots=True)
class Levels:
    """What reaches each level, best first. `chart` is None where it is not about one number."""

    chart: BandChart | None
    rows: tuple[LevelRow, ...]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """A point of a curve: where it lies on both axes (0 to 1), and its numbers. `rule` is the
    value as the framework states it, where that says more than `value`."""

    x: Fraction
    y: Fraction
    value: str
    points: str
    rule: Phrase | None


@dataclass(frozen=True, slots=True)
class Curve:
    """Points that follow a line between these; `drawn` says whether they can be put to scale."""

    title: str
    points: tuple[CurvePoint, ...]
    drawn: bool


@dataclass(frozen=True, slots=True)
class ByFormula:
    """A score or a rating that an expression gives."""

    kind: Literal["score", "rating"]
    formula: Formula


Method = Levels | Curve | ByFormula

# --- measures ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kpi:
    """`formula` is empty for a KPI that is rated directly."""

    id: str
    label: Text
    description: Text | None
    better: Literal["higher", "lower"] | None
    formula: Formula
    method: Method
    when_missing: Phrase | None


@dataclass(frozen=True, slots=True)
class Indicator:
    """A level of a competency and how it shows; `required` marks the one the role asks for."""

    level: LevelMark
    text: Text | None
    required: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole: how large, and as it is written."""

    label: Text
    share: Fraction
    text: str


@dataclass(frozen=True, slots=True)
class Competency:
    """`required` belongs to a role; None outside one. `gap` is what rates the gap where the role
    says so itself; None where its scale does."""

    id: str
    label: Text
    description: Text | None
    indicators: tuple[Indicator, ...]
    raters: tuple[Share, ...]
    all_raters: bool
    required: LevelMark | None
    gap: Levels | None


@dataclass(frozen=True, slots=True)
class Measure:
    """A KPI or competency of a responsibility, its share there and of the whole role."""

    content: Kpi | Competency
    share: Fraction
    share_text: str
    of_role: Fraction
    of_role_text: str


@dataclass(frozen=True, slots=True)
class Responsibility:
    """`score` is empty where it is the weighted average of the measures."""

    id: str
    label: Text
    description: Text | None
    share: Fraction
    share_text: str
    measures: tuple[Measure, ...]
    score: Formula


# --- what lies behind ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """A value of a parameter and the day from which it holds; "" where it always does."""

    since: str
    value: str
    because: Text | None
    in_force: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """An input, metric or parameter that formulas name. `formula` is empty for what is supplied,
    `supplied` says that evidence may give it, `targets` are a parameter's values."""

    id: str
    label: Text
    description: Text | None
    supplied: bool
    formula: Formula
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale and its levels, best first. `gap` rates a competency by how far the assessed level
    lies above or below the required one; None where the scale does not say."""

    id: str
    label: Text
    description: Text | None
    levels: tuple[LevelMark, ...]
    gap: Levels | None


@dataclass(frozen=True, slots=True)
class Gate:
    """A rule that holds the overall rating, whatever the score."""

    effect: Phrase
    because: Text | None
    when_unknown: str


# --- the whole -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Overall:
    """How a role's score becomes its rating. `levels` is None for a role that only has a score;
    `score` is empty where it is the weighted average of the responsibilities."""

    score: Formula
    levels: Levels | None
    known_weight: str
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True)
class Role:
    """A page: everything that concerns one role."""

    id: str
    label: Text
    description: Text | None
    responsibilities: tuple[Responsibility, ...]
    kpi_share: str
    competency_share: str
    overall: Overall
    facts: tuple[Fact, ...]
    scales: tuple[Scale, ...]
    graph: Drawing


@dataclass(frozen=True, slots=True)
class Edition:
    """Which text of the framework this is. `since` is the newest day from which a target holds,
    "" where none is dated; `digests` are pairs of a name and a digest."""

    version: str
    since: str
    source: str
    digests: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Handbook:
    """A framework in one language. `kpis` and `competencies` are those of no role."""

    id: str
    language: str
    label: Text
    description: Text | None
    edition: Edition
    roles: tuple[Role, ...]
    kpis: tuple[Kpi, ...]
    competencies: tuple[Competency, ...]
    facts: tuple[Fact, ...]
    scales: tuple[Scale, ...]
