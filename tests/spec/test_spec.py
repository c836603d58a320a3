"""Every snippet of the chapters gives the diagnostics, or the outcomes, that it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from reference.examples import failures
from spec.chapters import Snippet, read_chapters

import assay

SNIPPETS = read_chapters()
CLEAN = [snippet for snippet in SNIPPETS if not snippet.diagnostics]
FAULTY = [snippet for snippet in SNIPPETS if snippet.diagnostics]


@pytest.mark.parametrize("snippet", CLEAN, ids=lambda snippet: snippet.name)
def test_examples_come_out_as_the_chapter_says(snippet: Snippet, tmp_path: Path) -> None:
    framework = loaded(snippet, tmp_path)
    trials = framework.test()
    assert len(trials) == snippet.examples > 0
    assert [trial.example.label for trial in trials if not trial.passed] == []


@pytest.mark.parametrize("snippet", CLEAN, ids=lambda snippet: snippet.name)
def test_the_reference_reads_the_chapter_alike(snippet: Snippet, tmp_path: Path) -> None:
    framework = loaded(snippet, tmp_path).checked
    failed = {example.label: failures(framework, example) for example in framework.examples}
    assert {label: lines for label, lines in failed.items() if lines} == {}


@pytest.mark.parametrize("snippet", FAULTY, ids=lambda snippet: snippet.name)
def test_mistakes_are_found_where_the_chapter_says(snippet: Snippet, tmp_path: Path) -> None:
    with pytest.raises(assay.FrameworkError) as raised:
        loaded(snippet, tmp_path)
    found = [
        (*own_place(snippet, diagnostic), diagnostic.code)
        for diagnostic in raised.value.diagnostics
        if diagnostic.severity == "error"
    ]
    assert sorted(found) == sorted(snippet.diagnostics)


def loaded(snippet: Snippet, folder: Path) -> assay.Framework:
    """The framework of a snippet; in files where it has others beside it."""
    if not snippet.files:
        return assay.loads(snippet.framework)
    return assay.load(snippet.write(folder))


def own_place(snippet: Snippet, diagnostic: assay.Diagnostic) -> tuple[str, int]:
    """The file beside the snippet, or "", and the line."""
    name = Path(diagnostic.span.source.name).name
    line = diagnostic.span.line
    return (name, line) if name in dict(snippet.files) else ("", snippet.own_line(line))
