"""Whatever the layout: formatting keeps what a file says and its comments, and once is enough."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import generated_frameworks
from strategies.choices import Choices
from strategies.untidy import untidy
from syntax_outline import outline
from written_rules import EVERYTHING, FILES

from assay.dsl.formatting.format import FormattingError, format_text
from assay.dsl.parse import parse
from assay.dsl.source import Source
from assay.dsl.tokens import comments


def holds(text):
    """The canonical form of a text, after checking what must hold of any."""
    source = Source("a.rules", text)
    before, problems = parse(source)
    assert problems == ()
    formatted = format_text(text).text
    once = Source("a.rules", formatted)
    after, problems = parse(once)
    assert problems == ()
    assert outline(after.declarations) == outline(before.declarations)
    written = [span.text.rstrip() for span in comments(source)]
    assert [span.text for span in comments(once)] == written
    assert format_text(formatted).text == formatted
    lines = formatted.split("\n")
    assert lines[-1] == ""
    assert all(line == line.rstrip(" \t") for line in lines)
    assert "\n\n\n" not in formatted
    return formatted


@given(generated_frameworks(), st.integers(0, 2**32), st.sampled_from([3, 20, 60, 100]))
@settings(max_examples=15)
def test_any_layout_of_a_generated_framework(framework, seed, often):
    holds(untidy(framework.text, Choices.seeded(seed), often))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("path", FILES[1:], ids=lambda path: path.name)
def test_any_layout_of_a_file(path, seed):
    holds(untidy(path.read_text("utf-8"), Choices.seeded(seed), 30))


@pytest.mark.parametrize("seed", range(12))
def test_any_layout_of_every_construct(seed):
    holds(untidy(EVERYTHING, Choices.seeded(seed), (100, 50, 20, 5)[seed % 4]))


def test_a_file_that_would_say_something_else_is_refused(monkeypatch):
    monkeypatch.setattr("assay.dsl.formatting.format.write_file", lambda _: "kpi b { }\n")
    with pytest.raises(FormattingError, match="is left as it is"):
        format_text("kpi a { }", "a.rules")
    monkeypatch.setattr("assay.dsl.formatting.format.write_file", lambda _: "kpi a { }\n")
    with pytest.raises(FormattingError):
        format_text("kpi a { } # lost", "a.rules")
