"""A framework that is loaded and ready to rate people."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ..dsl import framework as fw
from ..dsl.diagnostics.model import Diagnostic
from ..dsl.diagnostics.render_text import render_text
from ..dsl.period import Period
from .evaluate import Program
from .evidence.binder import Binder, Rows
from .evidence.problems import UsageError, named
from .garbage import collection_paused
from .graph import dependency_graph
from .pipeline import Checked, Path, check_path, check_text, examine, plan_for
from .plan import Plan
from .rater import Rater
from .rating import Rating
from .testing.coverage import CoverageReport, coverage
from .testing.trials import Trial, run_examples
from .trace import Origin

if TYPE_CHECKING:
    from ..dsl.digests import Digests
    from ..dsl.layering.origins import PropertyOrigin
    from .columns.lowering import Lowered
    from .columns.output.layout import NumberForm
    from .columns.output.results import Detail
    from .evidence.given import PeopleSource
    from .evidence.records import EvidenceFormat
    from .explaining.explained import Explanation
    from .graph import Graph
    from .streaming.rate_files import FileDetail, Progress
    from .streaming.rated_files import RatedFiles
    from .streaming.writing.writing import WrittenFormat
    from .testing.suggest import Suggestions

MAX_RATERS = 256
"""Combinations of role, period and parameters that a framework keeps ready."""


class FrameworkError(ValueError):
    """A framework has errors; `diagnostics` lists all of them, warnings included."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(render_text(diagnostics))
        self.diagnostics = diagnostics


_ProgramKey = tuple[str | None, frozenset[str], frozenset[str]]
"""The role, the ids whose formulas are replaced, and those computed although it needs them not."""


class Framework:
    """A framework without errors. It never changes, and threads may share it."""

    def __init__(self, checked: Checked) -> None:
        if checked.framework is None:
            raise FrameworkError(examine(checked))
        self._checked = checked
        self._diagnostics: tuple[Diagnostic, ...] | None = None
        self._dependencies: Graph | None = None
        self._programs: dict[_ProgramKey, tuple[Program, Binder]] = {}
        self._raters: dict[Any, Rater] = {}
        self._lowered: dict[tuple[int, str], Lowered] = {}

    # --- what it says ----------------------------------------------------------------------

    @property
    def checked(self) -> fw.Framework:
        """Everything the framework declares, names bound and expressions typed."""
        assert self._checked.framework is not None
        return self._checked.framework

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """The warnings about it, looked for when they are first asked for."""
        if self._diagnostics is None:
            self._diagnostics = examine(self._checked)
        return self._diagnostics

    @property
    def id(self) -> str:
        """The framework's id."""
        return self.checked.id

    @property
    def version(self) -> str:
        """The version its header gives; "" where it gives none."""
        return self.checked.version

    @property
    def digests(self) -> Digests:
        """The SHA-256 of what it means, whatever its comments, labels, layout and files, and of its
        files."""
        return self.checked.digests

    @property
    def roles(self) -> tuple[str, ...]:
        """The ids of its roles, in the order declared."""
        return tuple(self.checked.roles)

    def origin(self, name: str) -> PropertyOrigin:
        """Where a value comes from, and what it replaced: `growth.formula`, `kpi.growth.formula`,
        `seller.responsibility.sales.weight`, `framework.version`, or a declaration, `growth`.

        What a layer removed has an origin too. UsageError where there is nothing of that name.
        """
        found = self.checked.origins.lookup(name)
        if found is None:
            declaration = name.rpartition(".")[0] or name
            path = self.checked.origins.named(declaration)
            known = [] if path is None else list(self.origins(declaration))
            short = [each.partition(".")[2] for each in known]
            raise UsageError(named("value", name, [*known, *short]))
        return found

    def origins(self, name: str = "") -> Mapping[str, PropertyOrigin]:
        """Where everything comes from that a declaration says, by the names that `origin` takes;
        of the whole framework where `name` is left out. What layers removed stands last.

        UsageError where nothing of that name is declared.
        """
        from .render.framework.origins import origins_of

        return origins_of(self.checked, name)

    @property
    def dependencies(self) -> Graph:
        """What depends on what: a node for each value, on each edge the span of the reference."""
        if self._dependencies is None:
            self._dependencies = dependency_graph(self.checked)
        return self._dependencies

    def plan(self, role: str | None = None, *, also: Iterable[str] = ()) -> Plan:
        """What is computed for a role, step by step; `also` as in `rater`."""
        return self._ready(self._role(role), also=frozenset(also))[0].plan

    # --- rating ----------------------------------------------------------------------------

    def rate(
        self,
        values: Mapping[str, object],
        *,
        role: str | None = None,
        period: Period | str | None = None,
        tables: Mapping[str, Rows] | None = None,
        parameters: Mapping[str, object] | None = None,
        as_of: date | None = None,
        person: str = "",
        origins: Mapping[str, Origin] | None = None,
    ) -> Rating:
        """One person's evidence -> Rating.

        `values` maps facts to what is known of them. A key is an input's id, one of its labels
        or `column:` names, or `competency.rater`. A value is an int, Decimal, Fraction, float
        (taken as the shortest decimal that reads back as it), date, bool, or text as it would
        stand in a file ("1,250,000 USD", "12.5%", "n/a"); a plain number is in the base unit:
        the framework's currency, days, a fraction of 1. None, an empty text or no entry at all
        means missing, "n/a" not applicable. `tables` maps tables to this person's rows, each a
        mapping from columns to values, or a TableRow that says where it stood; a table left out
        is missing, one without rows is empty. `origins` says where the values stood.

        `role` may be left out where the framework has one, `period` where it uses none.
        `as_of` is the day whose dated parameters hold, the last of the period where left out;
        `parameters` sets some outright.

        Raises UsageError for a role, period or parameter that does not fit, and EvidenceError,
        with every problem found, for evidence that cannot be taken.
        """
        rater = self.rater(role=role, period=period, parameters=parameters, as_of=as_of)
        return rater.rate(values, tables=tables, person=person, origins=origins)

    def rate_frame(
        self,
        frame: Any,
        *,
        role: str | None = None,
        period: Period | str | None = None,
        tables: Mapping[str, Any] | None = None,
        parameters: Mapping[str, object] | None = None,
        as_of: date | None = None,
        person: str | None = None,
        detail: Detail = "all",
        numbers: NumberForm = "float",
    ) -> Any:
        """A frame with a row for each person -> a frame of the same kind, with their results.

        Frames of Polars (eager or lazy), pandas, PyArrow and DuckDB are taken, the columns named
        as the keys of `rate` are; other columns are not used. `person` is the column that names
        the people, `person` where left out. `tables` maps tables to frames of their rows, each
        with a column that names the person. A lazy frame is computed at once.

        Every rating equals that of `rate`. `detail="ratings"` leaves out weights, contributions,
        rules and reasons. Numbers come as the nearest floats, or with `numbers="exact"` as texts:
        a decimal where its digits end, else a fraction. Where `rate` would refuse a person,
        `overall.state` is "refused" and `problem` says why.

        Raises UsageError for whatever does not fit the framework. Needs the extra `columns`.
        """
        for name, given, choices in (
            ("detail", detail, ("ratings", "all")),
            ("numbers", numbers, ("float", "exact")),
        ):
            if given not in choices:
                raise UsageError(f"`{name}` is `{choices[0]}` or `{choices[1]}`, not `{given}`")
        ready = self._lowered_for(role, period, parameters, as_of, detail)
        from .columns.rate import rate_frame

        return rate_frame(ready, frame, tables or {}, person, numbers)

    def rate_files(
        self,
        sources: PeopleSource | Sequence[PeopleSource],
        destination: Path,
        *,
        role: str | None = None,
        period: Period | str | None = None,
        tables: Mapping[str, Path] | None = None,
        parameters: Mapping[str, object] | None = None,
        as_of: date | None = None,
        person: str | None = None,
        delimiter: str | None = None,
        encoding: str | None = None,
        input_format: EvidenceFormat | None = None,
        output_format: WrittenFormat | None = None,
        detail: FileDetail = "all",
        numbers: NumberForm = "float",
        keep: Sequence[str] = (),
        by: str = "",
        language: str = "en",
        strict: bool = False,
        progress: Progress | None = None,
    ) -> RatedFiles:
        """Files with a row for each person -> a file of their ratings, in the people's order.

        CSV, TSV, Parquet, Arrow, JSON Lines and JSON are read, and so is what a database answers to
        an `EvidenceQuery`; these formats and workbooks are written, some thousand people at a time:
        memory does not grow with the files, but with the text of a JSON file. Objects and answers
        are put aside in a temporary file first. HeldWhole for objects that hold the rows of tables.
        Formats are known by the ends of names, or are those said, or that of an `EvidenceFile`,
        which has another name in messages; CSV cells are read exactly as written. CSV and TSV are
        in the encoding that a byte order mark says, or else in `encoding`, UTF-8 by default.

        The columns are those of `rate_frame`, with everyone in them; `person` is the column that
        names the people, `person` where left out. Nobody may be in two rows. `detail="flat"`
        writes the columns of `flat_row` instead, which are those that `assay rate` writes: exact
        texts, only of people who are rated. `keep` names columns of the people that stand behind
        those of the ratings, as texts; `by` one by which the summary counts each group, too.

        A workbook (`.xlsx`) is that of `ratings_workbook`, in a `language`, written row by row;
        UsageError for more people than a sheet holds, before anybody is rated.

        JSON (`.json`) is the document of `ratings_document` instead, and JSON Lines (`.jsonl`) are
        those of `rating_document`, in a `language`, of people who are rated; each is evaluated by
        itself, which takes much longer than columns.

        `tables` maps tables to CSV, TSV, Parquet and Arrow files of their rows, each with a column
        that names the person. They are read once and held as columns: memory grows with them, not
        with the people. Without `sources` the people are those whom the tables name.

        The file appears whole at the end, or not at all: also where anything is raised, and where
        `strict` is asked for and the evidence of anybody has a problem. `progress` is told how
        many people are rated so far, and which share of the files that is.

        Raises UsageError for whatever does not fit the framework, EvidenceError where a whole
        file cannot be used, and OSError where one cannot be read or written. Needs the extra
        `columns`.
        """
        try:
            from .streaming.rate_files import rate_files
        except ModuleNotFoundError as error:
            raise UsageError(
                f"rating files needs `{error.name}`, which the extra `columns` brings: "
                f"pip install 'assay[columns]'"
            ) from None
        rater = self.rater(role=role, period=period, parameters=parameters, as_of=as_of)
        if isinstance(sources, str) or not isinstance(sources, Sequence):
            sources = [sources]
        return rate_files(
            rater,
            [os.fspath(each) if isinstance(each, os.PathLike) else each for each in sources],
            os.fspath(destination),
            tables={name: os.fspath(each) for name, each in (tables or {}).items()},
            person=person,
            delimiter=delimiter,
            encoding=encoding,
            input_format=input_format,
            output_format=output_format,
            detail=detail,
            numbers=numbers,
            keep=keep,
            by=by,
            language=language,
            strict=strict,
            progress=progress,
        )

    def explain_row(
        self,
        frame: Any,
        row: int | str,
        name: str | None = None,
        *,
        role: str | None = None,
        period: Period | str | None = None,
        tables: Mapping[str, Any] | None = None,
        parameters: Mapping[str, object] | None = None,
        as_of: date | None = None,
        person: str | None = None,
    ) -> Explanation:
        """Why one person of a frame is rated so: the very explanation that `rate` gives.

        `frame` holds the evidence, as for `rate_frame`; `row` is a position in it, or what the
        column of people calls the person. `name` is what to explain, as for `Rating.explain`.

        Raises EvidenceError for a person whose evidence cannot be taken, UsageError for a row
        that is not there, and LookupError for an unknown name.
        """
        ready = self._lowered_for(role, period, parameters, as_of, "ratings")
        from .columns.rate import rating_of_row

        return rating_of_row(ready, frame, row, tables or {}, person).explain(name)

    def _lowered_for(
        self,
        role: str | None,
        period: Period | str | None,
        parameters: Mapping[str, object] | None,
        as_of: date | None,
        detail: Detail,
    ) -> Lowered:
        try:
            from .columns.lowering import lowered
        except ModuleNotFoundError as error:
            raise UsageError(
                f"rating a frame needs `{error.name}`, which the extra `columns` brings: "
                f"pip install assay[columns]"
            ) from None
        rater = self.rater(role=role, period=period, parameters=parameters, as_of=as_of)
        key = (id(rater), detail)
        ready = self._lowered.get(key)
        if ready is None or ready.rater is not rater:
            if len(self._lowered) >= MAX_RATERS:
                self._lowered.clear()
            ready = self._lowered[key] = lowered(rater, detail)
        return ready

    def rater(
        self,
        *,
        role: str | None = None,
        period: Period | str | None = None,
        parameters: Mapping[str, object] | None = None,
        as_of: date | None = None,
        replaced: Iterable[str] = (),
        also: Iterable[str] = (),
    ) -> Rater:
        """What rates people in one setting; see `rate`. `replaced` names metrics and KPIs that
        the evidence will give outright, instead of their formulas; `also` names values to be
        computed that the role does not need."""
        replaced, also = frozenset(replaced), frozenset(also)
        key = (
            role,
            period,
            as_of,
            tuple(parameters.items()) if parameters else (),
            replaced,
            also,
        )
        try:
            rater = self._raters.get(key)
            remembered = True
        except TypeError:
            rater, remembered = None, False
        if rater is None:
            program, binder = self._ready(self._role(role), replaced, also)
            rater = Rater(program, binder, period, as_of, dict(parameters or {}))
            if remembered:
                if len(self._raters) >= MAX_RATERS:
                    self._raters.clear()
                self._raters[key] = rater
        return rater

    def test(self) -> tuple[Trial, ...]:
        """Runs the examples the framework declares -> their outcomes, in the order declared."""
        return run_examples(self)

    def coverage(self, trials: Sequence[Trial] | None = None) -> CoverageReport:
        """What the examples exercise of its rules, gates, curves and words about absent values;
        `trials` are their outcomes, which are run where they are left out."""
        return coverage(self, trials)

    def suggest(self, trials: Sequence[Trial] | None = None) -> Suggestions:
        """Makes up examples for what those of the framework do not exercise; `trials` as in
        `coverage`."""
        from .testing.suggest import suggest

        return suggest(self, trials)

    def _role(self, role: str | None) -> fw.Role | None:
        roles = self.checked.roles
        if role is not None:
            if role not in roles:
                raise UsageError(named("role", role, roles))
            return roles[role]
        if len(roles) > 1:
            names = ", ".join(f"`{each}`" for each in roles)
            raise UsageError(f"framework `{self.id}` has several roles; name one of {names}")
        return next(iter(roles.values()), None)

    def _ready(
        self,
        role: fw.Role | None,
        replaced: frozenset[str] = frozenset(),
        also: frozenset[str] = frozenset(),
    ) -> tuple[Program, Binder]:
        key = (role.id if role is not None else None, replaced, also)
        ready = self._programs.get(key)
        if ready is None:
            with collection_paused():
                plan = plan_for(self.checked, self.dependencies, role, replaced, also)
                ready = (Program(plan), Binder(plan))
            self._programs[key] = ready
        return ready

    def __repr__(self) -> str:
        return f"Framework({self.id!r}, version={self.version!r}, roles={self.roles!r})"


def load(path: Path, *, allowed_folders: Iterable[Path] = ()) -> Framework:
    """Path -> Framework

    `allowed_folders` are further folders that its `use` lines may reach into. Raises
    FrameworkError, with every diagnostic, where the framework has errors, and OSError where the
    file cannot be read.
    """
    return Framework(check_path(path, allowed_folders))


def loads(text: str, name: str = "<text>") -> Framework:
    """Text -> Framework; `name` stands for the file in diagnostics and explanations."""
    return Framework(check_text(text, name))
