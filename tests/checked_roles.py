"""Roles over a few measures, checked."""

from assay.dsl.checking.check import check
from assay.dsl.load import load_text

PRELUDE = """framework demo "Demo" { version: "1.0"  currency: THB }
scale grade { good = 3  fair = 2  poor = 1 }
scale mark { high = 2  low = 1 }
scale skill { new = 1  able = 2
  rate gap on grade { gap >= 0 => good  otherwise => poor } }
scale bare { no_rules = 1  at_all = 2 }
input share { type: percent  range: >= 0% }
input pay { type: money }
input wish { type: grade }
table deals { stage: one of won, lost  value: money }
kpi growth { type: percent  formula: share  rate on grade { >= 50% => good  otherwise => poor } }
kpi speed { formula: share  score: 5 * share }
kpi marked { formula: share  rate on mark { otherwise => high } }
kpi told { rating: wish }
competency coaching { levels: skill  assessed by boss 60%, peers 40% }
competency writing { levels: skill }
competency unrated { levels: bare }
"""
TEAM = "responsibility team weight 100% { kpi growth weight 100% }"


def checked(text):
    """The framework of the prelude and more, or None, and the problems found."""
    files, loading = load_text(PRELUDE + text, "demo.rules")
    framework, problems = check(files, loading)
    return framework, (*loading, *problems)


def found(text):
    """Code, message and text of each problem."""
    return [(each.code, each.message, each.span.text) for each in checked(text)[1]]


def role(inside, measures="kpi growth weight 100%"):
    """A role of one responsibility, and more of its text."""
    return f"role seller {{ responsibility team weight 100% {{ {measures} }} {inside} }}"


def overall(inside):
    """A role with rules and gates."""
    return role(f"overall on grade {{ {inside} }}")
