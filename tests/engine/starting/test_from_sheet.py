"""Spreadsheets as HR people keep them -> frameworks: what is read, guessed, and refused, by cell."""

from datetime import date
from pathlib import Path

import pytest

import assay
from assay.dsl.formatting.format import format_text

THAI = [
    ["แบบประเมินผลการปฏิบัติงาน ปีงบประมาณ ๒๕๖๘"],
    [
        "ตำแหน่ง",
        "หน้าที่รับผิดชอบ",
        "ตัวชี้วัด (KPI)",
        "น้ำหนัก (%)",
        "หน่วย",
        "ระดับ 5 (ดีเยี่ยม)",
        "ระดับ 4 (ดี)",
        "ระดับ 3 (ปานกลาง)",
        "ระดับ 2 (พอใช้)",
        "ระดับ 1 (ปรับปรุง)",
    ],
    [
        "เจ้าหน้าที่ขาย",
        "ยอดขาย",
        "ยอดขายเทียบเป้าหมาย",
        "40",
        "%",
        "มากกว่า 110%",
        "100-110%",
        "90-99%",
        "80-89%",
        "ต่ำกว่า 80%",
    ],
    ["", "", "ลูกค้าใหม่", "20", "ราย", "≥10", "7-9", "5-6", "3-4", "0-2"],
    ["", "บริการ", "เวลาตอบกลับลูกค้า", "20", "วัน", "ไม่เกิน 1", "2", "3", "4-5", "มากกว่า 5"],
    ["", "", "ความพึงพอใจของลูกค้า", "20", "", "95%", "90%", "85%", "80%", "75%"],
    ["รวม", "", "", "100", "", "", "", "", "", ""],
]

HEAD = ["KPI", "Weight", "5", "4", "3"]
GOOD = ["Sales", "100%", ">= 110%", "100% to less than 110%", "< 100%"]


def _csv(
    folder: Path, rows: list[list[str]], name: str = "roles.csv", delimiter: str = ","
) -> Path:
    import csv

    file = folder / name
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    return file


def _started(folder: Path, rows: list[list[str]], **settings: object) -> assay.StartedFramework:
    return assay.framework_from_sheet(_csv(folder, rows), "Sales team", **settings)


def _sound(started: assay.StartedFramework) -> assay.Framework:
    framework = assay.loads(started.text)
    # What a sheet says in one language only waits for a person who speaks the other.
    doubts = [each for each in framework.diagnostics if each.code != "missing-translation"]
    assert [each.message for each in doubts] == []
    assert [
        (each.example.label, each.problem, each.mismatches)
        for each in framework.test()
        if not each.passed
    ] == []
    assert framework.coverage().untried == ()
    assert format_text(started.text).text == started.text
    return framework


def _problems(folder: Path, rows: list[list[str]]) -> list[str]:
    with pytest.raises(assay.EvidenceError) as refused:
        _started(folder, rows)
    return [each.message for each in refused.value.problems]


def _rules(framework: assay.Framework, kpi: str) -> str:
    method = framework.checked.kpis[kpi].method
    return " | ".join(" ".join(rule.span.text.split()) for rule in method.rules.rules)


def _guesses(started: assay.StartedFramework) -> list[str]:
    usual = ("overall rating changes", "no column names")
    return [str(each) for each in started.guesses if not any(said in str(each) for said in usual)]


# --- what is read --------------------------------------------------------------------------


def test_a_thai_sheet_becomes_a_framework(tmp_path: Path) -> None:
    started = _started(tmp_path, THAI)
    framework = _sound(started)
    checked = framework.checked
    assert (checked.id, checked.label.text, checked.version) == (
        "sales_team",
        "Sales team",
        "2025.1",
    )
    assert checked.languages == ("th",)
    (role,) = checked.roles.values()
    assert role.label.text == "เจ้าหน้าที่ขาย"
    assert [(each.label.text, each.weight * 100) for each in role.responsibilities] == [
        ("ยอดขาย", 60),
        ("บริการ", 40),
    ]
    weights = {m.id: m.weight * r.weight for r in role.responsibilities for m in r.measures}
    assert [str(weight * 100) for weight in weights.values()] == ["40", "20", "20", "20"]
    assert {id: _rules(framework, id) for id in checked.kpis} == {
        "ยอดขายเทียบเป้าหมาย": "> 110% => level_5 | >= 100% => level_4 | >= 90% => level_3"
        " | >= 80% => level_2 | otherwise => level_1",
        "ลูกค้าใหม่": ">= 10 => level_5 | >= 7 => level_4 | >= 5 => level_3 | >= 3 => level_2"
        " | otherwise => level_1",
        "เวลาตอบกลับลูกค้า": "<= 1 day => level_5 | <= 2 days => level_4 | <= 3 days => level_3"
        " | <= 5 days => level_2 | otherwise => level_1",
        "ความพึงพอใจของลูกค้า": ">= 95% => level_5 | >= 90% => level_4 | >= 85% => level_3"
        " | >= 80% => level_2 | otherwise => level_1",
    }
    assert [each.label.text for each in checked.scales["performance"].levels] == [
        "ดีเยี่ยม",
        "ดี",
        "ปานกลาง",
        "พอใช้",
        "ปรับปรุง",
    ]


def test_every_guess_names_its_cells(tmp_path: Path) -> None:
    assert [str(each) for each in _started(tmp_path, THAI).guesses] == [
        "A7: the row is read as a total and left out",
        "A1: 2568 is read as a year of the Buddhist era: 2025",
        "F2:J2: the overall rating changes halfway between the points of two levels",
        "G3, H3: no band has what lies between 99 and 100: read as level 3, the worse of the two",
        "H3, I3: no band has what lies between 89 and 90: read as level 2, the worse of the two",
        "F5, G5: no band has what lies between 1 and 2: read as level 4, the worse of the two",
        "G5, H5: no band has what lies between 2 and 3: read as level 3, the worse of the two",
        "H5, I5: no band has what lies between 3 and 4: read as level 2, the worse of the two",
        "F6:J6: each number is read as `at least` that much; whatever misses 80% is level 1",
    ]


def test_bands_that_say_everything_need_no_guess(tmp_path: Path) -> None:
    started = _started(tmp_path, [HEAD, GOOD])
    framework = _sound(started)
    assert (
        _rules(framework, "sales")
        == ">= 110% => level_5 | >= 100% => level_4 | otherwise => level_3"
    )
    assert [str(each) for each in started.guesses] == [
        "C1:E1: the levels are called: 5 Level 5, 4 Level 4, 3 Level 3",
        "C1:E1: no column names the role: there is one, `Sales team`",
        "C1:E1: no column names responsibilities: there is one",
        "C1:E1: the overall rating changes halfway between the points of two levels",
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_however_its_cells_are_separated(tmp_path: Path, delimiter: str) -> None:
    file = _csv(tmp_path, THAI, delimiter=delimiter)
    assert assay.framework_from_sheet(file, "Sales team").text == _started(tmp_path, THAI).text


def test_excel_is_read_as_it_is_shown(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.create_sheet("Notes", 0)
    sheet = book["Sheet"]
    sheet.title = "KPI"
    for row in THAI:
        sheet.append(
            [None if text == "" else int(text) if text.isdigit() else text for text in row]
        )
    for column, share in zip("FGHIJ", (0.95, 0.9, 0.85, 0.8, 0.75), strict=True):
        sheet[f"{column}6"] = share
        sheet[f"{column}6"].number_format = "0%"
    sheet.merge_cells("A3:A6")
    sheet.merge_cells("B3:B4")
    book.save(tmp_path / "roles.xlsx")
    started = assay.framework_from_sheet(tmp_path / "roles.xlsx", "Sales team")
    of_csv = _started(tmp_path, THAI)
    assert started.text == of_csv.text.replace("roles.csv", "roles.xlsx")
    assert started.guesses == of_csv.guesses


def test_excel_keeps_numbers_and_knows_what_is_unfinished(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["KPI", "Weight", 5, 4])
    sheet.append(["Sales", 0.1 + 0.2, ">= 1.1", "< 1.1"])
    sheet.append(["Calls", "=1-B2", ">= 10", "< 10"])
    sheet.append(["Visits", 0.7, date(2026, 9, 10), "< 9"])
    sheet["B2"].number_format = "0%"
    book.save(tmp_path / "roles.xlsx")
    with pytest.raises(assay.EvidenceError) as refused:
        assay.framework_from_sheet(tmp_path / "roles.xlsx", "x")
    assert [str(each) for each in refused.value.problems] == [
        f"{cell}: {said} ({tmp_path}/roles.xlsx, sheet `Sheet`)"
        for cell, said in [
            ("B3", "the formula has no result: open the file in Excel and save it"),
            ("B3", "there is no weight: write a percentage"),
            ("C4", "`2026-09-10` is no band: write it like `90-99%` or `≥100%`"),
        ]
    ]


def test_several_sheets_of_kpis_are_a_question(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Sales"
    for sheet in (book["Sales"], book.create_sheet("Service")):
        sheet.append(HEAD)
        sheet.append(GOOD)
    book.save(tmp_path / "roles.xlsx")
    file = tmp_path / "roles.xlsx"
    with pytest.raises(assay.UsageError, match="choose one with `--sheet`: `Sales`, `Service`"):
        assay.framework_from_sheet(file, "x")
    _sound(assay.framework_from_sheet(file, "x", sheet="Service"))
    with pytest.raises(assay.UsageError, match=r"no sheet `Other`.*there are `Sales`, `Service`"):
        assay.framework_from_sheet(file, "x", sheet="Other")


def test_headings_may_stand_in_two_rows(tmp_path: Path) -> None:
    rows = [
        ["ลำดับ", "ตัวชี้วัด", "น้ำหนัก", "เกณฑ์การให้คะแนน", "", ""],
        ["", "", "", "1", "2", "3"],
        ["1", "ยอดขาย", "60%", "< 90%", "90% แต่ไม่ถึง 100%", "≥ 100%"],
        ["2", "ข้อร้องเรียน", "40%", "> 5", "มากกว่า 2 ถึง 5", "≤ 2"],
    ]
    started = _started(tmp_path, rows)
    framework = _sound(started)
    assert (
        _rules(framework, "ยอดขาย")
        == ">= 100% => level_3 | >= 90% => level_2 | otherwise => level_1"
    )
    assert (
        _rules(framework, "ข้อร้องเรียน") == "<= 2 => level_3 | <= 5 => level_2 | otherwise => level_1"
    )
    assert "A1: column `ลำดับ` is not read" in [str(each) for each in started.guesses]


def test_two_languages_and_several_roles(tmp_path: Path) -> None:
    rows = [
        ["Role", "KPI (EN)", "KPI (TH)", "Weight", "Description", "Level 2: Good", "Level 1: Poor"],
        ["Seller", "Sales", "ยอดขาย", "100%", "All that is sold", ">= 100 THB", "< 100 THB"],
        ["Manager", "Sales", "ยอดขาย", "50%", "", ">= 100 THB", "< 100 THB"],
        ["", "Sales", "ยอดขายทีม", "50%", "", ">= 900 THB", "< 900 THB"],
    ]
    framework = _sound(_started(tmp_path, rows))
    checked = framework.checked
    assert checked.languages == ("th", "en")
    assert list(checked.kpis) == ["sales", "sales_2"]
    assert checked.kpis["sales"].label.text == "ยอดขาย"
    assert checked.kpis["sales"].label.in_language("en") == "Sales"
    assert list(checked.roles) == ["seller", "manager"]
    assert [level.id for level in checked.scales["performance"].levels] == ["good", "poor"]
    assert [m.id for m in checked.roles["manager"].responsibilities[0].measures] == [
        "sales",
        "sales_2",
    ]


@pytest.mark.parametrize(
    ("weights", "shares", "guess"),
    [
        (["60%", "40%"], [60, 40], None),
        (["60", "40"], [60, 40], "B2, B3: the weights total 100: read as percentages"),
        (["0.6", "0.4"], [60, 40], "B2, B3: the weights total 1: read as shares, 0.25 as 25%"),
    ],
)
def test_weights_are_read_in_the_ways_people_write_them(
    tmp_path: Path, weights: list[str], shares: list[int], guess: str | None
) -> None:
    rows = [HEAD, ["Sales", weights[0], *GOOD[2:]], ["Calls", weights[1], *GOOD[2:]]]
    started = _started(tmp_path, rows)
    (role,) = _sound(started).checked.roles.values()
    assert [m.weight * 100 for r in role.responsibilities for m in r.measures] == shares
    assert (guess in _guesses(started)) == (guess is not None)


@pytest.mark.parametrize(("first", "second"), [("30%", "70%"), ("100%", "100%")])
def test_weights_of_responsibilities_stand_in_a_column_of_their_own(
    tmp_path: Path, first: str, second: str
) -> None:
    rows = [
        ["KRA", "KRA weight", *HEAD],
        ["One", "30%", "Sales", first, *GOOD[2:]],
        ["Two", "70%", "Calls", second, *GOOD[2:]],
    ]
    (role,) = _sound(_started(tmp_path, rows)).checked.roles.values()
    assert [each.weight * 100 for each in role.responsibilities] == [30, 70]


def test_a_level_without_a_band_is_never_given(tmp_path: Path) -> None:
    started = _started(
        tmp_path,
        [HEAD, ["Sales", "40%", ">= 110%", "-", "< 110%"], ["Calls", "60%", *GOOD[2:]]],
    )
    framework = _sound(started)
    assert _rules(framework, "sales") == ">= 110% => level_5 | otherwise => level_3"
    assert "A2: no band for level 4: the KPI never gives it" in _guesses(started)


def test_bands_that_each_only_say_where_they_begin(tmp_path: Path) -> None:
    framework = _sound(_started(tmp_path, [HEAD, ["Sales", "100%", ">= 110%", ">= 100%", ">= 0%"]]))
    assert (
        _rules(framework, "sales")
        == ">= 110% => level_5 | >= 100% => level_4 | otherwise => level_3"
    )


@pytest.mark.parametrize(
    ("bands", "rules", "guess"),
    [
        (
            ["100%", "90%", "ต่ำกว่า 90%"],
            ">= 100% => level_5 | >= 90% => level_4 | otherwise => level_3",
            "C2, D2: each number is read as `at least` that much",
        ),
        (
            ["มากกว่า 100%", "เท่ากับ 100%", "น้อยกว่า 100%"],
            "> 100% => level_5 | >= 100% => level_4 | otherwise => level_3",
            None,
        ),
        (
            ["0 ครั้ง", "1-2 ครั้ง", "มากกว่า 2 ครั้ง"],
            "<= 0 => level_5 | <= 2 => level_4 | otherwise => level_3",
            "C2: `0 ครั้ง` is read as that much or better",
        ),
        (
            ["100%", "90-99%", "< 90%"],
            ">= 100% => level_5 | >= 90% => level_4 | otherwise => level_3",
            "C2: `100%` is read as that much or better",
        ),
        (
            ["≥ 1 ล้านบาท", "5-9 แสนบาท", "น้อยกว่า 5 แสนบาท"],
            ">= 1_000_000 THB => level_5 | >= 500_000 THB => level_4 | otherwise => level_3",
            "C2, D2: no band has what lies between 900000 and 1000000: read as level 4, the worse "
            "of the two",
        ),
    ],
)
def test_the_ways_in_which_people_write_bands(
    tmp_path: Path, bands: list[str], rules: str, guess: str | None
) -> None:
    started = _started(tmp_path, [HEAD, ["Sales", "100%", *bands]])
    assert _rules(_sound(started), "sales") == rules
    usual = "the levels are called"
    assert [each for each in _guesses(started) if usual not in each][:1] == (
        [guess] if guess else []
    )


def test_bands_are_not_taken_for_headings_of_levels(tmp_path: Path) -> None:
    rows = [["KPI", "Weight", "Good", "Fair", "Poor"], ["Sales", "100%", "> 5", "3-5", "< 3"]]
    with pytest.raises(assay.UsageError, match="at least two levels"):
        _started(tmp_path, rows)


def test_ends_that_go_on_are_reported(tmp_path: Path) -> None:
    started = _started(tmp_path, [HEAD, ["Sales", "100%", "110-120%", "100-109%", "50-99%"]])
    _sound(started)
    assert "C2: whatever is better is level 5 too" in _guesses(started)
    assert "E2: whatever is worse is level 3 too" in _guesses(started)


# --- what is refused -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bands", "problem"),
    [
        ([">= 110%", "100-110%", "< 100%"], "C2, D2: `>= 110%` and `100-110%` overlap"),
        (
            [">= 110%", "95-105%", "< 95%"],
            "C2, D2: the values between `95-105%` and `>= 110%` are in no band",
        ),
        (
            ["> 110%", "100% to less than 110%", "< 100%"],
            "C2, D2: the value between `> 110%` and `100% to less than 110%` is in neither",
        ),
        (["110%", "115%", "90%"], "C2, D2: the numbers of the levels do not run in one direction"),
        (
            ["very good", "100%", "90%"],
            "C2: `very good` is no band: write it like `90-99%` or `≥100%`",
        ),
        (["> 110%", "100-110 THB", "< 100%"], "C2, D2: the bands are in `%` and `THB`"),
        ([">= 110%", "", ""], "A2: `Sales` has bands for fewer than two levels"),
        (["100%", "50%", "100%"], "C2, E2: the best and the worst level have the same values"),
        (["9-10", "7-8", "10-Sep"], "E2: `10-Sep` is no band: write it like `90-99%` or `≥100%`"),
    ],
)
def test_bands_that_can_be_read_in_two_ways_or_none(
    tmp_path: Path, bands: list[str], problem: str
) -> None:
    assert _problems(tmp_path, [HEAD, ["Sales", "100%", *bands]]) == [problem]


@pytest.mark.parametrize(
    ("weights", "problem"),
    [
        (["60%", "37%"], "B2, B3: the weights total 97%, not 100%"),
        (["60%", "40"], "B2, B3: some weights have a percent sign and some have none"),
        (["60%", ""], "B3: there is no weight: write a percentage"),
        (["60%", "much"], "B3: `much` is no weight: write a percentage"),
        (["3", "2"], "B2, B3: the weights total 5%, not 100%"),
        (["140%", "-40%"], "B3: `-40%` is no weight: write a percentage"),
    ],
)
def test_weights_that_do_not_add_up(tmp_path: Path, weights: list[str], problem: str) -> None:
    rows = [HEAD, ["Sales", weights[0], *GOOD[2:]], ["Calls", weights[1], *GOOD[2:]]]
    assert _problems(tmp_path, rows) == [problem]


def test_every_problem_is_reported_at_once(tmp_path: Path) -> None:
    head = ["KRA", "KRA weight", "KPI", "Weight", "Better", "Year", "5", "5", "3"]
    rows = [
        head,
        ["One", "50%", "Sales", "60%", "lower", "2568", ">= 5", ">= 4", "< 4"],
        ["", "", "", "40%", "", "", "", "", ""],
        ["Two", "", "Calls", "100%", "sideways", "1492", "good", ">= 4", "< 4"],
    ]
    assert _problems(tmp_path, rows) == [
        "G1, H1: two columns are headed level 5",
        "A3: the row has no KPI",
        "F4: `1492` is no year",
        "D4: the responsibility of this row has no weight of its own",
        "G2, I2: lower values are said to be better, but the bands run the other way",
        "G4: `good` is no band: write it like `90-99%` or `≥100%`",
    ]


def test_years_of_two_kinds_disagree_or_agree(tmp_path: Path) -> None:
    head = ["Year", *HEAD]
    started = _started(tmp_path, [head, ["พ.ศ. 2569", *GOOD]])
    assert _sound(started).version == "2026.1"
    assert "A2: 2569 is read as a year of the Buddhist era: 2026" in _guesses(started)
    halves = [GOOD[0], "50%", *GOOD[2:]], ["Calls", "50%", *GOOD[2:]]
    _sound(_started(tmp_path, [head, ["2569", *halves[0]], ["2026", *halves[1]]]))
    assert _problems(tmp_path, [head, ["2569", *halves[0]], ["2025", *halves[1]]]) == [
        "A2, A3: the rows are of several years: use a file for each"
    ]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("roles.csv", b"a,b\n1,2\n", "has no row with the headings `KPI`"),
        ("roles.csv", b"", "has no row with the headings `KPI`"),
        ("roles.csv", b"\xff\xfe\x00", "not stored as UTF-16-LE"),
        ("roles.xlsx", b"no zip", "the file is no Excel workbook"),
        ("roles.xls", b"", "save it as .xlsx or .csv"),
        ("roles.pdf", b"", "is no spreadsheet that assay reads"),
    ],
)
def test_files_that_are_no_such_spreadsheet(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(assay.UsageError, match=says):
        assay.framework_from_sheet(tmp_path / name, "x")


def test_labels_with_signs_of_the_language_stay_labels(tmp_path: Path) -> None:
    rows = [HEAD, ['Say "yes" } # \\ {', *GOOD[1:]]]
    checked = _sound(_started(tmp_path, rows)).checked
    assert [each.label.text for each in checked.kpis.values()] == ['Say "yes" } # \\ {']
