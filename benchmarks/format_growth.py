"""How formatting grows with the size of a framework, and what it costs beside parsing.

Both are timed in turn within one process, the least of a few runs each; formatting includes the
parse before and the parse after, which makes sure that the file still says the same.
"""

import random
import sys
from itertools import pairwise

from check_growth import SIZES, generated_framework
from measuring import seconds, verdict

from assay import format_text
from assay.dsl.parse import parse
from assay.dsl.source import Source

REPEATS = 2
GROWTH_LIMIT = 2.3
RATIO_LIMIT = 8


def untidy(text: str) -> str:
    """The text with the blanks at the ends of its lines, and within them, in disorder."""
    chance = random.Random(len(text))
    return "\n".join(
        " " * chance.randrange(8) + " ".join(line.split()) + "\t" * chance.randrange(2)
        for line in text.split("\n")
    )


def main() -> int:
    """Measure, print, and return 1 if a doubling or the ratio to parsing is beyond its limit."""
    texts = {size: untidy("".join(generated_framework(size))) for size in SIZES}
    least: dict[int, tuple[float, float]] = {}
    for _ in range(REPEATS):
        for size, text in texts.items():
            parsing = seconds(lambda text=text: parse(Source("generated", text)))
            formatting = seconds(lambda text=text: format_text(text))
            known = least.get(size, (parsing, formatting))
            least[size] = min(known[0], parsing), min(known[1], formatting)
    print(f"Formatting, least of {REPEATS} runs")
    for size, (parsing, formatting) in least.items():
        print(f"  {size:6,} KPIs   parsed in {parsing:6.2f} s   formatted in {formatting:6.2f} s")
    kept = [
        verdict(
            f"time, {size:,} to {larger:,}",
            least[larger][1] / least[size][1],
            at_most=GROWTH_LIMIT,
        )
        for size, larger in pairwise(SIZES)
    ]
    parsing, formatting = least[SIZES[-1]]
    kept.append(verdict("formatting against parsing", formatting / parsing, at_most=RATIO_LIMIT))
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
