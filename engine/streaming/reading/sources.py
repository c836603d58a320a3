"""What people's evidence is read from -> sources of people, open."""

from __future__ import annotations

from collections.abc import Callable, Container
from pathlib import Path

from ...evidence.formats.queries import answered
from ...evidence.given import EvidenceFile, EvidenceQuery
from ...evidence.problems import UsageError
from ...evidence.records import EvidenceFormat, format_of
from .batches import Source
from .object_rows import spooled_document, spooled_lines
from .spooled_rows import SpooledRows

READ_OF_TABLES = ("csv", "tsv", "parquet", "arrow")
READ = (*READ_OF_TABLES, "json", "jsonl")
"""The formats that can be read some rows at a time."""


def file_read(given: str | EvidenceFile, stated: EvidenceFormat | None = None) -> EvidenceFile:
    """A file of people and its format, as stated or as its name says; UsageError where it is none
    that can be read some rows at a time."""
    if isinstance(given, str):
        given = EvidenceFile(given, given, _format(given, stated, READ))
    return given


def table_read(name: str) -> EvidenceFile:
    """The same of a file with the rows of a table."""
    return EvidenceFile(name, name, _format(name, None, READ_OF_TABLES))


def _format(name: str, stated: EvidenceFormat | None, read: Container[str]) -> EvidenceFormat:
    style = stated or format_of(name)
    if style is None or style not in read:
        further = ", JSON and JSON Lines" if "json" in read else ""
        raise UsageError(
            f"`{name}` cannot be read some rows at a time; only CSV, TSV, Parquet and "
            f"Arrow{further} can"
        )
    return style


def open_source(
    file: EvidenceFile,
    delimiter: str | None,
    encoding: str | None,
    recognised: Callable[[str], bool],
    tables: Container[str] = (),
) -> Source:
    """Opens a file as far as its headings; `TextError` where it is damaged, OSError where it
    cannot be opened, and HeldWhole where its people are not plain objects, but hold the rows of
    one of the `tables`."""
    path = Path(file.path)
    match file.format:
        case "parquet" | "arrow":
            from .columnar_batches import ColumnarSource

            return ColumnarSource(file.name, path, file.format)
        case "json":
            return spooled_document(file.name, path, encoding, tables)
        case "jsonl":
            return spooled_lines(file.name, path, encoding, tables)
        case _:
            from .delimited_batches import DelimitedSource

            if file.format == "tsv":
                delimiter = delimiter or "\t"
            return DelimitedSource(file.name, path, delimiter, encoding, recognised)


def open_query(given: EvidenceQuery) -> SpooledRows:
    """Runs a query; UsageError as of `query_evidence`."""
    with answered(given.url, given.query) as answer:
        rows = SpooledRows(answer.name, named=False)
        try:
            rows.headings = answer.headings
            rows.take_rows(answer.rows())
        except BaseException:
            rows.close()
            raise
    return rows
