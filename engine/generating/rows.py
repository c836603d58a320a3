"""From an aggregate over a table to a Python function that reads its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ..plan import Plan, Step, TableAggregate
from ..terms import And, Cell, Term, passes_absence_on, subterms
from .terms import InterpretedError, TermWriter
from .writer import EVIDENCE_BITS, Code, TooDeepError, Writer, compiled, is_whole

Row = tuple[Any, ...]
Gather = Callable[..., None]
"""`gather(rows, gathered, interpret, *pairs)` adds the rows to what is `gathered`, given the flat
pairs of the steps that the aggregate reads, all of which are present. `interpret(row)` reads a
row of which something needed is absent, or whatever else the code leaves open."""


def compile_rows(plan: Plan, step: Step) -> Gather | None:
    """An aggregate of the plan -> the function that reads its rows; None where some term of it is
    left to the interpreter.
    """
    assert isinstance(step.operation, TableAggregate)
    writer = _RowWriter(plan, step, step.operation)
    try:
        text = writer.source()
    except (InterpretedError, TooDeepError):
        return None
    gather: Gather = compiled(text, writer.writer.constants, f"rows of {step.id}")["gather"]
    return gather


class _RowWriter:
    """Writes the loop over the rows of one aggregate.

    Of `a and b and c` each part is decided by itself: a part that is false leaves the row out,
    whatever is absent elsewhere. Where a part reads an absent cell the row is interpreted, unless
    no row like it can be selected and why it is missing has been noted of another.
    """

    def __init__(self, plan: Plan, step: Step, operation: TableAggregate) -> None:
        self.step = step
        self.operation = operation
        self.writer = Writer()
        self.columns = plan.framework.tables[operation.table].columns
        self.steps = {index: plan.steps[index] for index in step.inputs}
        self.loaded: set[int] = set()

    def source(self) -> str:
        """The text of a module that defines `gather`."""
        pairs = "".join(f", n{index}, d{index}" for index in self.step.inputs)
        read = [part for part in (self.operation.value, self.operation.weight) if part is not None]
        line, block = self.writer.line, self.writer.block
        line("add = gathered.add; missing = gathered.missing")
        line("values = gathered.values.append; weights = gathered.weights.append")
        line(f"selected = failing = 0; noted = {self.operation.ignoring_missing}")
        with block("for row in rows:"):
            if self.operation.where is not None:
                self._where(self.operation.where)
            self._load(read)
            self._select(read)
        line("gathered.selected += selected; gathered.failing += failing")
        header = f"def gather(rows, gathered, interpret{pairs}):"
        return "\n".join([header, *self.writer.lines, ""])

    def _where(self, where: Term) -> None:
        parts = where.operands if isinstance(where, And) else (where,)
        self.writer.line("unsure = False")
        for part in parts:
            self._load([part])
            self._part(part)
        with self.writer.block("if unsure:"):
            self._interpret(parts)

    def _part(self, part: Term) -> None:
        """Leaves the row out where the part is false, and notes where the code cannot tell."""
        writer = self.writer
        start = len(writer.lines)
        with writer.restored():
            self._guard([part])
            inside = writer.indent
            condition = self._terms().condition(part)
            deeper = writer.indent > inside
            if deeper:
                writer.line("unsure = before")
            with writer.block(f"if not {condition}:"):
                if self.operation.function in {"any", "all"}:
                    writer.line("failing += 1")
                writer.line("continue")
        if deeper:
            writer.lines.insert(start, "    " * writer.indent + "before = unsure; unsure = True")
        else:
            writer.line("else: unsure = True")

    def _select(self, read: Sequence[Term]) -> None:
        """Takes the row's value and weight where nothing that they read is absent."""
        writer = self.writer
        with writer.restored():
            if read:
                self._guard(read)
            codes = [self._terms().number(part) for part in read]
            for keep, code in zip(("values", "weights"), codes, strict=False):
                writer.line(f"{keep}(({code.n}, {code.d}))")
            writer.line("selected += 1")
            writer.line("continue")
        self._interpret(read)

    def _interpret(self, read: Sequence[Term]) -> None:
        """Leaves the row to the interpreter; one absence without further causes says why the
        aggregate is missing, and others like it would add nothing."""
        writer = self.writer
        if all(passes_absence_on(part) for part in read):
            writer.line("if noted: continue")
        writer.line("add(interpret(row))")
        writer.line("noted = noted or bool(missing and missing[-1].reason != 'from')")
        writer.line("continue")

    def _load(self, terms: Sequence[Term]) -> None:
        for position in _cells(terms):
            if position not in self.loaded:
                self.loaded.add(position)
                at = 2 * position
                self.writer.line(f"c{position} = row[{at}]; e{position} = row[{at + 1}]")

    def _guard(self, terms: Sequence[Term]) -> None:
        """Lets what follows happen only where every cell that the terms read is present."""
        present = " and ".join(f"e{position}" for position in _cells(terms))
        self.writer.line(f"if {present or 'True'}:")
        self.writer.deepen()

    def _terms(self) -> TermWriter:
        return TermWriter(self.writer, self._slot, self._cell)

    def _slot(self, index: int) -> Code:
        whole = is_whole(self.steps[index].type)
        return Code(f"n{index}", 1 if whole else f"d{index}", EVIDENCE_BITS)

    def _cell(self, position: int) -> Code:
        whole = is_whole(self.columns[position].type)
        return Code(f"c{position}", 1 if whole else f"e{position}", EVIDENCE_BITS)


def _cells(terms: Sequence[Term]) -> Iterator[int]:
    """The columns that terms read, each once."""
    found = (part.position for term in terms for part in subterms(term) if isinstance(part, Cell))
    return iter(dict.fromkeys(found))
