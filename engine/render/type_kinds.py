"""The kinds of types that documents name."""

from __future__ import annotations

from typing import Literal, TypeAlias

TypeKind: TypeAlias = Literal[
    "number",
    "count",
    "percent",
    "money",
    "duration",
    "compound",
    "date",
    "period",
    "yes-no",
    "text",
    "choice",
    "level",
]
