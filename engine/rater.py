"""Plan and setting -> what rates people by them, one at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ..dsl.period import Period
from .arithmetic import exact, irrational
from .evaluate import Evaluator, Evidence, Program
from .evidence.binder import Binder, Rows
from .evidence.known_headings import Headings
from .evidence.problems import EvidenceError, Problem
from .evidence.row_binder import bind_rows
from .plan import Require
from .rating import Rating
from .setting import setting_for
from .trace import Origin, Trace


class Rater:
    """Rates people by one role, for one period, with one set of parameters.

    It is made once and may be shared between threads.
    """

    def __init__(
        self,
        program: Program,
        binder: Binder,
        period: Period | str | None,
        as_of: date | None,
        parameters: Mapping[str, object],
    ) -> None:
        self.plan = program.plan
        self.setting = setting_for(self.plan, period, as_of, parameters)
        self._binder = binder
        self._template = binder.template(self.setting)
        self._evaluator = Evaluator(program, self.setting, tuple(self._template))

    @property
    def headings(self) -> Headings:
        """The names that facts may have in the evidence."""
        return self._binder.headings

    @property
    def template(self) -> Sequence[Any]:
        """The supplied pairs of a person of whom nothing is known."""
        return tuple(self._template)

    def rate(
        self,
        values: Mapping[str, object],
        *,
        tables: Mapping[str, Rows] | None = None,
        person: str = "",
        origins: Mapping[str, Origin] | None = None,
    ) -> Rating:
        """One person's evidence -> Rating; see `Framework.rate`."""
        evidence = self.bind(values, tables=tables, person=person, origins=origins)
        return Rating(self.trace(evidence))

    def bind(
        self,
        values: Mapping[str, object],
        *,
        tables: Mapping[str, Rows] | None = None,
        person: str = "",
        origins: Mapping[str, Origin] | None = None,
    ) -> Evidence:
        """Checks one person's evidence and puts it where the plan reads it."""
        return self._binder.bind(self._template, values, tables, person, origins)

    def bind_rows(
        self, columns: Mapping[str, Sequence[object]], people: Sequence[str]
    ) -> list[Evidence | None]:
        """Checks the evidence of several people, facts by their keys with a value for each of
        `people`, and puts it where the plan reads it; without tables. None for who has a problem,
        which `bind` tells."""
        return bind_rows(self._binder, self._template, columns, people)

    def trace(self, evidence: Evidence) -> Trace:
        """Evidence -> Trace. EvidenceError where the evidence breaks a `require` line, or a number
        outgrows the language's limits."""
        trace = self.evaluate(evidence)
        if self.plan.requirements:
            _check_requirements(trace)
        return trace

    def evaluate(self, evidence: Evidence) -> Trace:
        """Evidence -> Trace; the `require` lines of the framework are not looked at."""
        try:
            return self._evaluator.evaluate(evidence)
        except (exact.LimitExceeded, irrational.Undecided) as error:
            problem = Problem("beyond-limits", evidence.person, "", "", str(error))
            raise EvidenceError((problem,)) from None


def _check_requirements(trace: Trace) -> None:
    problems = []
    for index in trace.plan.requirements:
        held, present = trace.values[2 * index], trace.values[2 * index + 1]
        if present and not held:
            operation = trace.plan.steps[index].operation
            assert isinstance(operation, Require)
            requirement = operation.requirement
            message = f"the evidence breaks a requirement: {requirement.label.text}"
            message += f" ({requirement.span})"
            problems.append(Problem("require-fails", trace.person, requirement.id, "", message))
    if problems:
        raise EvidenceError(tuple(problems))
