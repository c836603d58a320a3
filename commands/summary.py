"""`assay summary`: what many ratings come to together."""

from __future__ import annotations

import contextlib
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

import assay

from . import options
from .completing import headings
from .output import colourful, columns, fail, load, plain_errors, write, write_json
from .people import data_of, files_named, named_values

if TYPE_CHECKING:
    from assay import RatingsFile, SummaryReport

Style = Literal["text", "json", "html", "svg"]

_STYLES: dict[str, Style] = {
    ".html": "html", ".htm": "html", ".svg": "svg", ".json": "json", ".txt": "text",
    "": "text",
}  # fmt: skip


@click.command("summary")
@click.argument("ratings", nargs=-1, required=True, type=options.FILE)
@click.option(
    "--by",
    metavar="COLUMN",
    shell_complete=headings("people", "ratings"),
    help="Each group by itself: a column of RATINGS, or of `--people`.",
)
@click.option(
    "--people",
    type=options.FILE,
    metavar="FILE",
    help="A file of people that has the column for `--by`; people are found by their ids.",
)
@click.option("--person-column", metavar="NAME", help="What names the people in `--people`.")
@click.option(
    "--framework",
    type=options.FILE,
    metavar="FILE",
    help="The framework rated by, which CSV, TSV, JSON Lines and Arrow do not tell.",
)
@options.setting
@click.option(
    "--input-format",
    type=click.Choice(["csv", "tsv", "json", "jsonl", "parquet", "arrow", "xlsx"]),
    help="The format of RATINGS, where their names do not tell.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "html", "svg"]),
    help="How to write it; by default as the name of the output file says, else as text.",
)
@options.encoding
@options.language
@options.width
@options.colour
@options.allow_folder
@options.output_file
def command(
    ratings: tuple[str, ...],
    by: str | None,
    people: str | None,
    person_column: str | None,
    framework: str | None,
    role: str | None,
    period: str | None,
    as_of: date | None,
    parameters: tuple[str, ...],
    input_format: assay.RatingsFormat | None,
    style: Style | None,
    encoding: str | None,
    lang: str,
    width: int | None,
    colour: bool | None,
    allowed: tuple[str, ...],
    output: str | None,
) -> None:
    """Sum up RATINGS: levels, values, what lies near thresholds, who could not be rated and why.

    RATINGS are files that `assay rate` wrote, of any format, or - for standard input; several
    files, or a pattern such as 'ratings-*.csv', are summed up together. JSON, Parquet and
    workbooks say themselves how levels are ordered and where thresholds lie; with CSV, TSV, JSON
    Lines and Arrow, name the framework to be told.

    \b
    assay summary ratings.json
    assay summary ratings.csv --framework sales.rules
    assay summary ratings.parquet --by region -o summary.html
    assay summary ratings.json --by team --people people.csv
    assay summary ratings.xlsx --by department
    assay summary ratings.json --lang th -o levels.svg
    """
    with plain_errors():
        if people is not None and by is None:
            fail("`--people` is read for the column that `--by COLUMN` names")
        if framework is None and (role or period or as_of or parameters):
            fail(
                "`--role`, `--period`, `--as-of` and `--set` are about a framework: name it with "
                "`--framework FILE`"
            )
        groups = None
        if people is not None and by is not None:
            groups = assay.people_column(data_of(people, None), by, person_column, encoding)
        suffix = Path(output).suffix.lower() if output else ""
        written = style or _STYLES.get(suffix)
        if written is None:
            fail(
                f"a summary is not written as `{suffix}`: end the name of the output with `.html`, "
                "`.svg`, `.json` or `.txt`, or say `--format`"
            )
        with contextlib.ExitStack() as opened:
            report = assay.summarize_files(
                [
                    _file(path, input_format, encoding or "", opened)
                    for path in files_named(ratings)
                ],
                framework=None if framework is None else load(framework, allowed),
                role=role,
                period=period,
                parameters=named_values(parameters, "set", "PARAMETER=VALUE"),
                as_of=as_of,
                by=by or "",
                groups=groups,
            )
        _write(report, written, lang, columns(width), colour, output)


def _file(
    path: str, stated: assay.RatingsFormat | None, encoding: str, opened: contextlib.ExitStack
) -> RatingsFile:
    if path == "-":
        return assay.RatingsFile("standard input", sys.stdin.buffer, stated or "csv", encoding)
    style = stated or assay.ratings_format_of(path)
    if style is None:
        fail(
            f"the format of `{path}` cannot be told from its name: rename it, or say "
            "`--input-format` and one of `csv`, `tsv`, `json`, `jsonl`, `parquet`, `arrow`, `xlsx`"
        )
    return assay.RatingsFile(path, opened.enter_context(Path(path).open("rb")), style, encoding)


def _write(
    report: SummaryReport,
    style: Style,
    language: str,
    width: int,
    colour: bool | None,
    output: str | None,
) -> None:
    match style:
        case "json":
            write_json(assay.summary_document(report, language), output)
        case "html":
            write(assay.summary_html(report, language), output)
        case "svg":
            write(assay.summary_svg(report, language), output)
        case "text":
            coloured = bool(colour) if output else colourful(colour, sys.stdout)
            write(assay.summary_text(report, language, width=width, colour=coloured), output)
