"""The pages as HTML: valid, in order, complete in themselves, and free of what labels smuggle in."""

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
import pytest
from hypothesis import given, settings
from strategies import generated_frameworks

import assay
from assay.engine.handbook.headings import HEADINGS
from assay.engine.handbook.html import _environment
from assay.engine.render.catalogue import catalogue

PAGES = [
    f"{framework}/{language}/{name}.html"
    for framework, names in {
        "odd": ("index", "index-2", "Index_2"),
        "director": ("index", "enterprise_sales_director"),
    }.items()
    for language in ("en", "th")
    for name in names
]
HEADING = re.compile(r"h([1-6])")


def _tree(text: str) -> Element:
    """The page as a browser reads it; html5lib raises an error for anything it has to mend."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(text)


def _all(tree: Element, *names: str) -> Iterator[Element]:
    for each in tree.iter():
        if isinstance(each.tag, str) and each.tag.rpartition("}")[2] in names:
            yield each


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _packed(text: str) -> str:
    """Without spaces: elements stand side by side without any between them."""
    return "".join(text.split())


@pytest.fixture(params=PAGES)
def page(request: pytest.FixtureRequest, pages: dict[str, str]) -> tuple[str, Element]:
    return request.param, _tree(pages[request.param])


def test_the_pages_are_those_expected(pages: dict[str, str]) -> None:
    assert {name for name in pages if name.endswith(".html")} == set(PAGES)


def test_headings_go_down_one_step_at_a_time(page: tuple[str, Element]) -> None:
    levels = [int(each.tag[1]) for each in page[1].iter() if HEADING.fullmatch(str(each.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(following <= level + 1 for level, following in pairwise(levels))


def test_landmarks_and_the_way_to_them(page: tuple[str, Element]) -> None:
    name, tree = page
    (main,) = _all(tree, "main")
    assert len(list(_all(tree, "footer"))) == 1
    assert [each.get("aria-labelledby") for each in _all(tree, "nav")] == (
        [] if name.endswith("/index.html") else ["on-this-page"]
    )
    skip = next(_all(tree, "a"))
    assert skip.get("href") == f"#{main.get('id')}"
    assert _text(next(_all(tree, "title")))


def test_ids_are_unique_and_whatever_points_at_one_finds_it(page: tuple[str, Element]) -> None:
    ids = [each.get("id") for each in page[1].iter() if each.get("id")]
    assert sorted(set(ids)) == sorted(ids)
    wanted = [
        (each.get("href") or "").removeprefix("#")
        for each in _all(page[1], "a")
        if (each.get("href") or "").startswith("#")
    ]
    for each in page[1].iter():
        wanted += (each.get("aria-labelledby") or "").split()
    assert set(wanted) <= set(ids)


def test_links_lead_to_pages_of_the_handbook(page: tuple[str, Element]) -> None:
    name, tree = page
    folder = name.rpartition("/")[0]
    for each in _all(tree, "a"):
        target = each.get("href") or ""
        assert target.startswith("#") or f"{folder}/{target}" in PAGES, target


def test_every_drawing_says_what_it_shows(page: tuple[str, Element]) -> None:
    for drawing in _all(page[1], "svg"):
        if drawing.get("aria-hidden") == "true":
            continue
        assert drawing.get("role") == "img"
        title = next(_all(drawing, "title"))
        assert _text(title)


def test_every_table_names_its_columns(page: tuple[str, Element]) -> None:
    for table in _all(page[1], "table"):
        heads = [_text(each) for each in _all(next(_all(table, "thead")), "th")]
        assert all(heads)
        for row in _all(next(_all(table, "tbody")), "tr"):
            assert len(list(_all(row, "th", "td"))) == len(heads)
        assert all(each.get("scope") in {"col", "row"} for each in _all(table, "th"))


def test_a_page_asks_for_nothing_outside_itself(page: tuple[str, Element]) -> None:
    name, tree = page
    assert list(_all(tree, "script", "link", "img", "iframe", "object", "form", "use")) == []
    policy = next(each for each in _all(tree, "meta") if each.get("http-equiv"))
    assert policy.get("content") == "default-src 'none'; style-src 'unsafe-inline'"
    style = "".join("".join(each.itertext()) for each in _all(tree, "style"))
    assert "url(" not in style
    assert "@import" not in style
    for each in tree.iter():
        for key, value in each.attrib.items():
            assert not key.startswith("on"), name
            assert not re.match(r"(?i)\s*(javascript|data|https?):", value) or "xmlns" in key


def test_the_language_of_the_page_and_of_what_is_in_another(pages: dict[str, str]) -> None:
    for language in ("en", "th"):
        tree = _tree(pages[f"odd/{language}/index-2.html"])
        assert next(_all(tree, "html")).get("lang") == language
    thai = _tree(pages["odd/th/index-2.html"])
    foreign = {_text(each): each.get("lang") for each in _all(thai, "span") if each.get("lang")}
    assert foreign["- Weights"] == "en"
    assert "ดัชนี" not in foreign
    english = _tree(pages["odd/en/index-2.html"])
    assert [each for each in english.iter() if each.get("lang")] == [next(_all(english, "html"))]


def test_what_a_label_says_is_text(pages: dict[str, str]) -> None:
    tree = _tree(pages["odd/en/index.html"])
    label = """<script>alert('odd')</script> & "co" *bold* | [x](y) `z` # $1$"""
    assert _text(next(_all(tree, "h1"))) == label
    *said, meaning, sources = [_text(each) for each in _all(next(_all(tree, "footer")), "dd")]
    assert said == [label, "Version <i>2", "</style><script>alert(2)</script>"]
    assert len(meaning) == len(sources) == 64
    role = _tree(pages["odd/en/index-2.html"])
    assert 'He said "<yes>"' in _text(role)
    assert "A | pipe and a line" in _text(role)


def test_a_role_s_page_says_everything_about_it(pages: dict[str, str]) -> None:
    said = _packed(_text(next(_all(_tree(pages["odd/en/index-2.html"]), "body"))))
    for part in [
        "Everything",
        "Contents 75%",
        "KPI Higher is better 40% of this responsibility 30% of the overall score - Weights",
        "Formula Graph divided by 1. Facts Does not apply if Graph is 0.",
        'A </svg><script> 2 or more Reason: He said "<yes>" 4',
        "B 1 to less than 2 at least Goal <goal> divided by 5 3",
        "C less than 1 2",
        "Where there is no value, it counts as C.",
        "Where there is no value, it counts with 1 points.",
        "Where there is no value, no overall rating is given.",
        "Points Free, but no less than 1 and no more than 4",
        "Rating Verdict",
        "Points the score of How",
        "Assessed by manager 60% wise owls 40%",
        "It counts only once all of them have assessed.",
        "B Does <it> required in this role",
        "A rating is given only once every measure is known",
        "The rating is no worse than B when rating is A </svg><script> for at least one of the KPIs "
        "of the role. Where this cannot be told, it applies.",
        "The rating is D when Graph is more than 100 and 1. Facts is less than 3. "
        "Where this cannot be told, the rating stays open.",
        "1. Facts Supplied, or else computed: Graph times 2",
        "Goal <goal> Set by the organisation. From Value Reason Always 5",
    ]:
        assert _packed(part) in said, part


def test_measures_of_no_role_stand_on_the_first_page(pages: dict[str, str]) -> None:
    said = _text(_tree(pages["odd/en/index.html"]))
    assert "MeasuresofnoroleKPILoose" in _packed(said)
    assert "Competency Alone" in said
    assert "Loose" not in _text(_tree(pages["odd/en/index-2.html"]))


def test_a_page_is_the_same_whenever_it_is_made(odd: assay.Framework) -> None:
    again = assay.loads(odd.checked.sources[0].text)
    assert assay.handbook_files(odd) == assay.handbook_files(again)


def test_every_heading_is_used_and_each_that_is_used_is_there() -> None:
    environment = _environment()
    assert environment.loader is not None
    templates = [
        environment.loader.get_source(environment, name)[0]
        for name in ("base.html", "index.html", "parts.html", "role.html")
    ]
    used = {name for text in templates for name in re.findall(r"\bh\.(\w+)", text)}
    named = {key.removeprefix("handbook.").replace(".", "_").replace("-", "_") for key in HEADINGS}
    assert used == named
    assert set(HEADINGS) <= set(catalogue("en").wordings)


@settings(max_examples=15)
@given(generated_frameworks())
def test_any_framework_gives_valid_pages(generated) -> None:
    files = assay.handbook_files(assay.loads(generated.text), language="th")
    for text in files.values():
        _tree(text)
