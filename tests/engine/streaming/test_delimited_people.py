"""CSV as people have it, some rows at a time: read, or refused, as small files are."""

from __future__ import annotations

from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from file_shop import by_rows, rated_flat, rows_of

import assay
from assay.engine.streaming.reading import delimited_batches

pytestmark = pytest.mark.usefixtures("rows_at_a_time")


@pytest.mark.parametrize(
    "content",
    [
        "\ufeffperson;quota;sales\r\na;1;2\r\n\r\nb;3;x\r\n",
        "person\tquota\tsales\na\t1\t2\nb\t3\tx",
        'person,"quota",sales\n"a, b",1,2\n\n  ,,\n"c\nd",1,x\ne,1,2\n',
        "person,quota,sales\ra,1,2\rb,1,x\r",
        "person,quota,sales\na,1,2\n,,\n \t,,\nb,1,x\n",
        "person,quota,sales\na,1,2\nb,1,2,,\nc,1,2,3\nd,1\ne,1,x\n",
        "quota,sales,person\n1,2,a\n1,2\n1,x,b\n",
    ],
)
def test_every_form_of_csv_is_read_as_small_files_are(
    shop: assay.Framework, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str
) -> None:
    source = tmp_path / "people.csv"
    source.write_bytes(content.encode())
    expected, problems = by_rows(shop, source)
    assert len(expected) > 1
    assert problems
    for size in (1 << 20, 24):
        if "\r" not in content or "\n" in content:
            monkeypatch.setattr(delimited_batches, "_BLOCK", size)
        done = rated_flat(shop, tmp_path / "out.csv", source)
        assert rows_of(tmp_path / "out.csv") == expected
        assert list(done.problems) == problems


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"\n \n"),
        ("a.csv", b"\nperson,quota\n"),
        ("a.csv", b"person,quota\n"),
        ("a.csv", b"person,quota\na,1\nb,\xff\n"),
        ("a.csv", b'person,quota\na,1\nb,"2\n'),
        ("a.csv", b'person,quota\na,"1"x\n'),
        ("a.csv", "person,quota\n".encode("utf-16")),
        ("a.csv", b"name,quota\na,1\n"),
        ("a.csv", b"person,quota,Target (THB)\na,1,2\n"),
        ("a.csv", b"person,quota;sales\na,1;2\n"),
        ("a.parquet", b"none"),
        ("a.parquet", b""),
        ("a.arrow", b"ARROW1 and more"),
        ("a.arrow", b"none"),
    ],
)
def test_files_that_cannot_be_read_are_refused_as_small_ones_are(
    shop: assay.Framework, tmp_path: Path, name: str, content: bytes
) -> None:
    source, target = tmp_path / name, tmp_path / "out.csv"
    source.write_bytes(content)
    target.write_text("before")
    with pytest.raises(assay.EvidenceError) as expected:
        by_rows(shop, source)
    with pytest.raises(assay.EvidenceError) as found:
        rated_flat(shop, target, source)
    assert found.value.problems == expected.value.problems
    assert target.read_text() == "before"
    assert set(tmp_path.iterdir()) == {source, target}


def test_parquet_that_is_empty_or_broken_off(shop: assay.Framework, tmp_path: Path) -> None:
    source = tmp_path / "a.parquet"
    table = pyarrow.table(
        {"person": pyarrow.array([], pyarrow.string()), "quota": pyarrow.array([], pyarrow.int8())}
    )
    pyarrow.parquet.write_table(table, source)
    with pytest.raises(assay.EvidenceError, match="the file names no people"):
        rated_flat(shop, tmp_path / "out.csv", source)
    table = pyarrow.table({"person": [f"p{each}" for each in range(20_000)], "quota": [1] * 20_000})
    pyarrow.parquet.write_table(table, source)
    content = bytearray(source.read_bytes())
    content[1000:2000] = bytes(1000)
    source.write_bytes(content)
    with pytest.raises(assay.EvidenceError, match="or a damaged one"):
        rated_flat(shop, tmp_path / "out.csv", source)
    assert list(tmp_path.iterdir()) == [source]
