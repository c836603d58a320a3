"""The names that facts and the columns of tables have in the evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache

from ...dsl import framework as fw
from ...dsl.types import Type
from .written.thai_spelling import usual_spelling, without_spaces

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u2060\ufeff\u00ad"))
"""What copying from web pages leaves in cells, and nobody sees; for `str.translate`."""


def heading_key(heading: str) -> str:
    """What two headings have in common that name the same thing: case, spacing, characters that
    nobody sees, and how Thai vowels are stored do not count."""
    if not heading.isascii():
        heading = without_spaces(usual_spelling(heading.translate(INVISIBLE)))
    return " ".join(heading.casefold().split())


@dataclass(frozen=True, slots=True)
class Headings:
    """The names that facts may have in the evidence, each with the key it stands for.

    `further` gives names that are looked up only where nothing else fits: they take long to find.
    """

    keys: Mapping[str, str]
    ambiguous: Mapping[str, tuple[str, ...]]
    further: Callable[[], Mapping[str, str]] = dict

    @classmethod
    def of(cls, names: Iterable[tuple[str, Iterable[str]]]) -> Headings:
        """From each key and its further names. An id wins over another's label; two further
        names that are alike make that name ambiguous."""
        listed = [(key, tuple(others)) for key, others in names]
        keys: dict[str, str] = {heading_key(key): key for key, _ in listed}
        own = set(keys)
        claims: dict[str, dict[str, None]] = {}
        for key, others in listed:
            for other in others:
                claims.setdefault(heading_key(other), {})[key] = None
        ambiguous = {}
        for name, claimants in claims.items():
            if name in own:
                continue
            if len(claimants) > 1:
                ambiguous[name] = tuple(claimants)
            else:
                keys[name] = next(iter(claimants))
        return cls(keys, ambiguous)

    def key(self, heading: str) -> str | None:
        """The key that a heading names; None where it names none, or several."""
        known = heading_key(heading)
        return self.keys.get(known) or self.further().get(known)


def fact_headings(framework: fw.Framework, replaced: Iterable[str] = ()) -> Headings:
    """The headings of all facts a framework knows: inputs, and the raters of competencies."""
    names: list[tuple[str, Iterable[str]]] = [
        (each.id, (each.label.text, *each.label.translations.values(), *each.columns))
        for each in framework.inputs.values()
    ]
    for competency in framework.competencies.values():
        label = competency.label
        if competency.raters:
            names += [(f"{competency.id}.{rater.id}", ()) for rater in competency.raters]
        else:
            names.append((competency.id, (label.text, *label.translations.values())))
    names += [(id, ()) for id in replaced]
    headings = Headings.of(names)
    if not any(competency.raters for competency in framework.competencies.values()):
        return headings
    return replace(headings, further=cache(lambda: _rater_headings(framework)))


def _rater_headings(framework: fw.Framework) -> Mapping[str, str]:
    """Kinds of rater as people call them, `Sales coaching: manager`, in every language."""
    from ..render.framework.rater_words import rater_headings

    return Headings.of(rater_headings(framework)).keys


def fact_types(framework: fw.Framework) -> dict[str, Type | None]:
    """The types of all facts a framework knows by their keys; None for what raters give."""
    types: dict[str, Type | None] = {each.id: each.type for each in framework.inputs.values()}
    for competency in framework.competencies.values():
        for rater in competency.raters:
            types[f"{competency.id}.{rater.id}"] = None
        if not competency.raters:
            types[competency.id] = None
    return types


def table_headings(table: fw.Table) -> Headings:
    """The headings that the columns of a table may have."""
    return Headings.of(
        (each.id, (each.label.text, *each.label.translations.values(), *each.columns))
        for each in table.columns
    )
