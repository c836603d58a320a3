"""A shop whose people stand in files, with every kind of cell."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pyarrow
import pyarrow.parquet

import assay

TEXT = """
framework shop "Shop" { currency: THB  period: quarter }
scale grade { good = 3 "Good"  fair = 2 "Fair"  poor = 1 "Poor" }
scale skill { able = 2 "Able" th "ทำได้"  new = 1  rate gap on grade { gap >= 0 => good  otherwise => poor } }
input quota "Quota" { type: money  range: > 0 THB  column: "Target (THB)" }
input sales "Sales" { type: money }
input joined "Joined" { type: date }
input visits "Visits" { type: count }
input share "Share" { type: percent }
input active "Active" { type: yesno }
kpi achievement "Achievement" {
  type: percent
  formula: sales / quota
  better: higher
  rate on grade { >= 110% => good  >= 70% => fair  otherwise => poor }
}
kpi per_visit "Sales per visit" {
  type: money
  formula: if active then sales / visits else not applicable
  better: higher
  rate on grade { >= 100 THB => good  otherwise => poor }
}
kpi long_here "Here since" { type: date  formula: joined  rate on grade { >= 2025-01-01 => fair  otherwise => good } }
kpi reach "Reach" { type: percent  formula: share  rate on grade { >= 50% => good  otherwise => poor } }
competency service "Service" { levels: skill  assessed by manager 70%, peers 30% }
role seller "Seller" {
  responsibility selling "Selling" weight 60% {
    kpi achievement weight 50%
    kpi per_visit weight 20%
    kpi reach weight 30%
  }
  responsibility serving "Serving" weight 40% {
    competency service weight 80% requires able
    kpi long_here weight 20%
  }
  overall on grade {
    rated when at least 50% of weight is known
    overall >= 2.5 => good
    overall >= 1.5 => fair
    otherwise      => poor
    cap at fair when achievement < 50%
  }
}
require "Sales are not negative": sales >= 0 THB
"""

HEADINGS = [
    "person", "Target (THB)", "sales", "joined", "visits", "share", "active",
    "service.manager", "service.peers", "Remarks",
]  # fmt: skip
AMOUNTS = [
    "100", "0.3", "0.21", "110", "70", "69.99999999999999999999", "110.00000000000000000001",
    "1,250,000", "1250000 THB", "฿70", "๑๑๐", "-1", "-0", "0.10", "007", "1e3", " 77.7 ", "",
    "n/a", "12345678901234567890.125", "999999999999999.999", "0.000000000001", "abc", "1,25",
    "ไม่เกี่ยวข้อง", "70.0", "69.9", "1000000000000000000", ".5", "5.", "+5", "$5", "  ",
]  # fmt: skip
CELLS = {
    "Target (THB)": AMOUNTS,
    "sales": AMOUNTS,
    "joined": ["2024-02-29", "2025-01-01", "", "2023-02-29", "n/a"],
    "visits": ["1", "3", "0", "", "-2", "2.5", "7.0"],
    "share": ["50%", "0.5", "0.4999999999999999999", "49.99999999999999999999%", "7", "", "n/a"],
    "active": ["yes", "no", "", "ใช่", "maybe"],
    "service.manager": ["able", "new", "ทำได้", "", "able; new", "n/a", "abel"],
    "service.peers": ["able", "new", ""],
    "Remarks": ["", "x", 'says "hi"', "a, b", "two\nlines", "ก"],
}
GOOD_AMOUNTS = ["100", "0.3", "1,250,000", "๑๑๐", "69.99999999999999999999", " 70 ", "฿7", "8e2"]
WRONG = ("abc", "1,25", "5.", "$5", "2023-02-29", "-2", "2.5", "7", "maybe", "abel")


def made(count: int, seed: int = 1, *, wrong: bool = True, plain: bool = False) -> list[list[str]]:
    """Rows of people with every kind of cell; `plain` ones need no quotes."""
    chance = random.Random(seed)
    rows = []
    for number in range(count):
        cells = [f"p{number:04}"]
        for heading in HEADINGS[1:]:
            allowed = [each for each in CELLS[heading] if wrong or each not in WRONG]
            if not wrong and CELLS[heading] is AMOUNTS:
                allowed = GOOD_AMOUNTS
            if plain:
                allowed = [each for each in allowed if not set(each) & set('",\n')]
            cells.append(chance.choice(allowed))
        rows.append(cells)
    return rows


def write_csv(path: Path, rows: list[list[str]], headings: list[str] = HEADINGS) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(headings)
        writer.writerows(rows)
    return path


def by_rows(
    framework: assay.Framework, *paths: Path
) -> tuple[list[list[str]], list[assay.Problem]]:
    """What `assay rate` writes of small files, and the problems it tells."""
    evidence = assay.read_evidence(
        framework.checked,
        [
            assay.EvidenceData(str(path), path.read_bytes(), assay.format_of(path.name) or "csv")
            for path in paths
        ],
    )
    rater, rows, problems = framework.rater(period="2026-Q1"), [], list(evidence.problems)
    for one in evidence.people:
        try:
            rating = rater.rate(
                one.values, tables=one.tables, person=one.person, origins=one.origins
            )
            rows.append(assay.flat_row(rating))
        except assay.EvidenceError as error:
            problems.extend(error.problems)
    problems.sort(key=lambda each: (not each.file, each.file, each.row or 0))
    return [assay.flat_headings(rater.plan), *rows], problems


def rows_of(path: Path) -> list[list[str]]:
    if path.suffix == ".parquet":
        table = pyarrow.parquet.read_table(path)
        columns = [
            ["" if each is None else each for each in column.to_pylist()] for column in table
        ]
        return [table.column_names, *map(list, zip(*columns, strict=True))]
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.reader(stream))


def rated_flat(
    framework: assay.Framework, target: Path, *paths: Path, **more: object
) -> assay.RatedFiles:
    return framework.rate_files(paths, target, period="2026-Q1", detail="flat", **more)
