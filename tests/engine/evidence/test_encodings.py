"""Texts in the encodings that spreadsheet programs store: told by a mark, or named, never guessed."""

import pytest

import assay
from assay.engine.evidence.files import read_evidence
from assay.engine.evidence.formats.delimited import TextError
from assay.engine.evidence.formats.encodings import (
    USUAL_ENCODINGS,
    all_encodings,
    decode,
    known_encoding,
    text_blocks,
)
from assay.engine.evidence.problems import EvidenceError, UsageError
from assay.engine.evidence.records import EvidenceData

TEXT = "person,เป้าหมาย\nสมชาย,5\nปิ่น,๗\n"


def reason(content, encoding=None):
    with pytest.raises(TextError) as caught:
        decode(content, encoding)
    return str(caught.value)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le-mark", "utf-16-be-mark"]
)
def test_utf_8_and_what_begins_with_a_mark_needs_no_word(encoding):
    if encoding.endswith("-mark"):
        stored = ("\ufeff" + TEXT).encode(encoding.removesuffix("-mark"))
    else:
        stored = TEXT.encode(encoding)
    assert decode(stored) == TEXT
    # What the file says itself holds, so that files of several kinds are read in one run.
    if encoding != "utf-8":
        assert decode(stored, "windows-874") == TEXT


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("windows-874", "cp874"),
        ("Windows 874", "cp874"),
        ("x-windows-874", "cp874"),
        ("CP874", "cp874"),
        ("TIS-620", "tis_620"),
        ("iso-8859-11", "iso8859_11"),
        ("utf-16-le", "utf_16_le"),
        ("utf-16-be", "utf_16_be"),
    ],
)
def test_an_encoding_that_is_named(name, codec):
    assert decode(TEXT.encode(codec), name) == TEXT


def test_text_is_composed_as_everywhere():
    assert decode("cafe\u0301".encode("utf-16")) == "caf\u00e9"
    assert decode("กำ".encode("cp874"), "windows-874") == "กำ"


def test_what_is_not_utf_8_names_the_byte_and_the_line_and_the_way_out():
    assert reason(TEXT.replace("เป้าหมาย", "quota").encode("cp874")) == (
        "the file is not stored as UTF-8: byte CA in line 2 is no part of a character; save it as "
        "UTF-8 (in Excel: CSV UTF-8), or say `--encoding windows-874` if line 2 reads `สมชาย,5`"
    )


@pytest.mark.parametrize(
    "text",
    ["person,q\nMüller,1\n", "person,q\nAndré,1\n", "person,q\nÅsa Öberg,1\n", "naïve,décidé\n"],
)
def test_only_what_is_thai_there_is_taken_for_thai(text):
    said = reason(text.encode("cp1252"))
    assert said.endswith("or say how it is stored with `--encoding NAME`")
    assert "874" not in said


def test_a_damaged_line_of_utf_8_is_no_other_encoding():
    said = reason(TEXT.encode() + "สมหญิง,5\n".encode("cp874"))
    assert said == (
        "the file is not stored as UTF-8: byte CA in line 4 is no part of a character; save it as "
        "UTF-8 (in Excel: CSV UTF-8)"
    )
    assert reason(TEXT.encode()[:-3]).startswith(
        "the file is not stored as UTF-8: byte E0 in line 3"
    )


def test_bytes_that_the_named_encoding_has_not():
    assert reason(TEXT.encode(), "windows-874") == (
        "the file is not stored as windows-874: byte 9B in line 1 is no part of a character; "
        "leave `--encoding` out where a file is stored as UTF-8"
    )
    assert reason("\ufeffช\nช".encode("utf-16-le")[:-1]) == (
        "the file is not stored as UTF-16-LE: byte 0A in line 2 is no part of a character; "
        "the file is damaged, or cut off"
    )


@pytest.mark.parametrize(("way", "named"), [("utf-16-le", "le"), ("utf-16-be", "be")])
def test_utf_16_without_a_mark_has_to_be_named(way, named):
    assert reason("person,q\n".encode(way)) == (
        "the file seems to be stored as UTF-16, without the mark that says so: save it as UTF-8 "
        f"(in Excel: CSV UTF-8), or say `--encoding utf-16-{named}`"
    )
    assert reason("person,q\n".encode(way), "UTF-16") == (
        "the file does not begin with the byte order mark of UTF-16: say `--encoding utf-16-le`, "
        "as Windows stores it, or `--encoding utf-16-be`"
    )
    assert decode("person,q\n".encode(way), way) == "person,q\n"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04abc", "an Excel workbook or an archive: name a workbook .xlsx"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "an Excel workbook of the old kind: save it as .xlsx",
        ),
        (b"%PDF-1.4\n%\xe2", "a PDF: save it as CSV or .xlsx in the program that made it"),
        (b"\x1f\x8b\x08\x00", "compressed: unpack it"),
    ],
)
def test_files_that_are_no_texts_at_all(content, what):
    assert reason(content) == reason(content, "windows-874") == f"the file is {what}"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("tis", "`tis` is no encoding of texts that is known; `tis-620` would be one"),
        ("base64", "`base64` is no encoding of texts that is known; `windows-874` or `tis-620`"),
        ("rot13", "`rot13` is no encoding of texts that is known; `windows-874` or `tis-620`"),
        ("idna", "`idna` is no encoding of texts that is known"),
        ("unicode_escape", "`unicode_escape` is no encoding of texts that is known"),
        ("undefined", "`undefined` is no encoding of texts that is known"),
        ("a\0b", "`a[U+0000]b` is no encoding of texts that is known"),
        ("", "`` is no encoding of texts that is known"),
    ],
)
def test_what_is_no_encoding_of_texts(name, message):
    with pytest.raises(UsageError) as caught:
        known_encoding(name)
    assert str(caught.value).startswith(message)


def test_every_encoding_that_is_offered_is_one():
    offered = all_encodings()
    assert offered[: len(USUAL_ENCODINGS)] == USUAL_ENCODINGS
    assert len(offered) > 90
    for name in offered:
        known_encoding(name)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 64])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32", "utf-8-sig", "cp874", "utf-7"])
def test_pieces_may_end_anywhere(encoding, size):
    # In UTF-16 the letter `ช` has the byte of a line feed.
    text = "ช1\r\nชช,ช\n\nกำ\nend"
    content = text.encode(encoding)
    named = encoding if encoding in {"cp874", "utf-7"} else None
    pieces = [content[at : at + size] for at in range(0, len(content), size)]
    blocks = list(text_blocks(pieces, named))
    assert "".join(blocks) == text
    assert all(block.endswith("\n") for block in blocks[:-1])


RULES = """
framework shop "Shop" { currency: THB }
input quota "Quota" th "เป้าหมาย" { type: money }
table deals "Deals" { value "Amount" th "ยอด": money }
role seller { overall score: (quota + sum(deals.value)) / 1 THB }
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("people.csv", "person,เป้าหมาย\nสมชาย,5\n"),
        ("people.tsv", "person\tเป้าหมาย\nสมชาย\t5\n"),
        ("people.json", '[{"person": "สมชาย", "เป้าหมาย": 5}]'),
        ("people.jsonl", '{"person": "สมชาย", "เป้าหมาย": 5}\n'),
    ],
)
def test_files_of_people_and_tables_in_an_encoding(name, text):
    framework = assay.loads(RULES).checked
    style = assay.format_of(name)
    people = EvidenceData(name, text.encode("cp874"), style)
    deals = EvidenceData("deals.csv", "person,ยอด\nสมชาย,2\n".encode("cp874"), "csv")
    evidence = read_evidence(framework, people, {"deals": deals}, encoding="windows-874")
    (one,) = evidence.people
    assert (one.person, str(one.values["quota"])) == ("สมชาย", "5")
    assert [row.values for row in one.tables["deals"]] == [{"value": "2"}]
    with pytest.raises(EvidenceError, match="`--encoding windows-874` if line 1 reads"):
        read_evidence(framework, people, {"deals": deals})
    with pytest.raises(UsageError, match="no encoding of texts"):
        read_evidence(framework, people, encoding="klingon")


def test_columns_of_people_in_an_encoding():
    people = EvidenceData("people.csv", "person,ภาค\nสมชาย,เหนือ\n".encode("cp874"), "csv")
    assert assay.people_column(people, "ภาค", encoding="tis-620") == {"สมชาย": "เหนือ"}
    with pytest.raises(UsageError, match=r"`people\.csv`: the file is not stored as UTF-8"):
        assay.people_column(people, "ภาค")
