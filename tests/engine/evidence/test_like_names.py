"""People whose names differ only in how they are typed: never one person, and never unsaid."""

import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st
from read_workbooks import RULES as BOOK_RULES
from saved_workbooks import saved

import assay
from assay.engine.evidence.evidence_set import identity
from assay.engine.evidence.files import read_evidence
from assay.engine.evidence.like_names import folded
from assay.engine.evidence.records import EvidenceData
from assay.engine.streaming.people.like_people import NameHashes, _folded, _folds
from assay.engine.streaming.people.name_bytes import NameBytes

RULES = """
framework shop "Shop" { currency: THB }
input quota "Quota" { type: money }
table deals { value: money }
role seller { overall score: (quota + sum(deals.value)) / 1 THB }
"""


def read(people, deals=None):
    framework = assay.loads(RULES).checked
    files = [] if people is None else [EvidenceData("people.csv", people.encode(), "csv")]
    tables = {} if deals is None else {"deals": EvidenceData("deals.csv", deals.encode(), "csv")}
    return read_evidence(framework, files, tables)


def notes(evidence):
    return [f"{note.file}: {note.message}" for note in evidence.notes]


@pytest.mark.parametrize(
    ("one", "other", "difference"),
    [
        ("Ann Lee", "ann LEE", "capital letters"),
        ("STRASSE", "straße", "capital letters"),
        ("Ann Lee", "Ann  Lee", "spaces"),
        ("สมชาย ใจดี", "สมชายใจดี", "spaces"),
        ("Ann Lee", "Ann\u00a0Lee", "spaces"),
        ("Ann Lee", "annlee", "capital letters and spaces"),
        ("สมชาย", "สม\u200bชาย", "characters that look alike, or that nobody sees"),
        ("กำ", "กํา", "characters that look alike, or that nobody sees"),
        ("แดง", "เเดง", "characters that look alike, or that nobody sees"),
        ("E7", "Ｅ７", "characters that look alike, or that nobody sees"),
        ("ann", "\ufeffann", "characters that look alike, or that nobody sees"),
    ],
)
def test_two_people_that_may_be_one(one, other, difference):
    evidence = read(f"person,quota\n{one},1\nbob,2\n{other},3\n")
    assert len(evidence.people) == 3
    (note,) = notes(evidence)
    assert note.endswith(f" in row 4 differ only in {difference}, and count as two people")
    assert note.startswith(f"people.csv: `{one}` in row 2 and ")


@pytest.mark.parametrize(
    ("one", "other"),
    [("ann", "anne"), ("E-7", "E7"), ("ก", "ข"), ("é", "e"), ("a.b", "ab"), ("1", "I")],
)
def test_other_names_are_others(one, other):
    assert notes(read(f"person,quota\n{one},1\n{other},3\n")) == []


def test_the_same_name_is_the_same_person():
    # Spaces around a name and how an accent is stored never made another person.
    evidence = read("person,quota\ncafé,1\n cafe\u0301 ,2\n")
    assert [str(each) for each in evidence.problems] == [
        "café: the person is already in row 2 (people.csv, row 3)"
    ]
    assert notes(evidence) == []


def test_several_spellings_and_many_groups():
    evidence = read("person,quota\nAnn,1\nann,2\nANN,3\nbob,4\n")
    assert notes(evidence) == [
        "people.csv: `Ann` in row 2, `ann` in row 3 and `ANN` in row 4 differ only in capital "
        "letters, and count as 3 people"
    ]
    rows = "".join(f"p{at},1\nP{at},2\n" for at in range(15))
    found = notes(read(f"person,quota\n{rows}"))
    assert len(found) == 13
    assert found[11].startswith("people.csv: `p11` in row 24 and `P11` in row 25 differ")
    assert found[12] == (
        "people.csv: 3 further names differ from others only in how they are typed"
    )


def test_rows_of_tables():
    evidence = read("person,quota\nAnn,1\nbob,2\n", "person,value\nann,5\nbob ,6\ncid,7\n")
    assert notes(evidence) == [
        "deals.csv: its rows about `ann` and `cid` are not used: no other evidence names them",
        "deals.csv: its rows about `ann` may be about `Ann`: the names differ only in capital "
        "letters",
    ]
    assert notes(read(None, "person,value\nAnn,5\nann,6\nAnn,7\n")) == [
        "deals.csv: `Ann` in row 2 and `ann` in row 3 differ only in capital letters, and count "
        "as two people"
    ]


def test_several_files_and_sheets():
    framework = assay.loads(BOOK_RULES).checked
    book = EvidenceData("people.xlsx", saved(("Q1", [["person", "quota"], ["Ann", 1]])), "xlsx")
    more = EvidenceData("more.csv", b"person,quota\nann,1\n", "csv")
    assert notes(read_evidence(framework, [book, more])) == [
        'people.xlsx, sheet "Q1": `Ann` in row 2 and `ann` in row 2 of more.csv differ only in '
        "capital letters, and count as two people"
    ]


NAMES = st.text(
    st.one_of(
        st.characters(min_codepoint=32, max_codepoint=126),
        st.characters(min_codepoint=0x0E01, max_codepoint=0x0E5B),
        st.sampled_from("\u200b\u00a0\u00ad\ufeffＡé\u0301ẞßİıﬁ\t\n\0\x1c"),
    ),
    max_size=8,
)


@given(st.lists(NAMES, min_size=1, max_size=6))
def test_columns_of_names_are_folded_as_each_name_is(names):
    given = [identity(name) for name in names]
    known = polars.Series([name for name in given if name is not None], dtype=polars.String)
    assert _folded(known).to_list() == [folded(name) for name in known]
    numbers = _folds(known)
    if numbers is not None:
        expected = polars.Series(map(folded, known), dtype=polars.String)
        assert numbers.tolist() == expected.hash().to_list()
    else:
        assert [folded(name) for name in known] == known.to_list()


@given(
    st.lists(st.sampled_from(["a", "A", " a b", "ab", "Ab", "c", "ก ข", "กข", "d"]), max_size=12)
)
def test_numbers_find_exactly_the_names_that_are_alike(names):
    hashes = NameHashes()
    for at in range(0, len(names), 4):
        some = polars.Series(names[at : at + 4], dtype=polars.String)
        hashes.add(some, NameBytes.of(some))
    spellings: dict[str, set[str]] = {}
    for name in names:
        spellings.setdefault(folded(name), set()).add(name)
    alike = [fold for fold, each in spellings.items() if len(each) > 1]
    wanted, count = hashes.alike()
    assert count == len(alike)
    assert wanted.tolist() == polars.Series(alike, dtype=polars.String).hash().to_list()
