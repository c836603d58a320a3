"""What a framework holds at first sight: its files, and the names it declares.

Only read, never checked, so that it is quick and of use while somebody is still writing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import syntax as s
from .load import load

Path = str | os.PathLike[str]


@dataclass(frozen=True, slots=True)
class Declared:
    """A name that a framework declares: `kind` is the word before it, `label` the text after it
    in the framework's own language, "" where it has none."""

    kind: str
    id: str
    label: str


_Named = s.Named | s.ResponsibilityDeclaration


def declared_names(path: Path, *, allowed_folders: Iterable[Path] = ()) -> tuple[Declared, ...]:
    """Path -> the names that a framework declares, those of the files it uses and extends
    included, each once, in the order written.

    What cannot be understood is passed over; OSError where the file itself cannot be read.
    """
    files, _ = load(path, allowed_folders=allowed_folders)
    found = {
        (name.kind, name.id): name
        for file in reversed(files)
        for declaration in file.declarations
        for name in _names(declaration)
    }
    return tuple(found.values())


def framework_files(path: Path, *, allowed_folders: Iterable[Path] = ()) -> tuple[str, ...]:
    """Path -> the files that a framework is made of, tables of examples too, the one given first.

    Those that it names and that are not there are among them, and the one given even where it
    cannot be read.
    """
    names = [os.fspath(path)]
    try:
        files, _ = load(path, allowed_folders=allowed_folders)
    except OSError:
        return tuple(names)
    for file in files:
        name = file.span.source.name
        folder = os.path.dirname(name)  # noqa: PTH120 - names stay as the caller gave them
        names += [name, *(os.path.normpath(os.path.join(folder, each)) for each in _paths(file))]  # noqa: PTH118
    return tuple(dict.fromkeys(names))


def _paths(file: s.SyntaxFile) -> Iterator[str]:
    for declaration in file.declarations:
        match declaration:
            case (
                s.UseDeclaration(path=path)
                | s.ExtendsDeclaration(path=path)
                | s.ExampleTableDeclaration(path=path)
                | s.OverrideDeclaration(declaration=s.ExampleTableDeclaration(path=path))
            ):
                yield path.value
            case _:
                pass


def _names(declaration: s.Declaration) -> Iterator[Declared]:
    if isinstance(declaration, s.OverrideDeclaration):
        declaration = declaration.declaration
    if isinstance(declaration, s.RoleDeclaration):
        yield from (_declared(part) for part in declaration.responsibilities)
    if isinstance(declaration, _Named):
        yield _declared(declaration)


def _declared(node: _Named) -> Declared:
    label = "" if node.label is None else node.label.text.value
    if isinstance(node, s.ResponsibilityDeclaration):
        return Declared("responsibility", node.name.text, label)
    return Declared(s.KINDS[type(node)], node.name.text, label)
