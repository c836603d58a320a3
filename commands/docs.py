"""`assay docs`: the handbook that employees and managers are given."""

from __future__ import annotations

from datetime import date

import click

import assay

from . import options
from .output import load, plain_errors, tell


@click.command("docs")
@options.framework_argument
@click.option(
    "--output",
    "-o",
    "folder",
    type=options.FILE,
    required=True,
    metavar="FOLDER",
    help="The folder to write to; it is made where it is not there.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["html", "markdown", "both"]),
    default="html",
    show_default=True,
    help="What to write.",
)
@options.language
@click.option(
    "--as-of",
    type=options.Day(),
    metavar="DATE",
    help="The day whose dated parameters are shown; by default their newest values.",
)
@click.option("--force", is_flag=True, help="Overwrite files that this command did not write.")
@options.allow_folder
def command(
    framework: str,
    folder: str,
    style: str,
    lang: str,
    as_of: date | None,
    force: bool,
    allowed: tuple[str, ...],
) -> None:
    """Write the handbook of a framework: a page for each role, and one that lists the roles.

    Pages need no network, print on A4 and are read on a phone. A page that someone has changed
    since it was written is never overwritten without --force.

    \b
    assay docs sales.rules -o handbook
    assay docs sales.rules -o handbook/th --lang th
    assay docs sales.rules -o wiki --format markdown
    """
    with plain_errors():
        formats: tuple[assay.HandbookFormat, ...]
        match style:
            case "both":
                formats = ("html", "markdown")
            case "markdown":
                formats = ("markdown",)
            case _:
                formats = ("html",)
        written = assay.write_handbook(
            load(framework, allowed),
            folder,
            language=lang,
            formats=formats,
            as_of=as_of,
            force=force,
        )
    for file in written.files:
        click.echo(str(file))
    for file in written.left_over:
        tell(f"`{file}` is of an earlier handbook and no longer belongs to it: remove it")
