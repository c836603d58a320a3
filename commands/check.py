"""`assay check`: everything that is wrong with a framework file."""

from __future__ import annotations

import sys

import click

import assay

from . import options
from .output import (
    FRAMEWORK_PROBLEMS,
    diagnostics_text,
    framework_file,
    plain_errors,
    tell,
    write,
    write_json,
)


@click.command("check")
@options.framework_argument
@options.text_or_json
@options.width
@options.colour
@options.allow_folder
@options.output_file
def command(
    framework: str,
    style: str,
    width: int | None,
    colour: bool | None,
    allowed: tuple[str, ...],
    output: str | None,
) -> None:
    """Find everything that is wrong with a framework file, and with those it uses.

    \b
    assay check sales.rules
    assay check sales.rules --format json

    Exit status: 0 no errors (there may be warnings), 1 errors, 2 wrong usage.
    """
    with plain_errors():
        diagnostics = assay.check(framework_file(framework), allowed_folders=allowed)
        if style == "json":
            write_json(assay.render_json(diagnostics), output)
        elif diagnostics:
            colour = False if output else colour
            write(diagnostics_text(diagnostics, sys.stdout, width=width, colour=colour), output)
        else:
            write("", output)
            tell(f"{framework}: no problems")
    if any(diagnostic.severity == "error" for diagnostic in diagnostics):
        raise SystemExit(FRAMEWORK_PROBLEMS)
