"""The pages as a browser shows them. Skipped where Chromium or Playwright is not installed.

`make browser` installs Playwright and axe-core; Chromium comes from the system, or from the path
in `CHROMIUM`.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.filterwarnings("default"),  # what the browser's client does is not ours to mend
]

CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
)
PAGES = [
    f"director/{language}/{name}.html"
    for language in ("en", "th")
    for name in ("index", "enterprise_sales_director")
]
PAGES += ["odd/en/index-2.html", "summary/en/summary.html", "summary/th/summary.html"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        pytest.skip("no Chromium here")
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def files(
    pages: dict[str, str], summaries: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("handbooks")
    for name, text in {**pages, **summaries}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _open(browser: Browser, file: Path, **settings: object) -> Page:
    page = browser.new_context(**settings).new_page()
    page.goto(file.as_uri())
    return page


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Browser, files: Path, name: str, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = _open(browser, files / name, color_scheme=scheme, bypass_csp=True)
    found = axe.Axe().run(page).response["violations"]
    assert [(each["id"], each["impact"], each["nodes"][0]["html"]) for each in found] == []
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_runs_over_the_edge(browser: Browser, files: Path, name: str) -> None:
    page = _open(browser, files / name)
    for width in (320, 390, 820, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


@pytest.mark.parametrize("width", [390, 1200])
def test_no_threshold_is_written_over_another(browser: Browser, files: Path, width: int) -> None:
    for language in ("en", "th"):
        for name in (
            f"director/{language}/enterprise_sales_director",
            f"summary/{language}/summary",
        ):
            viewport = {"width": width, "height": 800}
            _no_text_over_another(_open(browser, files / f"{name}.html", viewport=viewport))


def _no_text_over_another(page: Page) -> None:
    over = page.evaluate(
        """[...document.querySelectorAll("svg.bands, svg.curve, svg.spread")].flatMap(svg => {
                 const boxes = [...svg.querySelectorAll("text:not(.points)")].map(
                   text => [text.textContent, text.getBoundingClientRect()]);
                 return boxes.flatMap(([a, one], at) => boxes.slice(at + 1)
                   .filter(([b, other]) => one.left < other.right && other.left < one.right
                                        && one.top < other.bottom - 2 && other.top < one.bottom - 2)
                   .map(([b]) => [a, b]));
               })"""
    )
    assert over == []
    page.context.close()


def test_the_page_asks_the_network_for_nothing(browser: Browser, files: Path) -> None:
    page = browser.new_context().new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    file = files / "odd" / "en" / "index-2.html"
    page.goto(file.as_uri())
    assert asked == [file.as_uri()]
    assert said == []
    page.context.close()


def test_the_keyboard_reaches_the_contents_first_and_the_graph(
    browser: Browser, files: Path
) -> None:
    file = files / "director" / "en" / "enterprise_sales_director.html"
    page = _open(browser, file, bypass_csp=True)
    page.keyboard.press("Tab")
    skip = "[document.activeElement.hash, document.activeElement.getBoundingClientRect().left >= 0]"
    assert page.evaluate(skip) == ["#contents", True]
    page.focus(".graph")
    before = page.evaluate("document.querySelector('.graph').scrollLeft")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("document.querySelector('.graph').scrollLeft > 0", timeout=2_000)
    assert before == 0
    page.context.close()


def test_thai_breaks_between_words(browser: Browser, files: Path) -> None:
    """On a phone every line of a description ends where a dictionary ends a word."""
    page = _open(
        browser,
        files / "director" / "th" / "enterprise_sales_director.html",
        viewport={"width": 390, "height": 800},
    )
    lines = page.evaluate(
        """[...document.querySelectorAll(".responsibility > p, .measure > p")].flatMap(p => {
             const node = p.firstChild, found = [];
             if (p.childNodes.length != 1 || node.nodeType != Node.TEXT_NODE) return found;
             const ends = new Set([...new Intl.Segmenter("th", {granularity: "word"})
               .segment(node.data)].map(word => word.index));
             const range = document.createRange();
             let top = null;
             for (let at = 0; at < node.length; at++) {
               range.setStart(node, at); range.setEnd(node, at + 1);
               const box = range.getBoundingClientRect();
               if (box.width == 0) continue;
               if (top !== null && box.top > top + 5)
                 found.push([ends.has(at), node.data.slice(at - 8, at) + "|" + node.data.slice(at)]);
               top = box.top;
             }
             return found;
           })"""
    )
    assert len(lines) > 20
    assert [where for between, where in lines if not between] == []
    page.context.close()


def test_it_prints_on_a4(browser: Browser, files: Path) -> None:
    page = _open(browser, files / "director" / "en" / "enterprise_sales_director.html")
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert printed.startswith(b"%PDF")
    sizes = set(_media_boxes(printed))
    assert sizes == {(595, 842), (842, 595)}
    page.context.close()


def _media_boxes(pdf: bytes) -> Iterator[tuple[int, int]]:
    for box in re.findall(rb"/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]", pdf):
        yield round(float(box[0])), round(float(box[1]))
