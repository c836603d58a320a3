"""`assay schema`: JSON Schemas of evidence, and of what assay writes."""

from __future__ import annotations

import click

import assay

from . import options
from .completing import names, published
from .output import fail, load, plain_errors, write_json


@click.command("schema")
@click.argument("framework", required=False, type=options.FILE)
@click.option(
    "--role",
    metavar="ID",
    shell_complete=names("role"),
    help="The role whose evidence is described.",
)
@click.option(
    "--of",
    "published",
    metavar="NAME",
    shell_complete=published,
    help="A published schema: diagnostics, evidence, examples, explanation, framework, rating "
    "or ratings.",
)
@options.language
@options.allow_folder
@options.output_file
def command(
    framework: str | None,
    role: str | None,
    published: str | None,
    lang: str,
    allowed: tuple[str, ...],
    output: str | None,
) -> None:
    """Print the JSON Schema of the evidence that a role needs, or a published schema.

    \b
    assay schema sales.rules --role sales_director
    assay schema --of ratings
    """
    if (framework is None) == (published is None):
        fail("name a framework file, or a published schema with `--of`")
    with plain_errors():
        if framework is None:
            write_json(assay.published_schema(str(published)), output)
        else:
            loaded = load(framework, allowed)
            write_json(assay.evidence_schema(loaded, role, lang), output)
