"""Framework -> warnings about the rules and gates that its examples leave untried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ...dsl.diagnostics.catalogue import diagnose
from ...dsl.diagnostics.model import Diagnostic, Label
from ...dsl.linting.allowing import allowed
from ...dsl.linting.text import heading
from ...dsl.syntax import SyntaxFile
from .coverage import CoveredItem, coverage

if TYPE_CHECKING:
    from ..loaded import Framework

_CODE = "rule-not-exercised"
_MOST_NAMED = 3
_MOST_LISTS = 10
"""Lists of rules and gates that are each told at their place: a framework with more of them has
hardly been tried, which is one problem and not many."""
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class _List:
    """Rules or gates that belong together, and those of them that no example exercises. `whose`
    they are is said as in "of `growth`"."""

    kind: Literal["rule", "gate"]
    whose: str
    total: int
    untried: tuple[CoveredItem, ...]


def check_untried(framework: Framework, files: tuple[SyntaxFile, ...]) -> tuple[Diagnostic, ...]:
    """Framework -> a warning for each list of rules or gates with any that no example exercises

    The examples are run. Where there are none at all, and where there are many such lists, one
    warning says so. `files` are those of the framework; what an `allow` in them is for, is told at
    its place however many there are.
    """
    lists = _lists(framework)
    if not framework.checked.examples:
        return (_no_examples(framework),) if lists else ()
    untried = {_problem(each): each for each in lists if each.untried}
    meant = allowed(files, untried)
    rest = [each for problem, each in untried.items() if problem not in meant]
    found = tuple(untried)
    if len(rest) > _MOST_LISTS:
        found = (*meant, _many(framework, rest, sum(each.total for each in lists)))
    return tuple(sorted(found, key=lambda problem: problem.sort_key))


def _lists(framework: Framework) -> list[_List]:
    items: dict[tuple[Literal["rule", "gate"], str], list[CoveredItem]] = {}
    # Without examples nothing was run, and everything counts as not reached.
    for covered in coverage(framework).items:
        match covered.item.kind:
            case "rule" | "gate" as kind:
                list_id = covered.item.key.id.rpartition(".")[0]
                items.setdefault((kind, list_id), []).append(covered)
            case _:
                pass
    return [
        _List(
            kind,
            _whose(framework, list_id),
            len(each),
            tuple(covered for covered in each if covered.state != "exercised"),
        )
        for (kind, list_id), each in items.items()
    ]


def _no_examples(framework: Framework) -> Diagnostic:
    checked = framework.checked
    return diagnose(
        _CODE,
        heading(checked.span, checked.id),
        f"`{checked.id}` has no examples, so that none of its rules is tried",
        help="`assay test --suggest` makes up some to begin with",
    )


def _many(framework: Framework, lists: Sequence[_List], total: int) -> Diagnostic:
    """One warning for all that is untried, which is in so many lists."""
    checked = framework.checked
    untried = sum(len(each.untried) for each in lists)
    first = lists[:_MOST_NAMED]
    named = ", ".join(f"{_how_many(each)} {each.whose}" for each in first)
    return diagnose(
        _CODE,
        heading(checked.span, checked.id),
        f"no example exercises {untried:,} of the {total:,} rules and gates of `{checked.id}`: "
        f"{named}, and those in {len(lists) - _MOST_NAMED:,} other lists",
        secondary=[Label(each.untried[0].item.span, _label(each.untried[0])) for each in first],
        help="`assay test` lists them line by line; `assay test --suggest` makes up examples",
    )


def _how_many(rules: _List) -> str:
    count = len(rules.untried)
    if count < rules.total:
        return f"{count} of the {rules.total} {rules.kind}s"
    return f"the {count} {rules.kind}s" if count > 1 else f"the only {rules.kind}"


def _problem(rules: _List) -> Diagnostic:
    first, *others = rules.untried
    return diagnose(
        _CODE,
        first.item.span,
        _message(rules),
        label=_label(first),
        secondary=[Label(each.item.span, _label(each)) for each in others],
        help="add examples that come out so; `assay test --suggest` makes them up",
    )


def _message(rules: _List) -> str:
    kind, total, untried = rules.kind, rules.total, rules.untried
    verb = "decide" if kind == "rule" else "fire"
    if total == 1:
        return f"the only {kind} {rules.whose} {verb}s in no example"
    if len(untried) == total:
        return f"none of the {total} {kind}s {rules.whose} {verb}s in any example"
    if len(untried) == 1:
        verb += "s"
    what = f"{len(untried)} of the {total} {kind}s {rules.whose} {verb} in no example"
    named = [f"`{_shortened(each.item.text)}`" for each in untried[:_MOST_NAMED]]
    if len(untried) > _MOST_NAMED:
        named.append(f"{len(untried) - _MOST_NAMED} more")
    *before, last = named
    return f"{what}: {', '.join(before)} and {last}" if before else f"{what}: {last}"


def _whose(framework: Framework, list_id: str) -> str:
    """Whose rules or gates they are, by the start of their ids: `growth.rule`, `skill.gap.rule`."""
    owner, _, part = list_id.partition(".")
    if part.startswith("gap"):
        return f"for gaps of `{owner}`"
    if owner in framework.checked.roles:
        return f"of the role `{owner}`"
    return f"of `{owner}`"


def _label(covered: CoveredItem) -> str:
    if covered.state == "not reached":
        return "no example comes here"
    return "never true" if covered.item.kind == "rule" else "never fires"


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()}…"
