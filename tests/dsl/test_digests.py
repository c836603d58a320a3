"""What the digest of the meaning depends on, and what it does not; the digest of the sources."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

import assay

TEXT = """framework demo "Demo" th "ตัวอย่าง" {
  version: "1"
  currency: THB
  period: quarter
  languages: en, th
}

scale grade { good = 3 "Good"  fair = 2  poor = 1 }

scale skill {
  new = 1  able = 2
  rate gap on grade { gap >= 0 => good  otherwise => poor }
}

input sold "Sold" { description: "What was sold"  type: money  range: >= 0 THB  column: "A", "B" }
input planned { type: money  range: > 0 THB }
input stage { type: one of won "Won" "W", lost }

table deals { person column "who"  value: money column "amount"  closed: date }

parameter goal { type: percent  from 2025-01-01 = 100%  from 2026-01-01 = 110% because "review" }

metric won { formula: sum(deals.value where closed in period) }

kpi growth "Growth" {
  type: percent
  formula: sold / planned
  better: higher
  rate on grade { >= goal => good  >= 90% => fair  otherwise => poor }
  when missing: rate poor
}

kpi size { formula: won / 1 THB  score interpolate { 0 => 1, 10 => 5 } }

competency coaching { levels: skill  able: "Does it"  assessed by manager 60%, peers 40% }

role seller "Seller" {
  responsibility sales "Sales" weight 70% { kpi growth weight 60%  kpi size weight 40% }
  responsibility team "Team" weight 30% { competency coaching weight 100% requires able }
  overall on grade {
    rated when at least 60% of weight is known
    overall >= 2.5 => good
    overall >= 1.5 => fair
    otherwise => poor
    cap at fair when growth < 50% because "half"
    set poor when sold = 0 THB when unknown ignore
  }
}

require "Won is sold": won <= sold

example "none" for seller in 2026-Q1 { given { sold = 1 THB } expect { overall = not rated } }
"""


def meaning(text: str) -> str:
    return assay.loads(text).digests.meaning


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('version: "1"', 'version: "2"'),
        ('framework demo "Demo" th "ตัวอย่าง"', 'framework other "Other"'),
        ("languages: en, th", "languages: en, th, de"),
        ('kpi growth "Growth"', '# what grows\nkpi growth "More" th "เติบโต"'),
        ('description: "What was sold"', ""),
        ('because "review"', 'because "another review"'),
        ('because "half"', ""),
        ('able: "Does it"', 'new: "Learns it"  able: "Does it well"'),
        ('good = 3 "Good"  fair = 2  poor = 1', "poor = 1  fair = 2  good = 3"),
        (
            "kpi growth weight 60%  kpi size weight 40%",
            "kpi size weight 2  kpi growth weight 3",
        ),
        ('column: "A", "B"', 'column: "B", "A"'),
        ("60%, peers 40%", "0.60, peers 0.4"),
        (">= 90% => fair", "growth >= 0.9 => fair"),
        ("sold / planned", "(sold)\n / planned"),
        ("sold = 1 THB } expect", "sold = 2 THB } expect"),
        ('require "Won is sold"', 'require "No more is won than sold"'),
    ],
)
def test_what_changes_no_rating_changes_no_meaning(old: str, new: str) -> None:
    assert TEXT.count(old) == 1
    assert meaning(TEXT.replace(old, new)) == meaning(TEXT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("currency: THB", "currency: USD"),
        ("period: quarter", "period: year"),
        ("fair = 2", "fair = 2.5"),
        ("gap >= 0 => good", "gap >= 1 => good"),
        ("range: >= 0 THB", "range: > 0 THB"),
        ("range: >= 0 THB", ""),
        ('column: "A", "B"', 'column: "A"'),
        ('won "Won" "W"', 'won "Won" "Z"'),
        ('person column "who"', 'person column "seller"'),
        ('column "amount"', 'column "sum"'),
        ("100%  from 2026", "101%  from 2026"),
        ("from 2026-01-01", "from 2026-01-02"),
        ("  from 2026-01-01 = 110%", ""),
        ("where closed in period", "where not closed in period"),
        ("deals.value where closed in period", "deals.value"),
        ("sold / planned", "planned / sold"),
        ("better: higher", "better: lower"),
        (">= goal => good", "> goal => good"),
        (">= 90%", ">= 90.0000001%"),
        (">= 90% => fair", ">= 90% => good"),
        (">= goal => good  >= 90% => fair", ">= 90% => fair  >= goal => good"),
        ("when missing: rate poor", "when missing: rate fair"),
        ("when missing: rate poor", ""),
        ("10 => 5", "10 => 4"),
        ("10 => 5", "11 => 5"),
        ("manager 60%, peers 40%", "manager 40%, peers 60%"),
        ("manager 60%, peers 40%", "manager 60%, peers 40%  all raters"),
        ("growth weight 60%  kpi size weight 40%", "growth weight 61%  kpi size weight 39%"),
        ("weight 70% { kpi", "weight 70% { score: 3  kpi"),
        ("requires able", "requires new"),
        ("at least 60%", "at least 61%"),
        ("overall >= 2.5", "overall >= 2.4"),
        ("growth < 50%", "growth <= 50%"),
        ("cap at fair", "cap at poor"),
        ("set poor when sold = 0 THB when unknown ignore", ""),
        ("when unknown ignore", "when unknown apply"),
        ("won <= sold", "won < sold"),
        ("kpi size {", "kpi extra { formula: sold  score: 3 }\nkpi size {"),
    ],
)
def test_what_may_change_a_rating_changes_the_meaning(old: str, new: str) -> None:
    assert TEXT.count(old) == 1
    text = TEXT.replace(old, new)
    if "currency" in old:
        text = text.replace(" THB", " USD")
    if old.startswith("period:"):
        text = text.replace("2026-Q1", "2026")
    assert meaning(text) != meaning(TEXT)


def test_the_order_of_gates_is_part_of_the_meaning() -> None:
    cap = '    cap at fair when growth < 50% because "half"\n'
    swapped = TEXT.replace(cap, "").replace("when unknown ignore\n", f"when unknown ignore\n{cap}")
    assert meaning(swapped) != meaning(TEXT)


def test_files_and_layers_do_not_matter(tmp_path: Path) -> None:
    head, *rest = TEXT.split("\n\n")
    (tmp_path / "scales.rules").write_text("\n\n".join(rest[:2]), encoding="utf-8")
    (tmp_path / "rest.rules").write_text("\n\n".join(reversed(rest[2:])), encoding="utf-8")
    (tmp_path / "main.rules").write_text(
        f'{head}\nuse "rest.rules"\nuse "scales.rules"\n', encoding="utf-8"
    )
    (tmp_path / "top.rules").write_text(
        'extends "base.rules"\noverride kpi growth { formula: sold / planned }\n', encoding="utf-8"
    )
    (tmp_path / "base.rules").write_text(
        TEXT.replace("sold / planned", "planned / sold"), encoding="utf-8"
    )
    main, top = assay.load(tmp_path / "main.rules"), assay.load(tmp_path / "top.rules")
    assert main.digests.meaning == top.digests.meaning == meaning(TEXT)
    assert len({main.digests.sources, top.digests.sources}) == 2


def test_the_digest_of_the_sources_is_that_of_their_digests(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "parts").mkdir()
    top = b'use "parts/b.rules"\n' + TEXT.encode()
    part = b"\xef\xbb\xbfmetric b { formula: 1 }\r\n"
    (tmp_path / "a.rules").write_bytes(top)
    (tmp_path / "parts" / "b.rules").write_bytes(part)
    files = {"a.rules": sha256(top).hexdigest(), "parts/b.rules": sha256(part).hexdigest()}
    lines = "".join(f"{digest}  {path}\n" for path, digest in files.items())
    for folder, path in ((tmp_path, "a.rules"), (tmp_path.parent, tmp_path / "a.rules")):
        monkeypatch.chdir(folder)
        digests = assay.load(path).digests
        assert dict(digests.files) == files
        assert digests.sources == sha256(lines.encode()).hexdigest()


def test_a_deep_formula_has_a_digest() -> None:
    deep = "(" * 60 + "1" + " + sold / 1 THB)" * 60
    first = meaning(TEXT + f"metric deep {{ formula: {deep} }}")
    assert first != meaning(TEXT + f"metric deep {{ formula: {deep.replace('1 +', '2 +')} }}")


def test_the_canonical_form_stays_what_it_is() -> None:
    """A digest kept today must be the same tomorrow: a change of the form raises its version."""
    small = "framework f { currency: THB }\nmetric m { formula: 2 * 3 + 1 }\n"
    assert (
        meaning(small)
        == sha256(
            b'{"competencies":{},"currency":"THB","form":1,"inputs":{},"kpis":{},'
            b'"metrics":{"m":[["QuantityType","number",["Dimension",0,0,""]],'
            b'["Arithmetic","+",["Arithmetic","*",["Constant",["Dimension",0,0,""],"2"],'
            b'["Constant",["Dimension",0,0,""],"3"]],["Constant",["Dimension",0,0,""],"1"]]]},'
            b'"parameters":{},"periods":[],'
            b'"requirements":[],"roles":{},"scales":{},"tables":{}}'
        ).hexdigest()
    )
