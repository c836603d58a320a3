"""What is read from workbooks of evidence, and what is said of them."""

import pytest

from assay.engine.evidence.problems import EvidenceError

RULES = """
framework shop "Shop" { currency: THB }

scale skill "Skill" { low = 1 "Low" th "ต่ำ"  high = 2 "High" th "สูง" }

table deals "Deals" {
  person column "seller"
  closed: date
  value "Amount": money
}

input quota "Quota" th "เป้าหมาย" { type: money  column: "Quota (THB)" }
input share "Share" th "สัดส่วน" { type: percent }
input hired "Hired" th "วันเริ่มงาน" { type: date }
input grade "Grade" { type: skill }
input branch "Branch" { type: text }
input active "Active" { type: yesno }

metric revenue { type: money  formula: sum(deals.value) }

role seller {
  overall score: share * 100 + revenue / quota + (if grade is high and active then 1 else 0)
    + (hired - 2026-01-01) / 1 days + (if branch = "001" then 1 else 0)
}
"""


def values(evidence):
    return {one.person: one.values for one in evidence.people}


def notes(evidence):
    return [f"{note.file}: {note.message}" for note in evidence.notes]


def refused(read, *sheets, **options):
    with pytest.raises(EvidenceError) as caught:
        read(*sheets, **options)
    return str(caught.value)
