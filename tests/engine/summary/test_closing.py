"""What stands at the end of rating many."""

from __future__ import annotations

import assay

FRAMEWORK = """
framework shop "Shop" {
  version: "1"
  currency: THB
}

scale grade {
  good = 2 "Good"
  poor = 1 "Poor"
}

input sales "Sales" { type: money }

kpi attainment "Attainment" {
  type: percent
  formula: sales / 1_000 THB
  rate on grade {
    >= 90% => good
    otherwise => poor
  }
}

kpi visits "Visits" { type: count  formula: 3  score: visits }

role seller "Seller" {
  responsibility work "Work" weight 100% { kpi attainment weight 75%  kpi visits weight 25% }
  overall on grade {
    overall >= 1.5 => good
    otherwise => poor
  }
}
"""


def closing(people: int, **options: object) -> str:
    """Everyone has 10 THB more than the one before, from 800 THB on; the last gave nothing."""
    rater = assay.loads(FRAMEWORK).rater()
    summary = assay.Summary.of(rater, spreads=False)
    for at in range(people - 1):
        summary.add(rater.rate({"sales": 800 + 10 * at}, person=f"seller-{at:02}"))
    summary.add(rater.rate({}, person="seller-99"))
    return assay.closing_text(summary.report(), **options)


def test_many_are_told_how_far_values_reach() -> None:
    # 80% to 98%: 90% itself is near, 89% and 91% are not. Who is below has 1 * 75% + 3 * 25%, which
    # is on the threshold of 1.5.
    assert (
        closing(20)
        == """\
  Good       19  95.0%  ████████████████████████████████████████
  Poor        0   0.0%
  not rated   1   5.0%  ██▏

Could not be rated
  1  not rated: too little of the weight is known

How values are spread
                                          Within 1%
                                               of a
  Measure        People  Lowest  Highest  threshold
  Overall score      19     1.5     2.25         10
  Attainment         19     80%      98%          1
  Visits             20       3        3          –
"""
    )


def test_few_are_better_looked_at_one_by_one() -> None:
    assert "How values are spread" not in closing(19)


def test_in_thai() -> None:
    assert "เหตุที่ประเมินไม่ได้" in closing(20, language="th")
