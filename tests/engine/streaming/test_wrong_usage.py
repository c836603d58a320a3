"""What cannot be rated from file to file says so."""

from __future__ import annotations

from pathlib import Path

import polars
import pytest
from file_shop import made, rated_flat, write_csv

import assay
from assay.engine.streaming.writing import writing

pytestmark = pytest.mark.usefixtures("rows_at_a_time")


@pytest.mark.parametrize(
    ("source", "target", "message"),
    [
        ("people.xlsx", "out.csv", "cannot be read some rows at a time"),
        ("people.csv", "out.ods", "the format of `.*out.ods` cannot be told"),
    ],
)
def test_other_formats_are_refused(
    shop: assay.Framework, tmp_path: Path, source: str, target: str, message: str
) -> None:
    write_csv(tmp_path / source, made(1))
    with pytest.raises(assay.UsageError, match=message):
        rated_flat(shop, tmp_path / target, tmp_path / source)


def test_the_people_are_never_written_over(shop: assay.Framework, tmp_path: Path) -> None:
    people, link = tmp_path / "people.csv", tmp_path / "link.csv"
    people.write_text("person,quota\nann,1\n")
    link.symlink_to(people)
    for destination in (people, link):
        with pytest.raises(assay.UsageError, match="is a file that is read, and would be lost"):
            shop.rate_files(people, destination, period="2026-Q1")
    assert people.read_text() == "person,quota\nann,1\n"


def test_files_that_are_not_there(shop: assay.Framework, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        rated_flat(shop, tmp_path / "out.csv", tmp_path / "none.csv")
    with pytest.raises(FileNotFoundError):
        rated_flat(shop, tmp_path / "out.csv", tmp_path / "none.parquet")
    with pytest.raises(assay.UsageError, match="name a file of people"):
        rated_flat(shop, tmp_path / "out.csv")
    source = write_csv(tmp_path / "people.csv", made(1))
    with pytest.raises(OSError, match="nowhere"):
        rated_flat(shop, tmp_path / "nowhere" / "out.csv", source)


def test_an_error_of_the_writer_is_told_as_it_is(shop: assay.Framework) -> None:
    def drain(frames: writing.Frames) -> None:
        next(frames)
        raise ValueError("wrong")

    def write() -> None:
        with writing.Writing(drain) as target:
            for _ in range(5):
                target.write(polars.DataFrame({"a": [1]}))

    with pytest.raises(ValueError, match="wrong"):
        write()
