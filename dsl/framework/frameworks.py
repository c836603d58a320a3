"""The framework as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..layering.origins import Origins
from ..period import PeriodKind
from ..source import Source, Span
from ..syntax import SyntaxFile
from .declarations import Competency, Input, Kpi, Metric, Parameter, Scale, Table
from .examples import Example
from .labels import Label
from .roles import Requirement, Role

if TYPE_CHECKING:
    from ..digests import Digests


@dataclass(frozen=True, slots=True)
class Framework:
    """Everything a set of files declares, checked. `sources` starts with the file named by the
    caller. `period_kinds` is empty where the header does not restrict the period. `merged` is what
    the files say together, layers put into each other; `origins` tells where each value of it
    comes from."""

    id: str
    span: Span
    label: Label
    description: Label | None
    version: str
    currency: str
    period_kinds: tuple[PeriodKind, ...]
    languages: tuple[str, ...]
    source_note: str
    scales: Mapping[str, Scale]
    inputs: Mapping[str, Input]
    tables: Mapping[str, Table]
    parameters: Mapping[str, Parameter]
    metrics: Mapping[str, Metric]
    kpis: Mapping[str, Kpi]
    competencies: Mapping[str, Competency]
    roles: Mapping[str, Role]
    requirements: tuple[Requirement, ...]
    examples: tuple[Example, ...]
    sources: tuple[Source, ...]
    uses_period: bool
    merged: tuple[SyntaxFile, ...] = field(repr=False)
    origins: Origins = field(repr=False)
    _digests: list[Digests] = field(default_factory=list, repr=False, compare=False)

    @property
    def digests(self) -> Digests:
        """The digests of what it means and of its sources; computed once, when first asked for."""
        if not self._digests:
            from ..digests import digests_of

            self._digests.append(digests_of(self))
        return self._digests[0]


Valued = Input | Parameter | Metric | Kpi | Competency
