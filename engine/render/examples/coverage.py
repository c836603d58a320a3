"""What the examples of a framework exercise -> text, and a JSON-ready document."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ....dsl.diagnostics.terminal import visible
from ....dsl.types import PERCENT
from ...explaining.explanation_values import Value
from ...explaining.precision import shown_places
from ...testing.coverage import CoverageReport, CoveredItem, Share
from ...testing.items import KINDS
from ..catalogue import DEFAULT_LANGUAGE, Catalogue, catalogue
from ..exact_text import exact_text
from ..layout import Cell, Page
from ..quantities import numeral, show

_INDENT = 2


def coverage_text(
    report: CoverageReport, language: str = DEFAULT_LANGUAGE, *, width: int = 80
) -> str:
    """CoverageReport -> a table of how much of each kind is exercised, then a line for each place
    that is not. "" where there is nothing to exercise."""
    if not report.items:
        return ""
    words = catalogue(language)
    page = Page(width, colour=False)
    lines = [words.text("coverage.heading"), *_table(report, words, page)]
    if report.untried:
        lines += ["", words.text("coverage.untried")]
        for item in report.untried:
            lines += page.paragraph(_line(item, words), _INDENT, hanging=_INDENT)
    return "".join(f"{line}\n" for line in lines)


def share_text(share: Fraction, language: str = DEFAULT_LANGUAGE) -> str:
    """A share as a percentage; one short of all of it is never shown as 100%."""
    places, rounded = shown_places(share, "percent")
    return show(Value(share, PERCENT, places, rounded), catalogue(language))


def _table(report: CoverageReport, words: Catalogue, page: Page) -> list[str]:
    shares = [(f"coverage.{kind}", report.of_kind(kind)) for kind in KINDS]
    shown = [(key, share) for key, share in shares if share.total]
    rows = [_row(words, key, share) for key, share in (*shown, ("coverage.total", report.total))]
    return page.columns(rows, _INDENT)


def _row(words: Catalogue, key: str, share: Share) -> list[Cell]:
    counts = [numeral(Fraction(count), 0, words) for count in (share.exercised, share.total)]
    return [
        Cell(words.text(key)),
        Cell(words.text("coverage.count", exercised=counts[0], total=counts[1]), right=True),
        Cell(share_text(share.share, words.language), right=True),
    ]


def _line(covered: CoveredItem, words: Catalogue) -> str:
    item = covered.item
    said = words.text(
        f"coverage.item.{item.kind}",
        owner=item.owner,
        text=item.text,
        state=words.text(f"coverage.state.{covered.state.replace(' ', '-')}"),
    )
    return f"{visible(item.span.source.name)}:{item.span.line}: {said}"


# --- documents -----------------------------------------------------------------------------


def coverage_document(report: CoverageReport) -> dict[str, Any]:
    """CoverageReport -> the part `coverage` of the schema `examples`."""
    return {
        "total": _share(report.total),
        "kinds": {kind: _share(report.of_kind(kind)) for kind in KINDS},
        "items": list(_items(report)),
    }


def _items(report: CoverageReport) -> Iterator[dict[str, Any]]:
    for covered in report.items:
        item = covered.item
        yield {
            "kind": item.kind,
            "owner": item.owner,
            "text": item.text,
            "place": {
                "file": item.span.source.name,
                "line": item.span.line,
                "column": item.span.column,
            },
            "state": covered.state,
            "examples": list(covered.examples),
        }


def _share(share: Share) -> dict[str, Any]:
    return {
        "exercised": share.exercised,
        "total": share.total,
        "share": exact_text(share.share),
    }
