"""Columns of texts -> the same with what is not written plainly made out, as in small files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy
import polars

from ....dsl.types import DateType, Type
from ...arithmetic.magnitudes import MAY_BE_MAGNIFIED
from ...columns.facts.buffers import Views
from ...evidence.written.interpretations import Read
from ...evidence.written.written_cells import PLAIN_DAY, SELDOM_SEEN, counts_in_words, meant

_BEYOND_ASCII = 0x8080_8080_8080_8080


@dataclass(frozen=True, slots=True)
class MadeOut:
    """A text of a column that is read otherwise than as it stands: the column, what is made of
    it, in how many rows it stands, and in which first."""

    key: str
    text: str
    read: Read
    count: int
    first: int


def made_out(
    texts: polars.DataFrame, types: Mapping[str, Type | None]
) -> tuple[polars.DataFrame, list[MadeOut]]:
    """Columns by the keys of facts -> those in which something had to be made out, as it is read;
    and what that was, in the order of its rows. Columns of other types are left alone."""
    changed: list[polars.Series] = []
    said: list[MadeOut] = []
    for column in texts:
        if column.name not in types:
            continue
        if column.dtype == polars.Object:
            # Texts among values of other types.
            changed += _of_objects(column, types[column.name], said)
        if column.dtype != polars.String:
            continue
        found = list(_of_column(column, types[column.name]))
        if found:
            made = {each.text: str(each.read.value) for each in found}
            changed.append(column.replace(made))
            said += found
    said.sort(key=lambda each: each.first)
    return polars.DataFrame(changed), said


def _of_objects(
    column: polars.Series, type: Type | None, said: list[MadeOut]
) -> Iterator[polars.Series]:
    """The column, if anything had to be made out in it; that goes to what is said."""
    values, found = column.to_list(), dict[str, MadeOut]()
    for row, value in enumerate(values):
        read = meant(value, type) if isinstance(value, str) and value else None
        if read is None or not read.interpretation:
            continue
        before = found.get(value)
        first, count = (row, 1) if before is None else (before.first, before.count + 1)
        found[value] = MadeOut(column.name, value, read, count, first)
        values[row] = read.value
    said += found.values()
    if found:
        yield polars.Series(column.name, values, polars.Object)


def _of_column(column: polars.Series, type: Type | None) -> Iterator[MadeOut]:
    strange = _strange(column, type)
    if strange is None or not strange.any():
        return
    rows = strange.fill_null(value=False).arg_true()
    texts = polars.DataFrame({"text": column.gather(rows), "row": rows})
    counted = texts.group_by("text", maintain_order=True).agg(
        polars.len().alias("count"), polars.col("row").first()
    )
    for text, count, first in counted.iter_rows():
        read = meant(text, type)
        if read.interpretation:
            yield MadeOut(column.name, text, read, count, first)


def _strange(column: polars.Series, type: Type | None) -> polars.Series | None:
    """The rows whose texts may have to be made out; None for none at all."""
    if isinstance(type, DateType):
        return ~column.str.contains(PLAIN_DAY)
    patterns = [] if _is_ascii(column) else [SELDOM_SEEN]
    if counts_in_words(type):
        patterns.append(MAY_BE_MAGNIFIED)
    pattern = "|".join(patterns)
    # In all texts at once is found in a third of the time whether there is any.
    if not pattern or not column.str.join("\n").str.contains(pattern).any():
        return None
    return column.str.contains(pattern)


def _is_ascii(column: polars.Series) -> bool:
    """Whether nothing but ASCII is in any text. Short ones lie in one place, where a bit of each
    byte tells it of all in a tenth of the time."""
    views = Views.of(column)
    if views is not None and len(column):
        words = views.words[: len(column)]
        if words.view(numpy.uint32)[:, 0].max() <= Views.INLINE:
            return not int(numpy.bitwise_or.reduce(words.reshape(-1))) & _BEYOND_ASCII
    return bool(column.str.len_bytes().sum() == column.str.len_chars().sum())
