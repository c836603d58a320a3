"""Files of evidence become people's values as written, and everything odd in them is said."""

import json
import time
from decimal import Decimal

import pytest

import assay
from assay.engine.evidence.evidence_set import only_person
from assay.engine.evidence.files import read_evidence
from assay.engine.evidence.problems import EvidenceError, UsageError
from assay.engine.evidence.records import EvidenceData, format_of
from assay.engine.trace import Origin

RULES = """
framework shop "Shop" { currency: THB }

scale skill "Skill" { low = 1 "Low" th "ต่ำ"  high = 2 "High" th "สูง" }

table deals "Deals" {
  person column "seller" "พนักงานขาย"
  stage: one of won "Won", lost "Lost" column "deal_stage"
  value "Amount": money
}

input quota "Quota" th "เป้าหมาย" { type: money  column: "Quota (THB)" }
input revenue "Revenue" { type: money  formula: sum(deals.value where stage is won) }
input note "Note" { type: text }
input left "Sales" { type: number  column: "Total" }
input right "Buys" { type: number  column: "Total" }

parameter bonus { type: percent  value: 10% }

metric share { formula: revenue / quota }

competency coaching "Coaching" { levels: skill  assessed by manager 60%, peers 40% }

role seller {
  overall score: share * 100 + left + right + bonus + coaching + (if note = "x" then 1 else 0)
}
"""


@pytest.fixture(scope="module")
def framework():
    return assay.loads(RULES).checked


def data(text, name="people.csv", style=None):
    content = text if isinstance(text, bytes) else text.encode()
    return EvidenceData(name, content, style or format_of(name))


@pytest.fixture
def read(framework):
    """Text of a file of people, and of tables by their names -> the evidence."""

    def run(people=None, name="people.csv", tables=(), **options):
        return read_evidence(
            framework,
            None if people is None else data(people, name),
            {table: data(text, f"{table}.csv") for table, text in dict(tables).items()},
            **options,
        )

    return run


def values(evidence):
    return {one.person: one.values for one in evidence.people}


def said(evidence):
    return [str(problem) for problem in evidence.problems]


def notes(evidence):
    return [f"{note.file}: {note.message}" for note in evidence.notes]


def refused(read, *arguments, **options):
    with pytest.raises(EvidenceError) as caught:
        read(*arguments, **options)
    return [str(problem) for problem in caught.value.problems]


# --- CSV -----------------------------------------------------------------------------------


def test_cells_are_kept_exactly_as_written(read):
    evidence = read('person,quota,note\nann,"1,000,000.10 THB"," two  spaces "\n')
    assert values(evidence) == {"ann": {"quota": "1,000,000.10 THB", "note": " two  spaces "}}


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiter_byte_order_mark_and_line_ends_make_no_difference(
    read, mark, delimiter, line_end
):
    rows = [["person", "quota", "revenue"], ["ann", "5", "3"]]
    text = line_end.join(delimiter.join(row) for row in rows)
    evidence = read(mark + text.encode())
    assert values(evidence) == {"ann": {"quota": "5", "revenue": "3"}}
    assert evidence.notes == ()


def test_a_heading_may_be_an_id_a_label_in_any_language_or_a_declared_column(read):
    for heading in ("quota", "Quota", "QUOTA ", "เป้าหมาย", "Quota (THB)", "quota  (thb)"):
        assert values(read(f"person,{heading}\nann,5\n")) == {"ann": {"quota": "5"}}


def test_an_empty_cell_is_missing_and_remembered(read):
    (ann,) = read("person,quota,revenue\nann,,  \n").people
    assert ann.values == {"quota": None, "revenue": None}
    assert ann.origins["quota"] == Origin("people.csv", 2, "quota", "")


def test_the_origin_counts_rows_as_a_spreadsheet_does(read):
    text = 'person,Quota,note\nann,1,"two\nlines"\n\nbob,2,\n'
    ann, bob = read(text).people
    assert ann.values["note"] == "two\nlines"
    assert ann.origins["quota"] == Origin("people.csv", 2, "Quota", "1")
    # The cell of two lines is one row, the empty row another.
    assert bob.origins["quota"] == Origin("people.csv", 4, "Quota", "2")


def test_the_person_may_stand_in_another_column(read):
    evidence = read("agent,quota,person\nann,5,x\n", person_column="Agent")
    assert values(evidence) == {"ann": {"quota": "5"}}
    assert notes(evidence) == ["people.csv: column `person` is not used: no such name is declared"]


def test_columns_that_mean_nothing_are_named_with_what_they_may_mean(read):
    evidence = read("person,qouta,shoe size,hat,share,bonus,coaching\nann,1,2,3,4,5,6\n")
    assert values(evidence) == {"ann": {}}
    assert notes(evidence) == [
        "people.csv: column `qouta` is not used; did you mean `quota`?",
        "people.csv: column `share` is not used: `share` is computed by the framework",
        "people.csv: column `bonus` is not used: `bonus` is a parameter, set for a whole run",
        "people.csv: column `coaching` is not used: name the rater: there are "
        "`coaching.manager` and `coaching.peers`",
        "people.csv: columns `shoe size` and `hat` are not used: no such name is declared",
    ]


def test_a_person_who_stands_twice_is_left_out_and_the_others_stay(read):
    evidence = read("person,quota\nann,1\nbob,2\nann ,3\n")
    assert values(evidence) == {"bob": {"quota": "2"}}
    assert said(evidence) == ["ann: the person is already in row 2 (people.csv, row 4)"]


def test_rows_without_a_person_or_of_another_length_are_problems(read):
    evidence = read("person,quota,note\n,1,x\nann,1\nbob,1,x,y\ncid,1,x,\ndan,1,x\n")
    assert list(values(evidence)) == ["cid", "dan"]
    assert said(evidence) == [
        "ann: the row has 2 cells, the headings are 3 (people.csv, row 3)",
        "bob: the row has 4 cells, the headings are 3 (people.csv, row 4)",
        "the person is missing (people.csv, row 2, column `person`)",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty (people.csv)"),
        (b" \n\n", "the file is empty (people.csv)"),
        (b",\n,\n", "the file is empty (people.csv)"),
        (b"person,quota\n", "the file names no people (people.csv)"),
        (
            b"\nperson,quota\nann,1\n",
            "the first row is empty: it should hold the headings (people.csv, row 1)",
        ),
        (
            b"person,quota\nann,\xe9\n",
            "the file is not stored as UTF-8: byte E9 in line 2 is no part of a character; "
            "save it as UTF-8 (in Excel: CSV UTF-8), or say how it is stored with `--encoding NAME` "
            "(people.csv)",
        ),
        (
            b"sep=;\nperson;quota\nann;1\n",
            "the first row, `sep=`, says what separates the cells, and holds no headings: delete it "
            "(people.csv, row 1)",
        ),
        (
            b"name,quota\nann,1\n",
            "no column `person` names the person: say which one does; there are `name` and "
            "`quota` (people.csv, row 1)",
        ),
        (
            b"person,Person,quota\nann,ann,1\n",
            "`person` and `Person` could each name the person: say which one does "
            "(people.csv, row 1)",
        ),
        (
            b"person,quota,quota\nann,1,2\n",
            "the heading `quota` stands twice (people.csv, row 1, column `quota`)",
        ),
        (
            b"person,quota,Quota (THB)\nann,1,2\n",
            "the headings `quota` and `Quota (THB)` both mean `quota` "
            "(people.csv, row 1, column `Quota (THB)`)",
        ),
        (
            b"person,Total\nann,1\n",
            "the heading `Total` can mean `left` or `right`: use the id of one "
            "(people.csv, row 1, column `Total`)",
        ),
        (
            b'person,quota\nann,"1\nbob,2\n',
            "a quoted cell starts in this row and does not end (people.csv, row 2)",
        ),
        (
            b'person,quota\nann,1\nbob,"2"3\n',
            "a quote inside a cell is not doubled, or text follows the closing quote "
            "(people.csv, row 3)",
        ),
        (
            b"a,b;c\n1,2;3\n",
            "the cells of the first row could be separated by comma or semicolon: say which does "
            "(people.csv, row 1)",
        ),
    ],
)
def test_a_file_that_cannot_be_used_says_why(read, content, message):
    assert refused(read, content) == [message]


def test_a_semicolon_within_cells_does_not_make_the_delimiter_ambiguous(read):
    evidence = read("person,coaching.peers,a;b\nann,high; low,x\n")
    assert values(evidence) == {"ann": {"coaching.peers": "high; low"}}


def test_the_delimiter_can_be_said(read):
    evidence = read("name;a,b\tc\nann;1\n", person_column="name", delimiter=";")
    assert list(values(evidence)) == ["ann"]


# --- JSON ----------------------------------------------------------------------------------


def test_json_numbers_are_kept_exactly_as_written(read):
    text = '[{"person": "ann", "quota": 0.1, "revenue": 12345678901234567890, "note": null}]'
    assert values(read(text, "people.json")) == {
        "ann": {"quota": Decimal("0.1"), "revenue": 12345678901234567890, "note": None}
    }


def test_json_lines_are_people_and_lines_are_rows(read):
    text = '{"person": "ann", "quota": 1}\n\n{"person": 7, "coaching.peers": ["low", "high"]}\n'
    ann, seven = read(text, "people.jsonl").people
    assert (ann.person, ann.values) == ("ann", {"quota": 1})
    assert (seven.person, seven.values) == ("7", {"coaching.peers": ["low", "high"]})
    assert seven.origins["coaching.peers"] == Origin("people.jsonl", 3, "coaching.peers", "")


ROWS = [
    {"seller": "ann", "stage": "won", "value": 5},
    {"seller": "bob", "stage": "lost", "value": 7},
]


def test_a_json_document_may_hold_tables(read):
    document = {
        "assay": {"format": "evidence", "version": 1},
        "people": [{"person": "ann", "quota": 1}, {"person": "cid"}],
        "tables": {"deals": ROWS},
    }
    evidence = read(json.dumps(document), "people.json")
    ann, cid = evidence.people
    assert [row.values for row in ann.tables["deals"]] == [{"stage": "won", "value": 5}]
    # The table is there, and has no row about cid: that is not the same as no table.
    assert cid.tables == {"deals": []}
    assert notes(evidence) == [
        "people.json: its rows about `bob` are not used: no other evidence names them"
    ]


def test_a_document_of_tables_alone_names_its_people(read):
    evidence = read(json.dumps({"tables": {"deals": ROWS}}), "people.json")
    assert [one.person for one in evidence.people] == ["ann", "bob"]


def test_a_person_may_hold_rows_and_another_may_have_no_such_table(read):
    people = [
        {"person": "ann", "deals": [{"stage": "won", "value": 5}]},
        {"person": "bob", "deals": []},
        {"person": "cid"},
        {"person": "dan", "deals": "none"},
    ]
    evidence = read(json.dumps(people), "people.json")
    ann, bob, cid = evidence.people
    assert [row.values for row in ann.tables["deals"]] == [{"stage": "won", "value": 5}]
    assert (bob.tables, cid.tables) == ({"deals": []}, {})
    assert said(evidence) == [
        "dan: `deals` is not a list of objects, one for each row (people.json, column `deals`)"
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty (people.json)"),
        ("[]", "the file names no people (people.json)"),
        ("{", "line 1, column 2 is not JSON: expected a name in double quotes (people.json)"),
        ("[1]", "item 1 is not an object that names its values (people.json)"),
        ("3", "the file is neither a list of people nor an object with `people` (people.json)"),
        (
            '{"person": "ann"}',
            "the file is neither a list of people nor an object with `people` (people.json)",
        ),
        (
            '{"people": [], "poeple": []}',
            "`poeple` is none of `people`, `tables` and `assay` (people.json)",
        ),
        (
            '{"people": [], "assay": {"format": "evidence", "version": 2}}',
            '`assay` is not {"format": "evidence", "version": 1}, the only form that is read here '
            "(people.json)",
        ),
        ('{"people": {}}', "`people` is not a list (people.json)"),
        ('{"tables": []}', "`tables` is not an object that names each table (people.json)"),
        (
            '{"tables": {"deal": []}}',
            "there is no table `deal`; did you mean `deals`? (people.json)",
        ),
        (
            '[{"person": "ann", "quota": NaN}]',
            "line 1, column 29 is not JSON: `NaN` is not a finite number (people.json)",
        ),
    ],
)
def test_a_json_file_that_cannot_be_used_says_why(read, text, message):
    assert refused(read, text, "people.json") == [message]


def test_a_line_that_is_not_json_is_named(read):
    assert refused(read, '{"person": "ann"}\n{"person" "bob"}\n', "people.jsonl") == [
        "line 2, column 11 is not JSON: expected `:` (people.jsonl, row 2)"
    ]


def test_a_json_person_that_is_no_text_is_a_problem(read):
    evidence = read('[{"person": true}, {"quota": 1}, {"person": "ann"}]', "people.json")
    assert list(values(evidence)) == ["ann"]
    assert said(evidence) == [
        "the person is not a text (people.json, column `person`)",
        "the person is missing (people.json, column `person`)",
    ]


# --- tables --------------------------------------------------------------------------------

DEALS = "seller,deal_stage,Amount,colour\nbob,Won,5,red\nann,Lost,7,blue\nbob,Won,6,red\n"


def test_tables_alone_name_the_people_in_order_of_appearance(read):
    evidence = read(tables={"deals": DEALS})
    assert [one.person for one in evidence.people] == ["bob", "ann"]
    bob, _ = evidence.people
    assert [(row.values, row.origin) for row in bob.tables["deals"]] == [
        ({"stage": "Won", "value": "5"}, Origin("deals.csv", 2)),
        ({"stage": "Won", "value": "6"}, Origin("deals.csv", 4)),
    ]
    assert notes(evidence) == ["deals.csv: column `colour` is not used: no such name is declared"]


def test_totals_and_tables_go_together(read):
    evidence = read("person,quota\nann,10\ncid,20\n", tables={"deals": DEALS})
    ann, cid = evidence.people
    assert (ann.values, len(ann.tables["deals"])) == ({"quota": "10"}, 1)
    assert (cid.values, cid.tables) == ({"quota": "20"}, {"deals": []})
    assert notes(evidence)[-1] == (
        "deals.csv: its rows about `bob` are not used: no other evidence names them"
    )


@pytest.mark.parametrize("heading", ["seller", "SELLER", "พนักงานขาย", "person"])
def test_a_table_names_the_person_under_its_own_headings_or_person(read, heading):
    evidence = read(tables={"deals": f"{heading},value\nann,5\n"})
    assert [one.person for one in evidence.people] == ["ann"]


def test_the_person_column_that_the_caller_names_wins(read):
    evidence = read(tables={"deals": "seller,boss,value\nann,eve,5\n"}, person_column="boss")
    assert [one.person for one in evidence.people] == ["eve"]


def test_a_table_without_a_person_column_lists_what_it_has(read):
    assert refused(read, tables={"deals": "agent,value\nann,5\n"}) == [
        "no column `seller` or `พนักงานขาย` or `person` names the person: say which one does; "
        "there are `agent` and `value` (deals.csv, row 1)"
    ]


def test_two_headings_for_the_person_of_a_table_are_ambiguous(read):
    assert refused(read, tables={"deals": "seller,พนักงานขาย,value\nann,ann,5\n"}) == [
        "`seller` and `พนักงานขาย` could each name the person: say which one does (deals.csv, row 1)"
    ]


def test_a_table_that_the_framework_lacks_is_refused(read):
    assert refused(read, tables={"visits": "person\nann\n"}) == [
        "there is no table `visits`; there are `deals` (visits.csv)"
    ]


def test_one_table_in_two_places_is_refused(read):
    document = json.dumps({"tables": {"deals": ROWS}})
    assert refused(read, document, "people.json", {"deals": DEALS}) == [
        "the table `deals` is already in people.json (deals.csv)"
    ]


def test_a_table_without_rows_names_no_people_but_may_accompany_totals(read):
    assert refused(read, tables={"deals": "seller,value\n"}) == [
        "the file names no people (deals.csv)"
    ]
    (ann,) = read("person,quota\nann,1\n", tables={"deals": "seller,value\n"}).people
    assert ann.tables == {"deals": []}


def test_a_large_table_is_read_quickly(read):
    rows = "".join(f"p{number % 6},Won,{number}.50,x\n" for number in range(8_800))
    start = time.process_time()
    evidence = read(tables={"deals": f"seller,deal_stage,Amount,colour\n{rows}"})
    assert time.process_time() - start < 2
    assert [len(one.tables["deals"]) for one in evidence.people] == [1467] * 4 + [1466] * 2


# --- one person ----------------------------------------------------------------------------


def test_one_person_can_be_picked_with_their_problems(read):
    evidence = read("person,quota\nann,1\nbob,2\nbob,3\n")
    assert [one.person for one in only_person(evidence, "ann").people] == ["ann"]
    assert only_person(evidence, "ann").problems == ()
    assert len(only_person(evidence, "bob").problems) == 1
    with pytest.raises(UsageError, match=r"^there is no person `anm`; did you mean `ann`\?$"):
        only_person(evidence, "anm")


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("a.csv", "csv"), ("a.TSV", "tsv"), ("a.txt", "csv"), ("a.json", "json"),
        ("a.jsonl", "jsonl"), ("a.ndjson", "jsonl"), ("a.xlsx", "xlsx"), ("a.xls", "xlsx"), ("a.parquet", "parquet"), ("a.feather", "arrow"), ("csv", None),
    ],
)  # fmt: skip
def test_the_name_of_a_file_says_its_format(name, style):
    assert format_of(name) == style
