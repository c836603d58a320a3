"""Formulas over one of each kind of input, checked."""

from assay.dsl.checking.check import check
from assay.dsl.load import load_text
from assay.dsl.types import money

PRELUDE = """framework demo "Demo" { version: "1.0"  currency: THB }
scale grade { good = 3  fair = 2  poor = 1 }
scale skill { new = 1  able = 2 }
input revenue { type: money }
input abroad { type: money in USD }
input share { type: percent }
input ratio { type: number }
input heads { type: count }
input delay { type: duration }
input hired { type: date }
input region { type: text }
input active { type: yesno }
input size { type: one of small, large }
input wish { type: grade }
input seen { type: skill }
input term { type: period }
parameter target { value: 30 days }
table deals {
  stage: one of won, lost, open
  value: money
  weight: number
  opened: date
  closed: date
  grade_given: grade
}
table visits { cost: money }
"""


def checked(text):
    """The framework of the prelude and more, or None, and the problems found."""
    files, loading = load_text(PRELUDE + text, "demo.rules")
    framework, problems = check(files, loading)
    return framework, (*loading, *problems)


def formula(text):
    """A sound formula as it is checked."""
    framework, problems = checked(f"metric result {{ formula: {text} }}")
    assert problems == ()
    return framework.metrics["result"].formula


BAHT = money("THB")
