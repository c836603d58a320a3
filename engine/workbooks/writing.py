"""What every workbook that is written shares; the only module that imports XlsxWriter."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from ..evidence.problems import UsageError

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_LONGEST_NAME: Final = 31
_NOT_IN_NAMES = re.compile("[][:*?/\\\\\x00-\x1f\ud800-\udfff\ufffe\uffff]")


@contextmanager
def new_workbook() -> Iterator[tuple[Workbook, io.BytesIO]]:
    """An empty workbook and the bytes it becomes; UsageError where the extra is not installed.

    Text stays text: nothing that stands in the evidence becomes a formula, a number or a link.
    """
    try:
        import xlsxwriter
    except ModuleNotFoundError as error:
        raise UsageError(
            f"writing Excel needs `{error.name}`, which the extra `excel` brings: "
            "pip install 'assay[excel]'"
        ) from None
    content = io.BytesIO()
    options: dict[str, Any] = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(content, options)
    yield book, content
    book.close()


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
