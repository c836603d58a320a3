"""A workbook written as people are rated, some at a time, is the one made of all their ratings."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from file_shop import made, write_csv
from opened_workbooks import check_package

import assay
from assay.engine.streaming.people import counting
from assay.engine.workbooks import cells
from assay.engine.workbooks.rating_rows import RatingRows

pytestmark = pytest.mark.usefixtures("rows_at_a_time")


def of_ratings(shop: assay.Framework, source: Path, language: str) -> bytes:
    """The workbook of people who are rated one by one."""
    data = assay.EvidenceData(str(source), source.read_bytes(), "csv")
    evidence = assay.read_evidence(shop.checked, data, kept=["Remarks"])
    rater, ratings, problems = shop.rater(period="2026-Q1"), [], list(evidence.problems)
    for one in evidence.people:
        try:
            ratings.append(rater.rate(one.values, person=one.person, origins=one.origins))
        except assay.EvidenceError as error:
            problems.extend(error.problems)
    problems.sort(key=lambda each: (not each.file, each.file, each.row or 0))
    return assay.ratings_workbook(
        rater, ratings, problems, language,
        notes=evidence.notes, keep=["Remarks"], kept=evidence.kept,
    )  # fmt: skip


def parts(content: bytes) -> dict[str, bytes]:
    """All parts but the one that says when the file was made."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist() if "core.xml" not in name}


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_workbook_is_that_of_all_ratings(
    shop: assay.Framework, tmp_path: Path, language: str
) -> None:
    source = write_csv(tmp_path / "people.csv", made(150))
    target = tmp_path / "out.xlsx"
    done = shop.rate_files(source, target, period="2026-Q1", keep=["Remarks"], language=language)
    assert done.not_rated > 0
    assert done.problem_count > 100
    check_package(target.read_bytes())
    found, expected = parts(target.read_bytes()), parts(of_ratings(shop, source, language))
    assert found.keys() == expected.keys()
    assert [name for name in found if found[name] != expected[name]] == []
    assert set(tmp_path.iterdir()) == {source, target}


def test_more_people_than_a_sheet_holds_are_refused_before_anybody_is_rated(
    shop: assay.Framework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cells, "MOST_ROWS", 21)
    sources = [write_csv(tmp_path / f"{at}.csv", made(20)[at::2]) for at in (0, 1)]
    target = tmp_path / "out.xlsx"
    assert shop.rate_files(sources, target, period="2026-Q1").people == 20
    target.unlink()
    sources[0] = write_csv(tmp_path / "0.csv", [*made(20)[::2], made(21)[20]])

    def told(*_: object) -> None:
        raise AssertionError("somebody is rated")

    with pytest.raises(assay.UsageError, match=r"at most 20 people .*there are 21: write .*\.csv"):
        shop.rate_files(sources, target, period="2026-Q1", progress=told)
    assert set(tmp_path.iterdir()) == set(sources)


def test_problems_that_are_not_listed_are_counted(
    shop: assay.Framework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_KEPT", 3)
    source = write_csv(tmp_path / "people.csv", made(60))
    done = shop.rate_files(source, tmp_path / "out.xlsx", period="2026-Q1", language="en")
    rows = list(openpyxl.load_workbook(tmp_path / "out.xlsx")["Problems"].values)
    assert [row[-1] for row in rows[1:4]] == [each.message for each in done.problems]
    assert rows[4] == (
        *[None] * 7,
        f"… and {done.problem_count - 3:,} more problems, which are not listed",
    )
    assert len(rows) == 5


@pytest.mark.parametrize("ended", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_what_ends_a_run_leaves_what_was_there(
    shop: assay.Framework,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ended: BaseException | type[BaseException],
) -> None:
    source = write_csv(tmp_path / "people.csv", made(40))
    target = tmp_path / "out.xlsx"
    target.write_text("before")

    add = RatingRows.add

    def stop(rows: RatingRows, row: list[str]) -> int:
        if rows.people == 5:
            raise ended
        return add(rows, row)

    monkeypatch.setattr(RatingRows, "add", stop)
    with pytest.raises(ended if isinstance(ended, type) else type(ended)):
        shop.rate_files(source, target, period="2026-Q1")
    assert target.read_text() == "before"
    assert set(tmp_path.iterdir()) == {source, target}
