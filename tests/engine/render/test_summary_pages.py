"""A summary as text, HTML, SVG and JSON: what each says, in colours and without, in Thai."""

import json
import re
import xml.etree.ElementTree as ET
from fractions import Fraction
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import assay
from assay.dsl.diagnostics.terminal import display_width
from assay.engine.publish_schemas import MODELS
from assay.engine.render.summary.text import level_colour
from assay.engine.render.summary.words import SummaryWords

ROOT = Path(__file__).parents[3]
PROBLEM = assay.Problem("bad-value", "x", "<b>Quota</b>", "-1", "wrong")


@pytest.fixture(scope="module")
def report():
    director = assay.load(ROOT / "frameworks/enterprise_sales_director.rules")
    data = assay.EvidenceData(
        "directors.csv", (ROOT / "examples/directors.csv").read_bytes(), "csv"
    )
    people = assay.read_evidence(director.checked, data).people
    rater = director.rater(period="2026-Q1")
    ratings = [rater.rate(one.values, person=one.person) for one in people]
    regions = ["North & East", "ภาคใต้"]
    groups = {each.person: regions[at % 2] for at, each in enumerate(ratings)}
    return assay.summarize(ratings, [PROBLEM], by="<region>", groups=groups)


@pytest.mark.parametrize("language", ["en", "th"])
@pytest.mark.parametrize("width", [32, 60, 80, 140])
def test_text_fits_the_terminal(report, language, width):
    for text in (
        assay.summary_text(report, language, width=width),
        assay.distribution_text(report, language, width=width),
    ):
        assert max(map(display_width, text.splitlines())) <= width
        assert "\x1b" not in text


def test_without_colour_nothing_is_lost(report):
    coloured = assay.summary_text(report, colour=True)
    assert "\x1b[34m" in coloured
    assert re.sub(r"\x1b\[\d+m", "", coloured) == assay.summary_text(report)


def test_levels_have_the_colours_of_their_place():
    places = [Fraction(each, 4) for each in range(5)]
    assert [level_colour(each) for each in places] == ["31", "33", "90", "36", "34"]


def test_the_longest_bar_is_the_most_frequent_level(report):
    lines = assay.distribution_text(report).splitlines()
    bars = {line[2:22].strip(): line.count("█") for line in lines[:7]}
    assert bars == {
        "Outstanding": 10, "Exceeds expectations": 40, "Meets expectations": 40,
        "Developing": 10, "Unsatisfactory": 10, "not rated": 10, "left out": 10,
    }  # fmt: skip
    assert lines[1] == "  Exceeds expectations  4  30.8%  " + "█" * 40


def test_shares_are_rounded_half_up():
    words = SummaryWords
    shop = assay.load(ROOT / "tests/cli/files/shop.rules")
    rating = shop.rate({"revenue": 1}, period="2026-Q1")
    says = words(assay.summarize([rating]), "en")
    assert [says.share(Fraction(each)) for each in ("1/3", "1/16", "1/2000", "1")] == [
        "33.3%", "6.3%", "0.1%", "100.0%",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_document_fits_its_schema(report, language):
    text = json.dumps(assay.summary_document(report, language), ensure_ascii=False)
    Draft202012Validator(assay.published_schema("summary")).validate(json.loads(text))
    MODELS["summary"].model_validate_json(text)
    document = json.loads(text)
    levels = document["everyone"]["levels"]
    assert [(each["id"], each["people"], each["share"]["exact"]) for each in levels] == [
        ("outstanding", 1, "1/13"), ("exceeds", 4, "4/13"), ("meets", 4, "4/13"),
        ("developing", 1, "1/13"), ("unsatisfactory", 1, "1/13"),
    ]  # fmt: skip
    assert [each["group"] for each in document["groups"]] == ["North & East", "ภาคใต้", None]
    retention = document["everyone"]["measures"]["customer_retention_rate"]
    assert retention["near"] == 5
    assert retention["spread"]["median"] == {
        "exact": "49/50", "shown": "98%", "rounded": False, "unit": "%",
    }  # fmt: skip


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_page_stands_alone_and_says_what_it_shows(report, language):
    page = assay.summary_html(report, language)
    assert f'<html lang="{language}">' in page
    assert not re.findall(r"<(?:script|link|img|iframe)\b|https?://(?!www\.w3\.org)", page)
    assert "<b>" not in page
    assert "<region>" not in page
    assert "North &amp; East" in page
    # Every chart has the numbers beside it, and the others are pictures with words.
    bars = re.findall(r'<svg class="bar" aria-hidden="true"', page)
    images = re.findall(r'<svg class="spread" role="img"[^>]*><title[^>]*>[^<]+</title><desc', page)
    assert len(images) == len(report.everyone.measures)
    assert len(bars) > len(images)
    assert page.count("<svg") == len(bars) + len(images)


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_picture_is_xml_that_stands_alone(report, language):
    picture = ET.fromstring(assay.summary_svg(report, language))  # noqa: S314 - our own text
    name = "{http://www.w3.org/2000/svg}"
    assert picture.get("role") == "img"
    described = picture.find(f"{name}desc").text
    assert "30.8%" in described
    stretches = [
        each for each in picture.iter(f"{name}rect") if each.find(f"{name}title") is not None
    ]
    assert len(stretches) == 7 + sum(
        sum(bool(people) for _, people in group.overall.rated)
        + sum(map(bool, (group.not_rated, group.not_applicable, group.refused)))
        for group in report.groups
    )
    texts = [each.text for each in picture.iter(f"{name}text")]
    assert "ภาคใต้" in texts
