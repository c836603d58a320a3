"""Ratings in Parquet: each value and type as in the frames, in whichever way a column is written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from assay.engine.streaming.writing import parquet_writing
from assay.engine.streaming.writing.writing import drain_to

LEVELS = polars.Enum(("poor", "fair", "good"))


def frame(rows: int, first: int = 0) -> polars.DataFrame:
    """Rows with few numbers and with many, words of a list and of none, and gaps everywhere."""
    at = range(first, first + rows)
    columns = [
        polars.Series("person", [f"p{each:06}" for each in at]),
        polars.Series("few", [None if each % 7 == 0 else each % 5 / 4 for each in at]),
        polars.Series("many", [None if each % 11 == 0 else each / 7 for each in at]),
        polars.Series(
            "level", [None if each % 3 == 0 else "fair" for each in at], polars.String
        ).cast(LEVELS),
        polars.Series("reason", [f"of {each // 10}" for each in at]).cast(polars.Categorical),
        polars.Series("since", [date(2024, 1, 1 + each % 28) for each in at]),
        polars.Series("active", [each % 2 == 0 for each in at]),
        polars.Series("problem", [None] * rows, polars.String),
    ]
    return polars.DataFrame(columns)


def written(path: Path, frames: list[polars.DataFrame]) -> pyarrow.parquet.FileMetaData:
    drain_to(path, "parquet")(iter(frames))
    return pyarrow.parquet.read_metadata(path)


@pytest.fixture(params=[1, 1_000])
def threads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds with so many threads that Polars writes, and with few."""
    monkeypatch.setattr(parquet_writing, "MANY_THREADS", request.param)


@pytest.fixture
def few_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_writing, "MANY_THREADS", 1_000)


@pytest.mark.usefixtures("threads")
@pytest.mark.parametrize("sizes", [[1], [10, 10, 3], [100, 100, 100], [0], [5, 0, 5], [350]])
def test_a_file_holds_the_frames_one_behind_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sizes: list[int]
) -> None:
    monkeypatch.setattr(parquet_writing, "ROW_GROUP", 100)
    frames, first = [], 0
    for size in sizes:
        frames.append(frame(size, first))
        first += size
    path = tmp_path / "r.parquet"
    metadata = written(path, frames)
    whole = polars.concat(frames)
    assert_frame_equal(polars.read_parquet(path), whole)
    assert polars.read_parquet(path).schema == whole.schema
    assert metadata.num_rows == first


@pytest.mark.usefixtures("few_threads")
def test_groups_are_as_long_as_they_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_writing, "ROW_GROUP", 100)
    metadata = written(
        tmp_path / "r.parquet", [frame(60, 0), frame(40, 60), frame(70, 100), frame(250, 170)]
    )
    rows = [metadata.row_group(at).num_rows for at in range(metadata.num_row_groups)]
    assert rows == [100, 70, 100, 100, 50]


@pytest.mark.usefixtures("few_threads")
def test_numbers_that_are_few_are_places_in_a_list(tmp_path: Path) -> None:
    metadata = written(tmp_path / "r.parquet", [frame(5_000)])
    listed = {
        column.path_in_schema: "RLE_DICTIONARY" in column.encodings
        for column in map(metadata.row_group(0).column, range(metadata.num_columns))
    }
    assert listed["few"]
    assert listed["level"]
    assert not listed["many"]
    assert not listed["person"]


@pytest.mark.usefixtures("few_threads")
def test_a_list_that_grows_too_long_ends(tmp_path: Path) -> None:
    same = polars.DataFrame({"value": [0.5] * 10_000})
    others = polars.DataFrame({"value": [each / 7 for each in range(200_000)]})
    path = tmp_path / "r.parquet"
    written(path, [same, others])
    assert_frame_equal(polars.read_parquet(path), polars.concat([same, others]))


numbers = st.none() | st.floats(allow_nan=False) | st.sampled_from([0.0, -0.0, 1.0, 5e-324])


@pytest.mark.usefixtures("threads")
@given(columns=st.lists(st.lists(numbers, max_size=30), min_size=1, max_size=4))
def test_every_number_comes_back_bit_by_bit(
    columns: list[list[float | None]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "bits.parquet"
    frames = [polars.DataFrame({"value": values}, {"value": polars.Float64}) for values in columns]

    def coming() -> Iterator[polars.DataFrame]:
        yield from frames

    drain_to(path, "parquet")(coming())
    found = polars.read_parquet(path)["value"].to_list()
    wanted = [each for values in columns for each in values]
    assert [None if each is None else each.hex() for each in found] == [
        None if each is None else each.hex() for each in wanted
    ]
