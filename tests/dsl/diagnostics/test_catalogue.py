import re

import pytest

from assay.dsl.diagnostics.catalogue import CATALOGUE, diagnose
from assay.dsl.diagnostics.model import Edit, Fix, Label, Severity
from assay.dsl.source import Source, Span

SOURCE = Source("a.rules", "kpi x { }")
SPAN = Span(SOURCE, 4, 5)


def test_a_diagnostic_has_the_severity_of_its_entry():
    assert diagnose("unknown-name", SPAN, "`x` is nowhere").severity is Severity.ERROR
    assert diagnose("look-alike-names", SPAN, "`x` twice").severity is Severity.WARNING


def test_every_part_that_is_given_is_in_the_diagnostic():
    label = Label(Span(SOURCE, 0, 3), "this kind")
    fix = Fix("call it `y`", (Edit(SPAN, "y"),))
    made = diagnose(
        "duplicate-name", SPAN, "message", label="here", secondary=[label], help="help", fix=fix
    )
    assert (made.code, made.span, made.message) == ("duplicate-name", SPAN, "message")
    assert (made.label, made.secondary, made.help, made.fix) == ("here", (label,), "help", fix)


def test_a_code_without_an_entry_is_a_bug_of_the_caller():
    with pytest.raises(KeyError, match="no-such-code"):
        diagnose("no-such-code", SPAN, "message")


@pytest.mark.parametrize("slug", CATALOGUE)
def test_entries_are_well_formed(slug):
    entry = CATALOGUE[slug]
    assert entry.slug == slug
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert re.fullmatch(r"\d+\.\d+", entry.since)
    assert "\n" not in entry.summary
    assert entry.summary[0] in "abcdefghijklmnopqrstuvwxyz`"
    assert not entry.summary.endswith(".")


def test_the_catalogue_is_in_alphabetical_order_and_cannot_be_changed():
    assert list(CATALOGUE) == sorted(CATALOGUE)
    with pytest.raises(TypeError):
        CATALOGUE["new"] = CATALOGUE["syntax"]
