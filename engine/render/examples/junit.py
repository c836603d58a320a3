"""The outcomes of a framework's examples -> JUnit XML, which build servers read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import floor
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from ....dsl import framework as fw
from ...testing.trials import Trial
from ..catalogue import DEFAULT_LANGUAGE
from .trials import compared_text, outcome_text

if TYPE_CHECKING:
    from ...testing.coverage import CoverageReport

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, however they are escaped."""


def junit_xml(
    framework: fw.Framework,
    trials: Sequence[Trial],
    report: CoverageReport | None = None,
    language: str = DEFAULT_LANGUAGE,
) -> str:
    """Outcomes -> a `testsuites` document: a test case for each example, a failure for one that
    does not hold, an error for one whose evidence cannot be rated; the share that the examples
    exercise (to a tenth of a percent, rounded down), where there is a report, as the property
    `coverage`."""
    failed = sum(bool(trial.mismatches) for trial in trials)
    broken = sum(trial.rating is None for trial in trials)
    counts = {"tests": str(len(trials)), "failures": str(failed), "errors": str(broken)}
    root = ElementTree.Element("testsuites", {"name": _safe(framework.id), **counts})
    suite = ElementTree.SubElement(
        root, "testsuite", {"name": _safe(framework.id), **counts, "skipped": "0"}
    )
    if report is not None:
        properties = ElementTree.SubElement(suite, "properties")
        thousandths = floor(report.total.share * 1000)
        value = f"{thousandths // 10}.{thousandths % 10}%"
        ElementTree.SubElement(properties, "property", {"name": "coverage", "value": value})
    for trial in trials:
        _case(suite, framework, trial, language)
    ElementTree.indent(root)
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _case(suite: ElementTree.Element, framework: fw.Framework, trial: Trial, language: str) -> None:
    example = trial.example
    owner = ".".join(part for part in (framework.id, example.role) if part)
    case = ElementTree.SubElement(
        suite,
        "testcase",
        {
            "classname": _safe(owner),
            "name": _safe(example.label),
            "file": _safe(example.span.source.name),
            "line": str(example.span.line),
        },
    )
    if trial.rating is None:
        problem = {"message": _safe(trial.problem), "type": "evidence"}
        ElementTree.SubElement(case, "error", problem).text = _safe(trial.problem)
    elif trial.mismatches:
        message = "; ".join(compared_text(mismatch) for mismatch in trial.mismatches)
        failure = ElementTree.SubElement(
            case, "failure", {"message": _safe(message), "type": "expectation"}
        )
        failure.text = _safe(outcome_text(trial, language))


def _safe(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
