"""assay: competency frameworks as exact, explained rules.

This module is the whole public API. Everything it offers is imported when it is first used, so
that `import assay` costs next to nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .dsl.diagnostics.model import Diagnostic, Edit, Fix, Label, Severity
    from .dsl.period import Period, parse_period
    from .dsl.source import Span
    from .engine.evidence import TableRow
    from .engine.explained import Explanation
    from .engine.loaded import Framework, FrameworkError, Rater, check, load, loads
    from .engine.possible import Possible
    from .engine.problems import EvidenceError, Problem, UsageError
    from .engine.rating import Contribution, Rating, Value
    from .engine.trace import Absence, Origin, Trace
    from .engine.trials import Mismatch, Trial

__version__ = "0.1.0"

_HOMES = {
    "dsl.diagnostics.model": ("Diagnostic", "Edit", "Fix", "Label", "Severity"),
    "dsl.period": ("Period", "parse_period"),
    "dsl.source": ("Span",),
    "engine.evidence": ("TableRow",),
    "engine.explained": ("Explanation",),
    "engine.loaded": ("Framework", "FrameworkError", "Rater", "check", "load", "loads"),
    "engine.possible": ("Possible",),
    "engine.problems": ("EvidenceError", "Problem", "UsageError"),
    "engine.rating": ("Contribution", "Rating", "Value"),
    "engine.trace": ("Absence", "Origin", "Trace"),
    "engine.trials": ("Mismatch", "Trial"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Absence",
    "Contribution",
    "Diagnostic",
    "Edit",
    "EvidenceError",
    "Explanation",
    "Fix",
    "Framework",
    "FrameworkError",
    "Label",
    "Mismatch",
    "Origin",
    "Period",
    "Possible",
    "Problem",
    "Rater",
    "Rating",
    "Severity",
    "Span",
    "TableRow",
    "Trace",
    "Trial",
    "UsageError",
    "Value",
    "__version__",
    "check",
    "load",
    "loads",
    "parse_period",
]


def __getattr__(name: str) -> Any:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(f".{home}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
