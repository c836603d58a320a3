"""Bytes of a text file -> text: by its byte order mark, in the encoding that is named, or UTF-8.

No codepage is guessed: bytes that are no UTF-8 are an error that says what to do.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from typing import Final

from ...arithmetic.numerals import quoted
from ..problems import UsageError
from .delimited import TextError

USUAL_ENCODINGS: Final = (
    "windows-874", "tis-620", "iso-8859-11", "utf-8", "utf-16", "utf-16-le", "utf-16-be",
    "windows-1252", "iso-8859-1", "gb18030", "big5", "shift-jis", "euc-kr",
)  # fmt: skip
"""Encodings in which files of people are stored, the Thai ones first."""

_SOUGHT_IN_VAIN: Mapping[str, str] = {
    "windows874": "cp874", "874": "cp874", "xwindows874": "cp874", "ibm874": "cp874",
}  # fmt: skip
"""Names that Python does not know, without what separates their parts."""

_MARKS: Final = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LONGEST_MARK: Final = 4
_NO_TEXTS: Mapping[bytes, str] = {
    b"PK\x03\x04": "an Excel workbook or an archive: name a workbook .xlsx",
    b"\xd0\xcf\x11\xe0": "an Excel workbook of the old kind: save it as .xlsx",
    b"%PDF": "a PDF: save it as CSV or .xlsx in the program that made it",
    b"\x1f\x8b": "compressed: unpack it",
}
_NO_TEXT: Final = frozenset(
    ("rot-13", "mbcs", "idna", "punycode", "unicode-escape", "raw-unicode-escape")
)
"""What Python decodes as well, and nobody stores a file of people in."""
_THAI_WORD = re.compile("[\u0e01-\u0e5b]+")
_BEGINS_NO_WORD = re.compile("[\u0e2f\u0e30-\u0e3a\u0e45-\u0e5b]")
_IN_WINDOWS_874 = re.compile(
    "[\x00-\x7f\u0e01-\u0e5b\u00a0\u20ac\u2013\u2014\u2018-\u201d\u2022\u2026]*"
)


def known_encoding(name: str) -> str:
    """The name of an encoding -> what Python calls it; UsageError where none is called so."""
    plain = re.sub(r"[\W_]", "", name.casefold())
    try:
        codec = codecs.lookup(_SOUGHT_IN_VAIN.get(plain, name)).name
        "a".encode(codec)
        known = codec not in _NO_TEXT
    except (LookupError, ValueError):
        known = False
    if not known:
        near = get_close_matches(name.casefold(), all_encodings(), 2)
        said = " or ".join(f"`{each}`" for each in near or USUAL_ENCODINGS[:2])
        raise UsageError(
            f"{quoted(name)} is no encoding of texts that is known; {said} would be one"
        )
    return "utf-8" if codec == "utf-8-sig" else codec


def all_encodings() -> tuple[str, ...]:
    """Every encoding of texts that Python brings, as it is usually written."""
    from encodings.aliases import aliases

    named = (each.replace("_", "-") for each in sorted(set(aliases.values())))
    of_texts = (each for each in named if not each.endswith("-codec") and each not in _NO_TEXT)
    return tuple(dict.fromkeys((*USUAL_ENCODINGS, *of_texts)))


def decode(content: bytes, encoding: str | None = None) -> str:
    """Bytes -> text in NFC, without a byte order mark; `encoding` is what they are in where they
    begin with no mark, UTF-8 by default.

    `TextError` for bytes that are no text in that encoding, UsageError for an unknown one.
    """
    return "".join(text_blocks([content], encoding))


def text_blocks(pieces: Iterable[bytes], encoding: str | None = None) -> Iterator[str]:
    """Bytes in pieces of any length -> their text, some whole lines at a time; see `decode`.

    A piece and the line that it breaks off in are all that is held.
    """
    rest = iter(pieces)
    start = b""
    for piece in rest:
        start += piece
        if len(start) >= _LONGEST_MARK:
            break
    form = _form(start, encoding)
    return _Lines(form).blocks(chain([start[form.mark :]], rest))


@dataclass(frozen=True, slots=True)
class _Form:
    """The codec of a file, how many bytes its mark has, and what it is called in messages."""

    codec: str
    mark: int
    name: str


def _form(start: bytes, encoding: str | None) -> _Form:
    for beginning, what in _NO_TEXTS.items():
        if start.startswith(beginning):
            raise TextError(f"the file is {what}")
    for mark, codec in _MARKS:
        if start.startswith(mark):
            return _Form(codec, len(mark), codec.upper())
    codec = "utf-8" if encoding is None else known_encoding(encoding)
    if codec in {"utf-16", "utf-32"}:
        raise TextError(
            f"the file does not begin with the byte order mark of {codec.upper()}: say "
            f"`--encoding {codec}-le`, as Windows stores it, or `--encoding {codec}-be`"
        )
    if codec == "utf-8" and b"\0" in start[:2]:
        way = "utf-16-be" if start[:1] == b"\0" else "utf-16-le"
        raise TextError(
            "the file seems to be stored as UTF-16, without the mark that says so: save it as "
            f"UTF-8 (in Excel: CSV UTF-8), or say `--encoding {way}`"
        )
    return _Form(codec, 0, "UTF-8" if codec == "utf-8" else str(encoding))


class _Lines:
    """Decodes what comes in pieces, and counts lines for what is to be said of them."""

    def __init__(self, form: _Form) -> None:
        self._form = form
        self._decoder = codecs.getincrementaldecoder(form.codec)()
        self._passed = 0
        self._plain = True

    def blocks(self, pieces: Iterable[bytes]) -> Iterator[str]:
        """The text in NFC, in blocks that end where a line does."""
        waiting: list[str] = []
        for piece in pieces:
            text = self._decoded(piece)
            end = text.rfind("\n") + 1
            if end:
                yield _composed("".join((*waiting, text[:end])))
                waiting = []
            if end < len(text):
                waiting.append(text[end:])
        waiting.append(self._decoded(b"", final=True))
        last = "".join(waiting)
        if last:
            yield _composed(last)

    def _decoded(self, piece: bytes, *, final: bool = False) -> str:
        try:
            text = self._decoder.decode(piece, final)
        except UnicodeDecodeError as error:
            raise TextError(self._reason(error)) from None
        except UnicodeError:
            raise TextError(f"the file is not stored as {self._form.name}") from None
        self._passed += text.count("\n")
        self._plain = self._plain and text.isascii()
        return text

    def _reason(self, error: UnicodeDecodeError) -> str:
        form = self._form
        before = bytes(error.object[: error.start]).decode(form.codec, "replace")
        line = self._passed + before.count("\n") + 1
        byte = error.object[error.start]
        said = (
            f"the file is not stored as {form.name}: byte {byte:02X} in line {line} is no part of "
            "a character"
        )
        if form.mark and form.codec != "utf-8":
            return f"{said}; the file is damaged, or cut off"
        if form.codec != "utf-8":
            return f"{said}; leave `--encoding` out where a file is stored as UTF-8"
        said += "; save it as UTF-8 (in Excel: CSV UTF-8)"
        if not (self._plain and before.isascii()):
            return said
        content = bytes(error.object)
        begin, end = content.rfind(b"\n", 0, error.start) + 1, content.find(b"\n", error.start)
        shown = _as_thai(content[begin : end if end >= 0 else None])
        if shown is None:
            return said + ", or say how it is stored with `--encoding NAME`"
        return f"{said}, or say `--encoding windows-874` if line {line} reads {shown}"


def _composed(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _as_thai(line: bytes) -> str | None:
    """What a line says that holds Thai words in Windows-874; None for one that holds none."""
    try:
        text = line.decode("cp874").strip()
    except UnicodeDecodeError:
        return None
    words = _THAI_WORD.findall(text)
    if not _IN_WINDOWS_874.fullmatch(text) or not any(len(word) > 1 for word in words):
        return None
    return None if any(map(_BEGINS_NO_WORD.match, words)) else quoted(text)
