"""What kinds of rater are called: as headings of evidence, and in handbooks."""

from __future__ import annotations

from collections.abc import Iterator

from ....dsl import framework as fw
from ..catalogue import Catalogue, catalogue, languages


def rater_word(id: str, words: Catalogue) -> str | None:
    """The usual word for a kind of rater, such as `manager`; None where there is none."""
    key = f"handbook.rater.{id}"
    return words.text(key) if key in words.wordings else None


def rater_heading(competency: fw.Competency, rater: fw.Rater, language: str) -> str:
    """What a column of the levels that one kind of rater gave is headed with in a language."""
    word = rater_word(rater.id, catalogue(language))
    return f"{competency.label.in_language(language)}: {word or _spaced(rater)}"


def rater_headings(framework: fw.Framework) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The key of each kind of rater of each competency, and what its column may be headed with."""
    catalogues = [catalogue(language) for language in languages()]
    for competency in framework.competencies.values():
        label = competency.label
        labels = dict.fromkeys((competency.id, label.text, *label.translations.values()))
        for rater in competency.raters:
            words = [rater.id, _spaced(rater)]
            words += [word for each in catalogues if (word := rater_word(rater.id, each))]
            yield (
                f"{competency.id}.{rater.id}",
                tuple(
                    form
                    for name in labels
                    for word in dict.fromkeys(words)
                    for form in (f"{name}: {word}", f"{name} ({word})")
                ),
            )


def _spaced(rater: fw.Rater) -> str:
    return rater.id.replace("_", " ")
