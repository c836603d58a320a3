"""The names of files -> the files of people, open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ..evidence.problems import UsageError
from ..evidence.records import EvidenceFormat, format_of
from .batches import Source

READ = ("csv", "tsv", "parquet", "arrow")
"""The formats that can be read some rows at a time."""


def format_read(name: str, stated: EvidenceFormat | None = None) -> EvidenceFormat:
    """The format of a file, as stated or as its name says; UsageError where it is none that can
    be read some rows at a time."""
    style = stated or format_of(name)
    if style not in READ:
        raise UsageError(
            f"`{name}` cannot be read some rows at a time; only CSV, TSV, Parquet and Arrow can"
        )
    return style


def open_source(
    name: str,
    style: EvidenceFormat,
    delimiter: str | None,
    encoding: str | None,
    recognised: Callable[[str], bool],
) -> Source:
    """Opens a file as far as its headings; `TextError` where it is damaged, OSError where it
    cannot be opened."""
    path = Path(name)
    if style in {"parquet", "arrow"}:
        from .columnar_batches import ColumnarSource

        return ColumnarSource(name, path, "parquet" if style == "parquet" else "arrow")
    from .delimited_batches import DelimitedSource

    if style == "tsv":
        delimiter = delimiter or "\t"
    return DelimitedSource(name, path, delimiter, encoding, recognised)
