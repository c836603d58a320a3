"""Weights as written -> exact shares that total 1."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from .. import syntax
from ..diagnostics.model import Edit, Fix, Label
from ..layering.composition import Path
from ..layering.origins import PropertyOrigin
from ..source import Span
from ..types import PERCENT, PLAIN, QuantityType
from ..units import describe, written
from .context import Context
from .types import check_constant
from .wrong_totals import Odd, Rounded, likely_slip

_SHOWN = 12
_MOST_CANDIDATES = 4
_NUMBER = re.compile(r"[\d._]+\s*%")
_WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Weighted:
    """One of several siblings: its name, its weight as written, and the words that lead to it from
    what has the siblings."""

    name: syntax.Name
    weight: syntax.Expression | None
    key: Path = ()


@dataclass(frozen=True, slots=True)
class _Weight:
    of: Weighted
    span: Span
    value: Fraction
    is_percent: bool


def shares(
    context: Context, siblings: Sequence[Weighted], place: Span, what: str, path: Path = ()
) -> tuple[Fraction, ...]:
    """The share of each sibling. `what` they are, such as "the responsibilities of `x`"; `place`
    is where a wrong total is reported, unless a layer changed the siblings of what stands at
    `path`: then it is where that was. Where a problem was reported the shares mean nothing."""
    weights = [_weight(context, sibling) for sibling in siblings]
    known = [weight for weight in weights if weight is not None]
    if len(known) < len(weights) or not known:
        return (_WHOLE,) * len(weights)
    if any(weight.is_percent != known[0].is_percent for weight in known):
        _report_mixed(context, known, what)
        return (_WHOLE,) * len(weights)
    total = sum((weight.value for weight in known), Fraction(0))
    if known[0].is_percent and total != _WHOLE:
        _report_total(context, known, total, _Total(place, what, path))
    elif total == 0:
        context.report.add(
            "weights-not-100",
            place,
            f"the weights of {what} are all 0, so that none of them counts",
            help="give at least one of them a weight above 0",
        )
    else:
        return tuple(weight.value / total for weight in known)
    return (_WHOLE,) * len(weights)


def _weight(context: Context, sibling: Weighted) -> _Weight | None:
    name = sibling.name
    if sibling.weight is None:
        context.report.add(
            "missing-property",
            name.span,
            f"`{name.text}` has no weight",
            help="add one, such as `weight 30%`; `weight 0%` shows it without counting it",
        )
        return None
    span = sibling.weight.span
    constant = check_constant(context, sibling.weight, "a weight", None)
    if constant is None:
        return None
    is_plain = isinstance(constant.type, QuantityType) and constant.type.dimension == PLAIN
    if not is_plain or not isinstance(constant.value, Fraction):
        context.report.add(
            "type-mismatch",
            span,
            f"a weight is a percentage or a plain number, and this is {describe(constant.type)}",
            label=describe(constant.type),
        )
        return None
    if constant.value < 0:
        context.report.add("outside-range", span, "a weight cannot be below 0")
        return None
    return _Weight(sibling, span, constant.value, constant.type == PERCENT)


def _report_mixed(context: Context, weights: list[_Weight], what: str) -> None:
    first = weights[0]
    other = next(weight for weight in weights if weight.is_percent != first.is_percent)
    context.report.add(
        "weights-mixed",
        other.span,
        f"the weights of {what} are partly percentages and partly plain numbers",
        label=_kind(other),
        secondary=(Label(first.span, _kind(first)),),
        help="write all of them as percentages, which total 100%, or all as plain numbers",
        fix=_percent_signs(weights),
    )


def _percent_signs(weights: list[_Weight]) -> Fix | None:
    """The signs that make all weights percentages; None unless these then total 100%."""
    plain = [weight for weight in weights if not weight.is_percent]
    percentages = sum((weight.value for weight in weights if weight.is_percent), Fraction(0))
    if percentages + sum((weight.value for weight in plain), Fraction(0)) / 100 != _WHOLE:
        return None
    edits = (Edit(Span(each.span.source, each.span.end, each.span.end), "%") for each in plain)
    return Fix("add `%`", tuple(edits))


def _kind(weight: _Weight) -> str:
    return "a percentage" if weight.is_percent else "a plain number"


@dataclass(frozen=True, slots=True)
class _Total:
    """Siblings whose total is wrong: where they stand, what they are, the path to what has them."""

    place: Span
    what: str
    path: Path


def _report_total(context: Context, weights: list[_Weight], total: Fraction, of: _Total) -> None:
    layers = _Layers(context)
    if of.path and not layers.explain(weights, of.path):
        return
    slip = likely_slip([weight.value for weight in weights])
    if layers.last is not None and isinstance(slip, Odd):
        # What another layer wrote was right before: the last one has to fit in.
        own = weights[slip.number].span.source is layers.last.source
        slip = slip if own else None
    at = weights[slip.number] if isinstance(slip, Odd) else weights[-1]
    place = at.span if layers.last is None else layers.last
    context.report.add(
        "weights-not-100",
        place,
        _total_message(weights, total, of, slip),
        label=_label(weights, total, place, slip),
        secondary=(
            *(
                Label(weight.span, _named(weight))
                for weight in weights[:_SHOWN]
                if weight.span != place
            ),
            *layers.labels[:_SHOWN],
        ),
        help=_total_help(weights, total, slip),
        fix=_total_fix(weights, slip),
    )


def _named(weight: _Weight) -> str:
    return f"`{weight.of.name.text}`: {written(weight.value, PERCENT)}"


def _label(weights: list[_Weight], total: Fraction, place: Span, slip: Rounded | Odd | None) -> str:
    difference = written(abs(_WHOLE - total), PERCENT)
    said = f"{difference} {'missing' if total < _WHOLE else 'too much'}"
    if isinstance(slip, Odd) and weights[slip.number].span == place:
        said = f"{written(slip.instead, PERCENT)}?" if slip.instead else "one too many?"
    here = next((weight for weight in weights if weight.span == place), None)
    return said if here is None else f"{_named(here)}; {said}"


def _total_message(
    weights: list[_Weight], total: Fraction, of: _Total, slip: Rounded | Odd | None
) -> str:
    message = f"the weights of {of.what} total {written(total, PERCENT)}, not 100%"
    match slip:
        case Odd(number, why=why):
            return f"{message}; `{weights[number].of.name.text}` stands out: {why}"
        case Rounded():
            return f"{message}; they seem to be rounded"
        case None:
            return message


def _total_help(weights: list[_Weight], total: Fraction, slip: Rounded | Odd | None) -> str:
    match slip:
        case Odd(number, 0):
            name = weights[number].of.name.text
            return f"leave out `{name}`, or change the others so that they total exactly 100%"
        case Odd(number, instead):
            return (
                f"write `{written(instead, PERCENT)}` for `{weights[number].of.name.text}`, or "
                "change the others so that they total exactly 100%"
            )
        case Rounded(parts):
            if len(set(parts)) == 1:
                numbers = "such as 1 for each"
            else:
                numbers = f"here {' : '.join(str(part) for part in parts)}"
            return (
                f"write plain numbers, {numbers}, which are divided by their sum exactly; or give "
                "one of them what the rounding left"
            )
        case None:
            return _candidates(weights, total)


def _candidates(weights: list[_Weight], total: Fraction) -> str:
    """What each of the weights would be if it alone were wrong."""
    instead = [
        f"{written(weight.value + _WHOLE - total, PERCENT)} for `{weight.of.name.text}`"
        for weight in weights
        if 0 < weight.value + _WHOLE - total <= 1
    ]
    difference = written(abs(_WHOLE - total), PERCENT)
    lacking = " or add what is missing" if total < _WHOLE else " or leave one out"
    if not 0 < len(instead) <= _MOST_CANDIDATES:
        return f"{'raise' if total < _WHOLE else 'lower'} some by {difference} in all,{lacking}"
    if len(weights) == 1:
        return f"write {instead[0]},{lacking}"
    return f"if only one is wrong, write {', or '.join(instead)};{lacking}"


def _total_fix(weights: list[_Weight], slip: Rounded | Odd | None) -> Fix | None:
    match slip:
        case Odd(number, instead) if instead:
            return _rewriting([weights[number]], [written(instead, PERCENT)])
        case Rounded(parts):
            return _rewriting(weights, [str(part) for part in parts])
        case _:
            return None


def _rewriting(weights: list[_Weight], texts: list[str]) -> Fix | None:
    """Other numbers for weights; None where one is more than a number."""
    if not all(_NUMBER.fullmatch(weight.span.text) for weight in weights):
        return None
    edits = (Edit(weight.span, text) for weight, text in zip(weights, texts, strict=True))
    what = "plain numbers: " if len(texts) > 1 else ""
    return Fix(f"write {what}{', '.join(f'`{text}`' for text in texts)}", tuple(edits))


@dataclass(slots=True)
class _Layers:
    """What layers did to the weights of siblings. `last` is what the topmost layer did to them,
    None where no layer touched them."""

    context: Context
    last: Span | None = None
    labels: list[Label] = field(default_factory=list)

    def explain(self, weights: list[_Weight], path: Path) -> bool:
        """Finds what layers did; False where a role inherits all of it, so that the role it is
        based on has the problem."""
        origins = self.context.names.origins
        is_own = False
        for weight in weights:
            origin = origins.find((*path, *weight.of.key, "weight"))
            if origin is None:
                continue
            if origin.path[:2] == path[:2]:
                is_own = True
                self._note(origin)
            for before in origin.history[1:]:
                word = f"`{weight.of.name.text}` was {before.text} here"
                self.labels.append(Label(before.span, word))
        for removal in origins.removed_parts(path):
            is_own = True
            self._note(removal)
            name = removal.path[-1]
            self.labels.append(Label(removal.span, f"`{name}` is removed here"))
            self.labels += (
                Label(before.span, f"`{name}` was here") for before in removal.history[1:]
            )
        return is_own

    def _note(self, origin: PropertyOrigin) -> None:
        layer = self.context.names.layer
        if origin.replaced is None:
            return
        if self.last is None or layer(origin.span) < layer(self.last):
            self.last = origin.span
