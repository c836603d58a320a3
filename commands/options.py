"""The options that several commands have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any, TypeVar, cast

import click

import assay

from .completing import Complete, encodings, files_or_names, languages, names
from .output import NARROWEST, refuse_to_overwrite

Command = TypeVar("Command", bound=Callable[..., Any])
Decorator = Callable[[Command], Command]

FILE = click.Path(path_type=str)


class Day(click.ParamType[date]):
    """A day as year-month-day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Text -> date; a usage error where it names no day."""
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            self.fail(f"`{value}` is not a day; write it like `2026-01-31`", param, ctx)


def _together(*decorators: Callable[[Any], Any]) -> Callable[[Command], Command]:
    def decorate(command: Command) -> Command:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


framework_argument = click.argument("framework", type=FILE)

text_or_json = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write it.",
)

allow_folder = click.option(
    "--allow-folder",
    "allowed",
    multiple=True,
    metavar="FOLDER",
    help="A further folder that `use` lines may reach into; may be repeated.",
)

_output_file = click.option(
    "--output",
    "-o",
    type=FILE,
    metavar="FILE",
    help="Write to this file, whole or not at all, instead of standard output.",
)
_FILES_READ = ("framework", "frameworks", "evidence", "name", "tables", "ratings", "people")
"""The arguments that name files to read, in one command or another."""


def output_file(command: Command) -> Command:
    """The option, for a command that then never writes over what it reads."""

    @wraps(command)
    def careful(**arguments: Any) -> Any:
        given: list[str] = []
        for each in map(arguments.get, _FILES_READ):
            given += [each] if isinstance(each, str) else each or ()
        refuse_to_overwrite(arguments["output"], given)
        return command(**arguments)

    return cast("Command", _output_file(careful))


language = click.option(
    "--lang",
    default="en",
    show_default=True,
    metavar="TAG",
    shell_complete=languages,
    help="The language, such as `th`.",
)

width = click.option(
    "--width",
    type=click.IntRange(NARROWEST, 1_000),
    metavar="COLUMNS",
    help="How wide to write; by default as the terminal is. Codes and places in files stay whole.",
)

colour = click.option(
    "--colour/--no-colour",
    default=None,
    help="Colour or not; by default on a terminal, unless NO_COLOR is set.",
)

exact = click.option(
    "--exact", is_flag=True, help="Write fractions where decimals would not show a number whole."
)

as_of = click.option(
    "--as-of",
    type=Day(),
    metavar="DATE",
    help="The day whose dated parameters hold; by default the last of the period.",
)

set_parameters = click.option(
    "--set",
    "parameters",
    multiple=True,
    metavar="PARAMETER=VALUE",
    shell_complete=names("parameter", suffix="="),
    help="Set a parameter, such as `target_cycle='90 days'`; may be repeated.",
)

setting = _together(
    click.option(
        "--role",
        metavar="ID",
        shell_complete=names("role"),
        help="The role, where the framework has several.",
    ),
    click.option(
        "--period", metavar="PERIOD", help="What is rated: 2026-Q1, 2026, 2026-H1, 2026-01."
    ),
    as_of,
    set_parameters,
)


class Encoding(click.ParamType[str]):
    """The name of an encoding of texts."""

    name = "encoding"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Name -> the same; a usage error for one that is not known."""
        try:
            assay.known_encoding(value)
        except assay.UsageError as error:
            self.fail(str(error), param, ctx)
        return str(value)


encoding = click.option(
    "--encoding",
    type=Encoding(),
    metavar="NAME",
    shell_complete=encodings,
    help="The encoding of CSV, TSV and JSON files, such as `windows-874`; by default what a byte "
    "order mark says, else UTF-8.",
)


def _evidence(complete: Complete | None) -> Callable[[Any], Any]:
    return _together(
        click.argument("evidence", nargs=-1, type=FILE, shell_complete=complete),
        click.option(
            "--table",
            "tables",
            multiple=True,
            metavar="NAME=FILE",
            shell_complete=names("table", suffix="="),
            help="The rows of a table, with the person in each; may be repeated.",
        ),
        click.option(
            "--person-column",
            metavar="NAME",
            help="The column that names the person; by default `person`, or what a table declares.",
        ),
        click.option(
            "--input-format",
            type=click.Choice(["csv", "tsv", "json", "jsonl", "xlsx", "parquet", "arrow"]),
            help="The format of EVIDENCE, where its name does not tell.",
        ),
        click.option(
            "--from-sql",
            metavar="URL",
            help="A database of people: `sqlite:///FILE`, `duckdb:///FILE`, `postgresql://…`.",
        ),
        click.option("--query", metavar="SQL", help="What gives the people of the database."),
        click.option(
            "--sheet",
            metavar="NAME",
            help="The sheet of an Excel workbook that holds the people; by default the one with "
            "their headings.",
        ),
        click.option(
            "--delimiter",
            type=click.Choice(["comma", "semicolon", "tab"]),
            help="What separates the cells of CSV files, where that cannot be told.",
        ),
        encoding,
    )


evidence = _evidence(None)
evidence_or_name = _evidence(files_or_names)
"""The same for a command that takes a name after the evidence."""
