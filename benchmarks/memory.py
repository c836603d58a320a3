"""How much memory a computation needs at its peak, on Linux."""

import gc
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

_STATUS = Path("/proc/self/status")
_RESET = Path("/proc/self/clear_refs")


class Peak(NamedTuple):
    """MiB of the whole process at its peak, and how many of them the computation added."""

    whole: float
    added: float


def peak_of(computation: Callable[[], object]) -> Peak | None:
    """Run it once in this process, which should have done little else; None without Linux."""
    if not _RESET.exists():
        return None
    gc.collect()
    _RESET.write_text("5", encoding="ascii")
    before = _mebibytes("VmRSS")
    kept = computation()
    peak = _mebibytes("VmHWM")
    del kept
    return Peak(peak, max(peak - before, 0))


def _mebibytes(field: str) -> float:
    for line in _STATUS.read_text(encoding="ascii").splitlines():
        name, _, value = line.partition(":")
        if name == field:
            return int(value.split()[0]) / 1024
    raise AssertionError(field)
