"""What the caller says about a run: parameters set outright, and what the framework requires."""

import re
from datetime import date

import pytest

from assay.engine.evidence.problems import EvidenceError, UsageError
from assay.engine.loaded import loads

FRAMEWORK = loads("""\
framework test "Test" { version: "1"  currency: THB }
scale grade { good = 2  poor = 1 }
parameter least { type: money  value: 5 THB }
parameter most {
  type: money
  from 2025-01-01 = 7 THB
  from 2026-01-01 = 9 THB
}
parameter lowest { type: grade  value: poor }
parameter start  { type: date   value: 2026-01-01 }
require "the most is more than the least": most > least
require "no one need be good": lowest < good or start >= 2030-01-01
kpi span { type: money  formula: most - least  score: 1 }
role tester { responsibility r weight 1 { kpi span weight 1 } }
""")


@pytest.mark.parametrize(
    ("parameters", "as_of", "broken"),
    [
        ({"least": "6 THB"}, date(2025, 6, 1), ""),
        ({"least": "8 THB"}, date(2025, 6, 1), "the most is more than the least"),
        ({"least": "8 THB"}, date(2026, 6, 1), ""),
        ({"most": "5 THB"}, date(2026, 6, 1), "the most is more than the least"),
        ({"least": "20 THB", "most": "30 THB"}, date(2026, 6, 1), ""),
        ({"lowest": "good"}, date(2026, 6, 1), "no one need be good"),
        ({"lowest": "good", "start": "2031-01-01"}, date(2026, 6, 1), ""),
    ],
)
def test_what_the_caller_sets_must_keep_what_is_required(
    parameters: dict[str, object], as_of: date, broken: str
) -> None:
    if not broken:
        assert FRAMEWORK.rate({}, parameters=parameters, as_of=as_of)["span"].value is not None
        return
    with pytest.raises(UsageError) as caught:
        FRAMEWORK.rate({}, parameters=parameters, as_of=as_of)
    names = ", ".join(f"`{id}`" for id in parameters)
    said = str(caught.value)
    assert said.startswith(f"with {names} as set, a requirement does not hold: {broken} (<text>:")


def test_what_is_set_must_fit_its_parameter_though_the_role_does_not_need_it() -> None:
    with pytest.raises(UsageError, match="parameter `start`"):
        FRAMEWORK.rate({}, parameters={"start": "soon"}, as_of=date(2026, 6, 1))


@pytest.mark.parametrize(
    ("period", "as_of", "said"),
    [
        ("2569-Q1", None, "period `2569-Q1` is in the Buddhist era: write it as `2026-Q1`"),
        ("2569", None, "period `2569` is in the Buddhist era: write it as `2026`"),
        (
            "2026-01-01..2569-03-31",
            None,
            "period `2026-01-01..2569-03-31` is in the Buddhist era: "
            "write it as `2026-01-01..2026-03-31`",
        ),
        (
            None,
            date(2569, 3, 31),
            "the day `2569-03-31` is in the Buddhist era: write it as `2026-03-31`",
        ),
    ],
)
def test_years_of_the_buddhist_era_are_refused(period, as_of, said):
    with pytest.raises(UsageError) as raised:
        FRAMEWORK.rater(period=period, as_of=as_of)
    assert str(raised.value) == said


def test_no_end_is_no_year_of_the_buddhist_era():
    assert FRAMEWORK.rater(period="2026-01-01..9999-12-31").setting.period.end == date.max


def test_periods_of_the_buddhist_era_in_evidence_are_refused():
    framework = loads("""\
framework test "Test" { version: "1" }
input since { type: period }
role tester { overall score: if since is given then 1 else 0 }
""")
    said = re.escape("`2569-Q1` is in the Buddhist era: write it as `2026-Q1`")
    with pytest.raises(EvidenceError, match=said):
        framework.rate({"since": "2569-Q1"})
    assert framework.rate({"since": "2026-Q1"}).score == 1
