"""Measuring contenders side by side, so that what slows the machine slows them all."""

import gc
import statistics
from collections.abc import Callable, Mapping
from time import process_time


def interleaved(
    contenders: Mapping[str, Callable[[], object]],
    rounds: int,
    clock: Callable[[], float] = process_time,
) -> dict[str, float]:
    """The median seconds of each contender, each called once a round in turn.

    Processor time, unless another `clock` is given: on a machine that others use too, a longer
    contender is put aside more often than a short one. Other processes need a clock on the wall.
    """
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for contender in contenders.values():
        contender()
    for _ in range(rounds):
        for name, contender in contenders.items():
            start = clock()
            contender()
            seconds[name].append(clock() - start)
    return {name: statistics.median(measured) for name, measured in seconds.items()}


def seconds(action: Callable[[], object]) -> float:
    """The processor time of one call, without what earlier ones left to be collected."""
    gc.collect()
    start = process_time()
    action()
    return process_time() - start


def verdict(what: str, ratio: float, *, at_most: float | None = None, at_least: float = 0) -> bool:
    """Print how a ratio stands against its limit, and say whether it keeps it."""
    kept = ratio >= at_least and (at_most is None or ratio <= at_most)
    limit = f"at least {at_least:g}" if at_most is None else f"at most {at_most:g}"
    print(f"  {what:<58} {ratio:6.2f} times, {limit:<13} {'ok' if kept else 'EXCEEDED'}")
    return kept
