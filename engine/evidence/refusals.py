"""What can be wrong with a file of people, its records, and who they are about."""

from __future__ import annotations

from ..trace import Origin
from .formats.delimited import TextError
from .problems import EvidenceError, Problem


def names_nobody(file: str) -> EvidenceError:
    """What is wrong with a file without people."""
    return unusable(file, "the file names no people", "no-people")


def unreadable(file: str, error: TextError) -> EvidenceError:
    """What is wrong with a file that cannot be read."""
    return unusable(file, str(error), error.code, error.row)


def unusable(file: str, message: str, code: str, row: int | None = None) -> EvidenceError:
    """What is wrong with a whole file."""
    return EvidenceError((Problem(code, "", "", "", message, file, row),))


def duplicate(person: str, first: Origin, again: Origin) -> Problem:
    """What is wrong with a person's second record."""
    where = f" in row {first.row}" if first.row else ""
    if first.sheet != again.sheet and first.sheet:
        where += f' of the sheet "{first.sheet}"'
    if first.file != again.file:
        where += f" of {first.file}" if where else f" in {first.file}"
    message = f"the person is already{where or ' there'}"
    return problem_at(again, "duplicate-person", person, "", message)


def ragged_row(person: str, origin: Origin, reason: str) -> Problem:
    """What is wrong with a record that does not fit the headings."""
    return problem_at(origin, "ragged-row", person, "", reason)


def nameless(origin: Origin, value: object) -> Problem:
    """What is wrong with a record that is about nobody."""
    written = "" if value is None else str(value).strip()
    said = "the person is not a text" if written else "the person is missing"
    return problem_at(origin, "no-person", "", origin.column, said, written)


def problem_at(
    origin: Origin, code: str, person: str, field: str, message: str, value: str = ""
) -> Problem:
    """What is wrong at a place of a file."""
    return Problem(
        code, person, field, value, message,
        origin.file, origin.row, origin.column, origin.sheet, origin.cell,
    )  # fmt: skip
