"""How people are shared out among chunks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.engine.columns import chunk_rating
from assay.engine.columns.chunk_rating import CHUNK, ROWS_PER_PERSON, chunk_bounds


@given(st.integers(0, 10 * CHUNK), st.lists(st.integers(0, 20 * CHUNK), max_size=3))
@pytest.mark.parametrize("threads", [1, 2, 3, 8])
def test_everybody_is_in_one_chunk(threads: int, people: int, rows: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunk_rating, "workers", lambda _: threads)
        bounds = chunk_bounds(people, rows)
    starts = [start for start, _ in bounds]
    assert [*starts, people] == [0, *(stop for _, stop in bounds)] if bounds else not people
    assert all(start % 8 == 0 for start in starts)
    assert all(0 < stop - start <= CHUNK for start, stop in bounds)


def test_every_thread_has_as_many_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunk_rating, "workers", lambda _: 3)
    assert chunk_bounds(24, []) == [(0, 8), (8, 16), (16, 24)]
    assert chunk_bounds(25, []) == [(0, 16), (16, 25)]
    assert len(chunk_bounds(3 * CHUNK, [])) == 3
    assert len(chunk_bounds(3 * CHUNK + 1, [])) == 6
    assert len(chunk_bounds(3 * CHUNK, [3 * CHUNK * ROWS_PER_PERSON + ROWS_PER_PERSON])) == 6
