"""JSON and JSON Lines -> rows that are put aside, one object after another."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from pathlib import Path

from ...evidence.formats.delimited import TextError
from ...evidence.formats.document import Record
from ...evidence.formats.encodings import decode, text_blocks
from ...evidence.formats.exact_json import JsonError, items_of
from ...evidence.problems import HeldWhole
from ...evidence.records import Objects, document_in, objects_on_lines
from .spooled_rows import SpooledRows

_BLOCK = 1 << 20
"""Bytes read at a time."""


def spooled_lines(
    name: str, path: Path, encoding: str | None, tables: Container[str]
) -> SpooledRows:
    """Opens a file of JSON Lines; `TextError` where it is damaged, and HeldWhole where its objects
    hold rows of one of the `tables`."""
    rows, objects = SpooledRows(name, named=True), Objects()

    def records() -> Iterator[Record]:
        blocks = text_blocks(_pieces(path), encoding)
        some, refused = False, None
        try:
            for number, value in objects_on_lines(_numbered(blocks)):
                some = True
                try:
                    record = objects.record(number, value)
                except TextError as error:
                    # What is no JSON at all is told first.
                    refused = refused or error
                    continue
                if refused is None:
                    yield record
        except TextError:
            # Unless the text itself is damaged.
            for _ in blocks:
                continue
            raise
        if refused is not None:
            raise refused
        if not some:
            raise TextError("the file is empty")

    return _spooled(rows, objects, records(), tables)


def spooled_document(
    name: str, path: Path, encoding: str | None, tables: Container[str]
) -> SpooledRows:
    """Opens a JSON document that is a list of people, or has one; `TextError` where it is damaged,
    and HeldWhole where it has tables, too, or in its objects. Its text is held, its values are
    not."""
    rows, objects = SpooledRows(name, named=True), Objects()

    def records() -> Iterator[Record]:
        text = decode(path.read_bytes(), encoding)
        try:
            for value in items_of(text):
                yield objects.record(None, value)
        except (TextError, JsonError):
            document_in(name, text)
            raise HeldWhole(name) from None

    return _spooled(rows, objects, records(), tables)


def _spooled(
    rows: SpooledRows, objects: Objects, records: Iterator[Record], tables: Container[str]
) -> SpooledRows:
    def plain() -> Iterator[Record]:
        known = 0
        for record in records:
            if len(objects.headings) > known:
                known = len(objects.headings)
                if any(heading in tables for heading in objects.headings):
                    raise HeldWhole(rows.name)
            yield record

    try:
        rows.take(plain())
    except BaseException:
        rows.close()
        raise
    rows.headings = objects.headings
    return rows


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while content := file.read(_BLOCK):
            yield content


def _numbered(blocks: Iterable[str]) -> Iterator[tuple[int, str]]:
    number = 0
    for block in blocks:
        for line in block.removesuffix("\n").split("\n"):
            number += 1
            yield number, line
