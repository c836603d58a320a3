"""Files of people -> a file of their ratings, written batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import polars

from ..columns.output.layout import NumberForm
from ..columns.rate import rate_frame
from ..evidence.evidence_set import Note
from ..evidence.formats.delimited import TextError
from ..evidence.formats.encodings import known_encoding
from ..evidence.given import EvidenceFile, EvidenceQuery
from ..evidence.known_headings import fact_types
from ..evidence.problems import Problem, UsageError
from ..evidence.records import EvidenceFormat
from ..evidence.refusals import names_nobody, unreadable
from ..evidence.written.interpretations import Interpretations
from ..render.ratings.columns import summarized_metadata
from ..whole_file import whole_file
from .ahead import in_order
from .beside import texts_beside
from .extents import Extents
from .people.counting import Counting
from .people.like_people import NameHashes, notes_on_like_names, notes_on_like_owners
from .people.people import (
    PERSON,
    Excluding,
    OpenFile,
    named_twice,
    names_and_bytes,
    repeated,
    totals_among,
)
from .problem_texts import ProblemTexts
from .rated_files import RatedFiles
from .reading.batches import Batch
from .reading.opening import Given, opened
from .reading.plain_numbers import quantities_of, with_plain_numbers
from .reading.tables import StreamedTables
from .reading.written_texts import MadeOut, made_out
from .rows import Rows
from .singly import rated_singly
from .writing.book_layout import BookLayout, check_people
from .writing.flat_layout import FlatLayout
from .writing.frame_layout import FrameLayout
from .writing.json_layout import JsonLayout
from .writing.layout import Closing, Layout, RatedBatch
from .writing.writing import JsonFormat, Writing, WrittenFormat

if TYPE_CHECKING:
    from ..rater import Rater

FileDetail = Literal["ratings", "all", "flat"]
Progress = Callable[[int, float], None]
"""Is told how many people are rated, and which share of the files that is, from 0 to 1."""

_ALSO_ELSEWHERE = "other rows are about the same person"

MOST_SYMBOLS = 100_000
"""Different texts that are remembered before all are forgotten."""

_WRITTEN: dict[str, WrittenFormat] = {
    ".parquet": "parquet", ".pq": "parquet", ".csv": "csv", ".tsv": "tsv", ".tab": "tsv",
    ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl",
    ".arrow": "arrow", ".feather": "arrow", ".ipc": "arrow", ".xlsx": "xlsx",
}  # fmt: skip

_JSON: Mapping[WrittenFormat, JsonFormat] = {"json": "json", "jsonl": "jsonl"}


def format_written(name: str) -> WrittenFormat:
    """The format of a file of ratings, by its name; UsageError where that names none."""
    style = _WRITTEN.get(Path(name).suffix.lower())
    if style is None:
        raise UsageError(
            f"the format of `{name}` cannot be told from its name: end it in `.parquet`, `.csv`, "
            "`.tsv`, `.arrow`, `.json`, `.jsonl` or `.xlsx`"
        )
    return style


def rate_files(
    rater: Rater,
    sources: Sequence[str | EvidenceFile | EvidenceQuery],
    destination: str,
    *,
    tables: Mapping[str, str],
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
    """Files -> a file of ratings; see `Framework.rate_files`."""
    style = output_format or format_written(destination)
    if not sources and not tables:
        raise UsageError("name a file of people")
    target = Path(destination)
    named = (each for each in (*sources, *tables.values()) if isinstance(each, str))
    read = (each for each in named if Path(each).is_file())
    if target.is_file() and any(map(target.samefile, read)):
        raise UsageError(
            f"`{destination}` is a file that is read, and would be lost: write the ratings to "
            "another"
        )
    if encoding is not None:
        known_encoding(encoding)
    keep = tuple(dict.fromkeys(keep))
    beside = tuple(dict.fromkeys((*keep, *((by,) if by else ()))))
    layout: Layout
    json = _JSON.get(style)
    if json is not None:
        layout = JsonLayout(rater, json, language, keep)
    elif style == "xlsx":
        layout = BookLayout(rater, language, keep)
    elif detail == "flat":
        layout = FlatLayout(rater, keep)
    given = Given(sources, tables, person, delimiter, encoding, input_format, beside)
    with ExitStack() as stack:
        files, streamed = opened(rater, given, stack)
        if style == "xlsx":
            check_people(rater, files, keep)
        elif detail != "flat" and json is None:
            first = files[0]
            person_heading = first.source.headings[first.places.person]
            layout = FrameLayout(rater, detail, numbers, person_heading, keep)
        run = _Run(rater, files, streamed, layout, beside=beside, by=by, progress=progress)
        try:
            with whole_file(destination) as temporary:
                counting = run.write(temporary, style, strict=strict)
        except _NotWanted as found:
            return found.counting.finished(run.notes(), written=False)
        return counting.finished(run.notes(), written=True)


def _made_notes(file: OpenFile, made: Interpretations) -> list[Note]:
    return [Note(file.source.name, line) for line in made.lines()]


class _NotWanted(Exception):
    """What is written is not to be kept."""

    def __init__(self, counting: Counting) -> None:
        super().__init__()
        self.counting = counting


@dataclass(frozen=True, slots=True)
class _Given:
    """A batch, the people it is about, and the rows that are not rated, whatever their facts;
    `share` is how much of all files is read."""

    file: OpenFile
    batch: Batch
    names: polars.Series
    excluded: Mapping[int, Problem | None]
    share: float


@dataclass(frozen=True, slots=True)
class _Rated:
    """A batch whose people are rated, and what was made out of its rows."""

    given: _Given
    frame: polars.DataFrame
    rows: Rows
    said: Sequence[MadeOut]


class _Run:
    """One rating of all the files."""

    def __init__(
        self,
        rater: Rater,
        files: tuple[OpenFile, ...],
        tables: StreamedTables,
        layout: Layout,
        *,
        beside: Sequence[str],
        by: str,
        progress: Progress | None,
    ) -> None:
        self._rater = rater
        self._files = files
        self._tables = tables
        self._layout = layout
        self._beside = beside
        self._by = by
        self._progress = progress
        self._lowered = layout.lowered()
        self._names = NameHashes()
        self._alike: tuple[list[list[Note]], list[Note]] | None = None
        self._totals: dict[OpenFile, list[Note]] = {}
        self._made: dict[OpenFile, Interpretations] = {}
        self._types = fact_types(rater.plan.framework)
        self._quantities = quantities_of(rater.plan)

    def write(self, path: Path, style: WrittenFormat, *, strict: bool) -> Counting:
        """Rates everyone into a file; raises _NotWanted where `strict` forbids it.

        That several rows are about one person is known at the end only. It is rare, and costs a
        second run, in which none of these is rated.
        """
        counting, again = self._written(path, style, frozenset())
        if len(again):
            twice = named_twice(self._files, again)
            if twice:
                counting, _ = self._written(path, style, twice)
        if strict and counting.problem_count:
            raise _NotWanted(counting)
        return counting

    def notes(self) -> tuple[Note, ...]:
        """What the files hold that is not used, or was perhaps not meant as it is."""
        of_people = (
            (*file.places.notes, *self._totals[file], *_made_notes(file, self._made[file]))
            for file in self._files
        )
        of_owners, of_names = self._notes_on_names()
        of_tables = (
            (*table.notes, *table.others(), *owners, *table.made)
            for table, owners in zip(self._tables.tables, of_owners, strict=True)
        )
        return tuple(dict.fromkeys(chain(*of_people, *of_tables, of_names)))

    def _notes_on_names(self) -> tuple[list[list[Note]], list[Note]]:
        """What to say of names that are alike: of those of each table's rows, and of the people.
        It may take reading the people again, and is found once."""
        if self._alike is None:
            given = (self._names, self._files, self._tables)
            of_owners = [notes_on_like_owners(table, *given) for table in self._tables.tables]
            self._alike = of_owners, notes_on_like_names(*given)
        return self._alike

    def _written(
        self, path: Path, style: WrittenFormat, twice: frozenset[str]
    ) -> tuple[Counting, Any]:
        """Writes everyone -> what is counted, and the hashes of people that turn up again."""
        wrong, written = self._tables.wrong, self._layout.problem_text
        told = None if written is None else ProblemTexts(written)
        deferred = twice | wrong.keys()
        counting = Counting(self._rater, deferred, self._beside, self._by, told)
        counting.take(self._tables.problems)
        excluding = Excluding(twice, wrong.keys())
        self._names = NameHashes()
        self._alike = None
        self._totals = {file: [] for file in self._files}
        self._made = {file: Interpretations() for file in self._files}

        closing = Closing(
            lambda: summarized_metadata(self._rater, counting.summary),
            counting.problems,
            lambda: () if told is None else told.texts(),
            self.notes,
        )
        with ExitStack() as stack:
            if told is not None:
                stack.callback(told.close)
            writing = stack.enter_context(Writing(self._layout.drain(path, style, closing)))
            observer = counting.extents if self._layout.tells_extents else None

            def rate(given: _Given) -> _Rated:
                return self._rated(given, observer)

            for rated in in_order(rate, self._given(excluding), self._layout.threads):
                writing.write(self._counted(rated, counting))
                self._tell(counting.rows, rated.given.share)
            counting.settle()
            # While the last rows are written.
            again = repeated(self._names.names)
        return counting, again

    def _given(self, excluding: Excluding) -> Iterator[_Given]:
        """The batches of all files, and what is known of them before anybody is rated."""
        for number, file in enumerate(self._files):
            for batch in self._batches(file):
                names, written = names_and_bytes(file, batch)
                self._names.add(names, written)
                excluded = excluding.problems(file, batch, names)
                self._totals[file] += totals_among(file, batch, names, written, excluded)
                self._meet(batch, names)
                share = (number + batch.share) / len(self._files)
                yield _Given(file, batch, names, excluded, share)

    def _batches(self, file: OpenFile) -> Iterator[Batch]:
        some = False
        try:
            for batch in file.batches(self._layout.rows):
                some = some or len(batch.rows) > 0
                yield batch
        except TextError as error:
            raise unreadable(file.source.name, error) from None
        if not some and not self._tables.problems:
            raise names_nobody(file.source.name)

    def _tell(self, people: int, share: float) -> None:
        if self._progress is not None:
            self._progress(people, share)
        if len(self._lowered.symbols.values) > MOST_SYMBOLS:
            self._lowered = self._layout.lowered()

    # --- a batch ---------------------------------------------------------------------------

    def _rated(self, given: _Given, observer: Extents | None) -> _Rated:
        """Rates who is not excluded; several threads do so at a time."""
        file, batch, excluded = given.file, given.batch, given.excluded
        facts = file.facts(batch, given.names)
        kept: Sequence[int] | None = None
        if excluded:
            # What rows say is made out, too, where only other rows are wrong.
            read = [at for at in range(len(facts)) if excluded.get(at) is None]
            facts, numbers, said = self._as_meant(facts[read])
            said = [replace(each, first=read[each.first]) for each in said]
            rated_at = [place for place, at in enumerate(read) if at not in excluded]
            kept = [read[place] for place in rated_at]
            facts, numbers = facts[rated_at], numbers[rated_at]
        else:
            facts, numbers, said = self._as_meant(facts)
        tables, form = self._tables.about(facts[PERSON]), self._layout.numbers
        rows = Rows(self._rater, file, batch, facts, kept, self._tables)
        if rows.omit_some():
            # Why something is missing then hangs on what each of them names.
            rated = rated_singly(self._lowered, rows, form, observer)
        else:
            rated = rate_frame(self._lowered, numbers, tables, PERSON, form, observer)
        return _Rated(given, rated, rows, said)

    def _as_meant(
        self, facts: polars.DataFrame
    ) -> tuple[polars.DataFrame, polars.DataFrame, Sequence[MadeOut]]:
        """Facts with what is not written plainly made out, the same with plain numbers as such,
        and what was made out."""
        numbers = with_plain_numbers(facts, self._quantities)
        changed, said = made_out(numbers, self._types)
        if said:
            facts = facts.with_columns(changed)
            numbers = numbers.with_columns(with_plain_numbers(changed, self._quantities))
        return facts, numbers, said

    def _counted(self, rated: _Rated, counting: Counting) -> polars.DataFrame:
        """Counts a batch -> the rows that are written of it."""
        given, rows = rated.given, rated.rows
        self._take_note(rated)
        beside = texts_beside(given.batch, given.file.beside)
        counting.exclude(given.excluded, given.names, beside)
        kept = rows.kept
        beside_rated = beside[list(kept)] if beside.columns and kept is not None else beside
        frame = rated.frame.with_columns(counting.add(rated.frame, rows, beside_rated))
        names = given.names
        refused = {
            at: (names[at], self._told(names[at]) if problem is None else str(problem))
            for at, problem in given.excluded.items()
        }
        return self._layout.arranged(RatedBatch(frame, kept, refused, beside, rows.ratings))

    def _take_note(self, rated: _Rated) -> None:
        """Remembers what is not written plainly and was made out."""
        file, batch = rated.given.file, rated.given.batch
        positions = {key: position for position, key in file.places.keys.items()}
        for each in rated.said:
            origin = file.origin(batch, each.first, positions[each.key])
            self._made[file].add(origin, each.read, each.text, each.count)

    def _meet(self, batch: Batch, names: polars.Series) -> None:
        """Tells the tables who is named by the files of people."""
        # A series is changed where it stands.
        met = names.clone().scatter(list(batch.wrong), None) if batch.wrong else names
        for table in self._tables.tables:
            table.meet(met)

    def _told(self, name: str) -> str:
        """Why somebody is not rated of whom no row by itself says it."""
        wrong = self._tables.wrong.get(name)
        return _ALSO_ELSEWHERE if wrong is None else "\n".join(map(str, wrong))
