"""What a page explains: whatever its formulas name, and no more."""

import assay
from assay.engine.handbook.build import build_handbook
from assay.engine.handbook.model import plain

TEXT = """
framework shop "Shop" { currency: THB }
scale grades { good = 2  poor = 1 }
parameter goal "Goal" { type: number  value: 5 }
input calls "Calls" { type: number }
input visits "Visits" { type: number }
input unused "Unused" { type: number }
metric touches "Touches" { formula: calls + visits }
kpi reach "Reach" { formula: touches / goal  rate on grades { >= 1 => good  otherwise => poor } }
kpi depth "Depth" { formula: reach * visits  rate on grades { >= 1 => good  otherwise => poor } }
role first "First" {
  responsibility work "Work" weight 100% { kpi reach weight 50%  kpi depth weight 50% }
  overall on grades { overall >= 1.5 => good  otherwise => poor }
}
role second "Second" {
  responsibility labour "Labour" weight 100% { kpi depth weight 100% }
  overall on grades { overall >= 1.5 => good  otherwise => poor }
}
"""


def test_a_page_explains_what_its_formulas_name_down_to_what_is_supplied() -> None:
    first, _ = build_handbook(assay.loads(TEXT)).roles
    assert [fact.id for fact in first.facts] == ["touches", "goal", "calls", "visits"]
    assert [fact.supplied for fact in first.facts] == [False, False, True, True]


def test_a_kpi_of_another_role_is_explained_as_a_figure() -> None:
    _, second = build_handbook(assay.loads(TEXT)).roles
    facts = {fact.id: fact for fact in second.facts}
    assert set(facts) == {"reach", "visits", "touches", "calls", "goal"}
    assert [plain(case.value) for case in facts["reach"].formula] == ["Touches divided by Goal"]


def test_shares_of_the_role_are_exact() -> None:
    thirds = TEXT.replace(
        "kpi reach weight 50%  kpi depth weight 50%", "kpi reach weight 1  kpi depth weight 2"
    )
    role = build_handbook(assay.loads(thirds)).roles[0]
    assert [measure.of_role_text for measure in role.responsibilities[0].measures] == [
        "≈33.3%",
        "≈66.7%",
    ]
    assert role.kpi_share == "100%"
    assert role.competency_share == ""
