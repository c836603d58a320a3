"""The limits of the language, each named once; past one there is a clear error, never a guess."""

from __future__ import annotations

from typing import Final

MAX_FILE_BYTES: Final = 5 * 1024 * 1024
"""Size of one framework file as stored."""

MAX_DECLARATIONS: Final = 100_000
"""Top-level declarations of one file."""

MAX_NESTING: Final = 200
"""How deep the syntax tree of a declaration may be."""

MAX_BITS: Final = 4096
"""Size of the numerator and of the denominator of any number, written or computed."""

MAX_EVIDENCE_CELLS: Final = 10_000_000
"""Cells of evidence about one person."""

MAX_PROBLEMS: Final = 200
"""Problems reported for one file; a last one says that there were more."""
