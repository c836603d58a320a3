"""What the documents take from the code's own lists is what the code has."""

import re

import pytest

from .documents import DOCUMENTS, ROOT, text_of
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
