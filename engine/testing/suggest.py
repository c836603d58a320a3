"""Examples for what no example exercises.

For a rule about one quantity, people just below, at and just above its threshold are found by
working the formulas backwards from there to what the evidence gives; where that cannot be done,
the derived value itself is given. For an overall rule, whole people are put together from values
of the measures, so that the score comes out at the threshold or as near to it as it can. Whatever
is made up is rated, and kept only where it exercises what it was made for; the expectations are
what came out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import TYPE_CHECKING

from ...dsl import framework as fw
from ..rating import Rating
from .attempts import Attempting
from .bench import Bench
from .coverage import CoveredItem, coverage
from .exercised import exercised
from .items import CoverageItem
from .literals import writable
from .outcomes import expectations
from .reaching import Attempt
from .trials import Trial, run_example, run_examples

if TYPE_CHECKING:
    from ..loaded import Framework

_MOST_ATTEMPTS = 300
_LONGEST_LABEL = 100


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An example that was made up for an item. Its expectations are what came out, and not yet
    what must; `itself` says that it gives derived values in place of their formulas."""

    item: CoverageItem
    example: fw.Example
    itself: bool


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Examples for what was untried, and what none was found for."""

    examples: tuple[Suggestion, ...]
    left: tuple[CoveredItem, ...]


def suggest(framework: Framework, trials: Sequence[Trial] | None = None) -> Suggestions:
    """Framework -> examples for everything that its own do not exercise; `trials` are the
    outcomes of those, which are run where they are left out.

    An example made for one thing often exercises others: nothing more is made for those, except
    that every rule is tried at its own threshold.
    """
    ran = run_examples(framework) if trials is None else trials
    roles: tuple[str | None, ...] = framework.roles or (None,)
    everyone = [Attempting(Bench(framework, role, ran)) for role in roles]
    labels = {example.label for example in framework.checked.examples}
    made: list[Suggestion] = []
    left: list[CoveredItem] = []
    done: set[object] = set()
    for covered in coverage(framework, ran).untried:
        item = covered.item
        if item.key in done and item.kind != "rule":
            continue
        found = next((each for one in everyone if (each := _found(one, item))), None)
        if found is None:
            if item.key not in done:
                left.append(covered)
            continue
        for suggestion, rating in found:
            if not any(_same(suggestion.example, each.example) for each in made):
                label = _distinct(suggestion.example.label, labels)
                example = replace(suggestion.example, label=label)
                made.append(replace(suggestion, example=example))
                done.update(key for key, happened in exercised(rating.trace).items() if happened)
    still = tuple(covered for covered in left if covered.item.key not in done)
    return Suggestions(tuple(made), still)


def _same(one: fw.Example, other: fw.Example) -> bool:
    """Whether two examples tell the same of the same person."""
    return (one.role, one.given, one.expect) == (other.role, other.given, other.expect)


def _found(attempting: Attempting, item: CoverageItem) -> list[tuple[Suggestion, Rating]]:
    """The first attempt of which someone exercises the item; nothing where none does."""
    tried = islice(attempting.attempts(item), _MOST_ATTEMPTS)
    for attempts in chain(tried, attempting.last(item)):
        found = list(_rated(attempting.bench, item, attempts))
        if any(exercised(rating.trace).get(item.key) for _, rating in found):
            return found
    return []


def _rated(
    bench: Bench, item: CoverageItem, attempts: Sequence[Attempt]
) -> Iterator[tuple[Suggestion, Rating]]:
    for attempt in attempts:
        person = attempt.person
        if not all(writable(fact) for fact in person.given.values()):
            continue
        example = bench.example(attempt.label, person.given, person.tables)
        rating = bench.rate(person.given, person.tables)
        if rating is None:
            continue
        example = replace(example, expect=expectations(rating, attempt.about))
        trial = run_example(bench.framework, example)
        if example.expect and trial.rating is not None and trial.passed:
            yield Suggestion(item, example, person.itself), trial.rating


def _distinct(label: str, taken: set[str]) -> str:
    """A label that no other example has."""
    short = label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"
    wanted, number = short, 1
    while wanted in taken:
        number += 1
        wanted = f"{short} ({number})"
    taken.add(wanted)
    return wanted
