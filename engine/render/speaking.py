"""Messages, values and places of an explanation -> words of one language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from ...dsl.framework import Label
from ...dsl.source import Span
from ...dsl.types import DATE
from ..explaining.absences import origin_message
from ..explaining.explanation import Check, FormulaText, Piece, RuleTried, ValueSource
from ..explaining.explanation_values import Absent, Argument, Message, Outcome, Value
from .catalogue import Catalogue
from .quantities import plural, show, show_difference

_OPERATORS = "+-*/"

_RELATIONS = {
    (">=", True): "at-least",
    (">=", False): "below",
    (">", True): "above",
    (">", False): "not-above",
    ("<=", True): "at-most",
    ("<=", False): "above",
    ("<", True): "below",
    ("<", False): "not-below",
    ("=", True): "is",
    ("=", False): "is-not",
    ("!=", True): "is-not",
    ("!=", False): "is",
}

OPERATOR_WORDS = {">=": "ge", ">": "gt", "<=": "le", "<": "lt"}
"""How the keys of messages spell an operator."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says things in the language of its catalogue; with fractions for long numbers if `exact`."""

    words: Catalogue
    exact: bool = False

    def say(self, message: Message) -> str:
        """A message -> its sentence."""
        return self.phrase(message.key, **message.arguments)

    def phrase(self, key: str, /, **arguments: Argument) -> str:
        """The wording of a key, with arguments of any kind."""
        spoken = {
            name: self._margin(argument) if name == "margin" else self.argument(argument)
            for name, argument in arguments.items()
        }
        return self.words.text(key, **spoken)

    def argument(self, argument: Argument) -> str:
        """What stands in a sentence for an argument."""
        match argument:
            case str():
                return argument
            case int():
                return str(argument)
            case Value() | Absent():
                return self.outcome(argument)
            case Label():
                return self.label(argument)
            case Message():
                return self.say(argument)
            case Span():
                return self.place(argument)
            case tuple():
                separator = self.words.text("list.separator")
                return separator.join(dict.fromkeys(self.argument(each) for each in argument))

    # --- things ----------------------------------------------------------------------------

    def label(self, label: Label) -> str:
        """A label in this language, or else in the framework's own."""
        return label.in_language(self.words.language)

    def place(self, span: Span) -> str:
        """`file:line`, the folder left out."""
        return f"{self.file(span)}:{span.line}"

    def places(self, spans: Sequence[Span]) -> str:
        """`file:line, :line`: each line once, and each file as long as the next place is in it."""
        texts = {(spans[0].source, spans[0].line): self.place(spans[0])}
        for before, span in pairwise(spans):
            in_same = span.source is before.source
            text = f":{span.line}" if in_same else self.place(span)
            texts.setdefault((span.source, span.line), text)
        return ", ".join(texts.values())

    def file(self, span: Span) -> str:
        """The name of the file, the folder left out."""
        return span.source.name.replace("\\", "/").rpartition("/")[2]

    def value(self, value: Value) -> str:
        """A value with its unit."""
        return show(value, self.words, exact=self.exact)

    def outcome(self, outcome: Outcome) -> str:
        """A value, or the word for its absence."""
        if isinstance(outcome, Value):
            return self.value(outcome)
        return self.words.text(f"word.{outcome.kind.replace(' ', '-')}")

    def points(self, score: Value) -> str:
        """A score with the word for points."""
        assert isinstance(score.exact, Fraction)
        text = self.value(score)
        return self.words.counted("quantity.points", plural(score.exact), number=text)

    def _margin(self, argument: Argument) -> str:
        """A difference: that of two percentages is in points."""
        if isinstance(argument, Value):
            return show_difference(argument, self.words, exact=self.exact)
        return self.argument(argument)

    # --- formulas --------------------------------------------------------------------------

    def formula(self, formula: FormulaText) -> str:
        """A formula with the values put in; a negative one in brackets behind an operator."""
        text = ""
        for piece in formula.with_values:
            spoken = self._piece(piece)
            behind = text.rstrip()[-1:]
            if isinstance(piece, Value) and "-" in spoken[:2] and behind in _OPERATORS and behind:
                spoken = f"({spoken})"
            text += spoken
        return text

    def _piece(self, piece: Piece) -> str:
        return piece if isinstance(piece, str) else self.outcome(piece)

    # --- sources ---------------------------------------------------------------------------

    def source(self, source: ValueSource) -> str:
        """Where a value comes from."""
        match source.kind:
            case "supplied":
                return self.say(origin_message(source.origin))
            case "replaced":
                return self.phrase("source.replaced", origin=origin_message(source.origin))
            case "parameter" if source.start is None:
                return self.phrase("source.parameter.undated")
            case "parameter":
                start = Value(source.start or "", DATE)
                if source.because is None:
                    return self.phrase("source.parameter", start=start)
                return self.phrase("source.parameter.because", start=start, because=source.because)
            case "derived" if source.place is not None:
                return self.place(source.place)
            case "derived" | "caller" | "none":
                return self.phrase(f"source.{source.kind}")

    # --- checks ----------------------------------------------------------------------------

    def checks(self, rule: RuleTried) -> str:
        """What the comparisons of a rule came to."""
        details = [self._check(check) for check in rule.checks]
        text = self.words.text("list.separator").join(detail for detail in details if detail)
        return self.phrase("check.near", detail=text) if rule.near_miss and text else text

    def _check(self, check: Check) -> str:
        if check.held is None or isinstance(check.left, Absent) or isinstance(check.right, Absent):
            return self._undecided(check)
        if check.left is None or check.side == "none":
            key = "check.holds" if check.held else "check.fails"
            return self.phrase(key, text=check.text)
        if check.margin is None:
            return self.phrase("check.is", left=check.left)
        detail = self.phrase(f"check.{check.side}", margin=check.margin)
        if not check.literal and check.right is not None:
            return self.phrase("check.against", left=check.left, right=check.right, detail=detail)
        return detail if check.own else self.phrase("check.left", left=check.left, detail=detail)

    def _undecided(self, check: Check) -> str:
        if check.own and isinstance(check.left, Absent):
            return self.outcome(check.left)
        for side in (check.left, check.right):
            if isinstance(side, Absent) and side.reasons:
                return self.argument(tuple(reason.message for reason in side.reasons))
        return self.phrase("check.unknown", text=check.text)

    def relations(self, checks: tuple[Check, ...]) -> str:
        """What the comparisons of a gate came to, as plain facts: `108% is not below 50%`."""
        said = []
        for check in checks:
            key = _RELATIONS.get((check.operator, bool(check.held)))
            left, right = check.left, check.right
            if key and check.held is not None and left is not None and right is not None:
                said.append(self.phrase(f"relation.{key}", left=left, right=right))
            else:
                said.append(self._check(check))
        return self.words.text("list.separator").join(said)
