"""A declaration and what a layer changes of it -> the declaration that results."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, TypeVar

from .. import syntax as s
from ..checking.report import Report
from ..diagnostics.model import Label
from ..source import Span
from .composition import (
    MADE_OF,
    Group,
    Inner,
    Path,
    Value,
    grouped,
    is_given,
    part_place,
    place,
)
from .origins import Origins, PropertyOrigin

_Node = TypeVar("_Node")
_WAYS_TO_RATE: Final = ("rules", "score", "rating")
_EMPTY: Final = {
    "columns": (),
    "person_columns": (),
    "raters": (),
    "gates": (),
    "all_raters": False,
}


@dataclass(frozen=True, slots=True)
class Changes:
    """Applies what layers say about one declaration, which stands at `declaration`."""

    declaration: Path
    origins: Origins
    report: Report

    def apply(self, base: _Node, change: Any, path: Path) -> _Node:
        """What `base`, which stands at `path`, becomes by what `change` names and removes."""
        changed: dict[str, Any] = {}
        for piece in MADE_OF[type(base)]:
            match piece:
                case Value():
                    if is_given(getattr(change, piece.attribute)):
                        changed[piece.attribute] = self._value(base, change, piece, path)
                case Inner():
                    inner = getattr(change, piece.attribute)
                    if inner is not None:
                        changed[piece.attribute] = self._inner(base, inner, piece, path)
                case Group():
                    if getattr(change, piece.attribute):
                        changed[piece.attribute] = self._group(base, change, piece, path)
        match change:
            case s.KpiDeclaration():
                changed |= self._other_ways_to_rate(base, change, path)
            case s.OverallDeclaration():
                changed |= _scale_alone(base, change)
            case s.FrameworkHeader():
                changed["name"] = change.name
            case s.RequireDeclaration(label=label) if label.translations:
                changed["label"] = label
            case _:
                pass
        removals: tuple[s.Removal, ...] = getattr(change, "removals", ())
        for removal in removals:
            changed |= self._remove(base, changed, removal, path)
        if hasattr(base, "allows"):
            codes = {allow.code.text for allow in change.allows}
            kept = tuple(allow for allow in base.allows if allow.code.text not in codes)
            changed["allows"] = kept + change.allows
        if hasattr(base, "places"):
            changed["places"] = _places(base, change, removals)
        return replace(base, **changed)  # type: ignore[type-var]

    # --- what is given ---------------------------------------------------------------------

    def _value(self, base: Any, change: Any, piece: Value, path: Path) -> Any:
        here = (*path, piece.word)
        before = None
        if is_given(getattr(base, piece.attribute)):
            before = self._current(here, place(base, piece))
        self._record(here, place(change, piece), before)
        return getattr(change, piece.attribute)

    def _inner(self, base: Any, inner: Any, piece: Inner, path: Path) -> Any:
        before = getattr(base, piece.attribute)
        if before is None:
            return inner
        return self.apply(before, inner, (*path, piece.word))

    def _group(self, base: Any, change: Any, piece: Group, path: Path) -> tuple[Any, ...]:
        parts = grouped(base, piece)
        for key, given in grouped(change, piece).items():
            here = (*path, *key)
            before = parts.get(key)
            if before is None:
                for part in given:
                    refuse_removals(part, self.report)
                parts = _with_part(parts, key, given)
                continue
            self._record(here, part_place(given), self._current(here, part_place(before)))
            if len(before) == len(given) == 1 and type(before[0]) in MADE_OF:
                parts[key] = [self.apply(before[0], given[0], here)]
            else:
                parts[key] = given
        if isinstance(base, s.ParameterDeclaration):
            parts = self._other_times(parts, grouped(change, piece), path)
        return tuple(part for each in parts.values() for part in each)

    def _other_ways_to_rate(self, base: Any, change: Any, path: Path) -> dict[str, None]:
        """A KPI is rated in one way: the one that a layer gives replaces the one there was."""
        pieces = [
            piece
            for piece in MADE_OF[s.KpiDeclaration]
            if isinstance(piece, Value) and piece.attribute in _WAYS_TO_RATE
        ]
        given = [piece for piece in pieces if is_given(getattr(change, piece.attribute))]
        replaced: dict[str, None] = {}
        for piece in pieces:
            if not given or piece in given or not is_given(getattr(base, piece.attribute)):
                continue
            before = self._current((*path, piece.word), place(base, piece))
            span = place(change, given[0])
            self._record((*path, piece.word), span, before, removed=True)
            self._record((*path, given[0].word), span, before)
            replaced[piece.attribute] = None
        return replaced

    def _other_times(
        self, parts: dict[Path, list[Any]], given: dict[Path, list[Any]], path: Path
    ) -> dict[Path, list[Any]]:
        """A parameter has dated values or one without a date: what a layer gives decides."""
        undated = ("value",) in given
        kept: dict[Path, list[Any]] = {}
        for key, entries in parts.items():
            if key in given or (key == ("value",)) == undated:
                kept[key] = entries
            else:
                before = self._current((*path, *key), part_place(entries))
                first = next(iter(given.values()))
                self._record((*path, *key), part_place(first), before, removed=True)
        return kept

    # --- what is removed -------------------------------------------------------------------

    def _remove(
        self, base: Any, changed: dict[str, Any], removal: s.Removal, path: Path
    ) -> dict[str, Any]:
        """What changes by a removal; one of something that is not there is reported."""
        now = replace(base, **changed)
        for piece in MADE_OF[type(base)]:
            match piece:
                case Value(attribute=attribute, word=word) | Inner(attribute=attribute, word=word):
                    if removal.target is None and removal.part == word:
                        if attribute in changed:
                            self._report_both(removal, word)
                            return {}
                        if is_given(getattr(now, attribute)):
                            here = (*path, word)
                            before = self._current(here, place(base, piece))
                            self._record(here, removal.span, before, removed=True)
                            return {attribute: _EMPTY.get(attribute)}
                case Group(attribute=attribute):
                    parts = grouped(now, piece)
                    key = _key(removal)
                    if key in parts:
                        here = (*path, *key)
                        before = self._current(here, part_place(parts[key]))
                        self._record(here, removal.span, before, removed=True)
                        del parts[key]
                        return {attribute: tuple(p for each in parts.values() for p in each)}
        if removal.part == "gates" and now.overall is not None and now.overall.gates:
            return self._remove_gates(now.overall, removal, path)
        self._report_nothing(now, removal, path)
        return {}

    def _remove_gates(
        self, overall: s.OverallDeclaration, removal: s.Removal, path: Path
    ) -> dict[str, Any]:
        here = (*path, "overall", "gates")
        gates = overall.gates
        before = self._current(here, gates[0].span.to(gates[-1].span))
        self._record(here, removal.span, before, removed=True)
        return {"overall": replace(overall, gates=())}

    def _report_both(self, removal: s.Removal, word: str) -> None:
        self.report.add(
            "conflicting-properties",
            removal.span,
            f"`{word}` is both given and removed here",
            help="leave out one of the two",
        )

    def _report_nothing(self, node: Any, removal: s.Removal, path: Path) -> None:
        match removal.target:
            case s.Name() as name:
                known = [
                    key[1]
                    for piece in MADE_OF[type(node)]
                    if isinstance(piece, Group)
                    for key in grouped(node, piece)
                    if key[0] == removal.part
                ]
                message = f"{_subject(path)} has no {removal.part} `{name.text}` to remove"
                self.report.unknown(
                    "removal-of-nothing",
                    name,
                    message,
                    known,
                    secondary=self._removed_before((*path, *_key(removal))),
                    help=_where_measured(node, removal),
                )
            case s.DateLiteral(span=span):
                dates = [entry.start.span.text for entry in node.entries if entry.start]
                self.report.add(
                    "removal-of-nothing",
                    span,
                    f"{_subject(path)} has no value from {span.text} to remove",
                    help="its values hold from " + ", ".join(dates)
                    if dates
                    else "its value has no date",
                )
            case None:
                self.report.add(
                    "removal-of-nothing",
                    removal.span,
                    f"{_subject(path)} has no `{removal.part}` to remove",
                    secondary=self._removed_before((*path, removal.part)),
                )

    def _removed_before(self, path: Path) -> tuple[Label, ...]:
        origin = self.origins.find(path)
        if origin is None or not origin.removed:
            return ()
        return (Label(origin.span, "removed already here"),)

    # --- where from ------------------------------------------------------------------------

    def _current(self, path: Path, span: Span) -> PropertyOrigin:
        return self.origins.current(self.declaration, path, span)

    def _record(
        self, path: Path, span: Span, replaced: PropertyOrigin | None, *, removed: bool = False
    ) -> None:
        origin = PropertyOrigin(path, span, removed, replaced)
        self.origins.record(self.declaration, origin)


def refuse_removals(node: Any, report: Report) -> None:
    """Reports each `remove` of a declaration, or of a part, that starts from nothing."""
    inside: Iterable[Any] = getattr(node, "responsibilities", ())
    removals: tuple[s.Removal, ...] = getattr(node, "removals", ())
    for removal in (*removals, *(each for part in inside for each in part.removals)):
        report.add(
            "removal-out-of-place",
            removal.span,
            "there is nothing to remove from what is declared here for the first time",
            help="`remove` stands in an `override`, or in a role `based on` another",
        )


def _scale_alone(base: Any, change: s.OverallDeclaration) -> dict[str, Any]:
    """`overall on SCALE` without rules keeps the rules, on the scale it names."""
    if change.rules.rules or change.rules.scale.text == base.rules.scale.text:
        return {}
    return {"rules": replace(base.rules, scale=change.rules.scale)}


def _with_part(parts: dict[Path, list[Any]], key: Path, given: list[Any]) -> dict[Path, list[Any]]:
    """The parts with a new one at their end; a dated value before the first later one."""
    if key[0] == "from":
        later = [other for other in parts if other[0] == "from" and other > key]
        if later:
            found: dict[Path, list[Any]] = {}
            for other, values in parts.items():
                if other == later[0]:
                    found[key] = given
                found[other] = values
            return found
    parts[key] = given
    return parts


def _places(base: Any, change: Any, removals: tuple[s.Removal, ...]) -> s.Places:
    gone = {removal.part for removal in removals if removal.target is None}
    known = dict(base.places) | dict(change.places)
    return tuple((word, span) for word, span in known.items() if word not in gone)


def _key(removal: s.Removal) -> Path:
    match removal.target:
        case s.Name(text=text):
            return removal.part, text
        case s.DateLiteral(value=value):
            return removal.part, value.isoformat()
        case None:
            return (removal.part,)


def _subject(path: Path) -> str:
    return " of ".join(
        f"{word} `{name}`" for word, name in zip(path[-2::-2], path[-1::-2], strict=True)
    )


def _where_measured(node: Any, removal: s.Removal) -> str:
    """Where a role measures what was to be removed from the role itself."""
    if isinstance(node, s.RoleDeclaration) and isinstance(removal.target, s.Name):
        for responsibility in node.responsibilities:
            for measure in responsibility.measures:
                if (measure.kind, measure.name.text) == (removal.part, removal.target.text):
                    return (
                        f"it is measured in responsibility `{responsibility.name.text}`; "
                        "remove it there"
                    )
    return ""
