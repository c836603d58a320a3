"""A query of a database -> rows of evidence, numbers as the database holds them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from .problems import UsageError


@dataclass(frozen=True, slots=True)
class EvidenceRows:
    """Rows of evidence that stand in no file, and the name they have in messages."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def query_evidence(url: str, query: str) -> EvidenceRows:
    """Runs a query, in a database opened for reading only -> its rows.

    `url` is `sqlite:///people.db`, `duckdb:///people.duckdb` (no path: in memory, to query files)
    or `postgresql://user@host/database`. Decimals stay decimals; a float stands for the shortest
    decimal that reads back as it. Raises UsageError for another address, a database or query that
    does not work, and a driver that is not installed; it names no password.
    """
    parts = urlsplit(url)
    path = unquote(parts.path.removeprefix("/"))
    opened: Callable[[str], Any]
    match parts.scheme:
        case "sqlite":
            opened = _sqlite
        case "duckdb":
            opened = _duckdb
        case "postgresql" | "postgres":
            opened, path = _postgresql, url
        case _:
            raise UsageError(
                "the address of a database begins with `sqlite:///`, `duckdb:///` or "
                "`postgresql://`"
            )
    name = f"{parts.scheme}:{parts.hostname or ''}{parts.path}"
    return _rows(name, opened, path, query)


def _rows(name: str, opened: Callable[[str], Any], path: str, query: str) -> EvidenceRows:
    try:
        connection = opened(path)
        try:
            cursor = connection.cursor()
            cursor.execute(query)
            if cursor.description is None:
                raise UsageError(f"the query of {name} gives no rows: it has to be a `select`")
            headings = tuple(str(column[0]).strip() for column in cursor.description)
            return EvidenceRows(name, headings, tuple(map(tuple, cursor.fetchall())))
        finally:
            connection.close()
    except (UsageError, MemoryError):
        raise
    except ModuleNotFoundError as error:
        raise UsageError(
            f"reading from {name} needs `{error.name}`, which the extra `sql` brings: "
            "pip install 'assay[sql]'"
        ) from None
    except Exception as error:  # noqa: BLE001  (each driver raises errors of its own)
        said = " ".join(str(error).split()) or "the database gives no reason"
        raise UsageError(f"{name} does not answer the query: {said}") from None


def _sqlite(path: str) -> Any:
    if not Path(path).is_file():
        raise UsageError(f"the database `{path}` is not there")
    return sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True)


def _duckdb(path: str) -> Any:
    import duckdb

    if path and not Path(path).is_file():
        raise UsageError(f"the database `{path}` is not there")
    return duckdb.connect(path, read_only=True) if path else duckdb.connect()


def _postgresql(url: str) -> Any:
    import psycopg

    connection = psycopg.connect(url)
    connection.read_only = True
    return connection
