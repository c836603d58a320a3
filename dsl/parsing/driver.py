"""Runs the LALR tables over the tokens of a file, and goes on after a mistake."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from ..limits import MAX_DECLARATIONS, MAX_NESTING
from ..source import Span
from . import complaints
from .problems import Problems
from .tables import ACCEPT, Tables
from .tokeniser import Tokeniser
from .vocabulary import Vocabulary

MAX_STACK: Final = 12 * MAX_NESTING
"""States the parser may be in the middle of; text that nests deeper is refused."""


class Driver:
    """One parse. Parallel stacks hold, for each symbol read: state, value, start, end, depth."""

    def __init__(
        self,
        tables: Tables,
        words: Vocabulary,
        tokens: Tokeniser,
        problems: Problems,
        methods: dict[str, Callable[..., Any]],
    ) -> None:
        self.tables = tables
        self.words = words
        self.tokens = tokens
        self.problems = problems
        self.source = problems.source
        self.rules = [(rule, methods.get(rule.builder)) for rule in tables.rules]
        self.states = [0]
        self.values: list[Any] = [None]
        self.starts = [0]
        self.ends = [0]
        self.depths = [0]
        self.index = 0
        self.opening: list[int] = []
        self._declaration_words = {
            number
            for word, number in tables.fixed.items()
            if number in tables.actions[0] and word.isidentifier()
        }
        self._open, self._close = tables.fixed["{"], tables.fixed["}"]
        self._equals = tables.fixed["="]
        self._sections = {words.words["given"], words.words["expect"]}
        self._deep = False
        self._declarations = 0

    # --- parsing ---------------------------------------------------------------------------

    def run(self) -> Any:
        """All tokens -> what the start rule makes; None where not even that can be saved."""
        actions = self.tables.actions
        kinds, count = self.tokens.kinds, self.tables.terminal_count
        while True:
            kind = kinds[self.index]
            row = actions[self.states[-1]]
            if kind >= count:
                kind = self._terminal(kind, row)
            action = row.get(kind)
            if action is None or self._deep or len(self.states) > MAX_STACK:
                if self.problems.full or not self._recover(kind):
                    return None
            elif action > 0:
                self._shift(kind, action)
            elif action < 0:
                self._reduce(-1 - action)
            else:
                return self.values[1]

    def _terminal(self, kind: int, row: dict[int, int]) -> int:
        """What a soft keyword is here: the first of its meanings that can stand here."""
        candidates = self.words.candidates(kind)
        if kind in self.words.units and self._starts_fact():
            candidates = candidates[::-1]
        for candidate in candidates:
            if candidate in row:
                return candidate
        return candidates[0]

    def _starts_fact(self) -> bool:
        """Whether a word begins the next fact of an example: `half = 0.5  weeks = 15 days`.

        Elsewhere it is a unit before `=` too: `2 weeks = target_time` compares.
        """
        if len(self.opening) < 2 or self.tokens.kinds[self.index + 1] != self._equals:
            return False
        return self.tokens.kinds[self.opening[1] - 1] in self._sections

    def _shift(self, kind: int, state: int) -> None:
        index = self.index
        if kind == self._open:
            self.opening.append(index)
        elif kind == self._close and self.opening:
            self.opening.pop()
        self.states.append(state)
        self.values.append(None)
        self.starts.append(self.tokens.starts[index])
        self.ends.append(self.tokens.ends[index])
        self.depths.append(0)
        self.index = index + 1

    def _reduce(self, number: int) -> None:
        rule, method = self.rules[number]
        size = len(rule.right)
        if size:
            start, end = self.starts[-size], self.ends[-1]
            right = self.values[-size:]
            depth = max(self.depths[-size:])
            del self.states[-size:], self.values[-size:], self.starts[-size:]
            del self.ends[-size:], self.depths[-size:]
        else:
            start = end = self.tokens.starts[self.index]
            right, depth = [], 0
        value: Any
        if rule.builder == "":
            value = right[rule.parts[0]]
        elif rule.builder == "*" and rule.parts and rule.parts[0] in rule.spread:
            # The list so far is nobody else's: growing it keeps long repetitions linear.
            value = right[rule.parts[0]]
            value.extend(_parts(rule.parts[1:], rule.spread, right))
        elif rule.builder == "*":
            value = list(_parts(rule.parts, rule.spread, right))
        else:
            assert method is not None, rule.builder
            value = method(Span(self.source, start, end), *_parts(rule.parts, rule.spread, right))
            depth += 1
            self._deep = self._deep or depth > MAX_NESTING
        state = self.tables.gotos[self.states[-1]][rule.symbol]
        if len(self.states) == 1:
            self._declarations += 1
        self.states.append(state)
        self.values.append(value)
        self.starts.append(start)
        self.ends.append(end)
        self.depths.append(depth)

    # --- after a mistake -------------------------------------------------------------------

    def _recover(self, kind: int) -> bool:
        """Reports the mistake and finds a place from which to go on; False where there is none."""
        if self._deep or len(self.states) > MAX_STACK:
            self._report_depth()
            return self._resume_at_declaration(self.index)
        unclosed = kind == 0 or self._starts_declaration(self.index)
        if unclosed and self.opening:
            complaints.unclosed(self)
            return self._resume_at_declaration(self.index)
        if self.source.position(self.tokens.starts[self.index])[0] not in self.tokens.garbled:
            complaints.unexpected(self)
        return self._resume_nearby()

    def _report_depth(self) -> None:
        self._deep = False
        start = self.tokens.starts[min(self.index, len(self.tokens.starts) - 1)]
        self.problems.error(
            "nesting-too-deep",
            f"this is nested more than {MAX_NESTING} levels deep",
            self.problems.span(start, self.tokens.ends[self.index]),
            help="give parts of it names of their own, as metrics",
        )

    def _resume_nearby(self) -> bool:
        """Goes on at the next property, rule or closing brace of the same block."""
        depth = 0
        index = self.index
        kinds = self.tokens.kinds
        while kinds[index] != self.words.end:
            if index > self.index and self._starts_declaration(index):
                return self._resume_at_declaration(index)
            kind = kinds[index]
            if depth == 0 and (kind == self._close or self._first_on_line(index)):
                keep = self._state_that_takes(index)
                if keep and (index > self.index or keep < len(self.states)):
                    self._cut(keep, index)
                    return True
            if kind == self._open:
                depth += 1
            elif kind == self._close:
                if depth == 0 and not self.opening:
                    return self._resume_at_declaration(index + 1)
                depth = max(0, depth - 1)
            index += 1
        if self.opening and index > self.index:
            self.index = index
            complaints.unclosed(self)
        return self._resume_at_declaration(index)

    def _resume_at_declaration(self, index: int) -> bool:
        """Drops the declaration that is being read and goes on at the next one."""
        kinds = self.tokens.kinds
        while kinds[index] != self.words.end and not self._starts_declaration(index):
            index += 1
        keep = (
            2
            if len(self.states) > 1
            and self.tables.is_repetition(self.tables.reached_by[self.states[1]])
            else 1
        )
        self._cut(keep, index)
        return True

    def _cut(self, keep: int, index: int) -> None:
        cut = self.starts[keep] if keep < len(self.starts) else self.tokens.starts[index]
        for stack in (self.states, self.values, self.starts, self.ends, self.depths):
            del stack[keep:]
        while self.opening and self.tokens.starts[self.opening[-1]] >= cut:
            self.opening.pop()
        self.index = index

    def _state_that_takes(self, index: int) -> int:
        """How many symbols to keep so that the block they end in takes the token; 0 for none.

        The innermost block is asked first; what stands outside its brace is not asked."""
        for keep in range(len(self.states), 0, -1):
            state = self.states[keep - 1]
            symbol = self.tables.reached_by[state]
            inside = symbol == self._open
            if (inside or self.tables.is_repetition(symbol)) and self._takes(keep, index):
                return keep
            if inside:
                return 0
        return 0

    def _takes(self, keep: int, index: int) -> bool:
        """Whether the token would be shifted, sooner or later, after the first `keep` symbols."""
        states = self.states[:keep]
        kind = self.tokens.kinds[index]
        for _ in range(MAX_STACK):
            row = self.tables.actions[states[-1]]
            terminal = self._terminal(kind, row) if kind >= self.tables.terminal_count else kind
            action = row.get(terminal)
            if action is None:
                return False
            if action >= ACCEPT:
                return True
            rule = self.tables.rules[-1 - action]
            if rule.right:
                del states[-len(rule.right) :]
            states.append(self.tables.gotos[states[-1]][rule.symbol])
        return False

    # --- where tokens stand ----------------------------------------------------------------

    def _first_on_line(self, index: int) -> bool:
        start = self.tokens.starts[index]
        text = self.source.text
        while start > 0 and text[start - 1] in " \t":
            start -= 1
        return start == 0 or text[start - 1] in "\r\n"

    def _starts_declaration(self, index: int) -> bool:
        """A word that starts a declaration, at the very start of its line."""
        start = self.tokens.starts[index]
        if start and self.source.text[start - 1] not in "\r\n":
            return False
        kind = self.tokens.kinds[index]
        return any(each in self._declaration_words for each in self.words.candidates(kind))

    def acceptable(self) -> set[int]:
        """The terminals that could stand where the parser is."""
        row = self.tables.actions[self.states[-1]]
        return {terminal for terminal in row if self._terminal_is_taken(terminal)}

    def _terminal_is_taken(self, terminal: int) -> bool:
        states = list(self.states)
        for _ in range(MAX_STACK):
            action = self.tables.actions[states[-1]].get(terminal)
            if action is None:
                return False
            if action >= ACCEPT:
                return True
            rule = self.tables.rules[-1 - action]
            if rule.right:
                del states[-len(rule.right) :]
            states.append(self.tables.gotos[states[-1]][rule.symbol])
        return False

    @property
    def too_many_declarations(self) -> bool:
        """Whether the file has more declarations than the limit."""
        return self._declarations > MAX_DECLARATIONS


def _parts(parts: tuple[int, ...], spread: frozenset[int], right: list[Any]) -> Iterator[Any]:
    for part in parts:
        if part < 0:
            yield None
        elif part in spread:
            yield from right[part]
        else:
            yield right[part]
