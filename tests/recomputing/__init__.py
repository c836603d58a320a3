"""The values of a trace computed again from the values they name: arithmetic written down anew."""

from .steps import NOT_RECOMPUTED, recomputed
from .terms import ABSENT, Facts, read

__all__ = ["ABSENT", "NOT_RECOMPUTED", "Facts", "read", "recomputed"]
