"""`assay graph`: what depends on what, drawn."""

from __future__ import annotations

import click

import assay

from . import options
from .completing import names
from .output import load, plain_errors, write


@click.command("graph")
@options.framework_argument
@click.option(
    "--role", metavar="ID", shell_complete=names("role"), help="Only what this role needs."
)
@click.option(
    "--focus",
    metavar="NAME",
    shell_complete=names(),
    help="Only what this value needs, and what needs it.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["mermaid", "dot", "svg"]),
    default="mermaid",
    show_default=True,
    help="How to draw it.",
)
@options.language
@options.allow_folder
@options.output_file
def command(
    framework: str,
    role: str | None,
    focus: str | None,
    style: assay.Style,
    lang: str,
    allowed: tuple[str, ...],
    output: str | None,
) -> None:
    """Draw what depends on what: an arrow leads from each value to what is computed from it.

    \b
    assay graph sales.rules --format svg -o sales.svg
    assay graph sales.rules --focus quota_achievement
    assay graph sales.rules --role sales_director --format dot
    """
    with plain_errors():
        loaded = load(framework, allowed)
        write(assay.draw_graph(loaded, style, role=role, focus=focus, language=lang), output)
