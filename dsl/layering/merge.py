"""Syntax of files in layers -> Syntax of one framework, and where each value comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from .. import syntax as s
from ..checking.report import Report
from ..source import Span
from . import complaints
from .changes import Changes, refuse_removals
from .composition import IDENTIFIED, Path, address, own_place
from .origins import Origins, PropertyOrigin
from .roles import Inheritance

Place = tuple[int, int]
"""Which file, and which of its declarations."""

_HEADER: Path = ("framework",)


@dataclass(frozen=True, slots=True)
class Merged:
    """`files` are those given, with what layers change put into the declarations they change, and
    the `override` and `remove` lines gone. `incomplete` are the places of roles that lack what
    they are based on, because nothing of that name can be based on."""

    files: tuple[s.SyntaxFile, ...]
    origins: Origins
    incomplete: tuple[Span, ...]


def merge(files: tuple[s.SyntaxFile, ...], report: Report) -> Merged:
    """Syntax of files in layers -> Merged

    Every node keeps the span of the file that gave it. What a layer changes or removes and no
    layer below it has is reported and left out; so is what it declares again.
    """
    return _Layers(files, report).merge()


@dataclass(slots=True)
class _Entry:
    """A declaration: where it stands, its text, and what the layers above it say of it. Several
    examples or requirements may share a label: then `is_ambiguous`."""

    place: Place
    declaration: s.Overriding
    changes: list[s.Overriding] = field(default_factory=list)
    is_ambiguous: bool = False


@dataclass(slots=True)
class _Layers:
    files: tuple[s.SyntaxFile, ...]
    report: Report
    has_base: bool = False
    entries: dict[Path, _Entry] = field(default_factory=dict)
    by_id: dict[str, Path] = field(default_factory=dict)
    removed: dict[Path, Span] = field(default_factory=dict)
    dropped: set[Place] = field(default_factory=set)
    origins: Origins = field(default_factory=Origins)

    def merge(self) -> Merged:
        layers = sorted({file.layer for file in self.files}, reverse=True)
        for layer in layers:
            self.has_base = layer != layers[0]
            self._remove(layer)
            self._override(layer)
            self._declare(layer)
        final, incomplete = self._resolved()
        return Merged(tuple(self._rewritten(final)), self.origins, incomplete)

    def _of_layer(self, layer: int) -> Iterator[tuple[Place, s.Declaration]]:
        for number, file in enumerate(self.files):
            if file.layer == layer:
                for index, declaration in enumerate(file.declarations):
                    yield (number, index), declaration

    # --- one layer -------------------------------------------------------------------------

    def _remove(self, layer: int) -> None:
        for place, removal in self._of_layer(layer):
            if not isinstance(removal, s.RemoveDeclaration):
                continue
            self.dropped.add(place)
            target = removal.target
            path = (removal.kind, target.text if isinstance(target, s.Name) else target.value)
            entry = self._entry("remove", path, target)
            if entry is None:
                continue
            del self.entries[path]
            self.by_id.pop(path[1], None)
            self.dropped.add(entry.place)
            self.removed[path] = removal.span
            self.origins.removed[path] = PropertyOrigin(
                path, removal.span, removed=True, replaced=_history(path, entry)
            )

    def _override(self, layer: int) -> None:
        first: dict[Path, s.Overriding] = {}
        for place, override in self._of_layer(layer):
            if not isinstance(override, s.OverrideDeclaration):
                continue
            self.dropped.add(place)
            change = override.declaration
            if isinstance(change, s.FrameworkHeader):
                complaints.header_overridden(self.report, override)
                continue
            path = address(change)
            earlier = first.setdefault(path, change)
            if earlier is not change:
                complaints.overridden_twice(self.report, change, earlier)
                continue
            entry = self._entry("override", path, _target(change))
            if entry is not None:
                entry.changes.append(change)

    def _entry(self, verb: complaints.Verb, path: Path, target: s.Name | s.Text) -> _Entry | None:
        """What the layers below have at `path`; None where that is reported to be nothing."""
        entry = self.entries.get(path)
        other = self.by_id.get(path[1]) if path[0] in IDENTIFIED else None
        if not self.has_base:
            complaints.no_base(self.report, verb, target)
        elif entry is not None and entry.is_ambiguous:
            complaints.ambiguous(self.report, verb, path, target, entry.declaration)
        elif entry is not None:
            return entry
        elif path in self.removed:
            complaints.gone(self.report, verb, path, target, self.removed[path])
        elif other is not None:
            found = self.entries[other].declaration
            complaints.other_kind(self.report, verb, path, target, found)
        else:
            known = [each[1] for each in self.entries if each[0] == path[0]]
            complaints.absent(self.report, verb, path, target, known)
        return None

    def _declare(self, layer: int) -> None:
        fresh: dict[Path, _Entry] = {}
        header: s.FrameworkHeader | None = None
        for place, declaration in self._of_layer(layer):
            match declaration:
                case (
                    s.UseDeclaration()
                    | s.Allow()
                    | s.ExtendsDeclaration()
                    | s.OverrideDeclaration()
                    | s.RemoveDeclaration()
                ):
                    continue
                case s.FrameworkHeader() if _HEADER in self.entries:
                    self.dropped.add(place)
                    if header is None:
                        self.entries[_HEADER].changes.append(declaration)
                    else:
                        complaints.second_header(self.report, declaration, header)
                    header = declaration
                case _:
                    self._add(place, declaration, fresh)
        for path, entry in fresh.items():
            self.entries[path] = entry
            if path[0] in IDENTIFIED:
                self.by_id.setdefault(path[1], path)

    def _add(self, place: Place, declaration: s.Overriding, fresh: dict[Path, _Entry]) -> None:
        path = address(declaration)
        below = self.by_id.get(path[1]) if path[0] in IDENTIFIED else path
        if below is not None and below in self.entries:
            complaints.declared_again(self.report, declaration, self.entries[below].declaration)
            self.dropped.add(place)
            return
        entry = fresh.setdefault(path, _Entry(place, declaration))
        if entry.place != place:
            entry.is_ambiguous = path[0] not in IDENTIFIED

    # --- all layers ------------------------------------------------------------------------

    def _resolved(self) -> tuple[dict[Place, s.Declaration], tuple[Span, ...]]:
        """What each declaration becomes that a layer changes or that is based on another."""
        final: dict[Place, s.Declaration] = {}
        inheritance = Inheritance(self.origins, self.report, self.by_id)
        for path, entry in self.entries.items():
            node = entry.declaration
            self.origins.declarations[path] = node
            if len(entry.changes) > 0:
                self.origins.record(path, _history(path, entry))
            if isinstance(node, s.RoleDeclaration):
                changes = tuple(
                    each for each in entry.changes if isinstance(each, s.RoleDeclaration)
                )
                inheritance.add(node, changes)
                continue
            refuse_removals(node, self.report)
            for change in entry.changes:
                node = Changes(path, self.origins, self.report).apply(node, change, path)
            self.origins.declarations[path] = final[entry.place] = node
        for name, role in inheritance.resolve().items():
            final[self.entries["role", name].place] = role
        return final, inheritance.incomplete

    def _rewritten(self, final: dict[Place, s.Declaration]) -> Iterable[s.SyntaxFile]:
        for number, file in enumerate(self.files):
            declarations = tuple(
                final.get((number, index), declaration)
                for index, declaration in enumerate(file.declarations)
                if (number, index) not in self.dropped
            )
            yield replace(file, declarations=declarations)


def _target(change: s.Overriding) -> s.Name | s.Text:
    match change:
        case s.ExampleDeclaration(label=label) | s.ExampleTableDeclaration(label=label):
            return label
        case s.RequireDeclaration(label=label):
            return label.text
        case _:
            return change.name


def _history(path: Path, entry: _Entry) -> PropertyOrigin:
    """Where a declaration stands, and each layer that changes it."""
    origin = PropertyOrigin(path, own_place(entry.declaration))
    for change in entry.changes:
        origin = PropertyOrigin(path, own_place(change), replaced=origin)
    return origin
