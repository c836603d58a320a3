"""Ratings -> a Parquet file: the columns of the CSV, every value as the same exact text."""

from __future__ import annotations

import io
from collections.abc import Sequence

from ..evidence.problems import UsageError
from ..plan import Plan
from ..rating import Rating
from .rating_rows import flat_headings, flat_row


def ratings_parquet(plan: Plan, ratings: Sequence[Rating]) -> bytes:
    """Ratings -> the bytes of a Parquet file of texts, null for what is absent.

    UsageError where the extra `columns` is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError as error:
        raise UsageError(
            f"writing Parquet needs `{error.name}`, which the extra `columns` brings: "
            "pip install 'assay[columns]'"
        ) from None
    headings = flat_headings(plan)
    rows = [flat_row(rating) for rating in ratings]
    columns = [
        pyarrow.array([row[at] or None for row in rows], pyarrow.string())
        for at in range(len(headings))
    ]
    content = io.BytesIO()
    pyarrow.parquet.write_table(pyarrow.table(columns, names=headings), content)
    return content.getvalue()
