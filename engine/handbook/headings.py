"""The headings and fixed sentences of a handbook, in any of the languages it is written in."""

from __future__ import annotations

from collections.abc import Mapping

from ..render.catalogue import Catalogue

HEADINGS = (
    "handbook.title",
    "handbook.skip",
    "handbook.on-this-page",
    "handbook.roles",
    "handbook.other-measures",
    "handbook.version",
    "handbook.since",
    "handbook.source",
    "handbook.responsibilities",
    "handbook.responsibility",
    "handbook.count.responsibilities",
    "handbook.weights",
    "handbook.weights-note",
    "handbook.measured-by",
    "handbook.kpi-share",
    "handbook.competency-share",
    "handbook.kpi",
    "handbook.competency",
    "handbook.weight",
    "handbook.share-of-role",
    "handbook.share-here",
    "handbook.how",
    "handbook.how.measures",
    "handbook.how.responsibilities",
    "handbook.how.overall",
    "handbook.how.formula",
    "handbook.how.rating",
    "handbook.how.not-applicable",
    "handbook.how.known",
    "handbook.how.all-known",
    "handbook.gates",
    "handbook.because",
    "handbook.formula",
    "handbook.case",
    "handbook.otherwise-case",
    "handbook.except",
    "handbook.better.higher",
    "handbook.better.lower",
    "handbook.level",
    "handbook.reached-with",
    "handbook.points",
    "handbook.value",
    "handbook.score-by",
    "handbook.rating-by",
    "handbook.curve-note",
    "handbook.chart.point",
    "handbook.indicators",
    "handbook.required",
    "handbook.raters",
    "handbook.all-raters",
    "handbook.gap-note",
    "handbook.gap-see",
    "handbook.gap",
    "handbook.facts",
    "handbook.facts-note",
    "handbook.supplied",
    "handbook.supplied-or",
    "handbook.computed",
    "handbook.set-by",
    "handbook.from",
    "handbook.always",
    "handbook.reason",
    "handbook.in-force",
    "handbook.scales",
    "handbook.graph",
    "handbook.graph-note",
    "handbook.edition",
    "handbook.framework",
)


def headings(words: Catalogue) -> Mapping[str, str]:
    """Catalogue -> its headings by their short names: `handbook.all-roles` is `all_roles`."""
    return {
        key.removeprefix("handbook.").replace(".", "_").replace("-", "_"): words.wordings[key][0]
        for key in HEADINGS
    }
