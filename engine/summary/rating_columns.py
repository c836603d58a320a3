"""Files of columns, Parquet and Arrow -> the ratings that they hold."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from ..evidence.problems import UsageError
from .rating_table import ROWS, RatingsFile, RatingsTable
from .scheme_document import scheme_of_document

_UNUSED: Final = (".weight", ".contribution", ".rule", ".sources")


def from_parquet(file: RatingsFile, by: str) -> RatingsTable:
    """A Parquet file -> the columns that a summary needs, and the one named `by`."""
    pyarrow = _pyarrow("Parquet")
    try:
        parquet = pyarrow.parquet.ParquetFile(file.content)
    except (pyarrow.ArrowException, OSError, ValueError):
        raise UsageError(f"`{file.name}` is no Parquet file, or a damaged one") from None
    headings = tuple(parquet.schema_arrow.names)
    wanted = _wanted(headings, by)
    batches = parquet.iter_batches(ROWS, columns=wanted)
    table = RatingsTable(file.name, headings, map(_listed, batches))
    take_metadata(table, parquet.schema_arrow.metadata)
    return table


def from_arrow(file: RatingsFile, by: str) -> RatingsTable:
    """An Arrow file -> the same."""
    pyarrow = _pyarrow("Arrow")
    try:
        schema = pyarrow.ipc.open_file(file.content).schema
        headings = tuple(schema.names)
        wanted = [headings.index(each) for each in _wanted(headings, by)]
        options = pyarrow.ipc.IpcReadOptions(included_fields=wanted)
        reader = pyarrow.ipc.open_file(file.content, options=options)
    except (pyarrow.ArrowException, OSError, ValueError):
        raise UsageError(f"`{file.name}` is no Arrow file, or a damaged one") from None

    def chunks() -> Iterator[dict[str, Sequence[Any]]]:
        for number in range(reader.num_record_batches):
            batch = reader.get_batch(number)
            for start in range(0, batch.num_rows, ROWS):
                yield _listed(batch.slice(start, ROWS))

    return RatingsTable(file.name, headings, chunks())


def _pyarrow(style: str) -> Any:
    try:
        import pyarrow
        import pyarrow.ipc
        import pyarrow.parquet
    except ModuleNotFoundError as error:
        raise UsageError(
            f"reading {style} needs `{error.name}`, which the extra `columns` brings: "
            "pip install 'assay[columns]'"
        ) from None
    return pyarrow


def _wanted(headings: Sequence[str], by: str) -> list[str]:
    return [name for name in headings if name == by or not name.endswith(_UNUSED)]


def _listed(batch: Any) -> dict[str, Sequence[Any]]:
    return {
        name: column.to_pylist()
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    }


def take_metadata(table: RatingsTable, metadata: Any) -> None:
    """Takes in what a file says of all its ratings under the key `assay`, if it does."""
    stated = (metadata or {}).get(b"assay")
    if stated is None:
        return
    try:
        document = json.loads(stated)
        framework, refused = document["framework"], document["refused"]
        table.scheme = scheme_of_document(
            document["scheme"], framework["id"], framework["version"], framework["meaning"],
            document["role"] or "",
        )  # fmt: skip
        table.framework = framework["id"]
        problems = {
            (each["code"], each["field"]): int(each["people"]) for each in refused["problems"]
        }
        table.refused = int(refused["people"]), problems
    except (KeyError, TypeError, ValueError):
        raise UsageError(
            f"`{table.file}`: what its metadata says about the ratings cannot be read"
        ) from None
