"""Every framework that the repository shows or ships is in the form that `assay fmt` gives it."""

from __future__ import annotations

from pathlib import Path

import pytest

import assay

from .documents import DOCUMENTS, ROOT, Block, blocks_of

PAGES = sorted(
    f"dsl/diagnostics/pages/{path.name}" for path in (ROOT / "dsl/diagnostics/pages").glob("*.md")
)
FOLDERS = ("frameworks", "examples", "tests")
FILES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.rules"))

OTHERWISE = {
    "tests/cli/files/broken.rules": "its messages are shown with the places of its mistakes",
}
"""Files in another form, each with the reason."""


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def snippets(document: str) -> list[Block]:
    """The frameworks of a document; where `<U+…>` stands for a character, it is no framework."""
    return [
        block
        for block in blocks_of(document)
        if block.kind == "rules" and "escaped" not in block.mark
    ]


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_file_is_in_its_canonical_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    canonical = assay.format_text(text, named(path)).text == text
    assert canonical == (named(path) not in OTHERWISE)


def test_files_in_another_form_are_there() -> None:
    assert set(OTHERWISE) <= {named(path) for path in FILES}


@pytest.mark.parametrize("document", [*DOCUMENTS, *PAGES])
def test_the_snippets_of_a_document_are_in_their_canonical_form(document: str) -> None:
    for block in snippets(document):
        formatted = assay.format_text(block.text, block.name)
        if formatted.text is None:
            assert document in PAGES or block.mark == "fragment"
        else:
            assert block.text == formatted.text, f"{block.name}: put it through `assay fmt`"
