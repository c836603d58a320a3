"""Diagnostics as GitHub's workflow commands."""

from assay.dsl.diagnostics.model import Diagnostic, Severity
from assay.dsl.diagnostics.render_github import render_github
from assay.dsl.source import Source, Span

SOURCE = Source("a,b:c.rules", "abc\nไทย f\n")


def one(severity, start, end, **parts):
    return Diagnostic("syntax", severity, "50% is what\r\n", Span(SOURCE, start, end), **parts)


def test_each_is_a_line():
    assert render_github([one(Severity.ERROR, 4, 7, help="mend it"), one(Severity.NOTE, 1, 1)]) == (
        "::error file=a%2Cb%3Ac.rules,line=2,endLine=2,col=1,endColumn=3,title=syntax"
        "::50%25 is what%0D%0A%0Amend it\n"
        "::notice file=a%2Cb%3Ac.rules,line=1,endLine=1,col=2,endColumn=2,title=syntax"
        "::50%25 is what%0D%0A\n"
    )


def test_a_place_of_several_lines_has_no_columns():
    assert render_github([one(Severity.WARNING, 0, 5)]) == (
        "::warning file=a%2Cb%3Ac.rules,line=1,endLine=2,title=syntax::50%25 is what%0D%0A\n"
    )


def test_nothing_is_nothing():
    assert render_github([]) == ""
