"""What every workbook that is written shares; the only module that imports XlsxWriter."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from ..evidence.problems import UsageError

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_LONGEST_NAME: Final = 31
_NOT_IN_NAMES = re.compile("[][:*?/\\\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


@contextmanager
def new_workbook(target: Path | IO[bytes], *, row_by_row: bool = False) -> Iterator[Workbook]:
    """An empty workbook, which is in `target` at the end; UsageError where the extra is not
    installed.

    Text stays text: nothing that stands in the evidence becomes a formula, a number or a link.
    With `row_by_row` each row of a sheet leaves memory when the next one begins, so that rows are
    written in their order. What is on the way lies in a folder beside the target, which goes
    whatever happens.
    """
    try:
        import xlsxwriter
        from xlsxwriter.exceptions import FileCreateError
    except ModuleNotFoundError as error:
        raise UsageError(
            f"writing Excel needs `{error.name}`, which the extra `excel` brings: "
            "pip install 'assay[excel]'"
        ) from None
    beside = target.parent if isinstance(target, Path) else None
    with tempfile.TemporaryDirectory(dir=beside, prefix=".assay-") as folder:
        options: dict[str, Any] = {
            "tmpdir": folder,
            "constant_memory": row_by_row,
            "in_memory": not row_by_row,
            "use_zip64": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        }
        book = xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options)
        try:
            yield book
        except BaseException:
            _give_up(book)
            raise
        try:
            book.close()
        except FileCreateError as error:
            # It holds the error of the system.
            raise error.args[0] from None


def _give_up(book: Workbook) -> None:
    """Closes the files of rows, so that their folder can go."""
    for sheet in book.worksheets():
        rows = sheet.row_data_fh
        if rows is not None:
            rows.close()


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name that a sheet may have and none has yet; `taken` holds the names in small letters."""
    plain = _shortened(_NOT_IN_NAMES.sub("_", wanted).strip("' "), _LONGEST_NAME) or "_"
    name, number = plain, 1
    while name.casefold() in taken or name.casefold() == "history":
        number += 1
        mark = f" ({number})"
        name = _shortened(plain, _LONGEST_NAME - len(mark)) + mark
    taken.add(name.casefold())
    return name


def _shortened(text: str, most: int) -> str:
    """The beginning of a text, of so many units of UTF-16, in which names are counted; a name
    does not end in an apostrophe."""
    units = text.encode("utf-16-le")[: 2 * most]
    return units.decode("utf-16-le", "ignore").rstrip("' ")
