"""The command `assay`. Each of its commands is a module of `commands/`, imported when it is run."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import click

from . import __version__

COMMANDS = {
    "check": "Find everything that is wrong with a framework file.",
    "fmt": "Put framework files into the one look that all of them have.",
    "rate": "Rate everyone in the evidence.",
    "summary": "Sum up ratings: levels, values, thresholds, who is not rated.",
    "template": "Write an empty Excel workbook for the people of a role.",
    "explain": "Explain a rating, or any value below it.",
    "test": "Run the examples that a framework declares.",
    "watch": "Check and test a framework again whenever it is saved.",
    "show": "Show the declarations of a framework as they were understood.",
    "graph": "Draw what depends on what.",
    "new": "Write a small framework to start from, or one from a spreadsheet.",
    "docs": "Write the handbook that employees and managers are given.",
    "schema": "Print the JSON Schema of evidence, or of what assay writes.",
    "diagnostic": "Explain a kind of problem, with an example and its solution.",
    "completion": "Print what makes a shell complete assay's commands.",
}

INTERRUPTED = 130
"""What a shell reports for a program that Ctrl-C ended; 141 for one whose reader went away."""
NOT_READ = 141
ENDED_BY_SIGNAL = 128
"""It reports so much and the number of the signal for one that was asked to end."""
ENDING = ("SIGTERM", "SIGHUP")
"""Signals that ask a program to end; there is none for a closed terminal on Windows."""


class Commands(click.Group):
    """The group of commands, whose overview needs none of them imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(
        self,
        ctx: click.Context,
        cmd_name: str,
    ) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f".commands.{cmd_name}", __package__).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(
        self,
        ctx: click.Context,
        formatter: click.HelpFormatter,
    ) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Runs a command; Ctrl-C, signals to end and a reader that went away end it silently."""
        try:
            with ended_in_order():
                result = super().invoke(ctx)
                sys.stdout.flush()
        except KeyboardInterrupt:
            raise SystemExit(INTERRUPTED) from None
        except BrokenPipeError:
            # Python flushes once more at its end, and would complain that nobody reads.
            sys.stdout = open_nowhere()
            raise SystemExit(NOT_READ) from None
        return result


@contextmanager
def ended_in_order() -> Iterator[None]:
    """SIGTERM, and SIGHUP of a terminal that is closed, unwind what runs, so that files that are
    half written are removed; by themselves they would end the process where it stands."""
    import signal
    from threading import current_thread, main_thread

    if current_thread() is not main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    # Who starts a command that goes on without a terminal has it ignore SIGHUP.
    handled = [each for each in numbers if signal.getsignal(each) is not signal.SIG_IGN]

    def end(number: int, _: object) -> None:
        for each in handled:
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(ENDED_BY_SIGNAL + number)

    before = {each: signal.signal(each, end) for each in handled}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def open_nowhere() -> Any:
    """A stream that takes everything and keeps nothing."""
    from os import devnull

    return open(devnull, "w", encoding="utf-8")  # noqa: PTH123  (open to the very end)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="assay", message="%(prog)s %(version)s")
def main() -> None:
    """Rate people by a competency framework, exactly, and explain every rating.

    \b
    assay check sales.rules
    assay rate sales.rules people.csv --period 2026-Q1
    assay explain sales.rules people.csv --period 2026-Q1 --person director-01

    Exit status: 0 fine, 1 problems in the framework or its examples, 2 wrong usage, 3 some
    evidence could not be used. `assay COMMAND --help` has examples of each command.
    """
