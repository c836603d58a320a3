"""The files of a handbook -> a folder, all of them or none."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..evidence.problems import UsageError
from .pages import HTML_ALONE, HandbookFormat, handbook_files, is_untouched

if TYPE_CHECKING:
    from ..loaded import Framework


@dataclass(frozen=True, slots=True)
class WrittenHandbook:
    """The files written, and pages of an earlier handbook there that this one no longer has."""

    files: tuple[Path, ...]
    left_over: tuple[Path, ...]


def write_handbook(
    framework: Framework,
    folder: str | os.PathLike[str],
    *,
    language: str = "en",
    formats: Collection[HandbookFormat] = HTML_ALONE,
    as_of: date | None = None,
    force: bool = False,
) -> WrittenHandbook:
    """Framework -> a folder with its handbook; see `handbook_files`.

    The folder is made where it is not there. Pages of an earlier handbook are replaced, if nobody
    has changed them since; any other file in the way is a UsageError, unless `force`. Raises
    OSError where something cannot be written; then everything is as it was.
    """
    files = handbook_files(framework, language=language, formats=formats, as_of=as_of)
    target = Path(folder)
    if target.exists() and not target.is_dir():
        raise UsageError(f"`{target}` is a file; name a folder for the handbook")
    if not force:
        _refuse_foreign(target, files)
    made = _make(target)
    try:
        _replace(target, files)
    except BaseException:
        for each in made:
            each.rmdir()
        raise
    return WrittenHandbook(tuple(target / name for name in files), tuple(_left_over(target, files)))


def _refuse_foreign(folder: Path, files: Mapping[str, str]) -> None:
    foreign = [
        name for name in files if os.path.lexists(folder / name) and not _is_ours(folder / name)
    ]
    if foreign:
        named = ", ".join(f"`{folder / name}`" for name in foreign)
        raise UsageError(
            f"{named} would be overwritten, and {'was' if len(foreign) == 1 else 'were'} not "
            "written by this command or has been changed since; choose another folder, or say "
            "`--force`"
        )


def _is_ours(file: Path) -> bool:
    if file.is_symlink() or not file.is_file():
        return False
    try:
        return is_untouched(file.read_bytes().decode("utf-8"))
    except (UnicodeDecodeError, PermissionError):
        return False


def _left_over(folder: Path, files: Mapping[str, str]) -> Iterator[Path]:
    endings = {Path(name).suffix for name in files}
    for file in sorted(folder.iterdir()):
        if file.name not in files and file.suffix in endings and _is_ours(file):
            yield file


def _make(folder: Path) -> list[Path]:
    """Makes the folder and those above it -> those made, the innermost first."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _replace(folder: Path, files: Mapping[str, str]) -> None:
    """Writes every file aside, and only then puts each in its place."""
    with _aside(folder) as aside:
        for name, text in files.items():
            (aside / name).write_text(text, encoding="utf-8", newline="")
        for name in files:
            if (folder / name).is_dir() and not (folder / name).is_symlink():
                raise UsageError(f"`{folder / name}` is a folder; remove it or choose another")
        for name in files:
            (aside / name).replace(folder / name)


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=folder, prefix=".assay-") as name:
        yield Path(name)
