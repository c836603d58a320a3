"""A file that appears whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Gives a file to write to, beside `path`; it takes the place of `path` when all went well.

    Whatever ends the writing early, an interruption included, leaves `path` as it was. A link is
    followed; a device or a pipe, which cannot be replaced, is given as it is. OSErrors name
    `path`, also where the disk is full.
    """
    shown, target = os.fspath(path), Path(path).resolve()
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), shown)
    if target.exists() and not target.is_file():
        yield target
        return
    temporary = _beside(target, shown)
    try:
        yield temporary
        mode = target.stat().st_mode if target.exists() else 0o666 & ~_mask()
        temporary.chmod(mode)
        temporary.replace(target)
    except BaseException as error:
        temporary.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename in {None, str(temporary)}:
            # A full disk says no name.
            raise OSError(error.errno, error.strerror, shown) from None
        raise


def _beside(target: Path, shown: str) -> Path:
    import tempfile

    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".assay-")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(Path(shown).parent)) from None
    os.close(handle)
    return Path(temporary)


def _mask() -> int:
    """The permissions that new files of this process do not get; it can only be read by setting."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
