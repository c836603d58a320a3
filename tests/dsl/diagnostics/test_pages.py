"""Every page is complete, and what it shows is what happens.

A page has the sections What, Why, Example and Fix. The example is one `rules` block (its file is
`example.rules`), or several that name their file: `rules file=base.rules`, `csv file=cases.csv`. In a block marked
`escaped`, `<U+202E>` stands for that character, `<0xFF>` for that byte, and `<201 times (>` for
that many of the text behind the space. The `text` block after them is the golden message. The
blocks under Fix replace the example's files of the same name.

After changing a message, `pytest tests/dsl/diagnostics --update-pages` writes headings and golden
messages anew; read the difference before keeping it.
"""

import re
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from assay.dsl.diagnostics import pages
from assay.dsl.diagnostics.catalogue import CATALOGUE, RETIRED
from assay.dsl.diagnostics.pages import page, suggestions
from assay.dsl.diagnostics.render_text import render_diagnostic
from assay.engine.pipeline import check_path, examine

FOLDER = Path(pages.__file__).parent
MAIN = "example.rules"
EXAMPLES = tuple(CATALOGUE)
ALSO_FOUND = {"too-many-problems": {"unexpected-character"}}  # the many problems themselves
SECTIONS = ["What", "Why", "Example", "Fix"]
BLOCK = re.compile(r"^```(?P<info>[^\n`]+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    language: str
    file: str
    content: bytes


def sections(text):
    """Heading and sections of a page, each with its text."""
    heading, *parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)
    return heading, dict(zip(parts[::2], parts[1::2], strict=True))


def blocks(section):
    """The code blocks of a section, their escapes undone."""
    found = []
    for match in BLOCK.finditer(section):
        language, *marks = match["info"].split()
        names = [mark.removeprefix("file=") for mark in marks if mark.startswith("file=")]
        content = unescaped(match["body"]) if "escaped" in marks else match["body"].encode()
        assert set(marks) <= {"escaped", *(f"file={name}" for name in names)}
        found.append(Block(language, names[0] if names else MAIN, content))
    return found


def unescaped(text):
    text = re.sub(r"<(\d+) times (.+?)>", lambda m: m[2] * int(m[1]), text)
    text = re.sub(r"<U\+([0-9A-F]{4,6})>", lambda m: chr(int(m[1], 16)), text)
    return re.sub(rb"<0x([0-9A-F]{2})>", lambda m: bytes([int(m[1], 16)]), text.encode())


def files(section):
    return {
        block.file: block.content for block in blocks(section) if block.language in {"rules", "csv"}
    }


def heading_of(slug):
    entry = CATALOGUE[slug]
    return f"# {slug}\n\n{entry.severity} since {entry.since}: {entry.summary}\n\n"


def found(contents, slug):
    """What the checker says of a page's files, which stand in a folder of their own. Only the page
    on examples is about what they leave out."""
    with TemporaryDirectory() as folder, chdir(folder):
        for name, content in contents.items():
            Path(name).write_bytes(content)
        return examine(check_path(MAIN), examples=slug == "rule-not-exercised")


def test_a_retired_code_is_not_used_again():
    assert not RETIRED & set(CATALOGUE)


def with_golden(text, golden):
    """The page with another golden message."""
    return re.sub(
        r"^```text\n.*?^```$",
        lambda _: f"```text\n{golden}```",
        text,
        count=1,
        flags=re.MULTILINE | re.DOTALL,
    )


def test_every_entry_has_a_page_and_every_page_an_entry():
    assert sorted(path.stem for path in FOLDER.glob("*.md")) == list(CATALOGUE)


@pytest.mark.parametrize("slug", CATALOGUE)
def test_a_page_is_complete(slug, update_pages):
    text = page(slug)
    heading, parts = sections(text)
    if update_pages and heading != heading_of(slug):
        (FOLDER / f"{slug}.md").write_text(heading_of(slug) + text.removeprefix(heading), "utf-8")
        heading = heading_of(slug)
    assert heading == heading_of(slug)
    assert list(parts) == SECTIONS
    for title in ("What", "Why"):
        assert re.search(r"\w.*[.`]\s*$", parts[title], re.DOTALL), title
        assert blocks(parts[title]) == []
    example = blocks(parts["Example"])
    assert {block.language for block in example[:-1]} <= {"rules", "csv"}
    assert example[-1].language == "text"
    assert len(files(parts["Example"])) == len(example) - 1 >= 1
    assert MAIN in files(parts["Example"])
    fixed = blocks(parts["Fix"])
    assert {block.language for block in fixed} <= {"rules", "csv"}
    assert len(files(parts["Fix"])) == len(fixed)
    assert files(parts["Fix"]) != files(parts["Example"])


@pytest.mark.parametrize("slug", EXAMPLES)
def test_the_example_has_exactly_its_problem_and_the_message_shown(slug, update_pages):
    text = page(slug)
    example = sections(text)[1]["Example"]
    problems = found(files(example), slug)
    assert {problem.code for problem in problems} - ALSO_FOUND.get(slug, set()) == {slug}
    golden = "\n".join(render_diagnostic(each) for each in problems if each.code == slug)
    if update_pages:
        text = with_golden(text, golden)
        (FOLDER / f"{slug}.md").write_text(text, "utf-8")
        example = sections(text)[1]["Example"]
    assert blocks(example)[-1].content.decode() == golden


@pytest.mark.parametrize("slug", EXAMPLES)
def test_the_fixed_example_is_clean(slug):
    parts = sections(page(slug))[1]
    assert found(files(parts["Example"]) | files(parts["Fix"]), slug) == ()


@pytest.mark.parametrize("slug", CATALOGUE)
def test_no_line_of_a_page_is_wider_than_100_columns(slug):
    """But for the first line of a golden message, which the renderer does not wrap."""
    title = f"{CATALOGUE[slug].severity}[{slug}]: "
    lines = [line for line in page(slug).splitlines() if not line.startswith(title)]
    assert [line for line in lines if len(line) > 100] == []


def test_a_page_that_is_not_there():
    with pytest.raises(KeyError, match="no-such-page"):
        page("no-such-page")


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("weight-not-100", ("weights-not-100",)),
        ("weights", ("weights-mixed", "weights-not-100")),
        ("SYNTAX", ("syntax",)),
        ("unknown_name", ("unknown-name",)),
        ("unknown nmae", ("unknown-name", "unknown-declaration", "unknown-function")),
        ("zzz", ()),
        ("", ()),
    ],
)
def test_suggestions_for_a_code_that_is_not_there(code, expected):
    assert suggestions(code) == expected


def test_blocks_with_escapes():
    text = (
        "```rules escaped file=b.rules\na<U+202E>b <0xFF> <3 times (>\n```\n"
        "```text\n<U+202E>\n```\n"
    )
    assert blocks(text) == [
        Block("rules", "b.rules", "a\u202eb ".encode() + b"\xff (((\n"),
        Block("text", MAIN, b"<U+202E>\n"),
    ]
