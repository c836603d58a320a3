"""`assay show`: the declarations of a framework as they were understood."""

from __future__ import annotations

import click

import assay

from . import options
from .completing import names
from .output import columns, fail, load, plain_errors, write, write_json


@click.command("show")
@options.framework_argument
@click.argument("name", required=False, shell_complete=names())
@click.option(
    "--origins", is_flag=True, help="Which file and line gave each value, and what it replaced."
)
@click.option(
    "--resolved", is_flag=True, help="The whole framework as one file, its layers merged."
)
@options.text_or_json
@options.language
@options.width
@options.allow_folder
@options.output_file
def command(
    framework: str,
    name: str | None,
    origins: bool,
    resolved: bool,
    style: str,
    lang: str,
    width: int | None,
    allowed: tuple[str, ...],
    output: str | None,
) -> None:
    """Show the declarations of a framework as they were understood, or all about one NAME.

    \b
    assay show sales.rules
    assay show sales.rules quota_achievement
    assay show sales.rules --format json
    assay show thailand.rules quota_achievement --origins
    assay show thailand.rules --resolved -o whole.rules
    """
    if origins and resolved:
        fail("`--origins` and `--resolved` are two answers; ask for one of them")
    if resolved and (name is not None or style != "text"):
        fail("`--resolved` is the text of the whole framework; leave out the name and `--format`")
    with plain_errors():
        checked = load(framework, allowed).checked
        if resolved:
            write(assay.show_resolved(checked), output)
        elif origins and style == "text":
            write(assay.show_origins(checked, name or "", width=columns(width)), output)
        elif origins:
            write_json(assay.origins_document(checked, name or ""), output)
        elif style == "text":
            write(assay.show_declarations(checked, name, lang, width=columns(width)), output)
        elif name is None:
            write_json(assay.framework_document(checked), output)
        else:
            write_json(assay.declaration_document(checked, name), output)
