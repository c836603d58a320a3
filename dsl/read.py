"""Reads the bytes of a framework file."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from typing import Final

from .diagnostics.model import Diagnostic
from .limits import MAX_FILE_BYTES
from .parsing.problems import Problems
from .source import Source

_UNDECODED: Final = re.compile("[\udc80-\udcff]+")
_BYTE_ORDER_MARK: Final = "\ufeff"


def read_source(name: str, data: bytes) -> tuple[Source, tuple[Diagnostic, ...]]:
    """Bytes -> Source.

    `data` is UTF-8, with or without a byte order mark; the text is normalised to NFC. A source
    that comes with a diagnostic is there to show the place: parsing it would only repeat the
    problem in other words.
    """
    if len(data) > MAX_FILE_BYTES:
        return _too_large(name, len(data))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _utf16(name)
    text = data.decode("utf-8", "surrogateescape").removeprefix(_BYTE_ORDER_MARK)
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
        if bad := _UNDECODED.search(text):
            return _invalid(name, text, bad)
    return Source(name, text, sha256(data).hexdigest()), ()


def too_large(source: Source, size: int, unit: str) -> Diagnostic:
    """The diagnostic for a file beyond the limit; its place is the start of the file."""
    problems = Problems(source)
    problems.error(
        "file-too-large",
        f"the file has {size:,} {unit}; a file may have at most {MAX_FILE_BYTES:,} bytes",
        problems.span(0, 0),
        help='move part of the declarations to other files and bring them in with `use "…"`',
    )
    return problems.in_order()[0]


def _too_large(name: str, size: int) -> tuple[Source, tuple[Diagnostic, ...]]:
    source = Source(name, "")
    return source, (too_large(source, size, "bytes"),)


def _utf16(name: str) -> tuple[Source, tuple[Diagnostic, ...]]:
    problems = Problems(Source(name, ""))
    problems.error(
        "invalid-utf8",
        "the file is stored as UTF-16",
        problems.span(0, 0),
        help="save it as UTF-8",
    )
    return problems.source, problems.in_order()


def _invalid(name: str, text: str, bad: re.Match[str]) -> tuple[Source, tuple[Diagnostic, ...]]:
    runs = sum(1 for _ in _UNDECODED.finditer(text))
    source = Source(name, _UNDECODED.sub(lambda run: "\ufffd" * len(run[0]), text))
    problems = Problems(source)
    elsewhere = "" if runs == 1 else f", and so in {runs - 1} more places"
    byte = ord(bad[0][0]) - 0xDC00
    problems.error(
        "invalid-utf8",
        f"the file is not stored as UTF-8: byte {byte:02X} here is no part of a character"
        + elsewhere,
        problems.span(bad.start(), bad.end()),
        help="save it as UTF-8",
    )
    return source, problems.in_order()
