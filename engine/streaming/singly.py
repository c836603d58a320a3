"""People of a batch, each by the single evaluation -> the frame that columns would give."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice

import polars

from ..columns.lowering import Lowered
from ..columns.observing import Observer
from ..columns.output.layout import NumberForm
from ..columns.output.to_polars import frame_of_cells
from ..columns.rate import AT_A_TIME
from ..evidence.problems import EvidenceError
from ..trace import Trace
from .people.people import PERSON
from .rows import Rows


def rated_singly(
    lowered: Lowered, rows: Rows, numbers: NumberForm, observer: Observer | None
) -> polars.DataFrame:
    """The rows of a batch, rated; see `rate_frame`."""
    layout, gathering, cells, _ = lowered.laid_out(numbers)
    problems: dict[int, str] = {}
    parts = []
    traces = _traces(rows, observer, problems)
    while some := list(islice(traces, AT_A_TIME)):
        gathered = gathering.new()
        for trace in some:
            gathered.add(trace)
        parts.append(cells.of(gathered))
    columns = [
        list(chain.from_iterable(part[at] for part in parts)) for at in range(len(layout.columns))
    ]
    rated = frame_of_cells(layout, columns, len(rows.facts), problems)
    return rated.insert_column(0, rows.facts[PERSON])


def _traces(
    rows: Rows, observer: Observer | None, problems: dict[int, str]
) -> Iterator[Trace | None]:
    """The trace of each; None, with the problem, for who cannot be rated."""
    for at, evidence in enumerate(rows.evidence(range(len(rows.facts)))):
        try:
            rating = evidence.rated_by(rows.rater)
        except EvidenceError as error:
            problems[at] = str(error)
            yield None
            continue
        if observer is not None:
            observer.of_person(rating.trace)
        yield rating.trace
