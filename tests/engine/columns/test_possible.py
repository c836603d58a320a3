"""The ratings still possible in columns, worked out by hand."""

from __future__ import annotations

from typing import Any

import polars
import pytest

import assay
from assay.engine.columns import rate
from assay.engine.columns.lowering import lowered
from assay.engine.columns.possible import places
from assay.engine.possible import reachable

GRADES = "scale grade { best = 4  good = 3  fair = 2  poor = 1 }"


@pytest.fixture(autouse=True)
def _by_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "FEW", 0)


def possible(text: str, people: dict[str, list[Any]], *, alone: int = 0) -> list[str | None]:
    """The column, of which so many people were rated `alone`."""
    text = f'framework test "Test" {{ version: "1"  currency: THB }}\n{text}'
    ready = lowered(assay.loads(text).rater(role=None, period=None), "flat")
    run = rate.Run.of(ready, polars.DataFrame(people), {}, None)
    found = run.rated("exact")["overall.possible"].cast(polars.String).to_list()
    assert len(run.one_by_one) == alone
    return found


def grades(*, weights: str, overall: str, kpis: str = "") -> str:
    """A role of measures that are grades."""
    ids = "abc"[: weights.count("%")]
    inputs = "".join(f"input {id}_mark {{ type: grade }}\n" for id in ids)
    declared = kpis or "".join(f"kpi {id} {{ rating: {id}_mark }}\n" for id in ids)
    return (
        f"{GRADES}\n{inputs}{declared}"
        f"role tester {{ responsibility r weight 100% {{ {weights} }}\n"
        f"overall on grade {{ {overall} }} }}"
    )


RULES = "overall >= 3.5 => best  overall >= 2.5 => good  overall >= 1.5 => fair  otherwise => poor"
TWO = "kpi a weight 60%  kpi b weight 40%"


def test_of_whom_nothing_is_missing_nothing_is_asked() -> None:
    text = grades(weights=TWO, overall=RULES)
    assert possible(text, {"a_mark": ["best"], "b_mark": ["poor"]}) == [None]


def test_what_is_missing_takes_any_of_its_points() -> None:
    """0.6 × 4 + 0.4 × (1 to 4) is 2.8 to 4; 0.6 × 1 + that is 1 to 2.2; 0.4 × 1 + 0.6 × (1, 2, 3,
    4) is 1, 1.6, 2.2 or 2.8; and 1 to 4 where nothing is known."""
    text = grades(weights=TWO, overall=RULES)
    people = {"a_mark": ["best", "poor", None, None], "b_mark": [None, None, "poor", None]}
    assert possible(text, people) == [
        "best; good",
        "fair; poor",
        "good; fair; poor",
        "best; good; fair; poor",
    ]


def test_a_level_between_two_sums_is_not_reached() -> None:
    """Of 90%, a poor 10% gives 1, 1.9, 2.8 or 3.7: never from 2 to below 2.5."""
    rules = (
        "overall >= 2.5 => best  overall >= 2 => good  overall >= 1.5 => fair  otherwise => poor"
    )
    text = grades(weights="kpi a weight 90%  kpi b weight 10%", overall=rules)
    assert possible(text, {"a_mark": [None], "b_mark": ["poor"]}) == ["best; fair; poor"]


def test_a_sum_that_is_a_limit_is_told_from_those_beside_it() -> None:
    """0.6 × 3 + 0.4 × 3 is 3 exactly, which is not above 3."""
    rules = "overall > 3 => best  overall >= 3 => good  otherwise => poor"
    text = grades(weights=TWO, overall=rules)
    people = {"a_mark": ["good", "best", "fair"], "b_mark": [None, None, None]}
    assert possible(text, people) == ["best; good; poor", "best; poor", "poor"]


def test_what_does_not_apply_leaves_its_weight_to_the_others() -> None:
    """Without b, a and c weigh 3 to 1: 0.75 × 4 + 0.25 × (1 to 4) is 3.25 to 4. With it and b poor,
    0.6 × 4 + 0.2 × 1 + 0.2 × (1 to 4) is 2.8 to 3.4."""
    text = grades(weights="kpi a weight 60%  kpi b weight 20%  kpi c weight 20%", overall=RULES)
    people = {"a_mark": ["best", "best"], "b_mark": ["n/a", "poor"], "c_mark": [None, None]}
    assert possible(text, people) == ["best; good", "good"]


def test_nobody_is_asked_for_whom_nothing_applies() -> None:
    text = grades(weights=TWO, overall=RULES)
    assert possible(text, {"a_mark": ["n/a"], "b_mark": ["n/a"]}) == [None]


CURVE = "input b_share { type: percent }\nkpi b { formula: b_share  score interpolate { CURVE } }\n"


def curved(curve: str) -> str:
    kpis = "kpi a { rating: a_mark }\n" + CURVE.replace("CURVE", curve)
    return grades(weights=TWO, overall=RULES, kpis=kpis).replace("input b_mark { type: grade }", "")


def test_a_curve_takes_everything_between_its_ends() -> None:
    """0.6 × 3 + 0.4 × (0 to 5) is 1.8 to 3.8; 0.6 × 4 + 0.4 × (0 to 5) is 2.4 to 4.4; of a curve
    from 0.25 to 1.75 after a fair grade 1.2 + 0.4 × that is 1.3 to 1.9."""
    people = {"a_mark": ["good", "best"], "b_share": [None, None]}
    assert possible(curved("0% => 0, 100% => 5"), people) == [
        "best; good; fair",
        "best; good; fair",
    ]
    people = {"a_mark": ["fair", "fair"], "b_share": [None, "50%"]}
    assert possible(curved("0% => 0.25, 100% => 1.75"), people) == ["fair; poor", None]


@pytest.mark.parametrize("widest", [2**62, 2**12])
def test_a_curve_that_is_known_leaves_a_fraction(
    widest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With x a hair above 0, 0.6 × (1 to 4) + 0.4 × (3 + x) is a hair above 1.8, 2.4, 3 and 3.6;
    with x a hair below 1 a hair below 2.2, 2.8, 3.4 and 4; and with x = 1 it is 4 at most."""
    monkeypatch.setattr(places, "WIDEST", widest)
    rules = "overall >= 4 => best  overall > 3.6 => good  overall > 2.4 => fair  otherwise => poor"
    text = (
        f"{GRADES}\ninput a_mark {{ type: grade }}\ninput part {{ type: number  range: > 0 }}\n"
        "input all {  type: number  range: > 0 }\nkpi a { rating: a_mark }\n"
        "kpi b { formula: part / all  score interpolate { 0 => 3, 1 => 4 } }\n"
        f"role tester {{ responsibility r weight 100% {{ {TWO} }}\noverall on grade {{ {rules} }} }}"
    )
    people = {"a_mark": [None] * 3, "part": [1, 10**9, 7], "all": [10**9 + 7] * 2 + [7]}
    assert possible(text, people) == ["good; fair; poor", "good; fair; poor", "best; fair; poor"]


def test_gates_go_both_ways_where_they_hang_on_what_is_missing() -> None:
    known = {"a_mark": ["best"], "b_mark": [None]}
    gates = {
        "cap at fair when rating of a is best": "fair",
        "cap at fair when rating of b is poor": "best; good; fair",
        "cap at poor when b_mark is missing": "best; good; poor",
        "raise to best when overall < 3": "best; good",
        "set fair when overall >= 3.5": "good; fair",
        "cap at poor when min(kpis.score ignoring missing) < 2": "best; good; poor",
        "cap at poor when (rating of b is poor) and (rating of a is poor)": "best; good",
    }
    for gate, expected in gates.items():
        text = grades(weights=TWO, overall=f"{RULES} {gate}")
        assert possible(text, known) == [expected], gate


def test_a_gate_that_does_not_apply_leaves_no_rating() -> None:
    text = "input badge { type: yesno }\n" + grades(weights=TWO, overall=f"{RULES} GATE")
    people = {"a_mark": ["best"], "b_mark": [None], "badge": ["n/a"]}
    for ending, expected in {"": None, "when unknown ignore": "best; good"}.items():
        gate = f"cap at fair when badge {ending}"
        assert possible(text.replace("GATE", gate), people) == [expected]
    gate = "cap at fair when badge when unknown apply"
    assert possible(text.replace("GATE", gate), people) == ["fair"]


def test_a_score_that_nothing_bounds_reaches_every_rule() -> None:
    kpis = (
        "input b_sum { type: number }\nkpi a { rating: a_mark }\n"
        "kpi b { formula: b_sum  score: b * 2 }\n"
    )
    text = grades(weights=TWO, overall=f"{RULES} cap at good when a_mark is best", kpis=kpis)
    people = {"a_mark": ["best", "good"], "b_sum": [None, None]}
    assert possible(text, people) == ["good; fair; poor", "best; good; fair; poor"]


def test_a_role_whose_score_is_a_formula() -> None:
    """Where the formula does without what is missing, its value is the only one."""
    text = (
        f"{GRADES}\ninput x {{ type: number }}\ninput y {{ type: number }}\n"
        "role tester { overall score: x if missing 3  overall on grade { "
        f"{RULES} cap at fair when y > 1 }} }}"
    )
    people = {"x": [4, None, 1], "y": [None, None, 0]}
    assert possible(text, people) == ["best; fair", "good; fair", None]


def test_more_levels_than_a_set_has_room_for_are_asked_one_by_one() -> None:
    levels = " ".join(f"l{each} = {each}" for each in range(70))
    text = (
        f"scale grade {{ {levels} }}\ninput a_mark {{ type: grade }}\ninput b_mark {{ type: grade }}\n"
        "kpi a { rating: a_mark }\nkpi b { rating: b_mark }\n"
        f"role tester {{ responsibility r weight 100% {{ {TWO} }}\n"
        "overall on grade { overall >= 69 => l69  overall > 60 => l60  otherwise => l0 } }"
    )
    people = {"a_mark": ["l69", "l69"], "b_mark": [None, "l69"]}
    assert possible(text, people, alone=1) == ["l69; l60; l0", None]


def test_more_sums_than_are_told_apart_stand_for_all_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """90% and 10% give 1, 1.1, 1.2 … 4: as a span, 2 to below 2.05 is among them."""
    rules = "overall >= 2.05 => best  overall > 2 => good  otherwise => poor"
    text = grades(weights="kpi a weight 90%  kpi b weight 10%", overall=rules)
    people = {"a_mark": [None], "b_mark": [None]}
    assert possible(text, people) == ["best; poor"]
    monkeypatch.setattr(reachable, "MAX_SUMS", 5)
    assert possible(text, people) == ["best; good; poor"]


def test_a_responsibility_of_which_many_weights_can_be_left() -> None:
    """Of the others, once the first does not apply, 48 of 49 are fair: 96 and the 1 to 4 of what is
    missing, over 49, are 97/49, 2, 99/49 or 100/49. No number of 53 bits is a multiple of all that
    could be left."""
    numbers = range(26)
    weights = [3, *(each % 3 + 1 for each in range(25))]
    inputs = "".join(
        f"input x{n} {{ type: grade }}\nkpi k{n} {{ rating: x{n} }}\n" for n in numbers
    )
    measures = " ".join(f"kpi k{n} weight {weights[n]}" for n in numbers)
    text = (
        f"{GRADES}\n{inputs}role tester {{ responsibility r weight 100% {{ {measures} }}\n"
        "overall on grade { overall > 2.03 => best  overall > 2 => good  overall = 2 => fair"
        "  otherwise => poor } }"
    )
    people: dict[str, list[Any]] = {f"x{n}": ["fair"] for n in numbers}
    people |= {"x0": ["n/a"], "x1": [None]}
    assert possible(text, people) == ["best; good; fair; poor"]
