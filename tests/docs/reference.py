"""The reference of the Python API, from the code's own signatures and docstrings -> Markdown."""

from __future__ import annotations

import ast
import dataclasses
import enum
import importlib
import inspect
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import assay

TOPICS: dict[str, tuple[str, ...]] = {
    "Loading and checking": (
        "load", "loads", "check", "fix", "Fixes", "FixedFile", "format_text", "Formatted",
        "declared_names", "Declared", "framework_files",
    ),
    "Frameworks": ("Framework", "Rater", "Digests", "PropertyOrigin", "Period", "parse_period"),
    "Ratings": (
        "RatedFiles", "Rating", "Value", "Contribution", "Possible", "Explanation", "Trace", "Origin", "Absence",
    ),
    "Evidence": (
        "read_evidence", "EvidenceData", "EvidenceFormat", "format_of", "query_evidence",
        "EvidenceRows", "EvidenceFile", "EvidenceQuery", "PeopleSource", "EvidenceSet", "PersonEvidence", "TableRow", "only_person",
        "people_column", "people_columns", "known_encoding", "all_encodings", "USUAL_ENCODINGS",
    ),
    "What many ratings come to": (
        "summarize", "Summary", "SummaryReport", "summarize_files", "RatingsFile", "RatingsFormat",
        "ratings_format_of", "summary_text", "closing_text", "distribution_text", "summary_html",
        "summary_svg", "summary_document",
    ),
    "Examples and what they exercise": (
        "Trial", "Mismatch", "CoverageReport", "CoveredItem", "CoverageItem", "Share",
        "Suggestions", "Suggestion",
    ),
    "Errors and diagnostics": (
        "FrameworkError", "UsageError", "HeldWhole", "EvidenceError", "Problem", "FormattingError", "Diagnostic",
        "Severity", "Label", "Fix", "Edit", "Span", "CATALOGUE", "page", "suggestions",
    ),
    "Writing results": (
        "render_table", "flat_headings", "flat_row", "rating_document", "ratings_document",
        "rating_lines", "ratings_json",
        "ratings_parquet", "ratings_arrow", "ratings_workbook", "check_workbook", "template_workbook", "render_text", "render_json",
        "render_sarif", "render_github", "trials_text", "trials_document", "junit_xml",
        "coverage_text", "share_text", "suggestions_text", "whole_file",
    ),
    "Showing a framework": (
        "framework_document", "declaration_document", "show_declarations", "show_resolved",
        "show_origins", "origins_document", "draw_graph", "Style", "write_handbook",
        "WrittenHandbook", "handbook_files", "HandbookFormat",
    ),
    "Starting a framework": (
        "new_framework", "PeriodChoice", "framework_from_sheet", "framework_id", "StartedFramework",
        "Guess",
    ),
    "Schemas": ("SCHEMAS", "evidence_schema", "published_schema"),
}  # fmt: skip
"""Every public name but the version, by what it is for."""

_WIDEST = 92


def reference() -> str:
    """All public names of the package, with what goes in and what comes out."""
    return "\n\n".join(
        part for topic, names in TOPICS.items() for part in (f"## {topic}", *map(_entry, names))
    )


def _entry(name: str) -> str:
    value = getattr(assay, name)
    if inspect.isclass(value):
        return "\n\n".join(_class(name, value))
    if inspect.isfunction(value):
        return "\n\n".join((f"### `{name}`", _signature(name, value), _documentation(value)))
    members = get_args(value)
    if members:
        shown = ", ".join(f"`{getattr(member, '__name__', repr(member))}`" for member in members)
        return f"### `{name}`\n\nOne of {shown}."
    return f"### `{name}`\n\n{_constant_documentation(name)}"


def _class(name: str, value: type) -> Iterator[str]:
    yield f"### `{name}`"
    if inspect.getdoc(value) and not _is_made_up(value):
        yield _documentation(value)
    if issubclass(value, enum.Enum):
        yield "One of " + ", ".join(f"`{member.value!r}`" for member in value) + "."
        return
    attributes = [*_fields(value), *_properties(value)]
    if attributes:
        yield "\n".join(attributes)
    for method, function in _methods(value):
        yield f"#### `{name}.{method}`"
        yield _signature(f"{name}.{method}", function, bound=True)
        yield _documentation(function)


def _is_made_up(value: type) -> bool:
    """Whether the docstring is the one that `dataclass` writes."""
    return (value.__doc__ or "").startswith(f"{value.__name__}(")


def _fields(value: type) -> Iterator[str]:
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            if not field.name.startswith("_"):
                yield f"- `.{field.name}`: `{field.type}`"
    elif issubclass(value, tuple):
        for name in getattr(value, "_fields", ()):
            yield f"- `.{name}`: `{value.__annotations__[name]}`"


def _properties(value: type) -> Iterator[str]:
    for name, attribute in _own(value):
        match attribute:
            case property(fget=function) | cached_property(func=function) if function is not None:
                returned = function.__annotations__["return"]
                yield f"- `.{name}`: `{returned}`. {' '.join(_documentation(function).split())}"
            case _:
                pass


def _methods(value: type) -> Iterator[tuple[str, Any]]:
    for name, attribute in _own(value):
        function = getattr(attribute, "__func__", attribute)
        if inspect.isfunction(function):
            yield name, function


def _own(value: type) -> Iterator[tuple[str, Any]]:
    """The public attributes of a class, those of its bases within the package included."""
    seen: set[str] = set()
    for base in value.__mro__:
        if base.__module__.startswith("assay"):
            for name, attribute in vars(base).items():
                if not name.startswith("_") and name not in seen:
                    seen.add(name)
                    yield name, attribute


def _documentation(value: Any) -> str:
    documentation = inspect.getdoc(value)
    assert documentation, f"{value.__qualname__} is public and says nothing of itself"
    return documentation


def _signature(name: str, function: Any, *, bound: bool = False) -> str:
    parameters = list(inspect.signature(function).parameters.values())[1 if bound else 0 :]
    parts: list[str] = []
    starred = False
    for parameter in parameters:
        if parameter.kind is parameter.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        starred = starred or parameter.kind is parameter.VAR_POSITIONAL
        prefix = {parameter.VAR_POSITIONAL: "*", parameter.VAR_KEYWORD: "**"}
        shown = prefix.get(parameter.kind, "") + parameter.name
        if parameter.annotation is not parameter.empty:
            shown += f": {parameter.annotation}"
        if parameter.default is not parameter.empty:
            shown += f" = {parameter.default!r}"
        parts.append(shown)
    returned = f" -> {function.__annotations__.get('return', 'None')}"
    line = f"{name}({', '.join(parts)}){returned}"
    if len(line) > _WIDEST:
        inner = "".join(f"    {part},\n" for part in parts)
        line = f"{name}(\n{inner}){returned}"
    return f"```text\n{line}\n```"


def _constant_documentation(name: str) -> str:
    """The text after an assignment, which says what the name stands for."""
    home = next(home for home, names in assay._HOMES.items() if name in names)
    module = importlib.import_module(f"assay.{home}")
    assert module.__file__
    body = ast.parse(Path(module.__file__).read_text(encoding="utf-8")).body
    for statement, following in pairwise(body):
        match statement, following:
            case (
                ast.Assign(targets=[ast.Name(id=found)]) | ast.AnnAssign(target=ast.Name(id=found)),
                ast.Expr(value=ast.Constant(value=str(text))),
            ) if found == name:
                return inspect.cleandoc(text)
            case _:
                pass
    raise AssertionError(f"{name} is public and says nothing of itself")
