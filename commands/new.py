"""`assay new`: a framework to start from."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

import click

import assay

from . import options
from .output import plain_errors, tell, write

LANGUAGES = ("en,th", "th,en", "en", "th")
PERIODS: tuple[assay.PeriodChoice, ...] = ("month", "quarter", "half", "year")
_ASKED = {"en": "What is the role called", "th": "What is the role called in Thai"}
_USUAL_ROLE = {"en": "Staff", "th": "พนักงาน"}


@click.command("new")
@click.argument("name")
@click.option(
    "--from",
    "spreadsheet",
    type=options.FILE,
    metavar="FILE",
    help="Start from a spreadsheet (.xlsx, .csv) of KPIs, weights and bands.",
)
@options.encoding
@click.option("--sheet", metavar="NAME", help="The sheet to read, where several hold KPIs.")
@click.option(
    "--languages",
    type=click.Choice(LANGUAGES),
    help="The languages of its labels, its own first.  [default: en,th]",
)
@click.option("--role", metavar="LABEL", help="What its role is called.  [default: Staff]")
@click.option("--currency", metavar="CODE", help="The currency of its money.  [default: THB]")
@click.option(
    "--period", type=click.Choice(PERIODS), help="What is rated at a time.  [default: quarter]"
)
@click.option(
    "--levels", type=click.IntRange(3, 5), help="How many levels a rating has.  [default: 5]"
)
@click.option("--defaults", is_flag=True, help="Ask nothing: take the default of what is left out.")
@click.option(
    "--output",
    "-o",
    type=options.FILE,
    metavar="FILE",
    help="The file to write; by default NAME.rules.",
)
def command(
    name: str,
    spreadsheet: str | None,
    sheet: str | None,
    encoding: str | None,
    languages: str | None,
    role: str | None,
    currency: str | None,
    period: assay.PeriodChoice | None,
    levels: int | None,
    defaults: bool,
    output: str | None,
) -> None:
    """Write a small framework to start from: complete, sound, and with an example of every rule.

    On a terminal it asks for what the options leave out; elsewhere, and with --defaults, it takes
    the defaults. With --from, the framework says what a spreadsheet says, and every guess is
    reported with the cell it was made for. A file that is there is never overwritten.

    \b
    assay new sales_team
    assay new sales_team --role "Account manager" --languages en --currency USD --levels 4
    assay new sales_team --from roles.xlsx

    Exit status: 0 fine, 2 wrong usage, 3 cells of the spreadsheet could not be read.
    """
    with plain_errors():
        target = output or f"{assay.framework_id(name)}.rules"
        if os.path.lexists(target):
            raise assay.UsageError(f"`{target}` is already there; choose another file with `-o`")
        if spreadsheet is not None:
            said = {"--languages": languages, "--period": period, "--levels": levels}
            for option in (option for option, value in said.items() if value is not None):
                raise assay.UsageError(f"`{option}` does not go with `--from`: the sheet says it")
            started = assay.framework_from_sheet(
                spreadsheet,
                name,
                role=role,
                sheet=sheet,
                currency=currency or "THB",
                encoding=encoding,
            )
        else:
            if sheet is not None:
                raise assay.UsageError("`--sheet` goes with `--from`, which names the spreadsheet")
            if encoding is not None:
                raise assay.UsageError("`--encoding` goes with `--from`, which names the CSV file")
            asks = _can_ask() and not defaults
            chosen = (languages or _ask(asks, "Languages of the labels", LANGUAGES)).split(",")
            started = assay.new_framework(
                name,
                role=_roles(role, chosen, asks),
                languages=chosen,
                currency=currency or _ask(asks, "Currency", "THB").upper(),
                period=period or _period(asks),
                levels=levels or int(_ask(asks, "Levels of a rating", ("3", "4", "5"), "5")),
            )
        write(started.text, target)
    for guess in started.guesses:
        tell(f"{spreadsheet}, {guess}")
    click.echo(target)
    tell(f"read it, change it, and run `assay check {target}` and `assay test {target}`")


def _can_ask() -> bool:
    """Whether someone sits there: a command that waits for an answer nobody gives would hang."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _ask(asks: bool, question: str, choices: tuple[str, ...] | str, usual: str = "") -> str:
    """The answer to a question; where nobody can be asked, the usual one, by default the first."""
    if isinstance(choices, str):
        return click.prompt(question, default=choices, err=True) if asks else choices
    usual = usual or choices[0]
    if not asks:
        return usual
    listed = f"{question} ({' / '.join(choices)})"
    answer: str = click.prompt(
        listed, default=usual, type=click.Choice(choices), show_choices=False, err=True
    )
    return answer


def _period(asks: bool) -> assay.PeriodChoice:
    answer = _ask(asks, "What is rated at a time", PERIODS, "quarter")
    return next(each for each in PERIODS if each == answer)


def _roles(role: str | None, languages: list[str], asks: bool) -> Mapping[str, str]:
    """What the role is called in each language."""
    if role is not None:
        return {languages[0]: role}
    return {each: _ask(asks, _ASKED[each], _USUAL_ROLE[each]) for each in languages}
