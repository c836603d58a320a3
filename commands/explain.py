"""`assay explain`: why a person is rated so."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

import assay

from . import options
from .output import colourful, columns, fail_with, load, plain_errors, write, write_json
from .people import Chosen, rate_one, rater, read


@click.command("explain")
@options.framework_argument
@options.evidence
@click.argument("name", required=False)
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
    """With tables alone, a single word that is no file is the name of what to explain."""
    word = chosen["evidence"]
    if name is None and word and chosen["tables"] and word != "-":
        is_file = Path(word).exists() or assay.format_of(word) is not None
        if not is_file:
            chosen["evidence"], name = None, word
    return Chosen(**chosen), name
