"""Where each value of a framework in layers comes from, and what it replaced."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from .. import syntax as s
from ..source import Span
from .composition import Path, own_place, pieces


@dataclass(frozen=True, slots=True)
class PropertyOrigin:
    """The text that gave a value, and what that replaced.

    `path` names what the text was written for: `kpi.growth.formula`. It is another than the one
    asked for where a role inherits the value. `removed` holds where the text took the value away:
    then nothing is in force. `replaced` is the origin of what stood there before, None for the
    first.
    """

    path: Path
    span: Span
    removed: bool = False
    replaced: PropertyOrigin | None = None

    @property
    def name(self) -> str:
        """The path as people write it."""
        return ".".join(self.path)

    @property
    def text(self) -> str:
        """The text as written."""
        return self.span.text

    @property
    def value(self) -> str:
        """What the text says, on one line, without the word of the property: `50%` of
        `formula: 50%`."""
        text = " ".join(self.text.split())
        word = self.path[-1]
        if self.path[-2:-1] == ("from",):
            return text.removeprefix(f"from {word} = ")
        return text.removeprefix(f"{word}:").removeprefix(word).strip()

    @property
    def history(self) -> tuple[PropertyOrigin, ...]:
        """The origin itself, then what it replaced, down to the first."""
        found: list[PropertyOrigin] = []
        current: PropertyOrigin | None = self
        while current is not None:
            found.append(current)
            current = current.replaced
        return tuple(found)


@dataclass(slots=True)
class Origins:
    """The origins of everything that a framework declares.

    Those of what no layer changed are found in the declarations when they are asked for.
    """

    declarations: dict[Path, s.Overriding] = field(default_factory=dict)
    removed: dict[Path, PropertyOrigin] = field(default_factory=dict)
    inherited: dict[Path, Path] = field(default_factory=dict)
    _changed: dict[Path, dict[Path, PropertyOrigin]] = field(default_factory=dict)
    _places: dict[Path, dict[Path, Span]] = field(default_factory=dict)

    def of(self, declaration: Path) -> dict[Path, PropertyOrigin]:
        """The declaration's own origin, then those of its properties and parts, in the order of
        the declaration; last those of what a layer removed from it. Empty where it is unknown."""
        if declaration not in self.declarations:
            gone = self.removed.get(declaration)
            return {} if gone is None else {declaration: gone}
        found = {
            path: self.current(declaration, path, span)
            for path, span in self._spans(declaration).items()
        }
        for path, origin in self._changed.get(declaration, {}).items():
            found.setdefault(path, origin)
        return found

    @property
    def changed(self) -> bool:
        """Whether a layer changed anything of what still stands."""
        return bool(self._changed)

    def find(self, path: Path) -> PropertyOrigin | None:
        """The origin of what stands at `path`, or stood there; None where nothing ever did."""
        declaration = path[: 1 if path[:1] == ("framework",) else 2]
        if declaration not in self.declarations:
            return self.removed.get(path)
        span = self._spans(declaration).get(path)
        if span is None:
            return self._changed.get(declaration, {}).get(path)
        return self.current(declaration, path, span)

    def named(self, name: str) -> Path | None:
        """Where the declaration stands that people call `name`: `growth` or `kpi.growth`,
        `framework`, `example.a strong quarter`. None where there is none, and never was."""
        for path in self:
            if name in (".".join(path), path[-1]):
                return path
        return None

    def lookup(self, name: str) -> PropertyOrigin | None:
        """The origin of what people call `name`: `growth.formula`, `kpi.growth.formula`; None where
        there is nothing of that name, and never was."""
        for declaration in self:
            for known in (".".join(declaration), declaration[-1]):
                if name == known or name.startswith(f"{known}."):
                    wanted = ".".join(declaration) + name.removeprefix(known)
                    for path, origin in self.of(declaration).items():
                        if ".".join(path) == wanted:
                            return origin
        return None

    def current(self, declaration: Path, path: Path, span: Span) -> PropertyOrigin:
        """The origin of the value at `path`, which the text at `span` gives."""
        changed = self._changed.get(declaration, {}).get(path)
        if changed is not None:
            return changed
        parent = self.inherited.get(declaration)
        if parent is not None:
            inherited = self.find((*parent, *path[len(declaration) :]))
            if inherited is not None and inherited.span == span:
                return inherited
        return PropertyOrigin(path, span)

    def removed_id(self, id: str) -> PropertyOrigin | None:
        """The removal of the declaration that had the id; None where no layer removed one."""
        return next((self.removed[path] for path in self.removed if path[1:] == (id,)), None)

    def removed_parts(self, path: Path) -> list[PropertyOrigin]:
        """The removals of parts of what stands at `path`."""
        changed = self._changed.get(path[:2], {}).values()
        return [
            origin
            for origin in changed
            if origin.removed and len(origin.path) == len(path) + 2 and origin.path[:-2] == path
        ]

    def is_as_written(self, declaration: Path) -> bool:
        """Whether no layer changed the declaration."""
        return declaration not in self._changed and declaration not in self.inherited

    def record(self, declaration: Path, origin: PropertyOrigin) -> None:
        """Notes that a layer gave, or removed, what stands at the origin's path."""
        self._changed.setdefault(declaration, {})[origin.path] = origin

    def __iter__(self) -> Iterator[Path]:
        """Where declarations stand; those that are removed come last."""
        yield from self.declarations
        yield from (path for path in self.removed if path not in self.declarations)

    def _spans(self, declaration: Path) -> dict[Path, Span]:
        known = self._places.get(declaration)
        if known is None:
            node = self.declarations[declaration]
            known = {declaration: own_place(node), **dict(pieces(node, declaration))}
            self._places[declaration] = known
        return known
