"""Every snippet of the chapters gives the diagnostics, or the outcomes, that it says."""

from __future__ import annotations

import pytest
from spec.chapters import Snippet, read_chapters

import assay
from assay import FrameworkError

SNIPPETS = read_chapters()
CLEAN = [snippet for snippet in SNIPPETS if not snippet.diagnostics]
FAULTY = [snippet for snippet in SNIPPETS if snippet.diagnostics]


@pytest.mark.parametrize("snippet", CLEAN, ids=lambda snippet: snippet.name)
def test_examples_come_out_as_the_chapter_says(snippet: Snippet) -> None:
    framework = assay.loads(snippet.framework)
    report = framework.test()
    assert not report.failures
    assert len(report.results) == snippet.framework.count("\nexample ")


@pytest.mark.parametrize("snippet", FAULTY, ids=lambda snippet: snippet.name)
def test_mistakes_are_found_where_the_chapter_says(snippet: Snippet) -> None:
    with pytest.raises(FrameworkError) as raised:
        assay.loads(snippet.framework)
    found = sorted(
        (snippet.own_line(diagnostic.span.line), diagnostic.code)
        for diagnostic in raised.value.diagnostics
    )
    assert found == sorted(snippet.diagnostics)
