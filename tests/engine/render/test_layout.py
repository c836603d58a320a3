"""Columns on pages of any width."""

from assay.engine.render.layout import Cell, Page

ROWS = [
    [Cell(">= 120% => Outstanding"), Cell("no"), Cell("short by 12 points")],
    [Cell(">= 100% => Exceeds expectations"), Cell("yes"), Cell("8 points above")],
    [Cell("otherwise => Unsatisfactory"), Cell("not reached"), Cell("")],
]


def columns(width: int, rows: list[list[Cell]] | None = None) -> list[str]:
    return Page(width, colour=False).columns(rows or ROWS, 2)


def test_columns_that_fit_stand_beside_each_other() -> None:
    assert columns(66) == [
        "  >= 120% => Outstanding           no           short by 12 points",
        "  >= 100% => Exceeds expectations  yes          8 points above",
        "  otherwise => Unsatisfactory      not reached",
    ]


def test_the_widest_cells_are_wrapped_first_and_hang() -> None:
    assert columns(64) == [
        "  >= 120% => Outstanding         no           short by 12 points",
        "  >= 100% => Exceeds             yes          8 points above",
        "    expectations",
        "  otherwise => Unsatisfactory    not reached",
    ]


def test_what_stands_behind_the_first_cell_becomes_one_column_before_rows_are_stacked() -> None:
    assert columns(50) == [
        "  >= 120% => Outstanding    no  short by 12 points",
        "  >= 100% => Exceeds        yes  8 points above",
        "    expectations",
        "  otherwise =>              not reached",
        "    Unsatisfactory",
    ]
    assert columns(40) == [
        "  >= 120% => Outstanding",
        "    no  short by 12 points",
        "  >= 100% => Exceeds expectations",
        "    yes  8 points above",
        "  otherwise => Unsatisfactory",
        "    not reached",
    ]


def test_a_word_is_not_broken_to_keep_columns() -> None:
    rows = [[Cell("revenue"), Cell("5", right=True), Cell('column "existing_customer_revenue"')]]
    assert columns(41, rows) == [
        "  revenue  5  column",
        '              "existing_customer_revenue"',
    ]
    assert columns(40, rows) == [
        "  revenue",
        "    5  column",
        '    "existing_customer_revenue"',
    ]
