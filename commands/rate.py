"""`assay rate`: everyone in the evidence, rated."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import assay

from . import options
from .output import (
    EVIDENCE_PROBLEMS,
    columns,
    fail,
    load,
    plain_errors,
    result_stream,
    tell,
    write,
    write_bytes,
    write_json,
)
from .people import Chosen, rate_one, rater, read, with_progress

if TYPE_CHECKING:
    from assay import EvidenceSet, Problem, Rater, Rating


@click.command("rate")
@options.framework_argument
@options.evidence
@options.setting
@click.option("--person", metavar="ID", help="Only this person.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "csv", "json", "jsonl", "parquet", "xlsx"]),
    help="How to write the ratings; by default as the name of the output file says, else a table. "
    "CSV, JSON, JSON Lines and Parquet hold every value exactly.",
)
@click.option(
    "--sheets",
    type=click.Choice(["people"]),
    help="With an Excel workbook as output: a sheet for each person that explains the rating.",
)
@click.option(
    "--strict", is_flag=True, help="Write nothing if the evidence of anybody cannot be used."
)
@options.exact
@options.language
@options.width
@options.allow_folder
@options.output_file
def command(
    framework: str,
    allowed: tuple[str, ...],
    person: str | None,
    style: str | None,
    sheets: str | None,
    strict: bool,
    output: str | None,
    lang: str,
    width: int | None,
    exact: bool,
    **chosen: Any,
) -> None:
    """Rate everyone in the evidence.

    EVIDENCE is a CSV, TSV, JSON, JSON Lines, Excel, Parquet or Arrow file, or - for standard
    input; several files, or a pattern such as 'people-*.csv', are read as one. It may be left out
    where tables or a database name the people. People whose evidence has problems are listed and
    left out; all others are rated.

    \b
    assay rate sales.rules people.csv --period 2026-Q1
    assay rate sales.rules people.xlsx --sheet Q1 --period 2026-Q1
    assay rate sales.rules people.csv --period 2026-Q1 -o ratings.json
    assay rate sales.rules people.xlsx --period 2026-Q1 -o ratings.xlsx --sheets people
    assay rate sales.rules --table opportunities=deals.csv --period 2026-Q1
    assay rate sales.rules --from-sql sqlite:///hr.db --query 'select * from people'
    cat people.json | assay rate sales.rules - --input-format json --period 2026-Q1

    Exit status: 0 fine, 1 the framework has errors, 2 wrong usage, 3 the evidence of some people
    could not be used.
    """
    with plain_errors():
        style = _style(style, output, sheets)
        loaded = load(framework, allowed)
        wanted = Chosen(**chosen)
        rates = rater(loaded, wanted)
        evidence = read(loaded, wanted)
        if person is not None:
            evidence = assay.only_person(evidence, person)
        ratings, problems = _rated(rates, evidence)
        if problems and strict:
            _report(ratings, problems, evidence)
            fail(
                "nothing is written, since `--strict` asks for evidence without problems",
                EVIDENCE_PROBLEMS,
            )
        match style:
            case "table":
                write(assay.render_table(ratings, lang, width=columns(width), exact=exact), output)
            case "json":
                document = assay.ratings_document(
                    rates, ratings, problems, lang, notes=evidence.notes
                )
                write_json(document, output)
            case "jsonl":
                _write_lines(ratings, lang, output)
            case "xlsx":
                content = assay.ratings_workbook(
                    rates, ratings, problems, lang,
                    notes=evidence.notes, people=sheets == "people",
                )  # fmt: skip
                write_bytes(content, output or "")
            case "parquet":
                write_bytes(assay.ratings_parquet(rates, ratings, problems), output or "")
            case _:
                _write_rows(rates, ratings, output)
        _report(ratings, problems, evidence)
    if problems:
        raise SystemExit(EVIDENCE_PROBLEMS)


_STYLES = {
    ".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet",
    ".xlsx": "xlsx",
}  # fmt: skip


def _style(stated: str | None, output: str | None, sheets: str | None) -> str:
    """How to write: as stated, or as the name of the output says."""
    style = stated or _STYLES.get(Path(output).suffix.lower() if output else "", "table")
    if style in {"xlsx", "parquet"} and output is None:
        fail(f"the format needs a file to go to: name it with `-o ratings.{style}`")
    if sheets and style != "xlsx":
        fail("`--sheets` is for a workbook: name one with `-o ratings.xlsx`")
    return style


def _rated(rates: Rater, evidence: EvidenceSet) -> tuple[list[Rating], list[Problem]]:
    ratings: list[Rating] = []
    problems = list(evidence.problems)
    for one in with_progress(evidence.people):
        try:
            ratings.append(rate_one(rates, one))
        except assay.EvidenceError as error:
            problems.extend(error.problems)
    # What has no file, such as a requirement that does not hold, comes last.
    problems.sort(key=lambda each: (not each.file, each.file, each.row or 0))
    return ratings, problems


def _write_lines(ratings: list[Rating], language: str, output: str | None) -> None:
    with result_stream(output) as stream:
        for rating in ratings:
            line = assay.rating_document(rating, language)
            stream.write(json.dumps(line, ensure_ascii=False) + "\n")


def _write_rows(rates: Rater, ratings: list[Rating], output: str | None) -> None:
    with result_stream(output) as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(assay.flat_headings(rates.plan))
        writer.writerows(assay.flat_row(rating) for rating in ratings)


def _report(ratings: list[Rating], problems: list[Problem], evidence: EvidenceSet) -> None:
    for problem in problems:
        tell(str(problem))
    rated = sum(rating.state == "rated" for rating in ratings)
    parts = [f"{rated} rated"]
    if rated < len(ratings):
        parts.append(f"{len(ratings) - rated} not rated")
    if problems:
        left_out = {each.person for each in problems if each.person}
        parts += [f"{len(left_out)} left out"] if left_out else []
        parts.append(f"{len(problems)} problem{'' if len(problems) == 1 else 's'} in the evidence")
    everyone = {one.person for one in evidence.people} | {
        each.person for each in evidence.problems if each.person
    }
    tell(f"{len(everyone)} {'person' if len(everyone) == 1 else 'people'}: {', '.join(parts)}")
