"""Framework -> warnings about the rules and gates that its examples leave untried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...dsl.checking.report import Report
from ...dsl.diagnostics.model import Diagnostic, Label
from ...dsl.linting.text import heading
from .coverage import CoveredItem, coverage

if TYPE_CHECKING:
    from ..loaded import Framework

_MOST_NAMED = 3
_LONGEST = 60


def check_untried(framework: Framework) -> tuple[Diagnostic, ...]:
    """Framework -> a warning for each list of rules or gates with any that no example exercises

    The examples are run. Where there are none at all, one warning says so.
    """
    report = Report()
    lists: dict[tuple[str, str], list[CoveredItem]] = {}
    # Without examples nothing was run, and everything counts as not reached.
    for covered in coverage(framework).items:
        if covered.item.kind in ("rule", "gate"):
            list_id = covered.item.key.id.rpartition(".")[0]
            lists.setdefault((covered.item.kind, list_id), []).append(covered)
    if framework.checked.examples:
        for (_, list_id), items in lists.items():
            _check_list(framework, list_id, items, report)
    elif lists:
        _report_no_examples(framework, report)
    return report.in_order()


def _report_no_examples(framework: Framework, report: Report) -> None:
    checked = framework.checked
    report.add(
        "rule-not-exercised",
        heading(checked.span, checked.id),
        f"`{checked.id}` has no examples, so that none of its rules is tried",
        help="`assay test --suggest` makes up some to begin with",
    )


def _check_list(
    framework: Framework, list_id: str, items: Sequence[CoveredItem], report: Report
) -> None:
    untried = [each for each in items if each.state != "exercised"]
    if not untried:
        return
    first, *others = untried
    report.add(
        "rule-not-exercised",
        first.item.span,
        _message(framework, list_id, len(items), untried),
        label=_label(first),
        secondary=[Label(each.item.span, _label(each)) for each in others],
        help="add examples that come out so; `assay test --suggest` makes them up",
    )


def _message(framework: Framework, list_id: str, total: int, untried: Sequence[CoveredItem]) -> str:
    kind = untried[0].item.kind
    verb = "decide" if kind == "rule" else "fire"
    whose = _called(framework, list_id)
    if total == 1:
        return f"the only {kind} {whose} {verb}s in no example"
    if len(untried) == total:
        return f"none of the {total} {kind}s {whose} {verb}s in any example"
    if len(untried) == 1:
        verb += "s"
    what = f"{len(untried)} of the {total} {kind}s {whose} {verb} in no example"
    named = [f"`{_shortened(each.item.text)}`" for each in untried[:_MOST_NAMED]]
    if len(untried) > _MOST_NAMED:
        named.append(f"{len(untried) - _MOST_NAMED} more")
    *before, last = named
    return f"{what}: {', '.join(before)} and {last}" if before else f"{what}: {last}"


def _called(framework: Framework, list_id: str) -> str:
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
