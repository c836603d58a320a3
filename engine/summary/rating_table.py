"""What a file of ratings holds, whatever its format: rows of texts under headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any, Final, Literal

from ..evidence.problems import UsageError
from .scheme import Scheme

RatingsFormat = Literal["csv", "tsv", "json", "jsonl", "parquet", "arrow", "xlsx"]

ROWS: Final = 20_000
"""Rows counted at a time."""


@dataclass(frozen=True, slots=True)
class RatingsFile:
    """A file of ratings: the name it has in messages, and its bytes, which can be read again;
    `encoding` is that of a text without a byte order mark, "" for UTF-8."""

    name: str
    content: IO[bytes]
    format: RatingsFormat
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class RefusedPerson:
    """What is wrong with a person's evidence, as codes and fields, and the columns kept of it."""

    kinds: list[tuple[str, str]]
    kept: Mapping[str, str]


@dataclass(slots=True)
class RatingsTable:
    """Ratings as rows of texts under headings. `chunks` are so many rows each, as columns.
    `scheme` is what the file says of levels and thresholds; `refused` how many people were left
    out and why, None where the file does not tell."""

    file: str
    headings: tuple[str, ...]
    chunks: Iterator[dict[str, Sequence[Any]]]
    scheme: Scheme | None = None
    framework: str = ""
    refused: tuple[int, Mapping[tuple[str, str], int]] | None = None
    refused_people: Mapping[str, RefusedPerson] = field(default_factory=dict)


def no_ratings(name: str, why: str) -> UsageError:
    """What to say of a file that is something else."""
    return UsageError(
        f"`{name}` holds no ratings: {why}; `assay rate … -o ratings.csv` writes them"
    )
