"""A query of a database -> rows of evidence, numbers as the database holds them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

from ..problems import UsageError

_SQLITE_MARK: Final = b"SQLite format 3"
_DUCKDB_MARK: Final = b"DUCK"
_FETCHED: Final = 4_096
"""Rows that a driver is asked for at a time."""


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
    with answered(url, query) as answer:
        return EvidenceRows(answer.name, answer.headings, tuple(answer.rows()))


class Answer:
    """What a database answers to a query, as long as it is open."""

    def __init__(self, name: str, cursor: Any, password: str) -> None:
        self.name = name
        self._cursor = cursor
        self._password = password
        self.headings = tuple(str(column[0]).strip() for column in cursor.description)

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Its rows, once, some fetched at a time."""
        while True:
            with _told_plainly(self.name, self._password):
                some = self._cursor.fetchmany(_FETCHED)
            if not some:
                return
            for row in some:
                yield tuple(map(_plain, row))


@contextmanager
def answered(url: str, query: str) -> Iterator[Answer]:
    """Runs a query and leaves the database open, to be read row by row; see `query_evidence`."""
    parts = urlsplit(url)
    path = unquote(parts.path.removeprefix("/"))
    opened: Callable[[str], Any]
    match parts.scheme:
        case "sqlite" | "duckdb" if parts.netloc:
            raise UsageError(
                f"`{url}` names a server, and {parts.scheme} is a file: write "
                f"`{parts.scheme}:///{parts.netloc}{parts.path}`, with three slashes"
            )
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
    server = f"{parts.hostname or ''}{parts.path}"
    name = f"{parts.scheme}:{server if opened is _postgresql else path}".rstrip(":")
    password = parts.password or ""
    with _told_plainly(name, password):
        connection = opened(path)
    try:
        with _told_plainly(name, password):
            cursor = _executed(name, connection, query, opened)
            if cursor.description is None:
                raise UsageError(f"the query of {name} gives no rows: it has to be a `select`")
            answer = Answer(name, cursor, password)
        yield answer
    finally:
        connection.close()


def _executed(name: str, connection: Any, query: str, opened: Callable[[str], Any]) -> Any:
    """A cursor over the answer to a query."""
    if opened is _duckdb:
        _require_select(name, connection, query)
    if opened is _postgresql:
        # A cursor of the server does not send everything at once. It takes nothing but a select:
        # what is wrong with anything else is told without it.
        try:
            cursor = connection.cursor(name="assay")
            cursor.execute(query)
        except Exception:  # noqa: BLE001  (the driver, which may not be there, names its errors)
            connection.rollback()
        else:
            return cursor
    cursor = connection.cursor()
    cursor.execute(query)
    return cursor


@contextmanager
def _told_plainly(name: str, password: str) -> Iterator[None]:
    """What a driver raises as a UsageError."""
    try:
        yield
    except (UsageError, MemoryError):
        raise
    except ModuleNotFoundError as error:
        raise UsageError(
            f"reading from {name} needs `{error.name}`, which the extra `sql` brings: "
            "pip install 'assay[sql]'"
        ) from None
    except Exception as error:  # noqa: BLE001  (each driver raises errors of its own)
        raise UsageError(f"{name} does not answer the query: {_said(error, password)}") from None


def _said(error: Exception, password: str) -> str:
    """What a driver says is wrong, without the password, and without the workings of a program."""
    said = " ".join(str(error).split())
    if "'pytz'" in said:
        return "a column holds times with a time zone: cast them, such as `signed::date`"
    said = said.partition("Traceback (most")[0].strip()
    if password:
        said = said.replace(password, "…").replace(unquote(password), "…")
    return said or "the database gives no reason"


def _plain(value: object) -> object:
    """What a driver gives -> the same as files have it; whole decimals may be ids."""
    match value:
        case Decimal() if value.is_finite() and value.as_tuple().exponent == 0:
            return int(value)
        case UUID():
            return str(value)
    return value


# --- databases -----------------------------------------------------------------------------


def _sqlite(path: str) -> Any:
    start = _start(path)
    if start[8:12] == _DUCKDB_MARK:
        raise UsageError(f"`{path}` is a database of DuckDB: write `duckdb:///{path}`")
    return sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True)


def _duckdb(path: str) -> Any:
    import duckdb

    # Nothing is fetched from the network because of what a file is called.
    config: dict[str, Any] = {"autoinstall_known_extensions": "false"}
    if not path:
        return duckdb.connect(config=config)
    if _start(path).startswith(_SQLITE_MARK):
        raise UsageError(f"`{path}` is a database of SQLite: write `sqlite:///{path}`")
    return duckdb.connect(path, read_only=True, config=config)


def _require_select(name: str, connection: Any, query: str) -> None:
    """A database that is opened for reading only still writes files where a query says so."""
    statements = connection.extract_statements(query)
    if len(statements) != 1 or statements[0].type.name != "SELECT":
        raise UsageError(f"the query of {name} has to be a single `select`")


def _start(path: str) -> bytes:
    if not Path(path).is_file():
        raise UsageError(f"the database `{path}` is not there")
    with Path(path).open("rb") as stream:
        return stream.read(16)


def _postgresql(url: str) -> Any:
    import psycopg

    connection = psycopg.connect(url)
    connection.read_only = True
    return connection
