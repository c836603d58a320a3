"""A file of ratings is written whole or not at all, and a run tells how far it is."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import polars
import pyarrow
import pyarrow.parquet
import pytest
from file_shop import made, rated_flat, write_csv

import assay
from assay.engine.streaming.people import counting

pytestmark = pytest.mark.usefixtures("rows_at_a_time")


def test_strict_writes_nothing_where_somebody_is_left_out(
    shop: assay.Framework, tmp_path: Path
) -> None:
    good = write_csv(tmp_path / "good.csv", made(20, wrong=False))
    rows = made(20, wrong=False)
    rows[19][2] = "abc"
    bad = write_csv(tmp_path / "bad.csv", rows)
    target = tmp_path / "out.csv"
    refused = rated_flat(shop, target, bad, strict=True)
    assert (refused.written, refused.left_out, refused.problem_count) == (False, 1, 1)
    assert not target.exists()
    assert rated_flat(shop, target, bad).written
    problem = replace(refused.problems[0], file="")
    assert str(problem) == "p0019: `sales`: `abc` is not a number (row 21, column `sales`)"
    if not rated_flat(shop, target, good).problem_count:
        assert rated_flat(shop, target, good, strict=True).written
    assert set(tmp_path.iterdir()) == {good, bad, target}


@pytest.mark.parametrize("name", ["out.csv", "out.parquet", "out.arrow"])
@pytest.mark.parametrize("detail", ["all", "flat"])
def test_a_full_disk_leaves_what_was_there(
    shop: assay.Framework,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    detail: str,
) -> None:
    source = write_csv(tmp_path / "people.csv", made(40))
    target = tmp_path / name
    target.write_text("before")

    def full(*_: object, **__: object) -> None:
        raise OSError("No space left on device (os error 28)")

    for sink in ("sink_parquet", "sink_csv", "sink_ipc"):
        monkeypatch.setattr(polars.LazyFrame, sink, full)
    monkeypatch.setattr(pyarrow.parquet.ParquetWriter, "write_table", full)
    monkeypatch.setattr(pyarrow.ipc, "new_file", full)
    with pytest.raises(OSError, match=name) as found:
        shop.rate_files(source, target, period="2026-Q1", detail=detail)
    assert found.value.errno == errno.ENOSPC
    assert found.value.filename == str(target)
    assert target.read_text() == "before"
    assert set(tmp_path.iterdir()) == {source, target}


def test_what_ends_a_run_leaves_what_was_there(shop: assay.Framework, tmp_path: Path) -> None:
    source = write_csv(tmp_path / "people.csv", made(40))
    told = []

    def stop(people: int, share: float) -> None:
        told.append((people, share))
        raise KeyboardInterrupt

    for name in ("out.csv", "out.parquet"):
        with pytest.raises(KeyboardInterrupt):
            rated_flat(shop, tmp_path / name, source, progress=stop)
    assert list(tmp_path.iterdir()) == [source]
    assert len(told) == 2


def test_progress_goes_from_nothing_to_all(
    shop: assay.Framework, tmp_path: Path, rows_at_a_time: int
) -> None:
    paths = [write_csv(tmp_path / f"{each}.csv", made(20, seed=each)[each::2]) for each in (0, 1)]
    told: list[tuple[int, float]] = []
    rated_flat(shop, tmp_path / "out.csv", *paths, progress=lambda *each: told.append(each))
    assert told == sorted(told)
    assert told[-1] == (20, 1.0)
    assert len(told) == (2 if rows_at_a_time > 20 else 4)
    assert [share for _, share in told] == pytest.approx([each / 20 for each, _ in told], abs=0.05)


def test_progress_through_quoted_cells_goes_as_the_lines_do(
    shop: assay.Framework, tmp_path: Path
) -> None:
    source = tmp_path / "people.csv"
    source.write_text("person,quota\n" + "".join(f'"p{at:02}",1\n' for at in range(40)))
    told: list[tuple[int, float]] = []
    rated_flat(shop, tmp_path / "out.csv", source, progress=lambda *each: told.append(each))
    assert [share for _, share in told] == pytest.approx([each / 40 for each, _ in told], abs=0.05)


def test_few_of_many_problems_are_kept_and_all_counted(
    shop: assay.Framework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_KEPT", 3)
    rows = [[f"p{number}", "abc", *[""] * 8] for number in range(9)]
    source = write_csv(tmp_path / "people.csv", rows)
    done = rated_flat(shop, tmp_path / "out.csv", source)
    assert [each.person for each in done.problems] == ["p0", "p1", "p2"]
    assert (done.problem_count, done.left_out, done.people) == (9, 9, 9)
