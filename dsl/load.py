"""Path -> Syntax of the file and of all it uses."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from errno import EISDIR
from pathlib import Path
from typing import Final

from . import syntax
from .checking.report import Report
from .diagnostics.model import Diagnostic, Label
from .limits import MAX_FILE_BYTES
from .parse import parse
from .read import read_source

Loaded = tuple[tuple[syntax.SyntaxFile, ...], tuple[Diagnostic, ...]]

_DRIVE: Final = re.compile(r"[A-Za-z]:")
_OPEN_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

Identity = tuple[int, int]
"""Device and number of a file, the same under each of its names."""


def load(
    path: str | os.PathLike[str], *, allowed_folders: Iterable[str | os.PathLike[str]] = ()
) -> Loaded:
    """Path -> Syntax of the file and of all it uses

    The file itself comes first, then those it uses, each once. Files are read only from its own
    folder and from `allowed_folders`, and below them. A used file that cannot be read is left
    out, with a diagnostic; OSError where the file itself cannot be read.
    """
    name = os.fspath(path)
    folders = [Path(os.path.realpath(os.path.dirname(name) or "."))]  # noqa: PTH120 - keeps `name` as given
    folders += [Path(os.path.realpath(folder)) for folder in allowed_folders]
    return _Loader(tuple(folders)).run(name)


def load_text(text: str, name: str) -> Loaded:
    """Text -> Syntax of it alone; `name` is what diagnostics call it. It can use no other file."""
    source, problems = read_source(name, text.encode("utf-8", "surrogatepass"))
    if problems:
        return (), problems
    file, problems = parse(source)
    report = Report()
    for declaration in file.declarations:
        if isinstance(declaration, syntax.UseDeclaration):
            report.add(
                "outside-folder",
                declaration.path.span,
                "a text that is not a file cannot use another file",
                help="save it as a file next to the one it uses",
            )
    return (file,), (*problems, *report.in_order())


@dataclass(slots=True)
class _Open:
    """A file whose uses are being followed: the next one, and the use that led to it."""

    name: str
    folder: Path
    identity: Identity
    uses: list[syntax.UseDeclaration]
    opened_by: syntax.UseDeclaration | None
    next: int = 0


@dataclass(slots=True)
class _Loader:
    folders: tuple[Path, ...]
    files: list[syntax.SyntaxFile] = field(default_factory=list)
    problems: list[Diagnostic] = field(default_factory=list)
    report: Report = field(default_factory=Report)
    loaded: set[Identity] = field(default_factory=set)
    path: list[_Open] = field(default_factory=list)

    def run(self, name: str) -> Loaded:
        self._open_first(name)
        while self.path:
            current = self.path[-1]
            if current.next == len(current.uses):
                self.path.pop()
                continue
            use = current.uses[current.next]
            current.next += 1
            self._follow(current, use)
        problems = sorted(
            (*self.problems, *self.report.in_order()), key=lambda problem: problem.sort_key
        )
        return tuple(self.files), tuple(problems)

    def _open_first(self, name: str) -> None:
        content = _read(Path(os.path.realpath(name)))
        folder = Path(os.path.realpath(os.path.dirname(name) or "."))  # noqa: PTH120 - as in `load`
        self._parse(name, folder, content, None)

    def _follow(self, current: _Open, use: syntax.UseDeclaration) -> None:
        text = use.path.value
        refused = _refused(text)
        if refused:
            self.report.add("outside-folder", use.path.span, refused[0], help=refused[1])
            return
        wanted = Path(os.path.normpath(current.folder / text))
        if not self._is_inside(wanted):
            self._report_outside(use)
            return
        try:
            real = Path(os.path.realpath(wanted))
            if not self._is_inside(real):
                self._report_outside(use)
                return
            content = _read(real)
        except (OSError, ValueError) as problem:
            self.report.add(
                "file-not-found",
                use.path.span,
                _unreadable(text, problem),
                help="paths are relative to the file that names them",
            )
            return
        if self._is_open(content.identity, use) or content.identity in self.loaded:
            return
        name = os.path.normpath(os.path.join(os.path.dirname(current.name), text))  # noqa: PTH118, PTH120
        self._parse(name, wanted.parent, content, use)

    def _parse(
        self, name: str, folder: Path, content: _Content, use: syntax.UseDeclaration | None
    ) -> None:
        self.loaded.add(content.identity)
        source, problems = read_source(name, content.data)
        self.problems += problems
        if problems:
            return
        file, problems = parse(source)
        self.problems += problems
        self.files.append(file)
        uses = [item for item in file.declarations if isinstance(item, syntax.UseDeclaration)]
        if any(problem.code == "too-many-declarations" for problem in problems):
            uses = []
        self.path.append(_Open(name, folder, content.identity, uses, use))

    def _is_inside(self, path: Path) -> bool:
        return any(path.is_relative_to(folder) for folder in self.folders)

    def _report_outside(self, use: syntax.UseDeclaration) -> None:
        self.report.add(
            "outside-folder",
            use.path.span,
            f"`{use.path.value}` lies outside the folder of the framework",
            help="keep the file in that folder, or allow its folder when calling assay",
        )

    def _is_open(self, identity: Identity, use: syntax.UseDeclaration) -> bool:
        """Whether the file is one of those that led here; reports the circle, link by link."""
        index = next(
            (number for number, step in enumerate(self.path) if step.identity == identity), None
        )
        if index is None:
            return False
        circle = self.path[index:]
        links = [step.opened_by for step in circle[1:] if step.opened_by is not None]
        places = [
            Label(link.span, f"`{step.name}` uses `{following.name}`")
            for link, step, following in zip(links, circle, circle[1:], strict=False)
        ]
        last, first = circle[-1].name, circle[0].name
        message = (
            f"`{first}` uses itself"
            if len(circle) == 1
            else f"`{first}` uses itself through others"
        )
        self.report.add(
            "circular-use",
            use.span,
            message,
            label=f"`{last}` uses `{first}`",
            secondary=places,
            help="move what both need into a file that uses neither",
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


def _refused(text: str) -> tuple[str, str] | None:
    """What is wrong with a path as written, and the way out; None for nothing."""
    if not text.strip():
        return "this names no file", 'write a path such as `use "shared/scales.rules"`'
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
