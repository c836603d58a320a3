"""The pages as Markdown: what they say, and that labels stay text."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assay.engine.handbook.markdown import escaped

PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
PAGES = ["odd/en/index.md", "odd/en/index-2.md", "odd/th/index-2.md", "odd/en/Index_2.md"]


def _shown(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


@pytest.mark.parametrize("name", PAGES)
def test_no_label_becomes_markup(pages: dict[str, str], name: str) -> None:
    html = PARSER.render(pages[name])
    tags = set(re.findall(r"<([a-z][a-z0-9]*)", html))
    written = {"h1", "h2", "h3", "h4", "p", "ul", "ol", "li", "a", "strong", "em", "br", "hr"}
    assert tags <= written | {"table", "thead", "tbody", "tr", "th", "td", "pre", "code"}
    assert html.count("<code") == name.count("-2") + name.count("_2")  # the Mermaid block alone
    targets = set(re.findall(r'href="([^"]*)"', html))
    assert targets <= {"index.md", "index-2.md", "Index_2.md"}


def test_labels_read_as_they_are_written(pages: dict[str, str]) -> None:
    shown = _shown(PARSER.render(pages["odd/en/index.md"]))
    assert """<script>alert('odd')</script> & "co" *bold* | [x](y) `z` # $1$""" in shown
    role = _shown(PARSER.render(pages["odd/en/index-2.md"]))
    for part in ["- Weights", "1. Facts", "A </svg><script>", "A | pipe and a line", "Goal <goal>"]:
        assert part in role, part


def test_a_role_s_page_says_what_the_html_page_says(pages: dict[str, str]) -> None:
    shown = _shown(PARSER.render(pages["director/en/enterprise_sales_director.md"]))
    for part in [
        "Meet or Exceed Sales Targets ████████████████████████ 20% Quota Achievement 10%",
        "KPIs count 77% · Competencies count 23%",
        "Closed-won revenue divided by Quota",
        "Exceeds expectations 100% to less than 120% 4",
        "Outstanding 6,000,000 USD or more at least 120% of Target revenue of a quarter 5",
        "The rating is no better than Meets expectations when Quota Achievement is less than 50%.",
        "Assessed by: manager 60%, the team 40%",
        "January 1, 2026 5,000,000 USD (used here) Plan 2026: ten contracts of the target size",
    ]:
        assert part in shown, part


@settings(max_examples=60)
@given(st.text(max_size=40))
def test_any_text_stays_itself_in_a_paragraph_and_in_a_cell(text: str) -> None:
    text = " ".join("".join(each for each in text if each.isprintable()).split())
    if not text:
        return
    assert _joined(PARSER.render(escaped(text))) == f"<p>{text}</p>"
    table = PARSER.render(f"| {escaped(text)} | x |\n| --- | --- |\n| {escaped(text)} | y |\n")
    assert re.findall("<t[hd]>(.*?)</t[hd]>", _joined(table)) == [text, "x", text, "y"]


def _joined(html: str) -> str:
    return unescape(html.replace("\n", ""))
