"""The parser's stack, and the lists of items that are open on it."""

from __future__ import annotations

from typing import Any, Final

from ..syntax import Declaration
from .automaton import Automaton
from .tables import Tables
from .vocabulary import Vocabulary

_START: Final = 0


class Stack:
    """Parallel lists: state, value, start of the text and depth of each symbol read so far.

    `end` is the offset where the last token read ends. An *item list* is the inside of a pair
    of braces that holds properties, rules or the like, or the file itself; parsing can go on
    there after a problem.
    """

    def __init__(self, tables: Tables, words: Vocabulary) -> None:
        self.tables = tables
        self.words = words
        self.automaton = Automaton(tables)
        self.states: list[int] = [_START]
        self.values: list[Any] = [None]
        self.starts: list[int] = [0]
        self.depths: list[int] = [0]
        self.end = 0
        self._open = words.signs["{"]
        self._close = words.signs["}"]
        self._gotos = tables.gotos

    def choose(self, kind: int) -> int | None:
        """The action for a word that may be several terminals: the first one that fits."""
        row = self.tables.actions[self.states[-1]]
        found = [
            (terminal, row[terminal]) for terminal in self.words.candidates(kind) if terminal in row
        ]
        if not found:
            return None
        first = found[0][1]
        if first > 0 or all(action == first for _, action in found):
            return first
        for terminal, action in found:
            if self.automaton.accepts(self.states, terminal):
                return action
        return first

    def symbol(self, position: int) -> int:
        """The symbol at `position` of the stack."""
        return self.tables.reached_by[self.states[position]]

    def item_list(self) -> int:
        """How much of the stack to keep to go on in the innermost item list that is open."""
        position = len(self.states)
        while (position := self.open_brace(position)) > 0:
            size = self._list_size(position)
            if self.automaton.accepts(self.states[:size], self._close):
                return size
        return self._list_size(0)

    def open_brace(self, below: int) -> int:
        """The position of the innermost open `{` under position `below`; 0 for none."""
        position = below - 1
        while position > 0 and self.symbol(position) != self._open:
            position -= 1
        return max(position, 0)

    def braces_from(self, size: int) -> int:
        """How many open `{` stand on the stack from position `size` up."""
        return sum(1 for p in range(size, len(self.states)) if self.symbol(p) == self._open)

    def truncate(self, size: int) -> None:
        """Forget all but the first `size` entries."""
        del self.states[size:], self.values[size:], self.starts[size:], self.depths[size:]

    def declarations(self) -> tuple[Declaration, ...]:
        """The whole declarations at the bottom of the stack."""
        size = self._list_size(0)
        return tuple(self.values[1]) if size > 1 else self._accepted()

    def _accepted(self) -> tuple[Declaration, ...]:
        return self.values[1] if len(self.values) > 1 and isinstance(self.values[1], tuple) else ()

    def _list_size(self, position: int) -> int:
        """The entry at `position` and the repetitions right above it."""
        size = position + 1
        while size < len(self.states) and self.tables.is_repetition(self.symbol(size)):
            size += 1
        return size
