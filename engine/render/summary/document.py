"""A summary -> its JSON-ready document (the model: `model.py`). Every number is exact."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ....dsl.types import NUMBER, QuantityType
from ...explaining.precision import shown_places
from ...summary.report import AbsentCount, GroupReport, MeasureReport, SummaryReport
from ...summary.scheme import SchemeLevel, SchemeMeasure
from ..catalogue import DEFAULT_LANGUAGE, catalogue
from ..exact_text import exact_text
from ..quantities import unit
from .words import SummaryWords

VERSION = 1


def summary_document(report: SummaryReport, language: str = DEFAULT_LANGUAGE) -> dict[str, Any]:
    """What ratings came to -> the document of the schema `summary`."""
    return _Writer(report, language).document()


class _Writer:
    def __init__(self, report: SummaryReport, language: str) -> None:
        self._report = report
        self._says = SummaryWords(report, language)

    def document(self) -> dict[str, Any]:
        report, language = self._report, self._says.language
        scheme = report.scheme
        role = {"id": scheme.role, "label": scheme.role_label.in_language(language)}
        return {
            "assay": {"format": "summary", "version": VERSION},
            "language": language,
            "framework": {
                "id": scheme.framework,
                "label": scheme.label.in_language(language),
                "version": scheme.version,
                "meaning": scheme.meaning,
            },
            "role": role if scheme.role else None,
            "periods": list(report.periods),
            "ordered": scheme.complete,
            "everyone": self._group(report.everyone),
            "by": report.by or None,
            "groups": [{"group": each.name, **self._group(each)} for each in report.groups],
            "notes": list(self._says.notes()),
        }

    def _group(self, group: GroupReport) -> dict[str, Any]:
        overall = group.overall
        return {
            "people": group.people,
            "rated": group.rated,
            "not_rated": group.not_rated,
            "not_applicable": group.not_applicable,
            "left_out": group.refused,
            "levels": [] if overall is None else self._levels(overall.rated, group.people),
            "reasons": [self._absent(each, self._says.reason(each)) for each in group.reasons],
            "problems": [
                {"code": each.code, "field": each.field, "people": each.people}
                for each in group.problems
            ],
            "measures": {each.measure.id: self._measure(each) for each in group.measures}
            if self._report.spreads
            else {},
        }

    def _levels(self, rated: Sequence[tuple[SchemeLevel, int]], total: int) -> list[dict[str, Any]]:
        return [
            {
                "id": level.id,
                "label": level.label.in_language(self._says.language) or level.id,
                "people": people,
                "share": self._share(Fraction(people, total)) if total else None,
            }
            for level, people in rated
        ]

    def _absent(self, absent: AbsentCount, text: str) -> dict[str, Any]:
        return {
            "kind": absent.kind,
            "code": absent.reason,
            "text": text,
            "people": absent.people,
        }

    def _measure(self, report: MeasureReport) -> dict[str, Any]:
        measure, spread = report.measure, report.spread
        names = ("lowest", "lower_quartile", "median", "upper_quartile", "highest")
        return {
            "label": self._says.measure(measure),
            "kind": measure.kind,
            "people": report.valued,
            "levels": self._levels(report.rated, sum(people for _, people in report.rated)),
            "spread": None
            if spread is None
            else {name: self._quantity(getattr(spread, name), measure) for name in names},
            "near": report.near,
            "thresholds": [
                {
                    "threshold": self._quantity(each.threshold.value, measure),
                    "gate": each.threshold.gate,
                    "below": each.below,
                    "on": each.on,
                    "above": each.above,
                }
                for each in report.thresholds
            ],
            "other_rules": measure.others,
            "absent": [
                self._absent(each, self._says.reason(each, measure.id)) for each in report.absent
            ],
        }

    # --- values ----------------------------------------------------------------------------

    def _quantity(self, value: Fraction, measure: SchemeMeasure) -> dict[str, Any]:
        type: QuantityType = measure.type or NUMBER
        percent = type.kind == "percent"
        return {
            "exact": exact_text(value),
            "shown": self._says.quantity(value, type),
            "rounded": shown_places(value, type.kind)[1],
            "unit": "%" if percent else unit(type, catalogue(DEFAULT_LANGUAGE)),
        }

    def _share(self, share: Fraction) -> dict[str, Any]:
        return {
            "exact": exact_text(share),
            "shown": self._says.share(share),
            "rounded": (share * 1_000).denominator != 1,
            "unit": "%",
        }
