"""What the documents take from the code's own lists is what the code has."""

import re

import pytest

import assay

from .documents import DOCUMENTS, ROOT, text_of
from .reference import TOPICS
from .tables import TABLE, with_tables


@pytest.mark.parametrize("document", DOCUMENTS)
def test_tables_are_up_to_date(document: str, update: bool) -> None:
    text = text_of(document)
    wanted = with_tables(text)
    if update and wanted != text:
        (ROOT / document).write_text(wanted, encoding="utf-8")
        text = wanted
    assert text == wanted, "run `pytest tests/docs --update-docs`"


def test_every_table_stands_somewhere() -> None:
    used = {
        name
        for document in DOCUMENTS
        for name in re.findall(r"<!-- generated: ([a-z-]+) -->", text_of(document))
    }
    assert used == set(TABLE)


def test_every_public_name_has_its_place_in_the_reference() -> None:
    listed = [name for names in TOPICS.values() for name in names]
    assert sorted(listed) == sorted(set(assay.__all__) - {"__version__"}), (
        "a public name belongs to one of TOPICS in tests/docs/reference.py"
    )
