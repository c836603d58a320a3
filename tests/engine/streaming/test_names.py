"""Who rows are about: many names at a time, each as a single one is read."""

from __future__ import annotations

from pathlib import Path

import polars
from hypothesis import given
from hypothesis import strategies as st

from assay.engine.evidence.column_meanings import Places
from assay.engine.evidence.evidence_set import identity
from assay.engine.evidence.total_rows import is_total
from assay.engine.streaming.batches import Batch
from assay.engine.streaming.people import OpenFile, names_of, totals_among


class Read:
    """A file of which only the name is asked for."""

    name = str(Path("people.csv"))
    headings = ("person",)


FILE = OpenFile(Read(), Places(0, {}, ()), {})  # type: ignore[arg-type]
plain = st.from_regex(r"[a-z]{1,4}-[0-9]{1,4}", fullmatch=True)
strange = st.sampled_from(
    ["", " ", "a b", " a", "a ", "Total", "total:", "Grand total", "average", "ก", "รวม", "e\u0301",
     "\xa0x", "x\x7f", "tab\t", "total1", "1", "(mean)", "é", "x" * 40, "subtotal ", "a\nb", "9"]
)  # fmt: skip
cells = st.lists(st.none() | plain | strange | st.text(max_size=5), max_size=12) | st.lists(plain)


def batch(texts: list[str | None]) -> Batch:
    frame = polars.DataFrame({"0": texts}, {"0": polars.String})
    return Batch(frame, range(2, 2 + len(texts)), 1.0)


@given(cells)
def test_names_are_read_as_one_by_one(texts: list[str | None]) -> None:
    found = names_of(FILE, batch(texts)).to_list()
    assert found == [None if text is None else identity(text) for text in texts]


@given(cells, st.integers(0, 3))
def test_totals_are_found_as_one_by_one(texts: list[str | None], skipped: int) -> None:
    # Of a part of a longer column, too.
    whole = batch(texts)
    part = Batch(whole.frame[skipped:], range(2 + skipped, 2 + len(texts)), 1.0)
    names = names_of(FILE, part)
    rows = [
        row
        for row, name in zip(part.rows, names, strict=False)
        if name is not None and is_total(name)
    ]
    notes = list(totals_among(FILE, part, names, {}))
    assert len(notes) == len(rows)
    assert all(f"row {row}" in note.message for row, note in zip(rows, notes, strict=True))
