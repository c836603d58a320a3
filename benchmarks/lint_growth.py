"""How looking for doubts grows with the size of a framework, and what it costs beside checking.

The frameworks are those of `check_growth.py`; here one KPI in ten is rated by rules on two
quantities at a time, and gates stand on the role. Both are timed in turn, the least of a few runs
each.
"""

import re
import sys
from itertools import pairwise

from check_growth import OVERALL, SIZES, generated_framework
from measuring import seconds, verdict

from assay.engine.pipeline import check_text, examine

REPEATS = 2
GROWTH_LIMIT = 2.3
RATIO_LIMIT = 0.5

GATES = """\
    cap at exceeds when min(responsibilities.score ignoring missing) < 1.5 when unknown ignore
    cap at meets when ratio_0 < 50% or count(kpis where rating is unsatisfactory) >= 3
  }
}
"""


def doubtful_framework(kpis: int) -> str:
    """The text of a framework with this many KPIs, some of which take two quantities to rate."""
    text = "".join(generated_framework(kpis))
    text, count = re.subn(
        r"ratio_(\d*3) >= (\d+%) +=> (outstanding|exceeds)",
        r"ratio_\1 >= \2 and margin_\1 >= 5% => \3",
        text,
    )
    assert count
    text, count = re.subn(
        r"(?=input revenue_(\d*3) )",
        r'input margin_\1 "Margin \1" { type: percent  range: 0% to 100% }\n',
        text,
    )
    assert count
    return text.removesuffix(OVERALL) + OVERALL.removesuffix("  }\n}\n") + GATES


def main() -> int:
    """Measure, print, and return 1 if a doubling or the ratio to checking is beyond its limit."""
    texts = {size: doubtful_framework(size) for size in SIZES}
    least: dict[int, tuple[float, float]] = {}
    for _ in range(REPEATS):
        for size, text in texts.items():
            checked = []
            checking = seconds(lambda text=text, into=checked: into.append(check_text(text, "")))
            looking = seconds(lambda of=checked: examine(of[0]))
            assert checked[0].framework is not None
            known = least.get(size, (checking, looking))
            least[size] = min(known[0], checking), min(known[1], looking)
    print(f"Looking for doubts, least of {REPEATS} runs")
    for size, (checking, looking) in least.items():
        print(
            f"  {size:6,} KPIs   checked in {checking:6.2f} s   looked through in {looking:6.2f} s"
        )
    kept = [
        verdict(
            f"time, {size:,} to {larger:,}",
            least[larger][1] / least[size][1],
            at_most=GROWTH_LIMIT,
        )
        for size, larger in pairwise(SIZES)
    ]
    checking, looking = least[SIZES[-1]]
    kept.append(verdict("doubts against checking", looking / checking, at_most=RATIO_LIMIT))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
