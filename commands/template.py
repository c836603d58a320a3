"""`assay template`: an empty workbook for the people of a role."""

from __future__ import annotations

import click

import assay

from . import options
from .output import fail, load, plain_errors, tell, write_bytes


@click.command("template")
@options.framework_argument
@click.option("--role", metavar="ID", help="The role, where the framework has several.")
@click.option(
    "--lang",
    "languages",
    multiple=True,
    default=["en"],
    show_default=True,
    metavar="TAG",
    help="A language of the headings; may be repeated for a row of headings each.",
)
@click.option(
    "--output",
    "-o",
    required=True,
    type=options.FILE,
    metavar="FILE",
    help="The workbook to write (.xlsx), whole or not at all.",
)
@options.allow_folder
def command(
    framework: str,
    role: str | None,
    languages: tuple[str, ...],
    output: str,
    allowed: tuple[str, ...],
) -> None:
    """Write an empty workbook for the people of a role, to be filled in and rated.

    It has a column for each input of the role with its labels, unit and description, lists of
    the choices and levels, and a sheet for each table. A competency has a column for each kind
    of rater; what the framework can compute is optional. What is filled in goes straight into
    `assay rate`.

    \b
    assay template sales.rules -o people.xlsx
    assay template sales.rules --role director --lang th --lang en -o people.xlsx
    assay rate sales.rules people.xlsx --period 2026-Q1
    """
    with plain_errors():
        if not output.lower().endswith(".xlsx"):
            fail(f"`{output}` is no name of a workbook: it ends with `.xlsx`")
        loaded = load(framework, allowed)
        plan = loaded.plan(role)
        write_bytes(assay.template_workbook(plan, tuple(dict.fromkeys(languages))), output)
        tell(f"{output}: a workbook to be filled in")
