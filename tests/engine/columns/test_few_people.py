"""Frames of few people are read of their evaluations, in every form and size of value."""

from __future__ import annotations

import polars
import pytest

import assay
from assay.engine.columns import rate

FRAMEWORK = """
framework shop "Shop" {{ currency: THB  period: quarter }}
scale grade {{ good = 3  fair = 2  poor = 1 }}
input sales "Sales" {{ type: number }}
input quota "Quota" {{ type: number }}
kpi achievement "Achievement" {{
  type: number
  formula: sales / quota
  rate on grade {{ >= 1 => good  >= 1/2 => fair  otherwise => poor }}
}}
kpi sold "Sold" {{ type: number  formula: sales  rate on grade {{ >= 10 => good  otherwise => poor }} }}
{role}
"""
ROLE = """
role seller "Seller" {
  responsibility selling "Selling" weight 100% { kpi achievement weight 60%  kpi sold weight 40% }
  overall on grade {
    rated when at least 50% of weight is known
    overall >= 5/2 => good
    otherwise => poor
  }
}
"""
PLAIN = {"sales": [3, 1, None, 12, 4], "quota": [4, 3, 5, 12, 0]}
LARGE = {"sales": [2**60, 3, 10**30 + 1, None, 1], "quota": [7, 2**61 + 1, 3, 1, 10**20]}


@pytest.mark.parametrize("numbers", ["float", "exact"])
@pytest.mark.parametrize("detail", ["ratings", "all"])
@pytest.mark.parametrize("values", [PLAIN, LARGE])
@pytest.mark.parametrize("role", [ROLE, ""])
def test_few_people_are_told_as_many_are(
    monkeypatch: pytest.MonkeyPatch,
    role: str,
    values: dict[str, list[object]],
    detail: str,
    numbers: str,
) -> None:
    framework = assay.loads(FRAMEWORK.format(role=role))
    frame = polars.DataFrame(
        {
            name: [each if each is None else str(each) for each in column]
            for name, column in values.items()
        }
    )
    few = framework.rate_frame(frame, period="2026-Q1", detail=detail, numbers=numbers)
    monkeypatch.setattr(rate, "FEW", 0)
    many = framework.rate_frame(frame, period="2026-Q1", detail=detail, numbers=numbers)
    assert few.schema == many.schema
    assert few.rows() == many.rows()


def test_what_few_people_come_to() -> None:
    framework = assay.loads(FRAMEWORK.format(role=ROLE))
    rated = framework.rate_frame(polars.DataFrame(PLAIN), period="2026-Q1")
    assert rated["achievement"].to_list() == [3 / 4, 1 / 3, None, 1.0, None]
    assert rated["achievement.rating"].to_list() == ["fair", "poor", None, "good", None]
    assert rated["achievement.rule"].to_list() == [
        "achievement.rule.2", "achievement.rule.3", None, "achievement.rule.1", None,
    ]  # fmt: skip
    assert rated["achievement.absent"].to_list() == [None, None, "missing", None, "missing"]
    assert rated["achievement.reason"].to_list()[4] == "division-by-zero: quota"
    assert rated["achievement.weight"].to_list() == [0.6, 0.6, 0.6, 0.6, 0.6]
    assert rated["sold.contribution"].to_list() == [0.4, 0.4, None, 1.2, 0.4]
    assert rated["overall.state"].to_list() == [
        "rated", "rated", "not rated", "rated", "not rated",
    ]  # fmt: skip


def test_a_refused_person_among_few() -> None:
    framework = assay.loads(FRAMEWORK.format(role=ROLE))
    frame = polars.DataFrame({"sales": ["3", "many", "12"], "quota": ["4", "4", "12"]})
    rated = framework.rate_frame(frame, period="2026-Q1")
    assert rated["overall.state"].to_list() == ["rated", "refused", "rated"]
    assert rated["achievement.rating"].to_list() == ["fair", None, "good"]
    assert rated["problem"][1] == "`sales`: `many` is not a number"
