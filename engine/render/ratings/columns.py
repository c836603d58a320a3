"""Ratings -> a Parquet or Arrow file: the columns of the CSV, every value as the same text."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ...evidence.kept import Kept, kept_texts
from ...evidence.problems import Problem, UsageError
from ...rating import Rating
from ...summary.scheme import scheme_of
from ...summary.scheme_document import scheme_document
from ...summary.summary import Summary
from .document import VERSION
from .rows import flat_headings, flat_row

if TYPE_CHECKING:
    from ...rater import Rater

METADATA_KEY = b"assay"


def ratings_parquet(
    rater: Rater,
    ratings: Sequence[Rating],
    problems: Iterable[Problem] = (),
    *,
    keep: Sequence[str] = (),
    kept: Kept = MappingProxyType({}),
) -> bytes:
    """Ratings -> the bytes of a Parquet file of texts, null for what is absent; its metadata says
    what they were given by, and how many were left out because of `problems`. `keep` are columns
    of the evidence that stand beside them, `kept` what each person has there.

    UsageError where the extra `columns` is not installed.
    """
    pyarrow = _pyarrow("Parquet")
    content = io.BytesIO()
    table = _table(pyarrow, rater, ratings, keep, kept)
    described = table.replace_schema_metadata(ratings_metadata(rater, problems))
    pyarrow.parquet.write_table(described, content)
    return content.getvalue()


def ratings_arrow(
    rater: Rater,
    ratings: Sequence[Rating],
    *,
    keep: Sequence[str] = (),
    kept: Kept = MappingProxyType({}),
) -> bytes:
    """Ratings -> the bytes of an Arrow file with the same columns, which says nothing further.

    UsageError where the extra `columns` is not installed.
    """
    pyarrow = _pyarrow("Arrow")
    content = io.BytesIO()
    table = _table(pyarrow, rater, ratings, keep, kept)
    options = pyarrow.ipc.IpcWriteOptions(compression="zstd")
    with pyarrow.ipc.new_file(content, table.schema, options=options) as writer:
        writer.write_table(table)
    return content.getvalue()


def _pyarrow(style: str) -> Any:
    try:
        import pyarrow
        import pyarrow.ipc
        import pyarrow.parquet
    except ModuleNotFoundError as error:
        raise UsageError(
            f"writing {style} needs `{error.name}`, which the extra `columns` brings: "
            "pip install 'assay[columns]'"
        ) from None
    return pyarrow


def _table(
    pyarrow: Any, rater: Rater, ratings: Sequence[Rating], keep: Sequence[str], kept: Kept
) -> Any:
    headings = flat_headings(rater.plan, keep)
    rows = [flat_row(rating, kept_texts(kept, rating.person, keep)) for rating in ratings]
    columns = [
        pyarrow.array([row[at] or None for row in rows], pyarrow.string())
        for at in range(len(headings))
    ]
    return pyarrow.table(columns, names=headings)


def ratings_metadata(rater: Rater, problems: Iterable[Problem] = ()) -> dict[bytes, bytes]:
    """What a file of columns says of all its ratings: the document of the schema
    `ratings-metadata` under the key `assay`."""
    summary = Summary.of(rater, spreads=False)
    summary.refuse(problems)
    return summarized_metadata(rater, summary)


def summarized_metadata(rater: Rater, summary: Summary) -> dict[bytes, bytes]:
    """The same, of people left out who are counted already."""
    framework, setting = rater.plan.framework, rater.setting
    everyone = summary.report().everyone
    document: dict[str, Any] = {
        "assay": {"format": "ratings-metadata", "version": VERSION},
        "framework": {
            "id": framework.id,
            "version": framework.version,
            "meaning": framework.digests.meaning,
        },
        "role": rater.plan.role.id if rater.plan.role is not None else None,
        "period": None if setting.period is None else setting.period.text,
        "scheme": scheme_document(scheme_of(rater.plan, rater.template)),
        "refused": {
            "people": everyone.refused,
            "problems": [
                {"code": each.code, "field": each.field, "people": each.people}
                for each in everyone.problems
            ],
        },
    }
    return {METADATA_KEY: json.dumps(document).encode()}
