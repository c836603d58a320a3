"""Files of people who are rated as few are and as many are, by the command."""

import csv
import random
from pathlib import Path

import pyarrow
import pyarrow.csv
import pyarrow.parquet
from click.testing import CliRunner

from assay.cli import main
from assay.commands import files

ROOT = Path(__file__).parents[1]
DIRECTOR = ROOT / "frameworks/enterprise_sales_director.rules"
DIRECTORS = ROOT / "examples/directors.csv"

REGIONS = ["North", "south", "", "ภาคเหนือ", ' "Far" East', "North, upper", "two\nlines\r"]


def run(*words, status=0, given=None):
    result = CliRunner().invoke(main, [str(word) for word in words], input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == status, result.stderr
    return result


def directors(path, count=60, *, wrong=True, again=(), regions=("",)):
    """Directors made from those of the examples, with gaps, slips and an unknown column."""
    with DIRECTORS.open(encoding="utf-8", newline="") as stream:
        heading, *lines = csv.reader(stream)
    chance = random.Random(5)
    rows = []
    for number in range(count):
        cells = [f"d-{number:03}", *chance.choice(lines)[1:]]
        for _ in range(chance.choice([0, 0, 1, 3])):
            at = chance.randrange(1, len(cells))
            cells[at] = chance.choice(["", "n/a", "?" if wrong else ""])
        rows.append(cells)
    rows += [[name, *rows[1][1:]] for name in again]
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t" if path.suffix == ".tsv" else ",")
        writer.writerow([*heading, "Remarks", "Region", "Since"])
        for number, cells in enumerate(rows):
            writer.writerow([*cells, "x", regions[number % len(regions)], f" {2000 + number % 5} "])
    return path


def to_parquet(source, target):
    options = pyarrow.csv.ConvertOptions(
        column_types=dict.fromkeys(
            source.read_text(encoding="utf-8").splitlines()[0].replace('"', "").split(","),
            pyarrow.string(),
        ),
    )
    table = pyarrow.csv.read_csv(source, convert_options=options)
    pyarrow.parquet.write_table(table, target)
    return target


def seen_both_ways(monkeypatch, *words, target=None, status=0, given=None):
    """Runs a command as for few people and as for many, compares all that can be seen, and gives
    it; without a `target` the result goes to standard output."""
    found = []
    for least in (1 << 60, 0):
        monkeypatch.setattr(files, "LARGE", least)
        if target is not None:
            target.unlink(missing_ok=True)
        more = () if target is None else ("-o", target)
        result = run(*words, *more, status=status, given=given)
        written = target.read_bytes() if target is not None and target.exists() else None
        if written is not None and target.suffix == ".parquet":
            table = pyarrow.parquet.read_table(target)
            written = table.schema, table.schema.metadata, table.to_pylist()
        found.append((result.stdout, result.stderr, written))
    assert found[0] == found[1]
    return found[1]


TABLED = """
framework shop "Shop" { currency: THB  period: quarter }
scale grade { good = 3  fair = 2  poor = 1 }
input quota "Quota" { type: money  range: > 0 THB }
table deals "Deals" {
  person column "agent"
  stage: one of won "Won", lost "Lost"
  closed: date column "close date"
  value: money column "Value (THB)"
}
table visits "Visits" { count: count }
kpi sold "Sold" {
  type: percent
  formula: sum(deals.value where stage is won and closed in period) / quota
  rate on grade { >= 100% => good  >= 50% => fair  otherwise => poor }
}
kpi biggest "Biggest" {
  type: money
  formula: max(deals.value where value > 0 THB)
  rate on grade { >= 40 THB => good  otherwise => poor }
}
kpi calls "Calls" {
  type: number
  formula: sum(visits.count)
  rate on grade { >= 10 => good  otherwise => poor }
}
role seller "Seller" {
  responsibility selling "Selling" weight 100% {
    kpi sold weight 50%
    kpi biggest weight 30%
    kpi calls weight 20%
  }
  overall on grade {
    rated when at least 40% of weight is known
    overall >= 2.5 => good  overall >= 1.5 => fair  otherwise => poor
  }
}
"""


def shop_with_tables(folder, *, wrong):
    """People, their deals in no order, and their visits, with rows of every kind."""
    chance = random.Random(3)
    (folder / "shop.rules").write_text(TABLED, encoding="utf-8")
    amounts = ["10", "0.5", "1,200", "n/a", "", "฿20", "-3"] + ["x", "1 USD"] * wrong
    people = [[f"p{at}", chance.choice(["100", "7.5", ""]), "ab"[at % 2]] for at in range(40)]
    deals = [
        [
            chance.choice(["won", "Lost", "Won", ""]),
            chance.choice([f"p{chance.randrange(36)}", "p1", "gone", "Ann "]),
            chance.choice(["2026-01-31", "2026-03-31", "2025-12-31", ""]),
            chance.choice(amounts) if chance.random() < 0.2 else "12.50",
        ]
        for _ in range(300)
    ]
    visits = [[f"p{at % 30}", str(at % 9)] for at in range(60)]
    if wrong:
        people += [["p3", "1", "b"], ["", "1", "b"], ["p50"], ["Total", "5", "b"]]
        deals += [["won", "p7", "2026-01-31"], ["won", " ", "2026-01-31", "1"], ["won", "nobody"]]
        visits += [["p9", "1.5"], ["p50", "3"]]
    for name, headings, rows in (
        ("people", ["person", "quota", "Team"], people),
        ("deals", ["stage", "agent", "close date", "Value (THB)", "Remarks"], deals),
        ("visits", ["Person", "count"], visits),
    ):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(headings)
            writer.writerows([*row, ""] if len(row) + 1 == len(headings) else row for row in rows)
    words = ("rate", folder / "shop.rules", "--period", "2026-Q1")
    tables = (
        "--table",
        f"deals={folder / 'deals.csv'}",
        "--table",
        f"visits={folder / 'visits.csv'}",
    )
    return words, tables, folder / "people.csv"
