"""What `assay rate` tells at its end, on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

import assay

from .output import colourful, tell

if TYPE_CHECKING:
    from assay import Problem, SummaryReport

NOTHING_WRITTEN = "nothing is written, since `--strict` asks for evidence without problems"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many people there were, how many of them are rated and left out, the problems to show
    and how many there are."""

    people: int
    rated: int
    left_out: int
    problems: Sequence[Problem]
    problem_count: int
    summary: Callable[[], SummaryReport]


def report(outcome: Outcome, language: str, width: int) -> None:
    """Problems, how many people there were, and for several what they come to."""
    for problem in outcome.problems:
        tell(str(problem))
    count, unshown = outcome.problem_count, outcome.problem_count - len(outcome.problems)
    if unshown:
        tell(f"… and {unshown:,} more problem{'' if unshown == 1 else 's'}")
    parts = [f"{outcome.rated:,} rated"]
    evaluated = outcome.people - outcome.left_out
    if outcome.rated < evaluated:
        parts.append(f"{evaluated - outcome.rated:,} not rated")
    if count:
        parts += [f"{outcome.left_out:,} left out"] if outcome.left_out else []
        parts.append(f"{count:,} problem{'' if count == 1 else 's'} in the evidence")
    people = outcome.people
    tell(f"{people:,} {'person' if people == 1 else 'people'}: {', '.join(parts)}")
    if people > 1 and evaluated:
        text = assay.closing_text(
            outcome.summary(), language, width=width, colour=colourful(None, sys.stderr)
        )
        click.echo(text, err=True, nl=False)
