"""Texts in files -> what they say to an input of a type, and what had to be made of them.

Only what can mean one thing is made out here; whatever else is not plain stays as it is, for the
readers to refuse.
"""

from __future__ import annotations

import re
from typing import Final

from ....dsl.types import DateType, QuantityType, Type
from ...arithmetic.magnitudes import MAY_BE_MAGNIFIED, Magnified, read_magnified
from ...arithmetic.numerals import Numeral, parse_numeral
from ..known_headings import INVISIBLE
from ..readers import absent_text
from .interpretations import Read
from .written_dates import ReadDate, read_written_date

AS_SEEN: Final = "read with plain spaces, and without characters that nobody sees"
SELDOM_SEEN: Final = f"[{''.join(map(chr, INVISIBLE))}\u00a0]"
"""What nobody sees, or takes for a plain space."""
_SELDOM_SEEN = re.compile(SELDOM_SEEN)

_COUNTED = re.compile(MAY_BE_MAGNIFIED)
PLAIN_DAY: Final = r"^(?:[01][0-9]|2[0-3]|2[89]|[3-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}$"
"""A date that says nothing beside its plain sense, or is none at all."""
_PLAIN_DAY = re.compile(PLAIN_DAY)
_AMOUNTS = frozenset(("number", "count", "money", "compound"))


def counts_in_words(type: Type | None) -> bool:
    """Whether values of a type may be counted in thousands, millions and the like."""
    return isinstance(type, QuantityType) and type.kind in _AMOUNTS


def meant(text: str, type: Type | None) -> Read:
    """Text of a cell -> what a reader takes; `type` is None for the levels that raters give."""
    seen = text if text.isascii() else _seen(text, spaces=not isinstance(type, QuantityType))
    made = _made(seen, type)
    if made is not None:
        return made
    return Read(text) if seen == text else Read(seen, AS_SEEN)


def _made(text: str, type: Type | None) -> Read | None:
    if isinstance(type, DateType) and not _PLAIN_DAY.match(text) and absent_text(text) is None:
        match read_written_date(text):
            case ReadDate(day, interpretation) if interpretation:
                return Read(day.isoformat(), f"read as {interpretation}")
    elif counts_in_words(type):
        return amount_counted(text)
    return None


def amount_counted(text: str) -> Read | None:
    """An amount that is counted in thousands, millions or the like, in digits; None for others."""
    if not _COUNTED.search(text) or isinstance(parse_numeral(text.strip()), Numeral):
        return None
    counted = read_magnified(text)
    if not isinstance(counted, Magnified):
        return None
    return Read(counted.plain, f"read as counted in `{counted.word}`")


def _seen(text: str, *, spaces: bool) -> str:
    """A text without what nobody sees; a space that does not break is a plain one, but for those
    between the digits of a number."""
    if not _SELDOM_SEEN.search(text):
        return text
    seen = text.translate(INVISIBLE)
    return seen.replace("\N{NO-BREAK SPACE}", " ") if spaces else seen
