"""What is shown the people of a run as they are rated."""

from __future__ import annotations

from typing import Protocol

from ..trace import Trace
from .steps.chunk import Chunk
from .values.conditions import Mask


class Observer(Protocol):
    """Is shown everyone once: by the columns of a chunk, or by the single evaluation. Several
    threads may do so at a time."""

    def of_columns(self, chunk: Chunk, there: Mask) -> None:
        """The rows of a chunk that are `there`; the others come one by one."""

    def of_person(self, trace: Trace) -> None:
        """Somebody whom the columns left over."""
