"""Path -> Syntax of the file, of all it uses, and of those it extends."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from errno import EISDIR
from pathlib import Path
from types import MappingProxyType
from typing import Final

from . import syntax
from .case_table import read_case_table
from .checking.report import Report, replacement
from .diagnostics.model import Diagnostic, Label
from .limits import MAX_FILE_BYTES
from .parse import parse
from .read import read_source

Loaded = tuple[tuple[syntax.SyntaxFile, ...], tuple[Diagnostic, ...]]

_DRIVE: Final = re.compile(r"[A-Za-z]:")
_OPEN_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

Identity = tuple[int, int]
"""Device and number of a file, the same under each of its names."""

Reference = syntax.UseDeclaration | syntax.ExtendsDeclaration
"""What names another file of the framework."""

Naming = Reference | syntax.ExampleTableDeclaration
"""What names another file at all."""


NO_TEXTS: Final[Mapping[str, str]] = MappingProxyType({})
"""No stand-ins for the files' own texts."""


def load(
    path: str | os.PathLike[str],
    *,
    allowed_folders: Iterable[str | os.PathLike[str]] = (),
    texts: Mapping[str, str] = NO_TEXTS,
) -> Loaded:
    """Path -> Syntax of the file, of all it uses, and of those it extends

    The file itself comes first, then those it uses, then the file it extends with those that this
    one uses, and so on, each once. Files are read only from its own folder and from
    `allowed_folders`, and below them. A file that is named and cannot be read is left out, with a
    diagnostic; OSError where the file itself cannot be read. `texts` stand in for what files hold,
    by the names that diagnostics call them.
    """
    name = os.fspath(path)
    folders = [Path(os.path.realpath(os.path.dirname(name) or "."))]  # noqa: PTH120 - keeps `name` as given
    folders += [Path(os.path.realpath(folder)) for folder in allowed_folders]
    return _Loader(tuple(folders), texts).run(name)


def load_text(text: str, name: str) -> Loaded:
    """Text -> Syntax of it alone; `name` is what diagnostics call it. It can use no other file."""
    source, problems = read_source(name, text.encode("utf-8", "surrogatepass"))
    if problems:
        return (), problems
    file, problems = parse(source)
    report = Report()
    for declaration in file.declarations:
        if isinstance(declaration, Naming):
            report.add(
                "outside-folder",
                declaration.path.span,
                f"a text that is not a file cannot {_infinitive(declaration)} another file",
                help=f"save it as a file next to the one it {_verb(declaration)}",
            )
    return (file,), (*problems, *report.in_order())


@dataclass(slots=True)
class _Open:
    """A file whose references are being followed: the next one, and the one that led to it."""

    name: str
    folder: Path
    identity: Identity
    layer: int
    references: list[Reference]
    opened_by: Reference | None
    next: int = 0


@dataclass(slots=True)
class _Loader:
    folders: tuple[Path, ...]
    texts: Mapping[str, str]
    files: list[syntax.SyntaxFile] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    report: Report = field(default_factory=Report)
    loaded: set[Identity] = field(default_factory=set)
    path: list[_Open] = field(default_factory=list)

    def run(self, name: str) -> Loaded:
        self._open_first(name)
        while self.path:
            current = self.path[-1]
            if current.next == len(current.references):
                self.path.pop()
                continue
            reference = current.references[current.next]
            current.next += 1
            self._follow(current, reference)
        self.files.sort(key=lambda file: file.layer)
        problems = sorted(
            (*self.problems, *self.report.in_order()), key=lambda problem: problem.sort_key
        )
        return tuple(self.files), tuple(problems)

    def _open_first(self, name: str) -> None:
        content = _read(Path(os.path.realpath(name)))
        folder = Path(os.path.realpath(os.path.dirname(name) or "."))  # noqa: PTH120 - as in `load`
        self._parse(name, folder, content, 0, None)

    def _follow(self, current: _Open, reference: Reference) -> None:
        found = self._found(current.folder, reference)
        if found is None:
            return
        wanted, content = found
        if self._is_open(content.identity, reference) or content.identity in self.loaded:
            return
        name = _joined(current.name, reference)
        extends = isinstance(reference, syntax.ExtendsDeclaration)
        self._parse(name, wanted.parent, content, current.layer + extends, reference)

    def _found(self, folder: Path, reference: Naming) -> tuple[Path, _Content] | None:
        """The file that is named, and what is in it; None where a problem was reported."""
        text = reference.path.value
        refused = _refused(reference)
        if refused:
            self.report.add("outside-folder", reference.path.span, refused[0], help=refused[1])
            return None
        wanted = Path(os.path.normpath(folder / text))
        if not self._is_inside(wanted):
            self._report_outside(reference)
            return None
        try:
            real = Path(os.path.realpath(wanted))
            if not self._is_inside(real):
                self._report_outside(reference)
                return None
            content = _read(real)
        except (OSError, ValueError) as problem:
            self.report.add(
                "file-not-found",
                reference.path.span,
                _unreadable(text, problem),
                help="paths are relative to the file that names them",
            )
            return None
        stored = _stored_name(folder, text)
        if stored:
            self.report.add(
                "file-not-found",
                reference.path.span,
                f"there is no file `{text}`; small and capital letters differ",
                help=f"write `{stored}`, as the file is called",
                fix=replacement(reference.path.span, f'"{stored}"'),
            )
            return None
        return wanted, content

    def _with_tables(self, file: syntax.SyntaxFile, folder: Path) -> syntax.SyntaxFile:
        """The file, with the rows of the tables of examples that it names."""
        declarations = tuple(
            replace(each, table=self._table(each, file.span.source.name, folder))
            if isinstance(each, syntax.ExampleTableDeclaration)
            else each
            for each in file.declarations
        )
        return replace(file, declarations=declarations)

    def _table(
        self, named: syntax.ExampleTableDeclaration, name: str, folder: Path
    ) -> syntax.CaseTable | None:
        found = self._found(folder, named)
        if found is None:
            return None
        source, problems = read_source(_joined(name, named), found[1].data)
        self.problems += problems
        return None if problems else read_case_table(source, self.report)

    def _parse(
        self,
        name: str,
        folder: Path,
        content: _Content,
        layer: int,
        opened_by: Reference | None,
    ) -> None:
        self.loaded.add(content.identity)
        text = self.texts.get(name)
        data = content.data if text is None else text.encode("utf-8", "surrogatepass")
        source, problems = read_source(name, data)
        self.problems += problems
        if problems:
            return
        file, problems = parse(source)
        self.problems += problems
        self.files.append(replace(self._with_tables(file, folder), layer=layer))
        references: list[Reference] = []
        if all(problem.code != "too-many-declarations" for problem in problems):
            references += self._extended(file, opened_by)
            references += (d for d in file.declarations if isinstance(d, syntax.UseDeclaration))
        self.path.append(_Open(name, folder, content.identity, layer, references, opened_by))

    def _extended(
        self, file: syntax.SyntaxFile, opened_by: Reference | None
    ) -> list[syntax.ExtendsDeclaration]:
        """The one file that a file may extend. It is read before those that are used, so that
        what both a layer and its base use is part of the base."""
        found = [d for d in file.declarations if isinstance(d, syntax.ExtendsDeclaration)]
        if isinstance(opened_by, syntax.UseDeclaration):
            for extends in found:
                self.report.add(
                    "extends-out-of-place",
                    extends.span,
                    "a file that another one uses cannot extend a third",
                    secondary=(Label(opened_by.span, "used here"),),
                    help="move this line to the file that uses this one",
                )
            return []
        for extends in found[1:]:
            self.report.add(
                "extends-out-of-place",
                extends.span,
                "a file extends one other, and this is a second",
                secondary=(Label(found[0].span, "the first is here"),),
                help="let one of the two extend the other, or bring it in with `use`",
            )
        return found[:1]

    def _is_inside(self, path: Path) -> bool:
        return any(path.is_relative_to(folder) for folder in self.folders)

    def _report_outside(self, reference: Naming) -> None:
        self.report.add(
            "outside-folder",
            reference.path.span,
            f"`{reference.path.value}` lies outside the folder of the framework",
            help="keep the file in that folder, or allow its folder when calling assay",
        )

    def _is_open(self, identity: Identity, reference: Reference) -> bool:
        """Whether the file is one of those that led here; reports the circle, link by link."""
        index = next(
            (number for number, step in enumerate(self.path) if step.identity == identity), None
        )
        if index is None:
            return False
        circle = self.path[index:]
        links = [step.opened_by for step in circle[1:] if step.opened_by is not None]
        places = [
            Label(link.span, f"`{step.name}` {_verb(link)} `{following.name}`")
            for link, step, following in zip(links, circle, circle[1:], strict=False)
        ]
        last, first = circle[-1].name, circle[0].name
        verbs = {_verb(link) for link in (*links, reference)}
        verb = verbs.pop() if len(verbs) == 1 else "builds on"
        self.report.add(
            "circular-use",
            reference.span,
            f"`{first}` {verb} itself" + ("" if len(circle) == 1 else " through others"),
            label=f"`{last}` {_verb(reference)} `{first}`",
            secondary=places,
            help="move what both need into a file that uses neither"
            if verb == "uses"
            else "one of these files must stand alone, for the others to build on",
        )
        return True


@dataclass(frozen=True, slots=True)
class _Content:
    identity: Identity
    data: bytes


def _read(path: Path) -> _Content:
    """The bytes of a regular file, one more than the limit at most; anything else is refused
    before it can block."""
    descriptor = os.open(path, _OPEN_FLAGS)
    with open(descriptor, "rb") as file:  # noqa: PTH123 - opened already
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise IsADirectoryError(EISDIR, "not a file", str(path))
        return _Content((status.st_dev, status.st_ino), file.read(MAX_FILE_BYTES + 1))


def _infinitive(reference: Naming) -> str:
    match reference:
        case syntax.ExtendsDeclaration():
            return "extend"
        case syntax.UseDeclaration():
            return "use"
        case syntax.ExampleTableDeclaration():
            return "read"


def _verb(reference: Naming) -> str:
    return f"{_infinitive(reference)}s"


def _joined(name: str, reference: Naming) -> str:
    """The path of what a file of that name refers to, as people see it."""
    text = reference.path.value
    return os.path.normpath(os.path.join(os.path.dirname(name), text))  # noqa: PTH118, PTH120


def _stored_name(folder: Path, text: str) -> str:
    """The path as the folders list it, where that differs from `text` in the case of letters
    alone: some systems open such a file, others find none. "" where it does not differ."""
    stored: list[str] = []
    here = folder
    for part in text.split("/"):
        name = part
        if part not in ("", ".", ".."):
            try:
                names = os.listdir(here)  # noqa: PTH208 - the names alone, as stored
            except OSError:
                names = [part]
            if part not in names:
                alike = [each for each in names if each.casefold() == part.casefold()]
                name = alike[0] if alike else part
        here = here / name
        stored.append(name)
    found = "/".join(stored)
    return "" if found == text else found


def _refused(reference: Naming) -> tuple[str, str] | None:
    """What is wrong with a path as written, and the way out; None for nothing."""
    text = reference.path.value
    if not text.strip():
        example = '`use "shared/scales.rules"`'
        if isinstance(reference, syntax.ExtendsDeclaration):
            example = '`extends "company.rules"`'
        elif isinstance(reference, syntax.ExampleTableDeclaration):
            example = '`from "cases.csv"`'
        return "this names no file", f"write a path such as {example}"
    if "\0" in text:
        return "this is not the name of a file", "remove the invisible character in it"
    if "\\" in text:
        return f"`{text}` is not a path of this language", "separate folders with `/`"
    if text.startswith("/") or _DRIVE.match(text):
        return (
            f"`{text}` does not start from the file that names it",
            "write a path relative to this file, such as `shared/scales.rules`",
        )
    return None


def _unreadable(name: str, problem: Exception) -> str:
    match problem:
        case FileNotFoundError() | NotADirectoryError():
            return f"there is no file `{name}`"
        case IsADirectoryError():
            return f"`{name}` is not a file"
        case PermissionError():
            return f"the file `{name}` may not be read"
        case _:
            return f"the file `{name}` cannot be read"
