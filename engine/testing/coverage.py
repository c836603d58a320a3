"""How much of a framework its examples exercise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from .exercised import exercised
from .items import KINDS, CoverageItem, ItemKind, coverage_items
from .trials import Trial, run_examples

if TYPE_CHECKING:
    from ..loaded import Framework

ItemState = Literal["exercised", "never true", "not reached"]


@dataclass(frozen=True, slots=True)
class CoveredItem:
    """Something that examples can exercise, and the labels of those that do.

    `state` is "never true" for a rule that examples tried without its deciding, and a gate that
    they tried without its firing.
    """

    item: CoverageItem
    state: ItemState
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many of the items of a kind are exercised."""

    exercised: int
    total: int

    @property
    def share(self) -> Fraction:
        """The part exercised; all of nothing is 1."""
        return Fraction(self.exercised, self.total) if self.total else Fraction(1)


@dataclass(frozen=True, slots=True)
class CoverageReport:
    """What the examples exercise of everything that they can, in the order of the text."""

    items: tuple[CoveredItem, ...]

    @property
    def total(self) -> Share:
        """Over all kinds."""
        return _share(self.items)

    def of_kind(self, kind: ItemKind) -> Share:
        """Over the items of one kind."""
        return _share([each for each in self.items if each.item.kind == kind])

    @property
    def untried(self) -> tuple[CoveredItem, ...]:
        """What no example exercises."""
        return tuple(each for each in self.items if each.state != "exercised")


def coverage(framework: Framework, trials: Sequence[Trial] | None = None) -> CoverageReport:
    """Framework -> what its examples exercise; `trials` are the outcomes of its examples, which
    are run where they are left out.

    An example exercises what its evaluation came by, whether or not its expectations hold; one
    whose evidence cannot be rated exercises nothing.
    """
    reached: set[object] = set()
    by: dict[object, list[str]] = {}
    for trial in run_examples(framework) if trials is None else trials:
        if trial.rating is None:
            continue
        for key, happened in exercised(trial.rating.trace).items():
            reached.add(key)
            if happened:
                by.setdefault(key, []).append(trial.example.label)
    return CoverageReport(
        tuple(
            _covered(item, reached=item.key in reached, examples=by.get(item.key, ()))
            for item in coverage_items(framework.checked)
        )
    )


def _covered(item: CoverageItem, *, reached: bool, examples: Sequence[str]) -> CoveredItem:
    state: ItemState = "exercised" if examples else "never true" if reached else "not reached"
    return CoveredItem(item, state, tuple(examples))


def _share(items: Sequence[CoveredItem]) -> Share:
    return Share(sum(each.state == "exercised" for each in items), len(items))


__all__ = ["KINDS", "CoverageReport", "CoveredItem", "ItemState", "Share", "coverage"]
