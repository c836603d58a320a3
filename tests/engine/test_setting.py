"""What the caller says about a run: parameters set outright, and what the framework requires."""

from datetime import date

import pytest

from assay.engine.evidence.problems import UsageError
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
