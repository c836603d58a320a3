"""`assay diagnostic`: the page of a kind of problem."""

from __future__ import annotations

import click

import assay

from .completing import codes
from .output import fail, write


@click.command("diagnostic")
@click.argument("code", required=False, shell_complete=codes)
def command(code: str | None) -> None:
    """Explain a kind of problem, with an example and its solution; without a CODE list them all.

    \b
    assay diagnostic
    assay diagnostic weights-not-100
    """
    entries = assay.CATALOGUE
    if code is None:
        longest = max(map(len, entries))
        lines = [
            f"{entry.slug:{longest}}  {entry.severity:7}  {entry.summary}\n"
            for entry in entries.values()
        ]
        write("".join(lines), None)
        return
    if code not in entries:
        near = " or ".join(f"`{each}`" for each in assay.suggestions(code))
        hint = f"; did you mean {near}?" if near else ""
        fail(f"there is no diagnostic `{code}`{hint}; `assay diagnostic` lists them all")
    write(assay.page(code).rstrip("\n") + "\n", None)
