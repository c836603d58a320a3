"""Rules as text for the tests of what reads and writes them: whole files, and one of each form."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
FILES = [
    *sorted(ROOT.glob("frameworks/*.rules")),
    ROOT / "tests/dsl/field_sales.rules",
    ROOT / "tests/cli/files/shop.rules",
]

EVERYTHING = """
use "scales.rules"
allow unreachable-rule because "they are copied as they are"
framework f "F" { version: "1"  allow look-alike-names because "as in the register" }
kpi z { formula: x  allow unreachable-level because "pass or fail"  allow better-rated-worse because "q" }
metric a { formula: match x { a or b => 1, c => (if d is missing then 2 else 3), otherwise => 4 } }
metric b { formula: interpolate(x, 1 => 2, 3 => -4) + tiered(y, 5 => 10%, 6 => 20%) }
metric c { formula: (x if missing y if missing 0) * round(sqrt(z), to 0.01, half even) }
metric d { formula: weighted average(t.x by t.w where t.c in (a, b) ignoring missing) }
metric e { formula: not (a and b) or (c or d) and not e is not missing and f is not applicable }
metric f { formula: a - (b - c) - d / (e / f) * -(g + h) }
metric g { formula: 70% <= x < 90% or (a = b) = yes or x is not "text" or weight of r > 10% }
metric h { formula: count(kpis where rating <= developing) >= 2 or p in period }
metric i { type: money in USD  formula: if a then missing else not applicable }
metric j { formula: power(abs(x), 2) + max(a, b) - min(t.c where yes) + period.days / 1 day }
kpi k { rating: mark  when missing: score 1 + 2 }
kpi l { score: 5 - x  when missing: fail }
kpi m { rate on p { >= 2 weeks and x in period => a  < 3 or = 4 => b } }
competency n { levels: p  a: "One" th "หนึ่ง"  all raters }
role q { overall score: 100 - x  rate gap on p { gap > 0 => a  otherwise => b } }
parameter r { type: date  range: > 2020-01-01, <= 2030-12-31  value: 2026-01-01 }
input u { type: one of a "A" "AA", b  range: -100 to 100 }
table v { description: "What" description: text column "D"  person column "p" "q" }
example "w" in 2026 { given { a.b = c, d  t { } t { x = 1  y = "z" } no u } expect { overall = not rated } }
require "x" th "เอ็กซ์": date = 2026-Q1
extends "base.rules"
override kpi k { remove formula  remove when missing  better: lower }
override scale a { remove level b  remove description  remove rate gap  c = -1 "C" }
override parameter r { remove from 2025-01-01  remove type  from 2026-01-01 = 1 because "so" th "x" }
override table v { remove column c  remove person column  d "D": date }
override competency n { remove indicator a  remove all raters  remove assessed by }
override role q { remove overall score  remove gates  responsibility r { remove kpi k  remove score } }
override input u { remove range } override metric a { remove type }
override require "x": yes override example "e" { } override framework f { version: "2" }
role s "S" th "เอส" based on q { remove responsibility r  remove competency n }
remove kpi k remove example "w" remove require "x" remove examples "cases"
examples "cases" from "c.csv" examples "more" for r in 2026-Q1 from "d/c.csv"
"""
