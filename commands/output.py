"""Where results and messages go: standard output, a file that is written whole, the terminal."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from glob import glob
from pathlib import Path
from typing import IO, TYPE_CHECKING, NoReturn, cast

import click

import assay

if TYPE_CHECKING:
    from io import TextIOWrapper

    from assay import Diagnostic, Framework, Problem

FRAMEWORK_PROBLEMS = 1
USAGE = 2
EVIDENCE_PROBLEMS = 3

NARROWEST = 32
"""Columns that everything is written in at least."""


def tell(message: str) -> None:
    """A line on standard error, where everything goes that is no result."""
    click.echo(f"assay: {message.translate(_CONTROLS)}", err=True)


_CONTROLS = {
    code: f"<U+{code:04X}>" for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"
}
"""Characters that steer a terminal, and how a name that holds one is shown instead."""


def fail(message: str, status: int = USAGE) -> NoReturn:
    """Ends the command with one line that says what is wrong and what to do."""
    tell(message)
    raise SystemExit(status)


def fail_with(problems: Sequence[Problem]) -> NoReturn:
    """Ends the command with a line for each problem of the evidence."""
    for problem in problems:
        tell(str(problem))
    for hint in dict.fromkeys(_HINTS[each.code] for each in problems if each.code in _HINTS):
        tell(hint)
    raise SystemExit(EVIDENCE_PROBLEMS)


_HINTS = {
    "no-person-column": "`--person-column NAME` says which column names the person",
    "ambiguous-sheet": "`--sheet NAME` says which sheet holds the people",
}
"""What says on the command line what a file leaves open, by the codes of problems."""


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """What people can get wrong ends in a line for them, never in a traceback."""
    try:
        yield
    except assay.FrameworkError as error:
        click.echo(diagnostics_text(error.diagnostics, sys.stderr), err=True, nl=False)
        raise SystemExit(FRAMEWORK_PROBLEMS) from None
    except assay.UsageError as error:
        fail(str(error))
    except assay.EvidenceError as error:
        fail_with(error.problems)
    except (KeyError, IndexError, BrokenPipeError):
        raise
    except LookupError as error:
        fail(str(error))
    except OSError as error:
        if error.filename is None:
            # Standard output, or a device, of which nobody says the name.
            fail(f"the result cannot be written: {(error.strerror or str(error)).lower()}")
        fail(f"`{error.filename}` {_why(error)}")


def _why(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "is not there"
        case IsADirectoryError():
            return "is a folder, not a file"
        case NotADirectoryError():
            return "is not there: a part of its path is a file"
        case PermissionError():
            return "may not be opened"
    return f"cannot be used: {(error.strerror or str(error)).lower()}"


def load(path: str, allowed: Sequence[str]) -> Framework:
    """The framework of a file, which errors name as the caller did. The command never writes its
    result over any of the files that the framework is made of."""
    loaded = assay.load(framework_file(path), allowed_folders=allowed)
    context = click.get_current_context(silent=True)
    if context is not None:
        read = [source.name for source in loaded.checked.sources]
        refuse_to_overwrite(context.params.get("output"), read)
    return loaded


def framework_file(path: str) -> str:
    """The path, where there is a file to read; OSError where not."""
    if Path(path).is_dir():
        raise IsADirectoryError(errno.EISDIR, "", path)
    if not Path(path).exists():
        raise FileNotFoundError(errno.ENOENT, "", path)
    return path


# --- the terminal --------------------------------------------------------------------------


def columns(width: int | None) -> int:
    """The columns to write in: those asked for, or the terminal's, 80 where there is none."""
    import shutil

    return width or max(NARROWEST, shutil.get_terminal_size((80, 24)).columns)


def colourful(chosen: bool | None, stream: IO[str]) -> bool:
    """Whether to use colour: as chosen, else on a terminal unless NO_COLOR is set."""
    if chosen is not None:
        return chosen
    return stream.isatty() and not os.environ.get("NO_COLOR")


def diagnostics_text(
    diagnostics: Sequence[Diagnostic],
    stream: IO[str],
    *,
    width: int | None = None,
    colour: bool | None = None,
) -> str:
    """Diagnostics as text for the stream that will show it."""
    return assay.render_text(diagnostics, width=columns(width), colour=colourful(colour, stream))


# --- results -------------------------------------------------------------------------------


def refuse_to_overwrite(output: str | None, read: Sequence[str]) -> None:
    """Ends the command where its result would take the place of a file that it is made of, named
    as such, by a pattern, or behind a name and `=`."""
    if output is None or not Path(output).is_file():
        return
    for text in read:
        for path in (text, text.partition("=")[2], *glob(text, recursive=True)):  # noqa: PTH207
            if path and Path(path).is_file() and Path(path).samefile(output):
                fail(
                    f"`{output}` is a file that is read, and would be lost: write the result to "
                    "another"
                )


def write(text: str, path: str | None) -> None:
    """A result, to standard output or to a file."""
    with result_stream(path) as stream:
        stream.write(text)


def write_pieces(pieces: Iterable[str], path: str | None) -> None:
    """A result that comes piece by piece, to standard output or to a file."""
    with result_stream(path) as stream:
        stream.writelines(pieces)


def write_bytes(content: bytes, path: str) -> None:
    """A result that is no text, to a file."""
    with result_stream(path) as stream:
        cast("TextIOWrapper", stream).buffer.write(content)


def write_json(value: object, path: str | None) -> None:
    """A JSON document, indented, with its letters as they are."""
    import json

    write(json.dumps(value, ensure_ascii=False, indent=2) + "\n", path)


@contextlib.contextmanager
def result_stream(path: str | None) -> Iterator[IO[str]]:
    """Standard output, or a file that appears whole at the end or not at all."""
    if path is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    with (
        assay.whole_file(path) as target,
        target.open("w", encoding="utf-8", newline="") as stream,
    ):
        yield stream
