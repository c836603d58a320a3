"""Tables of examples: cells with their places, whatever the spreadsheet wrote."""

import pytest

from assay.dsl.case_table import read_case_table
from assay.dsl.checking.report import Report
from assay.dsl.source import Source


def cells(text: str) -> list[list[str]]:
    table = read_case_table(Source("cases.csv", text), Report())
    assert table is not None
    return [[cell.text for cell in row] for row in (table.headings, *table.rows)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
        ("a;b\r\n1,5;2", [["a", "b"], ["1,5", "2"]]),
        ("a\tb\n1\t\n", [["a", "b"], ["1", ""]]),
        (' a , b\n 1 ,"2 "\n', [["a", "b"], ["1", "2"]]),
        ('a,b\n"1,5","say ""yes"""\n', [["a", "b"], ["1,5", 'say "yes"']]),
        ('a,b\n"two\nlines",2\n', [["a", "b"], ["two\nlines", "2"]]),
        ("a,b\n\n,\n3,4\n\n", [["a", "b"], ["3", "4"]]),
        ("เป้าหมาย,b\n1,2", [["เป้าหมาย", "b"], ["1", "2"]]),
    ],
)
def test_cells_are_told_apart_as_spreadsheets_write_them(text: str, rows: list[list[str]]) -> None:
    assert cells(text) == rows


def test_every_cell_knows_its_place_quotes_included() -> None:
    table = read_case_table(Source("cases.csv", 'a, bc\n"1 ",22\n,\n5,6\n'), Report())
    assert table is not None
    places = [(cell.span.line, cell.span.column, cell.span.text) for cell in table.headings]
    assert places == [(1, 1, "a"), (1, 4, "bc")]
    assert [[(c.span.line, c.span.column, c.span.text) for c in row] for row in table.rows] == [
        [(2, 1, '"1 "'), (2, 6, "22")],
        [(4, 1, "5"), (4, 3, "6")],
    ]


@pytest.mark.parametrize(
    ("text", "message", "line"),
    [
        ("", "the file is empty", 1),
        (" \n\n", "the file is empty", 1),
        ("\na,b\n", "the first row is empty", 1),
        ('a,b\n"1,2\n', "a quoted cell starts here and does not end", 2),
        ('a,b\n"1"x,2\n', "text follows the closing quote of a cell", 2),
    ],
)
def test_what_is_no_table_is_refused_with_its_place(text: str, message: str, line: int) -> None:
    report = Report()
    assert read_case_table(Source("cases.csv", text), report) is None
    (problem,) = report.in_order()
    assert (problem.code, problem.message, problem.span.line) == ("bad-case-table", message, line)
