"""Roles based on others: each becomes a whole role of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, cast

from .. import syntax as s
from ..checking.report import Report
from ..diagnostics.model import Label
from ..limits import MAX_DECLARATIONS
from ..source import Span
from .changes import Changes, refuse_removals
from .complaints import a
from .composition import Path
from .origins import Origins


@dataclass(slots=True)
class Inheritance:
    """The roles of a framework, with what layers change of each; `declared` has all ids.

    A role based on another starts from what that one is in all layers together. `incomplete` are
    the places of roles that cannot, which is reported.
    """

    origins: Origins
    report: Report
    declared: Mapping[str, Path]
    incomplete: tuple[Span, ...] = ()
    _declarations: dict[str, s.RoleDeclaration] = field(default_factory=dict)
    _changes: dict[str, tuple[s.RoleDeclaration, ...]] = field(default_factory=dict)
    _whole: dict[str, s.RoleDeclaration] = field(default_factory=dict)
    _without_base: set[str] = field(default_factory=set)
    _parts_left: int = MAX_DECLARATIONS

    def add(self, role: s.RoleDeclaration, changes: tuple[s.RoleDeclaration, ...]) -> None:
        """Takes in a role as declared, and what layers change of it, the lowest first."""
        self._declarations[role.name.text] = role
        self._changes[role.name.text] = changes

    def resolve(self) -> dict[str, s.RoleDeclaration]:
        """Every role, whole: with what it inherits, and what layers change."""
        for name in self._declarations:
            for each in self._from_base_on(name):
                role = self._made_whole(each)
                self._whole[each] = self.origins.declarations["role", each] = role
        return self._whole

    def _based_on(self, name: str) -> s.Name | None:
        for role in (*reversed(self._changes[name]), self._declarations[name]):
            if role.based_on is not None:
                return role.based_on
        return None

    def _from_base_on(self, name: str) -> list[str]:
        """The role and those it is based on that are not whole yet, the lowest first; a circle
        is reported and cut."""
        chain: list[str] = []
        links: list[s.Name] = []
        current = name
        while current not in self._whole:
            if current in chain:
                self._report_circle(chain[chain.index(current) :], links[chain.index(current) :])
                break
            chain.append(current)
            base = self._based_on(current)
            if base is None or base.text not in self._declarations:
                break
            links.append(base)
            current = base.text
        return chain[::-1]

    def _made_whole(self, name: str) -> s.RoleDeclaration:
        role, path = self._declarations[name], ("role", name)
        changes = self._changes[name]
        base = self._based_on(name)
        start = None if base is None else self._start(base)
        if start is None:
            if base is None:
                refuse_removals(role, self.report)
            else:
                self._without_base.add(name)
                self.incomplete += tuple(each.span for each in (role, *changes))
                role = replace(role, removals=())
        else:
            assert base is not None
            self.origins.inherited[path] = ("role", base.text)
            changes = (role, *changes)
            role = replace(
                _renamed(start, base.text, name),
                span=role.span,
                name=role.name,
                label=None,
                places=tuple(each for each in start.places if each[0] != "label"),
                based_on=None,
            )
        for change in changes:
            role = Changes(path, self.origins, self.report).apply(role, change, path)
        return role

    def _start(self, base: s.Name) -> s.RoleDeclaration | None:
        """The whole role that another is based on; None where that is reported to be none."""
        found = self._whole.get(base.text)
        if base.text not in self._declarations:
            self._report_unknown(base)
        if found is None or base.text in self._without_base:
            return None
        if self._parts_left < 0:
            return None
        self._parts_left -= 1 + sum(1 + len(part.measures) for part in found.responsibilities)
        if self._parts_left < 0:
            self.report.add(
                "limit-exceeded",
                base.span,
                f"the roles of this framework inherit more than {MAX_DECLARATIONS:,} parts",
                help="base fewer roles on others, or on smaller ones",
            )
            return None
        return found

    def _report_unknown(self, base: s.Name) -> None:
        gone = self.origins.removed.get(("role", base.text))
        other = self.declared.get(base.text)
        if other is not None:
            origin = self.origins.find(other)
            self.report.add(
                "wrong-kind",
                base.span,
                f"`{base.text}` is {a(other[0])}, and a role is needed here",
                secondary=()
                if origin is None
                else (Label(origin.history[-1].span, f"declared as {a(other[0])}"),),
            )
            return
        self.report.unknown(
            "unknown-name",
            base,
            f"there is no role `{base.text}`",
            self._declarations,
            secondary=() if gone is None else (Label(gone.span, "removed here"),),
        )

    def _report_circle(self, names: list[str], links: list[s.Name]) -> None:
        places = [
            Label(link.span, f"`{name}` is based on `{link.text}`")
            for name, link in zip(names, links, strict=True)
        ]
        first = names[0]
        self.report.add(
            "circular-role",
            links[-1].span,
            f"role `{first}` is based on itself" + ("" if len(names) == 1 else " through others"),
            label=places[-1].message,
            secondary=tuple(places[:-1]),
            help="base one of them on no other role",
        )


def _renamed(node: Any, old: str, new: str) -> Any:
    """The node with `score of OLD`, where a role speaks of itself, now of `new`."""
    if isinstance(node, tuple):
        parts = tuple(_renamed(part, old, new) for part in node)
        changed = any(part is not before for part, before in zip(parts, node, strict=True))
        return parts if changed else node
    if not is_dataclass(node) or isinstance(node, s.Name | s.Text | Span):
        return node
    if isinstance(node, s.PropertyOf) and node.name.text == old:
        return replace(node, name=replace(node.name, text=new))
    changes: dict[str, Any] = {}
    for each in fields(node):
        before = getattr(node, each.name)
        after = _renamed(before, old, new)
        if after is not before:
            changes[each.name] = after
    return replace(cast("Any", node), **changes) if changes else node
