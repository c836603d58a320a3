"""`assay check`: everything that is wrong with a framework file, and doubtful about it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from assay import Diagnostic, Fixes

_BYTE_ORDER_MARK = "\ufeff"


@click.command("check")
@options.framework_argument
@click.option(
    "--fix",
    is_flag=True,
    help="Apply the fixes that change nobody's rating, and check again. Files that this one "
    "extends stay as they are.",
)
@click.option(
    "--unsafe-fixes", "unsafe", is_flag=True, help="Apply or show the other fixes as well."
)
@click.option("--diff", is_flag=True, help="Show what --fix would change; change nothing.")
@click.option(
    "--strict",
    is_flag=True,
    help="Run the examples and look for rules that none of them exercises, and exit with 1 for "
    "warnings, too.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="How to write the problems.",
)
@options.width
@options.colour
@options.allow_folder
@options.output_file
def command(
    framework: str,
    fix: bool,
    unsafe: bool,
    diff: bool,
    strict: bool,
    style: str,
    width: int | None,
    colour: bool | None,
    allowed: tuple[str, ...],
    output: str | None,
) -> None:
    """Find what is wrong with a framework file and those it uses, and what is doubtful.

    \b
    assay check sales.rules
    assay check sales.rules --diff
    assay check sales.rules --fix
    assay check sales.rules --strict --format sarif -o check.sarif

    `allow CODE because "…"` in a file says that a warning is meant to be so.

    Exit status: 0 no errors (there may be warnings), 1 errors, or warnings with --strict,
    2 wrong usage.
    """
    if unsafe and not (fix or diff):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")
    with plain_errors():
        path = framework_file(framework)
        if fix or diff:
            fixes = assay.fix(path, allowed_folders=allowed, unsafe=unsafe)
            if diff:
                write(_difference(fixes), output)
                tell(_summary(fixes, "would fix"))
                return
            _rewrite(fixes)
            diagnostics = fixes.left
        if strict or not fix:
            diagnostics = assay.check(path, allowed_folders=allowed, examples=strict)
        _show(diagnostics, framework, style, width=width, colour=colour, output=output)
    worst = {"error", "warning"} if strict else {"error"}
    if any(diagnostic.severity in worst for diagnostic in diagnostics):
        raise SystemExit(FRAMEWORK_PROBLEMS)


def _show(
    diagnostics: Sequence[Diagnostic],
    framework: str,
    style: str,
    *,
    width: int | None,
    colour: bool | None,
    output: str | None,
) -> None:
    match style:
        case "json":
            write_json(assay.render_json(diagnostics), output)
        case "sarif":
            write_json(assay.render_sarif(diagnostics, version=assay.__version__), output)
        case "github":
            write(assay.render_github(diagnostics), output)
        case _ if diagnostics:
            colour = False if output else colour
            write(diagnostics_text(diagnostics, sys.stdout, width=width, colour=colour), output)
        case _:
            write("", output)
            tell(f"{framework}: no problems")


# --- fixing --------------------------------------------------------------------------------


def _rewrite(fixes: Fixes) -> None:
    """Writes the changed files, each whole or not at all."""
    for file in fixes.files:
        with open(file.name, encoding="utf-8", newline="") as stream:  # noqa: PTH123 - as named
            mark = stream.read(1) == _BYTE_ORDER_MARK
        write((_BYTE_ORDER_MARK if mark else "") + file.after, file.name)
    tell(_summary(fixes, "fixed"))


def _difference(fixes: Fixes) -> str:
    from difflib import unified_diff

    lines: list[str] = []
    for file in fixes.files:
        before, after = (text.splitlines(keepends=True) for text in (file.before, file.after))
        for line in unified_diff(before, after, file.name, f"{file.name} (fixed)"):
            lines += (line, "" if line.endswith("\n") else "\n\\ no line break at the end\n")
    return "".join(lines)


def _summary(fixes: Fixes, done: str) -> str:
    """`fixed 2 problems (unused-allow, unreachable-rule) in sales.rules`"""
    count = len(fixes.fixed)
    below = " and ".join(fixes.below)
    left = (
        f"; left alone is {below}, which others may extend too: check it by itself" if below else ""
    )
    if not count:
        return f"there is nothing to fix{left}"
    codes = ", ".join(dict.fromkeys(each.code for each in fixes.fixed))
    names = ", ".join(file.name for file in fixes.files)
    return f"{done} {count} {'problem' if count == 1 else 'problems'} ({codes}) in {names}{left}"
