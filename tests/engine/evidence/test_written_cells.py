"""Cells of CSV and JSON that are not written plainly: made out and said, or refused clearly."""

from datetime import date
from fractions import Fraction

import pytest

import assay
from assay.engine.evidence.files import read_evidence
from assay.engine.evidence.records import EvidenceData

RULES = """
framework shop "Shop" { currency: THB }
scale skill { low = 1 "Low"  high = 2 "High" th "สูง มาก" }
input quota "Quota" th "เป้าหมาย" { type: money }
input points { type: number }
input staff { type: count }
input share { type: percent }
input hired { type: date }
input leave { type: duration }
input level { type: skill }
input note { type: text }
table deals { value: money  closed: date }
metric total { formula: sum(deals.value) }
role seller { overall score: quota / 1 THB + points + staff + share + total / 1 THB + (if note = "x" then 1 else 0)
  + (hired - 2025-01-01) / 1 days + leave / 1 days + (if level is high then 1 else 0) }
"""


@pytest.fixture(scope="module")
def framework():
    return assay.loads(RULES)


@pytest.fixture(scope="module")
def read(framework):
    def run(text, name="people.csv", tables=None):
        data = EvidenceData(name, text.encode(), assay.format_of(name))
        given = {
            id: EvidenceData(f"{id}.csv", rows.encode(), "csv")
            for id, rows in (tables or {}).items()
        }
        return read_evidence(framework.checked, data, given)

    return run


def notes(evidence):
    return [note.message for note in evidence.notes]


@pytest.mark.parametrize(
    ("input", "cell", "value", "note"),
    [
        ("quota", "1.2 ล้าน", 1_200_000, "read as counted in `ล้าน` (row 2, `1.2 ล้าน` as `1200000`)"),
        ("quota", "1.2 ล้านบาท", 1_200_000,
         "read as counted in `ล้าน` (row 2, `1.2 ล้านบาท` as `1200000 THB`)"),
        ("quota", "3 แสน", 300_000, "read as counted in `แสน` (row 2, `3 แสน` as `300000`)"),
        ("quota", "1.2M", 1_200_000, "read as counted in `M` (row 2, `1.2M` as `1200000`)"),
        ("points", "350K", 350_000, "read as counted in `K` (row 2, `350K` as `350000`)"),
        ("points", "0.0012345 ล้าน", Fraction("1234.5"),
         "read as counted in `ล้าน` (row 2, `0.0012345 ล้าน` as `1234.5`)"),
        ("staff", "1.5 พัน", 1500, "read as counted in `พัน` (row 2, `1.5 พัน` as `1500`)"),
        ("hired", "15 มีนาคม 2568", date(2025, 3, 15), "read as day, month, year in the Buddhist era "
         "(row 2, `15 มีนาคม 2568` as `2025-03-15`)"),
        ("hired", "2568-03-15", date(2025, 3, 15), "read as year, month, day in the Buddhist era "
         "(row 2, `2568-03-15` as `2025-03-15`)"),
        ("hired", '"Mar 15, 2025"', date(2025, 3, 15), "read as month, day, year "
         "(row 2, `Mar 15, 2025` as `2025-03-15`)"),
        ("level", "สูง\u00a0มาก", "high", "read with plain spaces, and without characters that nobody "
         "sees (row 2, `สูง มาก` as `สูง มาก`)"),
        ("level", "hi\u200bgh", "high", "read with plain spaces, and without characters that nobody "
         "sees (row 2, `hi[U+200B]gh` as `high`)"),
        ("quota", "5\u200b", 5, "read with plain spaces, and without characters that nobody sees "
         "(row 2, `5[U+200B]` as `5`)"),
    ],
)  # fmt: skip
def test_what_is_made_out_is_said(framework, read, input, cell, value, note):
    evidence = read(f"person,{input}\nann,{cell}\n")
    (ann,) = evidence.people
    rated = framework.rate(ann.values, person="ann", origins=ann.origins)
    assert rated[input].value == value
    assert [each.partition(" is ")[2] for each in notes(evidence)] == [note]
    # Where it stood is remembered as it was written.
    assert ann.origins[input].text == cell.strip('"')


@pytest.mark.parametrize(
    ("input", "cell", "value"),
    [
        ("share", "ร้อยละ 85", Fraction(17, 20)),
        ("share", "85 เปอร์เซ็นต์", Fraction(17, 20)),
        ("share", "ร้อยละ ๘๕", Fraction(17, 20)),
        ("quota", "๑๒๓", 123),
        ("quota", '"1,250,000 บาท"', 1_250_000),
        ("quota", "1\u00a0250\u00a0000", 1_250_000),
        ("leave", "2 สัปดาห์", 14),
        ("hired", "2025-03-15", date(2025, 3, 15)),
        ("hired", "9999-12-31", date(9999, 12, 31)),
        ("hired", "n/a", None),
    ],
)
def test_what_is_plain_is_not_said(framework, read, input, cell, value):
    evidence = read(f"person,{input}\nann,{cell}\n")
    (ann,) = evidence.people
    assert framework.rate(ann.values, person="ann")[input].value == value
    assert notes(evidence) == []


@pytest.mark.parametrize(
    ("input", "cell", "reason"),
    [
        ("quota", "1.2m", "`1.2m` could be in millions, or something that is measured in `m`: write the "
         "number in digits"),
        ("quota", "500B", "`500B` could be in billions, or baht: write the number in digits"),
        ("quota", "1.2 ล้านกว่า", "`1.2 ล้านกว่า` has the unknown unit `ล้านกว่า`"),
        ("quota", "1 ล้าน 20 แสน", "`1 ล้าน 20 แสน` is not a number"),
        ("quota", "1.2 ล้าน USD", "`1200000 USD` is in `USD` where an amount in THB is expected"),
        ("points", "1.2 ล้านบาท", "`1200000 THB` has the unit `THB` where a plain number is expected"),
        ("staff", "0.0015 พัน", "`1.5` is not a whole number of 0 or more"),
        ("share", "1.2 ล้าน", "`1.2 ล้าน` has the unknown unit `ล้าน`"),
        ("leave", "5M", "`5M` has the unknown unit `M`"),
        ("hired", "15 มี.ค. 68", "`15 มี.ค. 68` has a year of two digits: write all four"),
        ("hired", "5/3/2025", "`5/3/2025` could be 2025-03-05 or 2025-05-03: write it as year-month-day"),
        ("hired", "soon", "`soon` is not a date; write it as year-month-day, such as `2026-01-31`"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_refused(framework, read, input, cell, reason):
    (ann,) = read(f"person,{input}\nann,{cell}\n").people
    with pytest.raises(assay.EvidenceError) as caught:
        framework.rate(ann.values, person="ann", origins=ann.origins)
    (problem,) = caught.value.problems
    assert problem.message == f"`{input}`: {reason}"
    assert (problem.file, problem.row, problem.column) == ("people.csv", 2, input)


def test_cells_that_are_read_alike_are_one_note(read):
    evidence = read(
        "person,quota,hired\na,1 ล้าน,15/3/2568\nb,2 แสน,16/3/2568\nc,3 ล้านบาท,17 มี.ค. 2568\nd,4,1/13/2025\n"
    )
    assert notes(evidence) == [
        "column `quota`: 2 cells are read as counted in `ล้าน` (row 2, `1 ล้าน` as `1000000`)",
        "column `hired`: 3 cells are read as day, month, year in the Buddhist era (row 2, "
        "`15/3/2568` as `2025-03-15`)",
        "column `quota`: 1 cell is read as counted in `แสน` (row 3, `2 แสน` as `200000`)",
        "column `hired`: 1 cell is read as month, day, year (row 5, `1/13/2025` as `2025-01-13`)",
    ]


def test_rows_of_tables_and_json_are_read_so_too(framework, read):
    people = '[{"person": "ann", "quota": "1.2M", "deals": [{"value": "2 แสน"}]}]'
    evidence = read(people, "people.json")
    assert notes(evidence) == [
        "column `quota`: 1 cell is read as counted in `M` (`1.2M` as `1200000`)"
    ]
    assert evidence.people[0].tables["deals"][0].values == {"value": "200000"}
    deals = {"deals": "person,value,closed\nann,2 แสน,15/3/2568\nann,5,2025-01-01\n"}
    evidence = read("person,quota\nann,1\n", tables=deals)
    (ann,) = evidence.people
    rated = framework.rate(ann.values, tables=ann.tables, person="ann")
    assert rated["total"].value == 200_005
    assert [f"{each.file}: {each.message}" for each in evidence.notes] == [
        "deals.csv: column `value`: 1 cell is read as counted in `แสน` (row 2, `2 แสน` as `200000`)",
        "deals.csv: column `closed`: 1 cell is read as day, month, year in the Buddhist era (row 2, "
        "`15/3/2568` as `2025-03-15`)",
    ]


@pytest.mark.parametrize(
    ("input", "value", "reason"),
    [
        ("quota", "1.2 ล้านบาท", "`1.2 ล้านบาท` is counted in `ล้าน`: write it as `1200000 THB`"),
        ("points", "350K", "`350K` is counted in `K`: write it as `350000`"),
        ("staff", "3 พัน", "`3 พัน` is counted in `พัน`: write it as `3000`"),
        ("quota", "500B", "`500B` could be in billions, or baht: write the number in digits"),
        ("hired", "15 มีนาคม 2568",
         "`15 มีนาคม 2568` is not a date as year-month-day: write it as `2025-03-15`"),
        ("hired", "2568-03-15", "`2568-03-15` is not a date as year-month-day: write it as `2025-03-15`"),
        ("hired", "5/3/2025", "`5/3/2025` could be 2025-03-05 or 2025-05-03: write it as year-month-day"),
    ],
)  # fmt: skip
def test_a_program_is_told_how_to_write_it(framework, input, value, reason):
    """Where nothing can be noted, nothing is made out."""
    with pytest.raises(assay.EvidenceError) as caught:
        framework.rate({input: value}, person="ann")
    assert [each.message for each in caught.value.problems] == [f"`{input}`: {reason}"]
