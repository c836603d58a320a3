"""assay: competency frameworks as exact, explained rules.

This module is the whole public API. Everything it offers is imported when it is first used, so
that `import assay` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .dsl.contents import Declared, declared_names, framework_files
    from .dsl.diagnostics.catalogue import CATALOGUE
    from .dsl.diagnostics.model import Diagnostic, Edit, Fix, Label, Severity
    from .dsl.diagnostics.pages import page, suggestions
    from .dsl.diagnostics.render_github import render_github
    from .dsl.diagnostics.render_json import render_json
    from .dsl.diagnostics.render_sarif import render_sarif
    from .dsl.diagnostics.render_text import render_text
    from .dsl.digests import Digests
    from .dsl.formatting.format import Formatted, FormattingError, format_text
    from .dsl.layering.origins import PropertyOrigin
    from .dsl.period import Period, parse_period
    from .dsl.source import Span
    from .engine.evidence.binder import TableRow
    from .engine.evidence.evidence_set import EvidenceSet, PersonEvidence, only_person
    from .engine.evidence.files import read_evidence
    from .engine.evidence.formats.encodings import USUAL_ENCODINGS, all_encodings, known_encoding
    from .engine.evidence.formats.queries import EvidenceRows, query_evidence
    from .engine.evidence.given import EvidenceFile, EvidenceQuery, PeopleSource
    from .engine.evidence.kept import people_column, people_columns
    from .engine.evidence.problems import EvidenceError, HeldWhole, Problem, UsageError
    from .engine.evidence.records import EvidenceData, EvidenceFormat, format_of
    from .engine.explaining.explained import Explanation
    from .engine.fixing import FixedFile, Fixes, fix
    from .engine.handbook.folder import WrittenHandbook, write_handbook
    from .engine.handbook.pages import HandbookFormat, handbook_files
    from .engine.loaded import Framework, FrameworkError, load, loads
    from .engine.pipeline import check
    from .engine.possible.ratings import Possible
    from .engine.rater import Rater
    from .engine.rating import Contribution, Rating, Value
    from .engine.render.examples.coverage import coverage_text, share_text
    from .engine.render.examples.junit import junit_xml
    from .engine.render.examples.suggestions import suggestions_text
    from .engine.render.examples.trials import trials_document, trials_text
    from .engine.render.framework.document import declaration_document, framework_document
    from .engine.render.framework.origins import origins_document, show_origins
    from .engine.render.framework.showing import show_declarations, show_resolved
    from .engine.render.graph.drawing import Style, draw_graph
    from .engine.render.ratings.columns import ratings_arrow, ratings_parquet
    from .engine.render.ratings.document import rating_document, ratings_document
    from .engine.render.ratings.json_text import rating_lines, ratings_json
    from .engine.render.ratings.rows import flat_headings, flat_row
    from .engine.render.ratings.table import render_table
    from .engine.render.summary.document import summary_document
    from .engine.render.summary.page import summary_html, summary_svg
    from .engine.render.summary.text import closing_text, distribution_text, summary_text
    from .engine.schemas import SCHEMAS, evidence_schema, published_schema
    from .engine.starting.frameworks import (
        StartedFramework,
        framework_from_sheet,
        framework_id,
        new_framework,
    )
    from .engine.starting.reports import Guess
    from .engine.starting.small import PeriodChoice
    from .engine.streaming.rated_files import RatedFiles
    from .engine.summary.files import summarize_files
    from .engine.summary.rating_files import ratings_format_of
    from .engine.summary.rating_table import RatingsFile, RatingsFormat
    from .engine.summary.report import SummaryReport
    from .engine.summary.summary import Summary, summarize
    from .engine.testing.coverage import CoverageReport, CoveredItem, Share
    from .engine.testing.items import CoverageItem
    from .engine.testing.suggest import Suggestion, Suggestions
    from .engine.testing.trials import Mismatch, Trial
    from .engine.trace import Absence, Origin, Trace
    from .engine.whole_file import whole_file
    from .engine.workbooks.results import check_workbook, ratings_workbook
    from .engine.workbooks.template import template_workbook

__version__ = "0.1.0"

_HOMES = {
    "dsl.contents": ("Declared", "declared_names", "framework_files"),
    "dsl.diagnostics.model": ("Diagnostic", "Edit", "Fix", "Label", "Severity"),
    "dsl.digests": ("Digests",),
    "dsl.layering.origins": ("PropertyOrigin",),
    "dsl.period": ("Period", "parse_period"),
    "dsl.source": ("Span",),
    "dsl.diagnostics.catalogue": ("CATALOGUE",),
    "dsl.diagnostics.pages": ("page", "suggestions"),
    "dsl.diagnostics.render_github": ("render_github",),
    "dsl.diagnostics.render_json": ("render_json",),
    "dsl.diagnostics.render_sarif": ("render_sarif",),
    "dsl.diagnostics.render_text": ("render_text",),
    "dsl.formatting.format": ("Formatted", "FormattingError", "format_text"),
    "engine.evidence.binder": ("TableRow",),
    "engine.evidence.formats.encodings": ("USUAL_ENCODINGS", "all_encodings", "known_encoding"),
    "engine.evidence.evidence_set": ("EvidenceSet", "PersonEvidence", "only_person"),
    "engine.evidence.files": ("read_evidence",),
    "engine.evidence.given": ("EvidenceFile", "EvidenceQuery", "PeopleSource"),
    "engine.evidence.kept": ("people_column", "people_columns"),
    "engine.evidence.records": ("EvidenceData", "EvidenceFormat", "format_of"),
    "engine.evidence.formats.queries": ("EvidenceRows", "query_evidence"),
    "engine.render.ratings.columns": ("ratings_arrow", "ratings_parquet"),
    "engine.explaining.explained": ("Explanation",),
    "engine.handbook.folder": ("WrittenHandbook", "write_handbook"),
    "engine.handbook.pages": ("HandbookFormat", "handbook_files"),
    "engine.fixing": ("FixedFile", "Fixes", "fix"),
    "engine.loaded": ("Framework", "FrameworkError", "load", "loads"),
    "engine.rater": ("Rater",),
    "engine.pipeline": ("check",),
    "engine.possible.ratings": ("Possible",),
    "engine.evidence.problems": ("EvidenceError", "HeldWhole", "Problem", "UsageError"),
    "engine.rating": ("Contribution", "Rating", "Value"),
    "engine.render.graph.drawing": ("Style", "draw_graph"),
    "engine.render.framework.origins": ("origins_document", "show_origins"),
    "engine.render.ratings.rows": ("flat_headings", "flat_row"),
    "engine.render.ratings.document": ("rating_document", "ratings_document"),
    "engine.render.ratings.json_text": ("rating_lines", "ratings_json"),
    "engine.render.framework.document": ("declaration_document", "framework_document"),
    "engine.render.framework.showing": ("show_declarations", "show_resolved"),
    "engine.render.ratings.table": ("render_table",),
    "engine.render.examples.trials": ("trials_document", "trials_text"),
    "engine.schemas": ("SCHEMAS", "evidence_schema", "published_schema"),
    "engine.render.summary.document": ("summary_document",),
    "engine.render.summary.page": ("summary_html", "summary_svg"),
    "engine.render.summary.text": ("closing_text", "distribution_text", "summary_text"),
    "engine.summary.files": ("summarize_files",),
    "engine.summary.rating_files": ("ratings_format_of",),
    "engine.summary.rating_table": ("RatingsFile", "RatingsFormat"),
    "engine.summary.report": ("SummaryReport",),
    "engine.summary.summary": ("Summary", "summarize"),
    "engine.starting.frameworks": (
        "StartedFramework",
        "framework_from_sheet",
        "framework_id",
        "new_framework",
    ),
    "engine.starting.reports": ("Guess",),
    "engine.starting.small": ("PeriodChoice",),
    "engine.streaming.rated_files": ("RatedFiles",),
    "engine.trace": ("Absence", "Origin", "Trace"),
    "engine.render.examples.coverage": ("coverage_text", "share_text"),
    "engine.render.examples.junit": ("junit_xml",),
    "engine.testing.coverage": ("CoveredItem", "CoverageReport", "Share"),
    "engine.testing.items": ("CoverageItem",),
    "engine.render.examples.suggestions": ("suggestions_text",),
    "engine.testing.suggest": ("Suggestion", "Suggestions"),
    "engine.workbooks.results": ("check_workbook", "ratings_workbook"),
    "engine.workbooks.template": ("template_workbook",),
    "engine.testing.trials": ("Mismatch", "Trial"),
    "engine.whole_file": ("whole_file",),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "CATALOGUE",
    "SCHEMAS",
    "USUAL_ENCODINGS",
    "Absence",
    "Contribution",
    "CoverageItem",
    "CoverageReport",
    "CoveredItem",
    "Declared",
    "Diagnostic",
    "Digests",
    "Edit",
    "EvidenceData",
    "EvidenceError",
    "EvidenceFile",
    "EvidenceFormat",
    "EvidenceQuery",
    "EvidenceRows",
    "EvidenceSet",
    "Explanation",
    "Fix",
    "FixedFile",
    "Fixes",
    "Formatted",
    "FormattingError",
    "Framework",
    "FrameworkError",
    "Guess",
    "HandbookFormat",
    "HeldWhole",
    "Label",
    "Mismatch",
    "Origin",
    "PeopleSource",
    "Period",
    "PeriodChoice",
    "PersonEvidence",
    "Possible",
    "Problem",
    "PropertyOrigin",
    "RatedFiles",
    "Rater",
    "Rating",
    "RatingsFile",
    "RatingsFormat",
    "Severity",
    "Share",
    "Span",
    "StartedFramework",
    "Style",
    "Suggestion",
    "Suggestions",
    "Summary",
    "SummaryReport",
    "TableRow",
    "Trace",
    "Trial",
    "UsageError",
    "Value",
    "WrittenHandbook",
    "__version__",
    "all_encodings",
    "check",
    "check_workbook",
    "closing_text",
    "coverage_text",
    "declaration_document",
    "declared_names",
    "distribution_text",
    "draw_graph",
    "evidence_schema",
    "fix",
    "flat_headings",
    "flat_row",
    "format_of",
    "format_text",
    "framework_document",
    "framework_files",
    "framework_from_sheet",
    "framework_id",
    "handbook_files",
    "junit_xml",
    "known_encoding",
    "load",
    "loads",
    "new_framework",
    "only_person",
    "origins_document",
    "page",
    "parse_period",
    "people_column",
    "people_columns",
    "published_schema",
    "query_evidence",
    "rating_document",
    "rating_lines",
    "ratings_arrow",
    "ratings_document",
    "ratings_format_of",
    "ratings_json",
    "ratings_parquet",
    "ratings_workbook",
    "read_evidence",
    "render_github",
    "render_json",
    "render_sarif",
    "render_table",
    "render_text",
    "share_text",
    "show_declarations",
    "show_origins",
    "show_resolved",
    "suggestions",
    "suggestions_text",
    "summarize",
    "summarize_files",
    "summary_document",
    "summary_html",
    "summary_svg",
    "summary_text",
    "template_workbook",
    "trials_document",
    "trials_text",
    "whole_file",
    "write_handbook",
]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
