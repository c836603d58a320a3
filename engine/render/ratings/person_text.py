"""Ratings -> the JSON texts of what documents tell of each person, quickly.

What most people have in common, such as what a rule leads to or what a measure weighs, is made
from `person_document.py` once and remembered as text; numbers that are anybody's own are written
each time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import itemgetter
from typing import Any, Generic, TypeVar

from ....dsl import framework as fw
from ....dsl.types import NUMBER, PERCENT, Type
from ...plan import Coverage, Decide, Plan
from ...rating import Rating, as_read
from ...trace import EffectiveWeights
from .json_form import JsonForm, quoted
from .person_document import (
    absent_document,
    gates_document,
    overall_document,
    parts_of,
    quantity_document,
    rule_document,
)

MOST_REMEMBERED = 2_000
"""Texts that are remembered of each kind before all are forgotten."""

_AT = 1
"""Members of a person stand one level deeper than the person."""


Made = TypeVar("Made")


class PersonTexts:
    """Writes the people whom one plan rates. `first` are members that stand before those of the
    person, the same for everyone; `depth` is how deep the object of a person stands."""

    def __init__(
        self,
        plan: Plan,
        language: str,
        keep: Sequence[str],
        form: JsonForm,
        depth: int,
        first: Mapping[str, Any],
    ) -> None:
        self._form, self._depth = form, depth
        self._keep = [form.before_member(name, depth + 1) for name in keep]
        before = form.opening(first, depth)
        self._opening = before + form.before_member("person", depth, first=not first)
        self._before_kept = form.before_member("kept", depth)
        self._overall = _Overall(plan, language, form, depth)
        self._sections: list[tuple[str, list[_Part], str]] = []
        for section, parts in parts_of(plan).items():
            before = form.before_member(section, depth) + "{"
            if parts:
                made = [
                    _Part(plan, id, label, language, form, depth) for id, label in parts.items()
                ]
                made[0].is_first()
                self._sections.append((before, made, form.closing(depth + _AT)))
            else:
                self._sections.append((before, [], "}"))
        self._gates = _Gates(plan, language, form, depth)
        self._closing = form.closing(depth)

    def text(self, rating: Rating, kept: Sequence[str]) -> str:
        """One person's rating; `kept` are the person's texts in the columns that are kept."""
        values, weights = rating.trace.values, rating.weights
        texts = [self._opening, quoted(rating.person), self._before_kept, self._kept(kept)]
        texts.append(self._overall.text(rating, weights))
        for before, parts, after in self._sections:
            texts.append(before)
            texts += [part.text(rating, values, weights) for part in parts]
            texts.append(after)
        texts += [self._gates.text(rating), self._closing]
        return "".join(texts)

    def _kept(self, kept: Sequence[str]) -> str:
        if not self._keep:
            return "{}"
        members = "".join(
            before + quoted(text) for before, text in zip(self._keep, kept, strict=True)
        )
        inside = members.removeprefix(self._form.between)
        return "{" + inside + self._form.closing(self._depth + _AT)


class _Remembering(Generic[Made]):
    """What is made, by what it depends on."""

    def __init__(self, made: Callable[[Any], Made]) -> None:
        self._made = made
        self._texts: dict[Any, Made] = {}

    def text(self, key: Any, source: Any) -> Made:
        """What there is for a key, made from `source` where it is new."""
        text = self._texts.get(key)
        if text is None:
            if len(self._texts) >= MOST_REMEMBERED:
                self._texts.clear()
            text = self._texts[key] = self._made(source)
        return text


class _Quantities:
    """Values of a type as text, by the pairs that stand for them."""

    def __init__(self, plan: Plan, type: Type, language: str, form: JsonForm, depth: int) -> None:
        opening, before = form.opening, form.before_member
        exact = opening({}, depth) + before("exact", depth, first=True)
        shown, rounded = before("shown", depth), before("rounded", depth)
        unit, end = before("unit", depth), form.closing(depth)

        def made(pair: tuple[Any, int]) -> str:
            n, d = pair
            value = as_read(Fraction(n, d) if n.__class__ is int else n, type, plan.framework)
            quantity = quantity_document(value, type, plan, language)
            assert quantity is not None
            return (
                f"{exact}{quoted(quantity['exact'])}{shown}{quoted(quantity['shown'])}"
                f"{rounded}{'true' if quantity['rounded'] else 'false'}"
                f"{unit}{quoted(quantity['unit'])}{end}"
            )

        self._remembered = _Remembering(made)

    def text(self, n: Any, d: int) -> str:
        """A value as text."""
        if not d:
            return "null"
        pair = n, d
        return self._remembered.text(pair, pair)


# --- parts ---------------------------------------------------------------------------------


class _Part:
    """A responsibility, KPI or competency."""

    def __init__(
        self, plan: Plan, id: str, label: fw.Label, language: str, form: JsonForm, depth: int
    ) -> None:
        at = depth + 2
        before = form.before_member
        self._id, self._language, self._form, self._at = id, language, form, at
        document = {"label": label.in_language(language)}
        self._opening = before(id, depth + _AT) + form.opening(document, at) + before("value", at)
        self._value_at = _place_of(plan.values.get(id))
        value = plan.values.get(id)
        type = NUMBER if value is None else plan.steps[value].type
        self._values = _Quantities(plan, type, language, form, at + 1)
        self._decided = _Decided(plan, id, language, form, at)
        places = (plan.values, plan.ratings, plan.scores)
        self._presences = tuple(2 * each[id] + 1 for each in places if id in each)
        self._before_absent, self._closing = before("absent", at), form.closing(at)
        self._nothing_absent = f"{self._before_absent}null{self._closing}"

    def is_first(self) -> None:
        """Nothing stands before it in its section."""
        self._opening = self._opening.removeprefix(self._form.between)

    def text(
        self, rating: Rating, values: tuple[Any, ...], weights: EffectiveWeights | None
    ) -> str:
        """What it came to for one person, with what separates it from the part before."""
        at, end = self._value_at, self._nothing_absent
        for presence in self._presences:
            if not values[presence]:
                end = self._absent(rating)
                break
        value = self._values.text(values[at], values[at + 1]) if at >= 0 else "null"
        return f"{self._opening}{value}{self._decided.text(rating, values, weights)}{end}"

    def _absent(self, rating: Rating) -> str:
        value = rating[self._id]
        document = absent_document(rating, value.absent_step, value.absence, self._language)
        return f"{self._before_absent}{self._form.text(document, self._at + 1)}{self._closing}"


class _Decided:
    """The rating, the score, the weight and the rule of a part, as members of its object."""

    def __init__(self, plan: Plan, id: str, language: str, form: JsonForm, depth: int) -> None:
        before = form.before_member
        self._id = id
        rating, score = plan.ratings.get(id), plan.scores.get(id)
        self._score_at = _place_of(score)
        self._applies_at = -1 if plan.coverage is None else 2 * plan.coverage + 1
        positions = [] if rating is None else [2 * rating, 2 * rating + 1, *_decision(plan, rating)]
        positions += [] if score is None else [2 * score, 2 * score + 1]
        positions += [] if plan.coverage is None else [self._applies_at]
        self._key = _getter(positions)
        self._rule_key = _getter([] if rating is None else _decision(plan, rating))
        self._weight = _weight_of(plan, id)
        self._before_rating, self._before_score = before("rating", depth), before("score", depth)
        self._before_weight, self._before_rule = before("weight", depth), before("rule", depth)
        inside = depth + 1
        numbers, percents = (
            _Quantities(plan, type, language, form, inside + more)
            for type, more in ((NUMBER, 0), (PERCENT, 1))
        )
        self._scores, self._percents = numbers, percents
        self._amounts = _Quantities(plan, NUMBER, language, form, inside + 1)
        self._before_declared = form.opening({}, inside) + before("declared", inside, first=True)
        self._before_effective = before("effective", inside)
        self._before_amount = before("contribution", inside)
        self._closing = form.closing(inside)
        self._texts: dict[Any, str] = {}
        self._words = _Remembering(lambda word: "null" if word is None else quoted(word))
        self._rules = _Remembering(lambda rule: form.text(rule_document(rule), inside))

    def text(
        self, rating: Rating, values: tuple[Any, ...], weights: EffectiveWeights | None
    ) -> str:
        """What was decided for one person."""
        weight = self._effective(values, weights)
        key = self._key(values), weight
        text = self._texts.get(key)
        if text is None:
            if len(self._texts) >= MOST_REMEMBERED:
                self._texts.clear()
            text = self._texts[key] = self._written(rating, values, weight)
        return text

    def _effective(
        self, values: tuple[Any, ...], weights: EffectiveWeights | None
    ) -> tuple[int, int] | None:
        """What it counts for one person, as a pair that is not reduced; None where no weight is
        told of it."""
        weight = self._weight
        if weight is None:
            return None
        if weights is None:
            applies = self._applies_at < 0 or values[self._applies_at]
            return weight.declared if applies else (0, 1)
        of_it = weights.responsibilities[weight.responsibility]
        if weight.is_whole:
            return of_it.numerator, of_it.denominator
        share = weights.measures[self._id]
        return of_it.numerator * share.numerator, of_it.denominator * share.denominator

    def _written(
        self, rating: Rating, values: tuple[Any, ...], weight: tuple[int, int] | None
    ) -> str:
        value, at = rating[self._id], self._score_at
        n, d = values[at : at + 2] if at >= 0 else (0, 0)
        level = value.rating
        rule = self._rules.text(self._rule_key(values), value.rule)
        return (
            f"{self._before_rating}{self._words.text(level, level)}"
            f"{self._before_score}{self._scores.text(n, d)}"
            f"{self._before_weight}{self._weighed(weight, n, d)}{self._before_rule}{rule}"
        )

    def _weighed(self, weight: tuple[int, int] | None, n: int, d: int) -> str:
        if weight is None or self._weight is None:
            return "null"
        top, bottom = weight
        amount = (top * n, bottom * d) if d else (0, 1)
        return (
            f"{self._before_declared}{self._percents.text(*self._weight.declared)}"
            f"{self._before_effective}{self._percents.text(top, bottom)}"
            f"{self._before_amount}{self._amounts.text(*amount)}{self._closing}"
        )


@dataclass(frozen=True, slots=True)
class _Weight:
    """What a part counts; `is_whole` says that it is a responsibility, not a measure of one."""

    responsibility: str
    declared: tuple[int, int]
    is_whole: bool


def _weight_of(plan: Plan, id: str) -> _Weight | None:
    """The weight of a responsibility, or of a measure that its responsibility is scored by."""
    for responsibility in plan.role.responsibilities if plan.role else ():
        weight = responsibility.weight
        if id == responsibility.id:
            return _Weight(id, (weight.numerator, weight.denominator), is_whole=True)
        for measure in responsibility.measures if responsibility.score is None else ():
            if measure.id == id:
                weight *= measure.weight
                declared = weight.numerator, weight.denominator
                return _Weight(responsibility.id, declared, is_whole=False)
    return None


def _place_of(index: int | None) -> int:
    """Where the pair of a step stands; -1 where there is no step."""
    return -1 if index is None else 2 * index


def _decision(plan: Plan, index: int) -> list[int]:
    """Where it stands which rule a step took."""
    operation = plan.steps[index].operation
    if not isinstance(operation, Decide):
        return []
    subject = [] if operation.subject is None else [2 * operation.subject + 1]
    return [plan.decisions[index], *subject]


def _getter(positions: Sequence[int]) -> Callable[[tuple[Any, ...]], Any]:
    """Values -> those at some positions."""
    return itemgetter(*positions) if positions else lambda _: None


def _insisting(plan: Plan) -> tuple[int, ...]:
    """The scores without which nobody is rated, whatever they weigh."""
    operation = None if plan.coverage is None else plan.steps[plan.coverage].operation
    return operation.insisting if isinstance(operation, Coverage) else ()


# --- the verdict ---------------------------------------------------------------------------


class _Overall:
    """The verdict."""

    def __init__(self, plan: Plan, language: str, form: JsonForm, depth: int) -> None:
        at = depth + _AT
        self._language, self._form, self._at = language, form, at
        self._opening = form.before_member("overall", depth)
        self._score_at = _place_of(plan.overall_score)
        self._scores = _Quantities(plan, NUMBER, language, form, at + 1)
        self._before_score = form.before_member("score", at)
        self._closing = form.closing(at)
        read = (plan.overall_score, plan.coverage, *plan.gates, *_insisting(plan))
        self._presences = [2 * index + 1 for index in read if index is not None]
        positions = []
        for index in (plan.overall_before_gates, plan.overall):
            if index is not None:
                self._presences.append(2 * index + 1)
                positions += [2 * index, *_decision(plan, index)]
        self._key = _getter(positions)
        self._complete = _Remembering(self._around_score)

    def text(self, rating: Rating, weights: EffectiveWeights | None) -> str:
        """The verdict of one person, with what separates it from the member before."""
        values = rating.trace.values
        if weights is None and all(values[at] for at in self._presences):
            before, after = self._complete.text(self._key(values), rating)
        else:
            before, after = self._around_score(rating)
        at = self._score_at
        score = self._scores.text(values[at], values[at + 1]) if at >= 0 else "null"
        return f"{before}{score}{after}"

    def _around_score(self, rating: Rating) -> tuple[str, str]:
        """What stands before the score and behind it."""
        whole = overall_document(rating, self._language)
        names = list(whole)
        at = names.index("score")
        first, last = (
            {name: whole[name] for name in part} for part in (names[:at], names[at + 1 :])
        )
        form, depth = self._form, self._at
        before = f"{self._opening}{form.opening(first, depth)}{self._before_score}"
        return before, f"{form.members(last, depth)}{self._closing}"


class _Gates:
    """What the gates did."""

    def __init__(self, plan: Plan, language: str, form: JsonForm, depth: int) -> None:
        self._places = [plan.decisions[index] for index in plan.gates]
        before = form.before_member("gates", depth)
        self._remembered = _Remembering(
            lambda rating: before + form.text(gates_document(rating, language), depth + _AT)
        )

    def text(self, rating: Rating) -> str:
        """What they did for one person."""
        values = rating.trace.values
        return self._remembered.text(tuple([values[at] for at in self._places]), rating)
