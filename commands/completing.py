"""What a shell may complete: the names that a framework declares, and the codes of problems."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

import assay

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Complete = Callable[[click.Context, click.Parameter, str], "list[CompletionItem] | list[str]"]


def names(*kinds: str, suffix: str = "") -> Complete:
    """The names of these kinds that the framework on the command line declares, or all of them.

    `suffix` stands after each, such as the `=` before a value."""

    def complete(
        ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from click.shell_completion import CompletionItem

        return [
            CompletionItem(each.id + suffix, help=each.label)
            for each in _declared(ctx)
            if each.id.startswith(incomplete) and (not kinds or each.kind in kinds)
        ]

    return complete


_MOST_READ = 1 << 16
"""Bytes of a file in which its headings are looked for."""


def headings(*places: str) -> Complete:
    """The headings of the CSV or TSV files that stand on the command line, as arguments or options
    of these names: those of the first place that names any. Other files take too long to open."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        for place in (*places, ""):
            # While an option lacks its value, click has not told the words before it apart yet.
            given = ctx.params.get(place) if place else ctx.args
            named = (given,) if isinstance(given, str) else given or ()
            encoding = ctx.params.get("encoding") or "utf-8"
            found = dict.fromkeys(each for path in named for each in _headings_of(path, encoding))
            if found:
                return [each for each in found if each.startswith(incomplete)]
        return []

    return complete


def _headings_of(path: str, encoding: str) -> list[str]:
    """The headings of a file of cells that say something of people; none of any other file."""
    import codecs
    import csv

    if not path.lower().endswith((".csv", ".tsv")):
        return []
    try:
        with Path(path).open("rb") as file:
            start = file.read(_MOST_READ)
    except OSError:
        return []
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    text = start.decode(assay.known_encoding(encoding), "replace").removeprefix("\ufeff")
    line = text.partition("\n")[0]
    first = next(csv.reader([line], delimiter=max(",;\t", key=line.count)), [])
    return [each.strip() for each in first if each.strip() and "." not in each]


def files_or_names(
    ctx: click.Context, param: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Files and, behind the first of them or beside tables, the names that can be explained."""
    from click.shell_completion import CompletionItem

    files = [CompletionItem(incomplete, type="file")]
    if any(ctx.params.get(given) for given in ("evidence", "name", "tables")):
        return [*files, *names()(ctx, param, incomplete)]
    return files


def _declared(ctx: click.Context) -> tuple[assay.Declared, ...]:
    """The names that the framework on the command line declares; none where it cannot be read."""
    # While an option lacks its value, click has not told the words before it apart yet.
    framework = ctx.params.get("framework") or next(iter(ctx.args), "")
    try:
        return assay.declared_names(framework, allowed_folders=ctx.params.get("allowed") or ())
    except (OSError, ValueError):
        return ()


def codes(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The codes of problems, each with what it finds."""
    from click.shell_completion import CompletionItem

    return [
        CompletionItem(code, help=entry.summary)
        for code, entry in assay.CATALOGUE.items()
        if code.startswith(incomplete)
    ]


def encodings(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The names of encodings: the usual ones, or any that begin with what is typed."""
    offered = assay.all_encodings() if incomplete else assay.USUAL_ENCODINGS
    return [name for name in offered if name.startswith(incomplete.lower())]


def published(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The names of the published schemas."""
    return [name for name in assay.SCHEMAS if name.startswith(incomplete)]


def languages(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The languages in which assay itself writes."""
    return [tag for tag in ("en", "th") if tag.startswith(incomplete)]
