"""Large files in other encodings than UTF-8: rated as the same text in UTF-8 is, some at a time."""

from __future__ import annotations

from pathlib import Path

import polars
import pytest
from polars.testing import assert_frame_equal

import assay
from assay.engine.streaming.reading import delimited_batches

RULES = """
framework shop "Shop" { currency: THB }
scale grade { good = 2 "Good"  poor = 1 "Poor" }
input quota "Quota" th "เป้าหมาย" { type: money }
table deals "Deals" { value "Amount" th "ยอด": money }
kpi sold { type: money  formula: quota + sum(deals.value)  rate on grade { >= 50 THB => good  otherwise => poor } }
role seller { responsibility all weight 100% { kpi sold weight 100% }  overall on grade { overall >= 2 => good  otherwise => poor } }
"""
PEOPLE = 60


@pytest.fixture(scope="module")
def shop() -> assay.Framework:
    return assay.loads(RULES)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces that end within characters and lines."""
    monkeypatch.setattr(delimited_batches, "_BLOCK", 101)


def made(folder: Path, encoding: str, *, quotes: bool = False, ends: str = "\n") -> dict[str, Path]:
    mark = '"' if quotes else ""
    rows = [f"ช่าง {number},{mark}{number}.5{mark}" for number in range(PEOPLE)]
    texts = {
        "people": ends.join(["person,เป้าหมาย", *rows]) + ends,
        "deals": ends.join(["person,ยอด", *(f"ช่าง {number},๑๐" for number in range(PEOPLE))]),
    }
    folder.mkdir()
    paths = {}
    for name, text in texts.items():
        paths[name] = folder / f"{name}.csv"
        paths[name].write_bytes(text.encode(encoding))
    return paths


def rated(
    shop: assay.Framework, paths: dict[str, Path], encoding: str | None = None
) -> polars.DataFrame:
    target = paths["people"].parent / "ratings.parquet"
    done = shop.rate_files(
        paths["people"], target, tables={"deals": paths["deals"]}, encoding=encoding
    )
    assert (done.people, done.rated) == (PEOPLE, PEOPLE)
    return polars.read_parquet(target)


@pytest.mark.parametrize("quotes", [False, True])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("stored", "named"),
    [("cp874", "windows-874"), ("tis-620", "tis-620"), ("utf-16", None), ("utf-8-sig", None),
     ("utf-16-be", "utf-16-be")],
)  # fmt: skip
def test_the_encoding_makes_no_difference(
    shop: assay.Framework,
    tmp_path: Path,
    stored: str,
    named: str | None,
    ends: str,
    *,
    quotes: bool,
) -> None:
    plain = rated(shop, made(tmp_path / "plain", "utf-8"))
    assert plain["person"][7] == "ช่าง 7"
    assert plain["sold"].sum() == sum(number + 0.5 + 10 for number in range(PEOPLE))
    other = rated(shop, made(tmp_path / "other", stored, quotes=quotes, ends=ends), named)
    assert_frame_equal(plain, other)


def test_a_byte_far_down_is_named_with_its_line(shop: assay.Framework, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    rows = "".join(f"p{number},1\n" for number in range(PEOPLE))
    path.write_bytes(f"person,quota\n{rows}".encode() + "สมชาย,5\n".encode("cp874"))
    target = tmp_path / "ratings.parquet"
    with pytest.raises(assay.EvidenceError) as caught:
        shop.rate_files(path, target)
    assert str(caught.value) == (
        "the file is not stored as UTF-8: byte CA in line 62 is no part of a character; save it "
        "as UTF-8 (in Excel: CSV UTF-8), or say `--encoding windows-874` if line 62 reads "
        f"`สมชาย,5` ({path})"
    )
    assert not target.exists()
    with pytest.raises(assay.UsageError, match="no encoding of texts"):
        shop.rate_files(path, target, encoding="klingon")
