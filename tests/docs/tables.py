"""The tables of the documents that the code knows better: its own lists -> Markdown.

A document marks the place of one with `<!-- generated: NAME -->` and `<!-- end -->`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import click

from assay.cli import main
from assay.dsl import limits
from assay.dsl.checking.signatures import AGGREGATES, FUNCTIONS
from assay.dsl.diagnostics.catalogue import CATALOGUE
from assay.dsl.resolve import RESERVED, TYPE_NAMES
from assay.engine.starting.columns import HEADINGS

from .reference import reference

_PLACE = re.compile(
    r"(?P<open><!-- generated: (?P<name>[a-z-]+) -->\n).*?(?P<close><!-- end -->)", re.DOTALL
)


def with_tables(text: str) -> str:
    """The text of a document -> the same with every generated table as the code has it."""
    return _PLACE.sub(
        lambda found: found["open"] + TABLE[found["name"]]().rstrip() + "\n" + found["close"], text
    )


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    heads = list(headings)
    lines = [heads, ["---"] * len(heads), *(list(row) for row in rows)]
    return "".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |\n" for line in lines
    )


def _code(text: str) -> str:
    return f"`{text}`"


def functions() -> str:
    rows = (
        (
            _code(each.usage),
            str(each.least) if each.least == each.most else f"{each.least} or more",
            "only inside `round(…)`" if each.irrational else "",
        )
        for each in FUNCTIONS.values()
    )
    return _table(("function", "values", "where"), rows)


def aggregates() -> str:
    return _table(
        ("aggregate", "runs over"),
        ((_code(each.usage), f"the {each.over}") for each in AGGREGATES.values()),
    )


def types() -> str:
    return ", ".join(_code(name) for name in sorted(TYPE_NAMES))


def reserved() -> str:
    return ", ".join(_code(word) for word in sorted(RESERVED))


def sizes() -> str:
    rows = (
        ("one framework file", f"{limits.MAX_FILE_BYTES // 1024 // 1024} MiB"),
        ("declarations of a file", f"{limits.MAX_DECLARATIONS:,}"),
        ("nesting of brackets and conditions", f"{limits.MAX_NESTING}"),
        ("a number, written or computed", f"{limits.MAX_BITS:,} bits above and below the line"),
        ("cells of evidence about one person", f"{limits.MAX_EVIDENCE_CELLS:,}"),
        ("problems reported for one file", f"{limits.MAX_PROBLEMS}"),
    )
    return _table(("what", "at most"), rows)


def diagnostics() -> str:
    rows = (
        (_code(each.slug), each.severity.value, each.summary, each.since)
        for each in CATALOGUE.values()
    )
    return _table(("code", "severity", "what it finds", "since"), rows)


def sheet_columns() -> str:
    rows = ((field, ", ".join(_code(each) for each in names)) for field, names in HEADINGS.items())
    return _table(("column", "headed"), rows)


def commands() -> str:
    return "\n".join(_command_pages())


def _command_pages() -> Iterator[str]:
    group = click.Context(main, info_name="assay")
    for name in main.list_commands(group):
        command = main.get_command(group, name)
        assert command is not None
        context = click.Context(
            command,
            info_name=f"assay {name}",
            terminal_width=88,
            max_content_width=88,
            help_option_names=["-h", "--help"],
        )
        yield f"### assay {name}\n\n```text\n{command.get_help(context)}\n```\n"


TABLE: dict[str, Callable[[], str]] = {
    "aggregates": aggregates,
    "api": reference,
    "commands": commands,
    "diagnostics": diagnostics,
    "functions": functions,
    "reserved": reserved,
    "sheet-columns": sheet_columns,
    "sizes": sizes,
    "types": types,
}
