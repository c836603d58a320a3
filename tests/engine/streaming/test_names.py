"""Who rows are about: many names at a time, each as a single one is read."""

from __future__ import annotations

import string
from pathlib import Path

import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.engine.evidence.column_meanings import Places
from assay.engine.evidence.evidence_set import identity
from assay.engine.evidence.like_names import folded
from assay.engine.evidence.total_rows import is_total
from assay.engine.streaming.people.like_people import NameHashes
from assay.engine.streaming.people.name_bytes import NameBytes
from assay.engine.streaming.people.people import OpenFile, names_and_bytes, names_of, totals_among
from assay.engine.streaming.reading.batches import Batch


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
    names, written = names_and_bytes(FILE, part)
    rows = [
        row
        for row, name in zip(part.rows, names, strict=False)
        if name is not None and is_total(name)
    ]
    notes = list(totals_among(FILE, part, names, written, {}))
    assert len(notes) == len(rows)
    assert all(f"row {row}" in note.message for row, note in zip(rows, notes, strict=True))


@given(cells, st.integers(0, 3))
def test_bytes_tell_of_all_names_what_each_is(texts: list[str | None], skipped: int) -> None:
    names = polars.Series(texts, dtype=polars.String)[skipped:]
    written = NameBytes.of(names)
    given = [name for name in names if name]
    printed = [all("!" <= each <= "~" for each in name) for name in given]
    folds = [folded(name) == name for name in given]
    assert written.are_printed() == (bool(given) and all(printed))
    assert written.are_folded() == (bool(given) and all(printed) and all(folds))
    assert written.end_in_digits() == all(name[-1] in string.digits for name in given)


@pytest.mark.parametrize("letter", "AZ")
@pytest.mark.parametrize("row", [0, 9_000, 19_999])
def test_a_capital_letter_is_found_wherever_it_stands(letter: str, row: int) -> None:
    numbered = [f"[@`z]-{each:08}" for each in range(20_000)]
    plain = polars.Series(numbered)
    assert NameBytes.of(plain).are_folded()
    numbered[row] = letter + numbered[row]
    assert not NameBytes.of(polars.Series(numbered)).are_folded()


def test_names_that_are_alike_are_found_among_plain_batches() -> None:
    hashes = NameHashes()
    for texts in (["ann", "bob"], ["cid", None], ["Ann"], ["dan", "bob "]):
        names, written = names_and_bytes(FILE, batch(texts))
        hashes.add(names, written)
    numbers, count = hashes.alike()
    assert (numbers.tolist(), count) == (polars.Series(["ann"]).hash().to_list(), 1)
