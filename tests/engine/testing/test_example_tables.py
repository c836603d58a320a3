"""Examples in the rows of a file: each an example like any other, at the place of its row."""

from pathlib import Path

import pytest

import assay
from assay.engine.loaded import FrameworkError, loads

RULES = """\
framework shop "Shop" { version: "1"  currency: THB  period: quarter }
scale grade { good = 3  fair = 2  poor = 1 }
scale skill { low = 1  high = 2  rate gap on grade { gap >= 0 => good  otherwise => poor } }
input sales { type: money }
input quota { type: money }
input pace { type: duration }
input share { type: percent }
input hired { type: date }
input active { type: yesno }
input note { type: text }
input region { type: one of north "North", south }
input term { type: period }
competency advice { levels: skill  assessed by manager 50%, peers 50% }
kpi attainment {
  type: percent  formula: sales / quota
  rate on grade { >= 110% => good  >= 100% => fair  otherwise => poor }
}
role keeper {
  responsibility work "Work" weight 60% { kpi attainment weight 100% }
  responsibility team "Team" weight 40% { competency advice weight 100% requires high }
  overall on grade { overall >= 2.5 => good  overall >= 1.5 => fair  otherwise => poor }
}
examples "the spring" for keeper in 2026-Q1 from "cases/spring.csv"
"""


def trials(folder: Path, csv: str, rules: str = RULES):
    (folder / "cases").mkdir()
    (folder / "cases" / "spring.csv").write_text(csv, encoding="utf-8")
    (folder / "shop.rules").write_text(rules, encoding="utf-8")
    return assay.load(folder / "shop.rules").test()


def problems(folder: Path, csv: str) -> list[tuple[str, str, int, int]]:
    with pytest.raises(FrameworkError) as caught:
        trials(folder, csv)
    return [
        (each.code, each.message, each.span.line, each.span.column)
        for each in caught.value.diagnostics
    ]


def test_each_row_is_an_example_at_its_place(tmp_path: Path) -> None:
    ran = trials(
        tmp_path,
        "example,sales,quota,advice.manager,advice.peers,"
        "expect: attainment,expect: rating of attainment,expect: overall,expect: overall score,"
        "expect: score of team,expect: weight of attainment\n"
        'strong,"1,100",1000 THB,high,high; high,110%,good,good,3,3,60%\n'
        ",1_000,1000,low,high;low,100%,fair,fair,1.6,1,\n"
        "unknown,,1000,high,n/a,missing,missing,not rated,,3,\n",
    )
    assert [trial.mismatches for trial in ran] == [(), (), ()]
    assert all(trial.passed for trial in ran)
    assert [trial.example.label for trial in ran] == ["strong", "the spring, 2", "unknown"]
    assert [trial.example.span.line for trial in ran] == [2, 3, 4]
    assert {Path(trial.example.span.source.name).name for trial in ran} == {"spring.csv"}
    assert {trial.example.role for trial in ran} == {"keeper"}
    assert str(ran[0].example.period) == "2026-Q1"


def test_a_row_that_does_not_hold_says_what_came_out_and_where(tmp_path: Path) -> None:
    (failed,) = trials(tmp_path, "sales,quota,expect: attainment\n5,10,60%\n")
    (mismatch,) = failed.mismatches
    assert (str(mismatch.expected), str(mismatch.actual)) == ("3/5", "1/2")
    assert (mismatch.span.line, mismatch.span.column, mismatch.span.text) == (2, 6, "60%")


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("sales", "-1,234.50", "-1_234.5 THB"),
        ("sales", "5 THB", "5 THB"),
        ("pace", "14", "2 weeks"),
        ("pace", "2 weeks", "14 days"),
        ("share", "12.5%", "1 / 8"),
        ("share", "0.125", "12.5%"),
        ("hired", "2026-01-31", "2026-01-31"),
        ("active", "Yes", "yes"),
        ("note", "5 apples, cheap", '"5 apples, cheap"'),
        ("region", "south", "south"),
        ("term", "2026-Q1", "2026-Q1"),
    ],
)
def test_a_cell_means_what_it_means_in_the_evidence(
    tmp_path: Path, column: str, cell: str, value: str
) -> None:
    (trial,) = trials(tmp_path, f'{column},expect: {column}\n"{cell}","{cell}"\n')
    written = loads(
        RULES.partition("examples")[0]
        + f'example "x" for keeper in 2026-Q1 {{ given {{ {column} = {value} }} expect {{ {column} = {value} }} }}'
    ).checked.examples[0]
    assert trial.passed
    assert trial.example.given[0].values[0].value == written.given[0].values[0].value
    assert trial.example.expect[0].expected.value == written.expect[0].expected.value


def test_headings_are_refused_once_and_cells_where_they_stand(tmp_path: Path) -> None:
    csv = (
        "salse,quota,quota,expect: overal,expect: attainment\n"
        "1,2,3,good,50%\n"
        "1,two boxes,3,good,nearly half\n"
        "1,2,3,good,50%,6\n"
    )
    assert problems(tmp_path, csv) == [
        ("unknown-name", "`salse` is not declared; did you mean `sales`?", 1, 1),
        ("duplicate-name", "two columns are headed `quota`", 1, 13),
        ("unknown-name", "`overal` is not declared; did you mean `overall`?", 1, 27),
        ("bad-case-cell", "`two boxes` is no value for `quota`", 3, 3),
        ("bad-case-cell", "`nearly half` is no value for `expect: attainment`", 3, 20),
        ("bad-case-table", "this row has more cells than there are headings", 4, 16),
    ]


@pytest.mark.parametrize(
    ("csv", "problem"),
    [
        ("sales,quota\n1,2\n", ("bad-case-table", "no column of this table says what is expected", 1, 1)),
        ("sales,expect: overall\n1,\n", ("empty-declaration", "this example expects nothing", 2, 1)),
        ("sales,expect: overall\n5 USD,good\n", ("currencies-mixed", "", 2, 1)),
        ("share,expect: overall\n90,good\n", ("percent-without-sign", "", 2, 1)),
        ("sales,expect: overall\n1,best\n", ("level-not-in-scale", "`best` is not a level of scale `grade`", 2, 3)),
        ("advice.boss,expect: overall\nlow,good\n", ("unknown-name", "`advice` is not assessed by `boss`", 1, 8)),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_table_has_its_place(
    tmp_path: Path, csv: str, problem: tuple[str, str, int, int]
) -> None:
    (found,) = problems(tmp_path, csv)
    code, message, *place = problem
    assert (found[0], *found[2:]) == (code, *place)
    assert message in found[1]


def test_the_path_follows_the_rules_of_use(tmp_path: Path) -> None:
    outside = tmp_path / "cases.csv"
    outside.write_text("sales,expect: attainment\n1,missing\n", encoding="utf-8")
    folder = tmp_path / "rules"
    folder.mkdir()
    for path, code in (
        ("../cases.csv", "outside-folder"),
        (str(outside), "outside-folder"),
        ("none.csv", "file-not-found"),
    ):
        (folder / "shop.rules").write_text(RULES.replace("cases/spring.csv", path), "utf-8")
        assert [each.code for each in assay.check(folder / "shop.rules")] == [code]
    rules = RULES.replace("cases/spring.csv", "../cases.csv")
    (folder / "shop.rules").write_text(rules, encoding="utf-8")
    assert assay.load(folder / "shop.rules", allowed_folders=[tmp_path]).test()[0].passed
    with pytest.raises(FrameworkError, match="a text that is not a file cannot read another file"):
        loads(RULES)


def test_tables_of_a_base_run_against_the_layer_that_extends_it(tmp_path: Path) -> None:
    (tmp_path / "base.rules").write_text(RULES.replace("cases/spring.csv", "spring.csv"), "utf-8")
    (tmp_path / "spring.csv").write_text(
        "sales,quota,expect: rating of attainment\n95,100,poor\n", encoding="utf-8"
    )
    layer = tmp_path / "layer.rules"
    stricter = 'extends "base.rules"\noverride kpi attainment { rate on grade { >= 95% => fair  otherwise => poor } }\n'
    layer.write_text(stricter, encoding="utf-8")
    (trial,) = assay.load(layer).test()
    assert (str(trial.mismatches[0].expected), str(trial.mismatches[0].actual)) == ("poor", "fair")
    assert Path(trial.example.span.source.name).name == "spring.csv"
    layer.write_text(f'{stricter}remove examples "the spring"\n', encoding="utf-8")
    assert assay.load(layer).test() == ()


def test_a_layer_in_another_folder_shows_the_path_from_its_own(tmp_path: Path) -> None:
    (tmp_path / "group").mkdir()
    base = RULES.replace("cases/spring.csv", "spring.csv")
    (tmp_path / "group" / "base.rules").write_text(base, encoding="utf-8")
    cases = tmp_path / "group" / "spring.csv"
    cases.write_text("sales,quota,expect: attainment\n95,100,95%\n", encoding="utf-8")
    (tmp_path / "layer.rules").write_text('extends "group/base.rules"\n', encoding="utf-8")
    layered = assay.load(tmp_path / "layer.rules")
    assert layered.test()[0].passed
    resolved = assay.show_resolved(layered.checked)
    assert 'examples "the spring" for keeper in 2026-Q1 from "group/spring.csv"' in resolved
    (tmp_path / "whole.rules").write_text(resolved, encoding="utf-8")
    assert assay.load(tmp_path / "whole.rules").test()[0].passed


def test_the_digest_of_the_sources_holds_the_table_and_that_of_the_meaning_does_not(
    tmp_path: Path,
) -> None:
    trials(tmp_path, "sales,quota,expect: attainment\n95,100,95%\n")
    first = assay.load(tmp_path / "shop.rules").digests
    cases = tmp_path / "cases" / "spring.csv"
    cases.write_text("sales,quota,expect: attainment\n96,100,96%\n", encoding="utf-8")
    second = assay.load(tmp_path / "shop.rules").digests
    assert [path for path, _ in first.files] == ["cases/spring.csv", "shop.rules"]
    assert first.sources != second.sources
    assert first.meaning == second.meaning


def test_rows_exercise_rules_as_written_examples_do(tmp_path: Path) -> None:
    trials(tmp_path, "sales,quota,expect: attainment\n105,100,105%\n")
    report = assay.load(tmp_path / "shop.rules").coverage()
    exercised = [each for each in report.items if each.state == "exercised"]
    assert [(each.item.text, each.examples) for each in exercised] == [
        (">= 100% => fair", ("the spring, 1",))
    ]
