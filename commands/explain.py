"""`assay explain`: why a person is rated so."""

from __future__ import annotations

import sys
from glob import has_magic
from pathlib import Path
from typing import Any

import click

import assay

from . import options
from .completing import names
from .output import colourful, columns, fail_with, load, plain_errors, write, write_json
from .people import Chosen, rate_one, rater, read


@click.command("explain")
@options.framework_argument
@options.evidence_or_name
@click.argument("name", required=False, shell_complete=names())
@options.setting
@click.option("--person", required=True, metavar="ID", help="Whose rating to explain.")
@options.text_or_json
@options.exact
@options.language
@options.width
@options.colour
@options.allow_folder
@options.output_file
def command(
    framework: str,
    allowed: tuple[str, ...],
    name: str | None,
    person: str,
    style: str,
    output: str | None,
    lang: str,
    width: int | None,
    exact: bool,
    colour: bool | None,
    **chosen: Any,
) -> None:
    """Explain why a person is rated so, or why any value below the rating is what it is.

    EVIDENCE is as for `assay rate`; NAME is the id of anything that the framework declares.

    \b
    assay explain sales.rules people.csv --period 2026-Q1 --person director-01
    assay explain sales.rules people.csv quota_achievement --period 2026-Q1 --person director-01
    assay explain sales.rules people.csv --period 2026-Q1 --person director-01 --lang th
    """
    with plain_errors():
        wanted, name = _told_apart(chosen, name)
        loaded = load(framework, allowed)
        rates = rater(loaded, wanted)
        evidence = assay.only_person(read(loaded, wanted), person)
        if not evidence.people:
            fail_with(evidence.problems)
        explanation = rate_one(rates, evidence.people[0]).explain(name)
        if style == "json":
            write_json(explanation.document(lang=lang), output)
            return
        coloured = output is None and colourful(colour, sys.stdout)
        text = explanation.text(lang=lang, width=columns(width), colour=coloured, exact=exact)
        write(text.rstrip("\n") + "\n", output)


def _told_apart(chosen: dict[str, Any], name: str | None) -> tuple[Chosen, str | None]:
    """The last of several words, or the only one beside tables, names what to explain, unless
    it is a file of evidence."""
    words = [*chosen["evidence"], *([name] if name else [])]
    alone = len(words) == 1 and not (chosen["tables"] or chosen["from_sql"])
    last = words[-1] if words else "-"
    is_file = last == "-" or has_magic(last) or assay.format_of(last) is not None
    if alone or is_file or (len(words) == 1 and Path(last).exists()):
        return Chosen(**{**chosen, "evidence": tuple(words)}), None
    return Chosen(**{**chosen, "evidence": tuple(words[:-1])}), last
