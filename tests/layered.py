"""Layers given as texts, merged."""

from __future__ import annotations

from dataclasses import replace

from assay.dsl.checking.report import Report
from assay.dsl.layering.merge import Merged, merge
from assay.dsl.parse import parse
from assay.dsl.source import Source


def merged(*layers: str) -> tuple[Merged, Report]:
    """The layers, the caller's first, each a text."""
    files = []
    for number, text in enumerate(layers):
        file, problems = parse(Source(f"{number}.rules", text))
        assert problems == ()
        files.append(replace(file, layer=number))
    report = Report()
    return merge(tuple(files), report), report
