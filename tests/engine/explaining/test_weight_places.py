"""Weights cite the line that sets them: in one file, and in the layer that sets them last."""

from pathlib import Path
from typing import Any

import pytest

from assay.engine.explaining.explained import Explanation
from assay.engine.loaded import load
from assay.engine.render.framework.document import framework_document

BASE = """\
framework base "Base" {
  version: "1"
  currency: THB
}
scale grade { good = 2 "Good"  poor = 1 "Poor" }
scale skill {
  able = 2 "Able"
  new = 1 "New"
  rate gap on grade {
    gap >= 0 => good
    otherwise => poor
  }
}
input x { type: number }
input y { type: number }
kpi a "A" { type: number  formula: x  rate on grade { >= 10 => good  otherwise => poor } }
kpi b "B" { type: number  formula: y  rate on grade { >= 10 => good  otherwise => poor } }
competency advice "Advice" {
  levels: skill
  assessed by
    manager 75%,
    peers 25%
}
role seller "Seller" {
  responsibility sales "Sales"
    weight 60% {
    kpi a weight 70%
    kpi b
      weight 30%
  }
  responsibility care "Care" weight 40% {
    competency advice weight 100% requires able
  }
  overall on grade {
    rated when at least 10% of weight is known
    overall >= 1.5 => good
    otherwise => poor
    cap at poor when x < 0
  }
}
"""

COUNTRY = """\
extends "base.rules"
override role seller {
  responsibility sales weight 50% {
    kpi a weight 20%
    kpi b weight 80%
  }
  responsibility care weight 50% { }
}
"""

NUMBERS = """\
extends "plain.rules"
override role seller {
  responsibility sales weight 3 { }
}
"""

PLAIN = """\
framework plain "Plain" { version: "1" }
scale grade { good = 2 "Good"  poor = 1 "Poor" }
input x { type: number }
kpi a "A" { type: number  formula: x  rate on grade { >= 10 => good  otherwise => poor } }
role seller "Seller" {
  responsibility sales "Sales" weight 1 { kpi a weight 1 }
  responsibility care "Care" weight 1 { score: 2 }
}
"""

BRANCH = """\
extends "country.rules"
override role seller {
  responsibility sales weight 25% { }
  responsibility care weight 25% { }
  responsibility more "More" weight 50% {
    score: 2
  }
}
"""

UNIT = """\
extends "base.rules"
override role seller {
  responsibility more "More" weight 0% { score: 2 }
}
role lead "Lead" based on seller {
  responsibility sales weight 55% { }
  responsibility care weight 45% { }
}
"""

_FILES = {
    "base": BASE,
    "country": COUNTRY,
    "branch": BRANCH,
    "unit": UNIT,
    "plain": PLAIN,
    "numbers": NUMBERS,
}
FACTS = {"x": 10, "y": 10, "advice.manager": "able", "advice.peers": "able"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("layers")
    for name, text in _FILES.items():
        (folder / f"{name}.rules").write_text(text, encoding="utf-8")
    return folder


def _explained(
    folder: Path, file: str, name: str | None = None, role: str = "seller", **facts: object
) -> Explanation:
    values = facts if file in {"plain", "numbers"} else {**FACTS, **facts}
    return load(folder / f"{file}.rules").rate(values, role=role).explain(name)


def _section(explanation: Explanation, heading: str) -> list[str]:
    """The lines of a section of the text, its heading first."""
    blocks = explanation.text(framework=False).split("\n\n")
    return next(block for block in blocks if block.strip().startswith(heading)).splitlines()


def test_each_contribution_names_the_line_of_its_weight_in_the_file_of_the_heading(
    folder: Path,
) -> None:
    assert _section(_explained(folder, "base"), "Contributions") == [
        "  Contributions, largest first                             weights in base.rules",
        "  1.20  Sales                     weight 60%  :26  score 2",
        "  0.80  Care                      weight 40%  :31  score 2",
        "  2.00  total of 2 contributions",
    ]
    assert _section(_explained(folder, "base", "sales"), "Contributions")[1:3] == [
        "  1.40  A                         weight 70%  :27  score 2",
        "  0.60  B                         weight 30%  :29  score 2",
    ]


def test_a_value_counts_by_the_lines_of_its_own_weight_and_of_its_group(folder: Path) -> None:
    assert _section(_explained(folder, "base", "b"), "Counts") == [
        "  Counts 30% of “Sales”, which counts 60%: 0.36 of the score.",
        "    base.rules:29, :26",
    ]
    assert _section(_explained(folder, "base", "care"), "Counts") == [
        "  Counts 40% of “Seller”: 0.8 of the score.                        base.rules:31"
    ]


def test_what_left_names_the_line_of_the_weight_that_went_elsewhere(folder: Path) -> None:
    explanation = _explained(folder, "base", y="n/a")
    assert _section(explanation, "Not counted")[-1] == (
        "      Its 30% of “Sales” (:29) went to the others: A 70% → 100%."
    )
    whole = _explained(folder, "base", x="n/a", y="n/a")
    assert _section(whole, "Not counted")[-1] == (
        "      Its 60% of the role (:26) went to the others: Care 40% → 100%."
    )


def test_the_share_that_must_be_known_the_gates_and_the_raters_name_their_lines(
    folder: Path,
) -> None:
    explanation = _explained(folder, "base", y=None)
    assert "    82% of the weight is known; at least 10% must be (base.rules:35)." in _section(
        explanation, "Not counted"
    )
    assert _section(explanation, "Gates")[0].split() == ["Gates", "base.rules:38"]
    raters = _section(_explained(folder, "base", "advice"), "Assessed by")
    assert raters[0].split() == ["Assessed", "by", "base.rules:21"]


def test_a_weight_that_a_layer_sets_names_that_layer_and_all_that_it_replaced(
    folder: Path,
) -> None:
    explanation = _explained(folder, "branch")
    assert _section(explanation, "Contributions") == [
        "  Contributions, largest first                           weights in branch.rules",
        "  1.00  More                      weight 50%  :5  score 2",
        "  0.50  Sales                     weight 25%  :3  score 2",
        "          instead of 50% at country.rules:3, instead of 60% at base.rules:26",
        "  0.50  Care                      weight 25%  :4  score 2",
        "          instead of 50% at country.rules:7, instead of 40% at base.rules:31",
        "  2.00  total of 3 contributions",
    ]
    assert "Changed by layers" not in explanation.text()


def test_the_heading_names_the_file_that_sets_most_of_the_weights(folder: Path) -> None:
    sales = _section(_explained(folder, "branch", "sales"), "Contributions")
    assert sales == [
        "  Contributions, largest first                          weights in country.rules",
        "  1.60  B                         weight 80%  :5  score 2",
        "          instead of 30% at base.rules:29",
        "  0.40  A                         weight 20%  :4  score 2",
        "          instead of 70% at base.rules:27",
        "  2.00  total of 2 contributions",
    ]


def test_a_weight_of_another_file_than_most_names_its_place_below_its_row(folder: Path) -> None:
    assert _section(_explained(folder, "unit"), "Contributions") == [
        "  Contributions, largest first                             weights in base.rules",
        "  1.20  Sales                     weight 60%  :26  score 2",
        "  0.80  Care                      weight 40%  :31  score 2",
        "  0.00  More                      weight 0%        score 2",
        "          weight set at unit.rules:3",
        "  2.00  total of 3 contributions",
    ]


def test_a_role_based_on_another_cites_what_it_inherits_where_that_stands(folder: Path) -> None:
    measures = _section(_explained(folder, "unit", "sales", role="lead"), "Contributions")
    assert measures[0].endswith("  weights in base.rules")
    assert measures[1].endswith("  weight 70%  :27  score 2")
    assert _section(_explained(folder, "unit", role="lead"), "Contributions") == [
        "  Contributions, largest first                             weights in unit.rules",
        "  1.10  Sales                     weight 55%  :6  score 2",
        "          instead of 60% at base.rules:26",
        "  0.90  Care                      weight 45%  :7  score 2",
        "          instead of 40% at base.rules:31",
        "  0.00  More                      weight 0%   :3  score 2",
        "  2.00  total of 3 contributions",
    ]


def test_weights_without_a_sum_are_called_so(folder: Path) -> None:
    facts = {"x": None, "y": None, "advice.manager": None, "advice.peers": None}
    assert _section(_explained(folder, "base", **facts), "Weights") == [
        "  Weights and scores                                       weights in base.rules",
        "  Sales  weight 60%  :26  missing",
        "  Care   weight 40%  :31  missing",
    ]


def test_a_value_below_keeps_what_a_layer_changed_of_its_weight(folder: Path) -> None:
    text = _explained(folder, "branch", "a").text(framework=False)
    assert "Counts 20% of “Sales”, which counts 25%: 0.1 of the score." in text
    assert "  country.rules:4, branch.rules:3\n" in text
    assert _section(_explained(folder, "branch", "a"), "Changed by layers")[1:] == [
        "    weight  20%             country.rules:4",
        "            instead of 70%  base.rules:27",
    ]


def test_a_weight_that_is_a_plain_number_is_told_as_written_where_a_layer_changed_it(
    folder: Path,
) -> None:
    assert _section(_explained(folder, "numbers", x=10), "Contributions")[1:3] == [
        "  1.50  Sales                     weight 75%  :3  score 2",
        "          written as 3, instead of 1 at plain.rules:6",
    ]


def test_two_weights_on_one_line_are_one_place(folder: Path) -> None:
    (line,) = _section(_explained(folder, "plain", "a", x=10), "Counts")
    assert line.endswith("  plain.rules:6")


def test_a_role_with_a_score_alone_is_explained_where_something_is_missing(folder: Path) -> None:
    explanation = _explained(folder, "plain", x=None)
    assert explanation.tree.root.possible is None
    assert "It counts 100% of “Sales” (:6)." in explanation.text(width=200)


def _node(explanation: Explanation) -> dict[str, Any]:
    node: dict[str, Any] = explanation.document()["nodes"][0]
    return node


def _place(place: dict[str, Any]) -> str:
    return f"{Path(place['file']).name}:{place['start']['line']}:{place['start']['column']}"


def test_the_document_has_the_place_of_every_weight(folder: Path) -> None:
    role = _node(_explained(folder, "branch", y=None))
    parts = role["contributions"]["parts"]
    assert [(part["id"], _place(part["weight_place"])) for part in parts] == [
        ("more", "branch.rules:5:37"),
        ("sales", "branch.rules:3:31"),
        ("care", "branch.rules:4:30"),
    ]
    (gone,) = role["not_counted"]
    assert _place(gone["weight_place"]) == "country.rules:5:18"
    assert _place(role["coverage"]["limit_place"]) == "base.rules:35:25"
    counts = _node(_explained(folder, "branch", "a"))["counts_for"]
    assert _place(counts["weight_place"]) == "country.rules:4:18"
    assert _place(counts["group_weight_place"]) == "branch.rules:3:31"
    raters = _node(_explained(folder, "branch", "advice"))["assessment"]["raters"]
    assert [_place(rater["weight_place"]) for rater in raters] == [
        "base.rules:21:5",
        "base.rules:22:5",
    ]


def test_the_document_tells_of_a_responsibility_what_layers_changed_of_its_measures(
    folder: Path,
) -> None:
    changed = _node(_explained(folder, "branch", "sales"))["layers"]
    assert [(each["what"], [step["text"] for step in each["steps"]]) for each in changed] == [
        ("weight", ["25%", "50%", "60%"]),
        ("kpi a weight", ["20%", "70%"]),
        ("kpi b weight", ["80%", "30%"]),
    ]


def test_the_framework_as_a_document_has_the_places_of_weights_in_the_layer_that_sets_them(
    folder: Path,
) -> None:
    document = framework_document(load(folder / "branch.rules").checked)
    overall = document["roles"]["seller"]["overall"]
    sales = document["roles"]["seller"]["responsibilities"]["sales"]
    raters = document["competencies"]["advice"]["raters"]
    places = {
        "sales": sales["weight_place"],
        **{measure["id"]: measure["weight_place"] for measure in sales["measures"]},
        **{rater["id"]: rater["weight_place"] for rater in raters},
        "known": overall["known_weight_place"],
    }
    assert {id: (Path(each["file"]).name, each["line"]) for id, each in places.items()} == {
        "sales": ("branch.rules", 3),
        "a": ("country.rules", 4),
        "b": ("country.rules", 5),
        "manager": ("base.rules", 21),
        "peers": ("base.rules", 22),
        "known": ("base.rules", 35),
    }
