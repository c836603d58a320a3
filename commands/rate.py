"""`assay rate`: everyone in the evidence, rated."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import assay

from . import options
from .completing import headings
from .files import WRITTEN, large_files, rate_large, standard_input_aside
from .output import (
    EVIDENCE_PROBLEMS,
    columns,
    fail,
    load,
    plain_errors,
    result_stream,
    write,
    write_bytes,
    write_pieces,
)
from .people import Chosen, ProgressLine, rate_one, rater, read, with_progress
from .reporting import NOTHING_WRITTEN, Outcome, report

if TYPE_CHECKING:
    from assay import EvidenceSet, Problem, Rater, Rating, SummaryReport

Kept = Mapping[str, Mapping[str, str]]


@click.command("rate")
@options.framework_argument
@options.evidence
@options.setting
@click.option("--person", metavar="ID", help="Only this person.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "csv", "tsv", "json", "jsonl", "parquet", "arrow", "xlsx"]),
    help="How to write the ratings; by default as the name of the output file says, else a table. "
    "All but tables hold every value exactly.",
)
@click.option(
    "--sheets",
    type=click.Choice(["people"]),
    help="With an Excel workbook as output: a sheet for each person that explains the rating.",
)
@click.option(
    "--strict", is_flag=True, help="Write nothing if the evidence of anybody cannot be used."
)
@click.option(
    "--keep",
    multiple=True,
    metavar="COLUMN",
    shell_complete=headings("evidence"),
    help="A column of the people, such as their region, to write beside their ratings; may be "
    "repeated.",
)
@click.option(
    "--by",
    metavar="COLUMN",
    shell_complete=headings("evidence"),
    help="A column of the people: how the levels are distributed in each group is told, too.",
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
    keep: tuple[str, ...],
    by: str | None,
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
    left out; all others are rated. What the ratings come to stands at the end on standard error;
    `assay summary` tells more.

    \b
    assay rate sales.rules people.csv --period 2026-Q1
    assay rate sales.rules people.xlsx --sheet Q1 --period 2026-Q1
    assay rate sales.rules people.csv --encoding windows-874 --period 2026-Q1
    assay rate sales.rules people.csv --period 2026-Q1 -o ratings.json
    assay rate sales.rules people.xlsx --period 2026-Q1 -o ratings.xlsx --sheets people
    assay rate sales.rules people.csv --period 2026-Q1 --by region --keep region -o ratings.csv
    assay rate sales.rules --table opportunities=deals.csv --period 2026-Q1
    assay rate sales.rules --from-sql sqlite:///hr.db --query 'select * from people'
    cat people.json | assay rate sales.rules - --input-format json --period 2026-Q1

    Exit status: 0 fine, 1 the framework has errors, 2 wrong usage, 3 the evidence of some people
    could not be used.
    """
    with plain_errors(), ExitStack() as stack:
        style = _style(style, output, sheets)
        if keep and style == "table":
            fail("`--keep` is for files, such as `-o ratings.csv` or `-o ratings.xlsx`")
        loaded = load(framework, allowed)
        wanted = Chosen(**chosen)
        rates = rater(loaded, wanted)
        keep = tuple(dict.fromkeys(keep))
        written = WRITTEN.get(style)
        if written and written not in {"json", "jsonl"}:
            # Before anybody is rated.
            assay.flat_headings(rates.plan, keep)
        if written and not person and not sheets:
            wanted = stack.enter_context(standard_input_aside(wanted))
            large = large_files(wanted)
            if large and rate_large(
                loaded, wanted, large, output, written,
                keep=keep, by=by or "", strict=strict, language=lang, width=columns(width),
            ):  # fmt: skip
                return
        evidence = read(loaded, wanted, tuple(dict.fromkeys([*keep, *([by] if by else [])])))
        kept = evidence.kept
        if person is not None:
            evidence = assay.only_person(evidence, person)
        if style == "xlsx":
            _check_size(rates, evidence, keep, sheets)
        ratings, problems = _rated(rates, evidence)
        run = _Run(rates, ratings, problems, evidence, kept, by or "", lang, columns(width))
        if problems and strict:
            run.report()
            fail(NOTHING_WRITTEN, EVIDENCE_PROBLEMS)
        _write(run, style, output, keep, sheets, exact=exact)
        run.report()
    if problems:
        raise SystemExit(EVIDENCE_PROBLEMS)


_STYLES = {
    ".csv": "csv", ".tsv": "tsv", ".tab": "tsv", ".json": "json", ".jsonl": "jsonl",
    ".ndjson": "jsonl", ".parquet": "parquet", ".pq": "parquet", ".arrow": "arrow",
    ".feather": "arrow", ".ipc": "arrow", ".xlsx": "xlsx", ".txt": "table", "": "table",
}  # fmt: skip


def _style(stated: str | None, output: str | None, sheets: str | None) -> str:
    """How to write: as stated, or as the name of the output says."""
    suffix = Path(output).suffix.lower() if output else ""
    style = stated or _STYLES.get(suffix)
    if style is None:
        if assay.format_of(output or "") == "xlsx":
            fail(f"workbooks are written as `.xlsx`, not `{suffix}`: name the output so")
        fail(
            f"ratings are not written as `{suffix}`: end the name of the output with `.xlsx`, "
            "`.csv`, `.json` or `.txt`, or say `--format`"
        )
    if style in {"xlsx", "parquet", "arrow"} and output is None:
        fail(f"the format needs a file to go to: name it with `-o ratings.{style}`")
    if sheets and style != "xlsx":
        fail("`--sheets` is for a workbook: name one with `-o ratings.xlsx`")
    return style


def _check_size(
    rates: Rater, evidence: EvidenceSet, keep: Sequence[str], sheets: str | None
) -> None:
    """Fails where a workbook cannot hold the people, before anybody is rated."""
    assay.check_workbook(rates, len(evidence.people), keep=keep, explained=sheets == "people")


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


def _write_rows(
    rates: Rater,
    ratings: list[Rating],
    output: str | None,
    keep: Sequence[str],
    kept: Kept,
    delimiter: str,
) -> None:
    with result_stream(output) as stream:
        writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
        writer.writerow(assay.flat_headings(rates.plan, keep))
        for rating in ratings:
            texts = kept.get(rating.person, {})
            writer.writerow(assay.flat_row(rating, [texts.get(name, "") for name in keep]))


@dataclass(frozen=True, slots=True)
class _Run:
    """What came of a run, to be told at its end."""

    rates: Rater
    ratings: list[Rating]
    problems: list[Problem]
    evidence: EvidenceSet
    kept: Kept
    by: str
    language: str
    width: int

    def report(self) -> None:
        """Says how it went."""
        rated = sum(rating.state == "rated" for rating in self.ratings)
        left_out = {each.person for each in self.problems if each.person}
        everyone = {one.person for one in self.evidence.people} | {
            each.person for each in self.evidence.problems if each.person
        }
        outcome = Outcome(
            len(everyone), rated, len(left_out), self.problems, len(self.problems), self._summary
        )
        report(outcome, self.language, self.width)

    def _summary(self) -> SummaryReport:
        summary = assay.Summary.of(self.rates, by=self.by, spreads=False)
        groups = {person: texts.get(self.by, "") for person, texts in self.kept.items()}
        for rating in self.ratings:
            summary.add(rating, groups.get(rating.person) or None)
        summary.refuse(self.problems, {person: text for person, text in groups.items() if text})
        return summary.report()


def _write(
    run: _Run,
    style: str,
    output: str | None,
    keep: Sequence[str],
    sheets: str | None,
    *,
    exact: bool,
) -> None:
    """Writes the ratings in a format."""
    rates, ratings, problems = run.rates, run.ratings, run.problems
    notes, kept, lang = run.evidence.notes, run.kept, run.language
    match style:
        case "table":
            write(assay.render_table(ratings, lang, width=run.width, exact=exact), output)
        case "json":
            pieces = assay.ratings_json(
                rates, ratings, problems, lang, notes=notes, keep=keep, kept=kept
            )
            write_pieces(pieces, output)
        case "jsonl":
            lines = assay.rating_lines(rates, ratings, lang, keep=keep, kept=kept)
            write_pieces(lines, output)
        case "xlsx":
            line = ProgressLine("explaining")
            content = assay.ratings_workbook(
                rates, ratings, problems, lang, notes=notes,
                people=sheets == "people", keep=keep, kept=kept, progress=line.show,
            )  # fmt: skip
            line.clear()
            write_bytes(content, output or "")
        case "parquet":
            content = assay.ratings_parquet(rates, ratings, problems, keep=keep, kept=kept)
            write_bytes(content, output or "")
        case "arrow":
            write_bytes(assay.ratings_arrow(rates, ratings, keep=keep, kept=kept), output or "")
        case _:
            _write_rows(rates, ratings, output, keep, kept, "\t" if style == "tsv" else ",")
