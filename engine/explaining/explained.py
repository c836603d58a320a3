"""An explanation for people who write programs: the tree, its text and its document."""

from __future__ import annotations

from typing import Any

from ..possible.ratings import possible_ratings
from ..trace import Trace
from . import explanation as tree
from .explain import explain


class Explanation:
    """Why a rating, or any value below it, is what it is; `str()` of it is the English text."""

    __slots__ = ("tree",)

    def __init__(self, tree: tree.Explanation) -> None:
        self.tree = tree

    @classmethod
    def of(cls, trace: Trace, name: str | None = None) -> Explanation:
        """Trace -> the explanation of its overall rating, or of what `name` declares.

        Raises a LookupError for a name that the trace has no value of.
        """
        return cls(explain(trace, name, possible=possible_ratings))

    def text(
        self,
        lang: str = "en",
        width: int = 80,
        *,
        colour: bool = False,
        exact: bool = False,
        depth: int | None = 0,
        framework: bool = True,
    ) -> str:
        """The text in a language, in lines of at most `width` columns where that is possible.

        `exact` writes numbers that have no short end as fractions. `depth` says how many levels
        of what the value was computed from follow; None for all. `framework` says at the end
        what was rated by. Raises a LookupError for a language without a catalogue.
        """
        from ..render.explanation.text import render_text

        return render_text(
            self.tree,
            lang,
            width=width,
            colour=colour,
            exact=exact,
            depth=depth,
            framework=framework,
        )

    def document(self, lang: str = "en") -> dict[str, Any]:
        """The same facts as JSON-ready values, every number exact; sentences in a language."""
        from ..render.explanation.document import explanation_document

        return explanation_document(self.tree, lang)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        root = self.tree.root
        return f"Explanation(person={self.tree.person!r}, of={root.id!r})"
