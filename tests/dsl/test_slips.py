"""What designers bring from forms, sheets and other tools is told in the words of the language."""

from __future__ import annotations

import time

import pytest

from assay.dsl.checking.check import check
from assay.dsl.diagnostics.fixes import apply_fixes
from assay.dsl.diagnostics.model import Diagnostic
from assay.dsl.load import load_text

SOUND = """\
framework base "Base" { version: "1"  currency: THB }
scale s "S" { low = 1  good = 2  high = 3 }
input sales "Sales" {
  type: money
  range: >= 0 THB
}
parameter target "Target" {
  type: money
  value: 100 THB
}
kpi growth "Growth" {
  type: percent
  formula: sales / target
  better: higher
  rate on s {
    growth >= 100% => high
    growth >= 90%  => good
    otherwise      => low
  }
}
role seller "Seller" {
  responsibility work "Work" weight 100% {
    kpi growth weight 100%
  }
  overall on s {
    overall >= 2.5 => high
    otherwise      => low
  }
}
"""


def problems(text: str) -> list[Diagnostic]:
    files, loading = load_text(text, "a.rules")
    return [*loading, *check(files, loading)[1]]


def test_the_framework_without_a_slip_is_sound():
    assert problems(SOUND) == []


MENDED = [
    ("better: higher", "direction: higher", "a KPI has no property `direction`"),
    ("type: percent", "unit: percent", "a KPI has no property `unit`"),
    ("formula: sales", "calculation: sales", "a KPI has no property `calculation`"),
    ("better: higher", "better = higher", "expected `:` after `better`, not `=`"),
    ("value: 100 THB", "value = 100 THB", "expected `:` after `value`, not `=`"),
    ("value: 100 THB", "value: 100 baht", "`baht` cannot stand after `100`"),
    ("value: 100 THB", "value: 100 บาท", "`บาท` cannot stand after `100`"),
    ("type: percent", "type: %", "expected a name, `money` or `one` after `:`, not `%`"),
    ("type: percent", "type: Percent", "there is no type `Percent`; did you mean `percent`?"),
    ("growth >= 100% => high", "growth >= 100%: high", "expected `=>` after `%`, not `:`"),
    ("otherwise      => low", "else => low", "`else` is not declared"),
    ("weight 100%\n", "100%\n", "`100` cannot stand after `growth`"),
    ("growth weight 100%", "growth: 100%", "`:` cannot stand after `growth`"),
    ("growth weight 100%", "growth = 100%", "`=` cannot stand after `growth`"),
    ('work "Work" weight 100%', 'work "Work" weight: 100%', "no `:` stands after `weight`"),
    ("low = 1", "low: 1", "expected `=` after `low`, not `:`"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "slip", "message"), MENDED, ids=[each[1] for each in MENDED])
def test_a_slip_is_one_problem_and_its_fix_mends_it(right, slip, message):
    broken = SOUND.replace(right, slip, 1)
    (found,) = problems(broken)
    assert found.message.startswith(message)
    assert found.fix is not None
    assert problems(apply_fixes(broken, [found.fix])) == []


BANDS = "bands are written `rate on s { … >= 90% => LEVEL … }`"
SIGNS = (
    "compare with a sign: `>=` for at least, `>` for more than, `<=` for at most, `<` for less than"
)
TOLD = [
    ("rate on s {", "rating {", BANDS),
    ("rate on s {", "rate {", BANDS),
    ("rate on s {", "thresholds {", BANDS),
    ("rate on s {", "bands: {", BANDS),
    ("growth >= 100% => high", "growth is at least 100% => high", SIGNS),
    ("growth >= 100% => high", "growth above 100% => high", SIGNS),
    ("growth >= 100% => high", "high: growth >= 100%",
     "the condition comes first: `condition => level`"),
    ("growth >= 100% => high", "if growth >= 100% then high",
     "a rule is written `condition => level`, without `if` and `then`"),
    ("growth >= 90%  => good", "90% - 99% => good",
     "a band is written by where it begins, since the rules are tried from the top: `>= 90%`"),
    ("better: higher", "higher is better", "write `better: higher`"),
    ("better: higher", "weight: 40%",
     "its weight stands where a role uses it: `kpi id weight 40%`"),
    ("better: higher", "target: 90%",
     'declare it, `parameter sales_target "Target" { … }`, and use it in the formula'),
    ("better: higher", 'name: "Growth"',
     'what people read stands right after the id: `kpi id "Label" th "ป้าย"`'),
    ("range: >= 0 THB", "min: 0 THB",
     "write `range: 0 to 100`, or `range: >= 0`, with the unit if it has one"),
    ("range: >= 0 THB", "default: 0 THB",
     "nothing is assumed for absent evidence; where zero is meant, a formula says so: "
     "`x if missing 0`"),
    ("range: >= 0 THB", "options: a, b", "write `type: one of a, b, c`"),
    ("range: >= 0 THB", "range: 0 THB - 9 THB",
     "a range from one value to another is written with `to`"),
    ("value: 100 THB", "value: THB 100", "a currency stands after the number: `100 THB`"),
    ("type: money", "type: THB",
     "the types are `number`, `count`, `percent`, `money`, `duration`, `date`, `period`, "
     "`yesno`, `text`, `one of …` and the scales"),
    ('work "Work" weight 100%', 'work "Work" (100%)',
     "a weight stands after its word: `weight 40%`"),
    ('input sales "Sales"', 'input sales amount "Sales"',
     "an id is one word, such as `sales_amount`; its label stands in quotes"),
    ('input sales "Sales"', 'input sales: money "Sales"',
     'the type stands inside the braces: `input sales "…" { type: … }`'),
    ("low = 1  good = 2  high = 3", "low, good, high",
     "a level is written with its points: `good = 2`"),
    ("low = 1  good = 2  high = 3", "1 = low  2 = good  3 = high",
     "a level is written with its points: `good = 2`"),
]  # fmt: skip


@pytest.mark.parametrize(("right", "slip", "help"), TOLD, ids=[each[1] for each in TOLD])
def test_a_slip_is_one_problem_that_says_how_it_is_written(right, slip, help):
    assert right in SOUND
    (found,) = problems(SOUND.replace(right, slip, 1))
    assert found.help == help


@pytest.mark.parametrize(
    "slip",
    [
        "kpi k { rate on s {\n" + "high: growth >= 100%\n" * 40_000 + "} }\n",
        "kpi k { rating { } }\n" * 40_000,
    ],
    ids=["rules turned round", "no scale to name"],
)
def test_a_file_full_of_slips_is_read_quickly(slip):
    start = time.process_time()
    assert problems(f'framework base "Base" {{ version: "1" }}\n{slip}')
    assert time.process_time() - start < 2
