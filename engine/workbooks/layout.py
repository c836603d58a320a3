"""Where things stand in a workbook of ratings: what writes it and what reads it agree here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Self

from ..render.catalogue import Catalogue
from ..summary.scheme import OVERALL, Scheme

METADATA_SHEET: Final = "assay ratings"
"""Very hidden, it holds what a summary needs to know of all ratings: nothing about a person. Its
first column is a document of the schema `ratings-metadata`, cut into texts; beside it stands the
language of the workbook."""


@dataclass(frozen=True, slots=True)
class RatingHeadings:
    """The headings of the sheet of ratings, from left to right, by what stands below them: the keys
    are those of `flat_headings`, `level` for the overall rating, and `exact`."""

    texts: Mapping[str, str]

    @classmethod
    def of(cls, scheme: Scheme, words: Catalogue, language: str) -> Self:
        """Those of ratings that a scheme sums up, in a language."""
        rating, points = words.text("table.rating"), words.text("workbook.points")
        texts = {
            "person": words.text("table.person"),
            "score": words.text("table.score"),
            "level": rating,
            "possible": words.text("workbook.possible"),
        }
        for measure in scheme.measures:
            if measure.id == OVERALL:
                continue
            name = measure.label.in_language(language)
            texts[measure.id] = name
            texts[f"{measure.id}.rating"] = f"{name}: {rating}"
            texts[f"{measure.id}.score"] = f"{name}: {points}"
        return cls({**texts, "exact": words.text("workbook.exact")})

    def with_kept(self, keep: Sequence[str]) -> list[str]:
        """All headings, with those of columns of the evidence behind the person."""
        person, *others = self.texts.values()
        return [person, *keep, *others]

    def among(self, headings: Mapping[int, str]) -> tuple[dict[str, int], dict[str, int]]:
        """Headings by their columns -> which columns are known by which keys, and where the others
        stand, by their headings. Columns may have been added or deleted, but not moved."""
        found: dict[str, int] = {}
        beside: dict[str, int] = {}
        expected = list(self.texts.items())[1:]
        # What is kept stands on the left, and may be called as another column is.
        for column, text in sorted(headings.items(), reverse=True):
            at = next(
                (at for at in reversed(range(len(expected))) if expected[at][1] == text), None
            )
            if at is None:
                beside[text] = column
            else:
                found[expected[at][0]] = column
                del expected[at:]
        if self.texts["person"] in headings.values():
            found["person"] = min(
                column for column, text in headings.items() if text == self.texts["person"]
            )
        return found, {name: at for name, at in beside.items() if at != found.get("person")}
