"""The handbooks that the tests of pages read."""

from pathlib import Path

import pytest

import assay

ROOT = Path(__file__).resolve().parents[3]

# Every kind of method, a label that wants to be HTML, Markdown and a script, names that are the
# page's own ids, a role without responsibilities, a text without translation, measures of no role.
ODD = r"""
framework odd "<script>alert('odd')</script> & \"co\" *bold* | [x](y) `z` # $1$" th "แปลก <b>" {
  version: "<i>2"  currency: THB  languages: en, th  source: "</style><script>alert(2)</script>"
}
scale grades "Grades" th "ระดับ" {
  a = 4 "A </svg><script>" th "เอ"  b = 3 "B"  c = 2 "C"  d = 1 "D"
  rate gap on grades { gap >= 1 => a  gap >= 0 => b  otherwise => d }
}
input graph "Graph" { type: number }
input facts "1. Facts" { type: number  formula: graph * 2 }
input verdict "Verdict" th "คำตัดสิน" { type: grades }
parameter goal "Goal <goal>" { type: number  value: 5 }
kpi weights "- Weights" {
  description: "A | pipe\nand a line"
  formula: if graph = 0 then not applicable else graph / facts
  better: higher
  rate on grades { >= 2 => a because "He said \"<yes>\""  >= goal / 5 => b  otherwise => c }
  when missing: rate c
}
kpi curve "Curve" { formula: graph  score interpolate { goal => 1, 10 => 4 } when missing: score 1 }
kpi free "Free" { formula: graph  score: clamp(free, 1, 4)  when missing: fail }
kpi direct "Direct" { rating: verdict }
kpi loose "Loose" th "ลอย" { formula: graph  rate on grades { >= 1 => a  otherwise => b } }
competency how "How" { levels: grades  b: "Does <it>" assessed by manager 60%, wise_owls 40%  all raters }
competency alone "Alone" { levels: grades }
role index "Index" th "ดัชนี" {
  description: "Everything"
  responsibility contents "Contents" weight 3 {
    kpi weights weight 40%  kpi curve weight 30%  kpi free weight 20%  kpi direct weight 10%
  }
  responsibility scales "Scales" weight 1 {
    score: score of how
    competency how weight 1 requires b
  }
  rate gap on grades { gap >= 0 => a  otherwise => c }
  overall on grades {
    overall >= 3 => a  otherwise => d
    raise to b when any(kpis where rating is a) when unknown apply
    set d when graph > 100 and facts < 3
  }
}
role Index_2 "Second" { overall score: graph + 1 }
"""


@pytest.fixture(scope="session")
def odd() -> assay.Framework:
    return assay.loads(ODD)


@pytest.fixture(scope="session")
def director() -> assay.Framework:
    return assay.load(ROOT / "frameworks" / "enterprise_sales_director.rules")


@pytest.fixture(scope="session")
def pages(odd: assay.Framework, director: assay.Framework) -> dict[str, str]:
    """Every page of both frameworks, in both languages and formats, by framework, language, name."""
    found = {}
    for name, framework in (("odd", odd), ("director", director)):
        for language in ("en", "th"):
            files = assay.handbook_files(framework, language=language, formats=("html", "markdown"))
            found |= {f"{name}/{language}/{file}": text for file, text in files.items()}
    return found


@pytest.fixture(scope="session")
def summaries(director: assay.Framework) -> dict[str, str]:
    """The page of a summary of ratings, in both languages."""
    people = (ROOT / "examples/directors.csv").read_bytes()
    evidence = assay.read_evidence(
        director.checked, assay.EvidenceData("directors.csv", people, "csv")
    )
    rater = director.rater(period="2026-Q1")
    ratings = [rater.rate(one.values, person=one.person) for one in evidence.people]
    problem = assay.Problem("bad-value", "x", "Quota", "-1", "wrong")
    groups = {each.person: "NSE"[at % 3] for at, each in enumerate(ratings)}
    report = assay.summarize(ratings, [problem], by="region", groups=groups)
    return {
        f"summary/{language}/summary.html": assay.summary_html(report, language)
        for language in ("en", "th")
    }
