"""Why somebody or something has no value, in the words of a language."""

from __future__ import annotations

from dataclasses import dataclass

from ...summary.scheme import Scheme
from ..catalogue import Catalogue

_PARTS_OF_IDS = ("supplied", "rating", "score", "assessed", "gap", "value")


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """Words the reasons of absences, such as `from: quota`, by the labels of a scheme."""

    scheme: Scheme
    words: Catalogue

    def reason(self, reason: str, kind: str, own: str = "") -> str:
        """A reason for an absence of a kind; `own` is the id of what is absent."""
        code, _, ids = reason.partition(": ")
        key = f"summary.reason.{code}"
        if kind == "not applicable" and f"{key}-not-applicable" in self.words.wordings:
            key = f"{key}-not-applicable"
        if not code or key not in self.words.wordings:
            return reason or self.words.text("summary.reason.unknown")
        names = dict.fromkeys(self.named(each, own) for each in ids.split(", ") if each)
        told = self.words.text("list.separator").join(names)
        return self.words.text(key, names=told or self.words.text("summary.reason.unknown-names"))

    def named(self, id: str, own: str = "") -> str:
        """What an id of a step stands for: `coaching.manager.supplied` is asked of raters."""
        first, *rest = id.split(".")
        if first == own and rest[:1] == ["part"]:
            return self.words.text("summary.reason.own-formula")
        label = self.scheme.labels.get(id) or self.scheme.labels.get(first)
        if label is None:
            return id
        raters = [each for each in rest if each not in _PARTS_OF_IDS and each != "part"]
        rater = next((each for each in raters if not each.isdigit()), "")
        name = label.in_language(self.words.language)
        return f"{name} ({rater})" if rater else name
