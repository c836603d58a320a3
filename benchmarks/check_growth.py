"""How parsing and checking grow with the size of a framework: twice the size, twice the cost.

Each measurement has a process of its own, so that none inherits another's memory or warmth; the
least of a few is taken, because a machine can only add to the time a computation needs.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from time import process_time

from measuring import verdict

SIZES = (1_250, 2_500, 5_000, 10_000)
REPEATS = 3
GROWTH_LIMIT = 2.3
MEASURES_OF_A_RESPONSIBILITY = 25

HEAD = """\
framework generated "Generated" {
  version: "1.0.0"
  currency: THB
  period: quarter
}

scale performance {
  outstanding    = 5 "Outstanding"    th "ยอดเยี่ยม"
  exceeds        = 4 "Exceeds"        th "สูงกว่าที่คาดหวัง"
  meets          = 3 "Meets"          th "ตามที่คาดหวัง"
  developing     = 2 "Developing"     th "กำลังพัฒนา"
  unsatisfactory = 1 "Unsatisfactory" th "ต้องปรับปรุง"
}

parameter target_cycle "Target cycle" {
  type: duration
  from 2025-01-01 = 60 days
  from 2026-01-01 = 55 days because "process review"
}
"""

OVERALL = """\
  overall on performance {
    rated when at least 60% of weight is known
    overall >= 4.5 => outstanding
    overall >= 3.5 => exceeds
    overall >= 2.5 => meets
    overall >= 1.5 => developing
    otherwise      => unsatisfactory
  }
}
"""

RATIO = """\
kpi ratio_{n} "Ratio {n}" {{
  type: percent
  formula: revenue_{n} / quota_{n} + {slack}% * (if revenue_{n} > quota_{near} then 1 else 0)
  better: higher
  rate on performance {{
    ratio_{n} >= 120% => outstanding
    ratio_{n} >= 100% => exceeds
    ratio_{n} >= 90%  => meets
    ratio_{n} >= 70%  => developing
    otherwise => unsatisfactory
  }}
}}
"""

CYCLE = """\
kpi ratio_{n} "Cycle {n}" {{
  type: duration
  formula: max(cycle_{n}, 1 day) * (1 + {slack}%)
  better: lower
  score interpolate {{
    0.5 * target_cycle => 5,
    target_cycle => 3,
    2 * target_cycle => 1,
  }}
}}
"""

INPUTS = """\
input revenue_{n} "Revenue {n}" {{ type: money  range: >= 0 THB }}
input quota_{n} "Quota {n}" {{ type: money  range: > 0 THB }}
"""

CYCLE_INPUT = """\
input cycle_{n} "Cycle {n}" {{ type: duration  range: >= 0 days }}
"""


def generated_framework(kpis: int, measures: int = MEASURES_OF_A_RESPONSIBILITY) -> Iterator[str]:
    """The text of a framework with this many KPIs, declared in any order, in one role.

    So many of them measure one responsibility.
    """
    chance = random.Random(kpis)
    yield HEAD
    numbers = list(range(kpis))
    chance.shuffle(numbers)
    for n in numbers:
        template = CYCLE if n % 5 == 4 else RATIO
        near = n - 1 if n % 5 else n
        yield template.format(n=n, slack=chance.randrange(100), near=near)
        yield (CYCLE_INPUT if n % 5 == 4 else INPUTS).format(n=n)
    yield 'role seller "Seller" {\n'
    for first in range(0, kpis, measures):
        yield f'  responsibility part_{first} "Part {first}" weight {1 + first % 7} {{\n'
        for n in range(first, min(first + measures, kpis)):
            yield f"    kpi ratio_{n} weight {1 + n % 3}\n"
        yield "  }\n"
    yield OVERALL


def measure_here(path: str) -> None:
    """Check one file in this process and print the seconds and bytes that it took."""
    import assay

    small = Path(path).with_name("small.rules")
    assay.load(small)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = process_time()
    assay.load(path)
    seconds = process_time() - start
    kibibytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(json.dumps([seconds, kibibytes]))


def measure(path: Path) -> tuple[float, float]:
    """The seconds and MiB of checking one file, in a process of its own."""
    command = [sys.executable, __file__, str(path)]
    result = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    seconds, kibibytes = json.loads(result.stdout)
    return seconds, kibibytes / 1024


def main() -> int:
    """Measure, print, and return 1 if a doubling costs more than the limit."""
    least: dict[int, tuple[float, float]] = {}
    with tempfile.TemporaryDirectory() as place:
        paths = {size: Path(place, f"{size}.rules") for size in SIZES}
        for size, path in (*paths.items(), (10, Path(place, "small.rules"))):
            path.write_text("".join(generated_framework(size)), encoding="utf-8")
        for _ in range(REPEATS):
            for size, path in paths.items():
                seconds, mebibytes = measure(path)
                known = least.get(size, (seconds, mebibytes))
                least[size] = min(known[0], seconds), min(known[1], mebibytes)
    print(f"Parsing and checking, least of {REPEATS} runs in fresh processes")
    for size, (seconds, mebibytes) in least.items():
        print(f"  {size:6,} KPIs {seconds:8.2f} s {mebibytes:8.1f} MiB")
    kept = []
    for size, larger in pairwise(SIZES):
        for part, what in enumerate(("time", "memory")):
            growth = least[larger][part] / least[size][part]
            kept.append(verdict(f"{what}, {size:,} to {larger:,}", growth, at_most=GROWTH_LIMIT))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure_here(sys.argv[1])
    else:
        sys.exit(main())
