"""Diagnostics as SARIF 2.1.0, the format in which code hosts and editors take findings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path, PurePath
from typing import Final
from urllib.parse import quote

from ..source import Span
from .catalogue import CATALOGUE
from .model import Diagnostic, Edit, Fix, Label, Severity
from .pages import page

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
VERSION: Final = "2.1.0"


def render_sarif(diagnostics: Sequence[Diagnostic], *, version: str = "") -> dict[str, object]:
    """Diagnostics -> a SARIF log ready for `json.dumps`, in the order given

    Lines and columns count from 1, in code points of the text in NFC. The page of each code that
    occurs is its rule's help. `version` is that of the tool, left out where it is "".
    """
    codes = sorted({one.code for one in diagnostics})
    numbers = {code: number for number, code in enumerate(codes)}
    return {
        "$schema": SCHEMA,
        "version": VERSION,
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "assay",
                        **({"semanticVersion": version} if version else {}),
                        "rules": [_rule(code) for code in codes],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, numbers[one.code]) for one in diagnostics],
            }
        ],
    }


def _rule(code: str) -> dict[str, object]:
    entry = CATALOGUE[code]
    return {
        "id": code,
        "shortDescription": {"text": entry.summary},
        "help": {"text": f"assay diagnostic {code}", "markdown": page(code)},
        "defaultConfiguration": {"level": _level(entry.severity)},
    }


def _level(severity: Severity) -> str:
    """SARIF has the same three levels by the same names."""
    return severity.value


def _result(diagnostic: Diagnostic, number: int) -> dict[str, object]:
    text = diagnostic.message
    if diagnostic.help:
        text += f"\n{diagnostic.help}"
    result: dict[str, object] = {
        "ruleId": diagnostic.code,
        "ruleIndex": number,
        "level": _level(diagnostic.severity),
        "message": {"text": text},
        "locations": [_location(diagnostic.span, diagnostic.label)],
    }
    if diagnostic.secondary:
        result["relatedLocations"] = [
            {"id": index, **_related(label)} for index, label in enumerate(diagnostic.secondary)
        ]
    if diagnostic.fix is not None:
        result["fixes"] = [_fix(diagnostic.fix)]
    return result


def _location(span: Span, label: str) -> dict[str, object]:
    region = _region(span)
    if label:
        region["message"] = {"text": label}
    return {"physicalLocation": {"artifactLocation": _artifact(span), "region": region}}


def _related(label: Label) -> dict[str, object]:
    place = {"artifactLocation": _artifact(label.span), "region": _region(label.span)}
    return {"physicalLocation": place, "message": {"text": label.message}}


def _fix(fix: Fix) -> dict[str, object]:
    by_file: dict[str, list[Edit]] = {}
    for edit in fix.edits:
        by_file.setdefault(edit.span.source.name, []).append(edit)
    return {
        "description": {"text": fix.message},
        "artifactChanges": [
            {"artifactLocation": _artifact(edits[0].span), "replacements": _replacements(edits)}
            for edits in by_file.values()
        ],
    }


def _replacements(edits: Iterable[Edit]) -> list[dict[str, object]]:
    return [
        {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.replacement}}
        for edit in edits
    ]


def _artifact(span: Span) -> dict[str, object]:
    """A path relative to where the tool ran stays so: a host reads it from the repository."""
    path = PurePath(span.source.name)
    if path.is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(path.as_posix())}


def _region(span: Span) -> dict[str, object]:
    line, column = span.source.position(span.start)
    end_line, end_column = span.source.position(span.end)
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    }
