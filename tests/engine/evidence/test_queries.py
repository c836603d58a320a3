"""People of databases: exactly as they hold them, read only, with what is wrong in plain words."""

import sqlite3
import sys
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from uuid import UUID

import duckdb
import pytest

from assay.engine.evidence.formats.queries import query_evidence
from assay.engine.evidence.problems import UsageError


@pytest.fixture
def databases(tmp_path):
    """The addresses of a database of each kind that is a file, both with the same table."""
    lite, duck = tmp_path / "a.db", tmp_path / "a.duckdb"
    made = "create table staff (who text, pay decimal(30, 20), since date, score double)"
    for connection in (sqlite3.connect(lite), duckdb.connect(duck)):
        connection.execute(made)
        connection.execute(
            "insert into staff values ('ann', '0.10000000000000000001', '2026-01-31', 0.1)"
        )
        connection.commit()
        connection.close()
    return {"sqlite": f"sqlite:///{lite}", "duckdb": f"duckdb:///{duck}"}


def refused(url, query):
    with pytest.raises(UsageError) as caught:
        query_evidence(url, query)
    return str(caught.value)


def test_numbers_stay_what_the_database_holds(databases):
    rows = query_evidence(databases["duckdb"], "select * from staff")
    assert rows.headings == ("who", "pay", "since", "score")
    assert rows.rows == (("ann", Decimal("0.10000000000000000001"), date(2026, 1, 31), 0.1),)
    # SQLite makes a double of what is declared as a number; as a text it stays whole.
    rows = query_evidence(databases["sqlite"], "select '0.10000000000000000001', score from staff")
    assert rows.rows == (("0.10000000000000000001", 0.1),)


def test_ids_that_are_decimals_or_codes_are_texts_and_whole_numbers(databases):
    code = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    query = f"select 1001::decimal(20, 0), '{code}'::uuid, 2.50::decimal(9, 2)"
    (row,) = query_evidence("duckdb:///", query).rows
    assert row == (1001, str(UUID(code)), Decimal("2.50"))


@pytest.mark.parametrize("kind", ["sqlite", "duckdb"])
@pytest.mark.parametrize(
    "query",
    [
        "delete from staff",
        "drop table staff",
        "create table other (a int)",
        "select 1; drop table staff",
        "selec",
        "select none from nowhere",
    ],
)
def test_nothing_is_written_and_what_is_wrong_is_said(databases, kind, query):
    said = refused(databases[kind], query)
    assert said.startswith((f"{kind}:/", f"the query of {kind}:/"))
    assert "Traceback" not in said
    assert len(query_evidence(databases[kind], "select who from staff").rows) == 1


def test_a_query_writes_no_file(tmp_path):
    target = tmp_path / "out.csv"
    said = refused("duckdb:///", f"copy (select 1) to '{target}'")
    assert said == "the query of duckdb has to be a single `select`"
    assert not target.exists()


def test_addresses_that_mean_another_database(databases, tmp_path):
    path = databases["sqlite"].removeprefix("sqlite:///")
    assert refused(f"duckdb:///{path}", "select 1") == (
        f"`{path}` is a database of SQLite: write `sqlite:///{path}`"
    )
    path = databases["duckdb"].removeprefix("duckdb:///")
    assert f"write `duckdb:///{path}`" in refused(f"sqlite:///{path}", "select 1")
    assert "write `sqlite:///people.db`, with three slashes" in refused("sqlite://people.db", "x")
    assert f"the database `{tmp_path}/no.db` is not there" in refused(
        f"duckdb:///{tmp_path}/no.db", "x"
    )
    assert "begins with `sqlite:///`" in refused("oracle://host/x", "select 1")


def test_times_with_a_zone_say_how_to_cast_them(monkeypatch):
    monkeypatch.setitem(sys.modules, "pytz", None)
    said = refused("duckdb:///", "select now() as moment")
    assert said.endswith("a column holds times with a time zone: cast them, such as `signed::date`")


# --- PostgreSQL, whose driver is stood in for ----------------------------------------------


class Connection:
    """What psycopg gives, as far as it is used."""

    def __init__(self, rows, error=None):
        self.read_only = None
        self.closed = False
        self.asked = []
        self.description = None
        self._rows, self._error = rows, error

    def cursor(self, name=None):
        self.of_the_server = name is not None
        return self

    def rollback(self):
        self.of_the_server = False

    def execute(self, query):
        assert self.read_only is True
        self.asked.append(query)
        if self._error:
            raise self._error
        self.description = [("person",), ("pay",)]

    def fetchmany(self, size):
        self._rows, some = self._rows[size:], self._rows[:size]
        return some

    def close(self):
        self.closed = True


def stand_in(monkeypatch, connection):
    urls = []

    def connect(url):
        urls.append(url)
        if isinstance(connection, Exception):
            raise connection
        return connection

    monkeypatch.setitem(sys.modules, "psycopg", SimpleNamespace(connect=connect))
    return urls


URL = "postgresql://hr:s%40cret@db.example/people"


def test_postgresql_is_read_only_and_keeps_decimals(monkeypatch):
    connection = Connection([("ann", Decimal("1.10")), (Decimal(7), None)])
    urls = stand_in(monkeypatch, connection)
    rows = query_evidence(URL, "select person, pay from staff")
    assert urls == [URL]
    assert connection.asked == ["select person, pay from staff"]
    assert connection.closed
    assert connection.of_the_server
    assert rows.name == "postgresql:db.example/people"
    assert rows.rows == (("ann", Decimal("1.10")), (7, None))


@pytest.mark.parametrize("error", ["no password s%40cret\nfor hr", "FATAL: s@cret is wrong"])
def test_no_message_names_the_password(monkeypatch, error):
    stand_in(monkeypatch, RuntimeError(error))
    said = refused(URL, "select 1")
    assert said.startswith("postgresql:db.example/people does not answer the query: ")
    assert "cret" not in said
    failing = Connection([], RuntimeError(error))
    stand_in(monkeypatch, failing)
    assert "cret" not in refused(URL, "select 1")
    assert failing.closed


def test_a_driver_that_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert refused(URL, "select 1") == (
        "reading from postgresql:db.example/people needs `psycopg`, which the extra `sql` brings: "
        "pip install 'assay[sql]'"
    )
