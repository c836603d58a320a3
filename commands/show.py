"""`assay show`: the declarations of a framework as they were understood."""

from __future__ import annotations

import click

import assay

from . import options
from .output import columns, load, plain_errors, write, write_json


@click.command("show")
@options.framework_argument
@click.argument("name", required=False)
@options.text_or_json
@options.language
@options.width
@options.allow_folder
@options.output_file
def command(
    framework: str,
    name: str | None,
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
    """
    with plain_errors():
        checked = load(framework, allowed).checked
        if style == "text":
            write(assay.show_declarations(checked, name, lang, width=columns(width)), output)
        elif name is None:
            write_json(assay.framework_document(checked), output)
        else:
            write_json(assay.declaration_document(checked, name), output)
