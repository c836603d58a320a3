"""Runs the LALR tables over the tokens of a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, Literal, NamedTuple

from ..limits import MAX_NESTING
from ..source import Span
from . import layout, recovery
from .problems import Problems
from .tables import ACCEPT, Rule, Tables
from .tokeniser import Tokeniser
from .vocabulary import Vocabulary

MAX_STACK: Final = 12 * MAX_NESTING
"""States the parser may be in the middle of; text that nests deeper is refused."""

_OPERATIONS: Final = frozenset(
    {
        *("expression", "fallback", "disjunction", "conjunction", "negation", "comparison"),
        *("sum", "product", "unary", "call"),
    }
)
"""The symbols of the grammar each of which, when it makes a node, nests its parts one level."""

_Way = Literal["unit", "pass", "list", "grow", "build"]


class _Production(NamedTuple):
    """A rule as the driver applies it.

    `way` is what becomes of its parts: a single one or one of several is passed on, they start
    a list or make the list so far longer, or `method` makes their node.
    """

    way: _Way
    size: int
    symbol: int
    parts: tuple[int, ...]
    spread: frozenset[int]
    method: Callable[..., Any]
    levels: int


class Driver:
    """One parse. Parallel stacks hold, for each symbol read: state, value, start, depth.

    The last symbol ends at `end`. The depth of a value is how many operations are nested in it;
    `brackets` counts the round ones that are open.
    """

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
        self.states = [0]
        self.values: list[Any] = [None]
        self.starts = [0]
        self.depths = [0]
        self.index = 0
        self.end = 0
        self.brackets = 0
        self.too_deep = False
        self.mistakes = recovery.Mistakes()
        self._productions = [_production(rule, tables, methods) for rule in tables.rules]
        self._sections = {words.words["given"], words.words["expect"]}
        self._brace, self._brace_close = tables.fixed["{"], tables.fixed["}"]
        self._bracket_open, self._bracket_close = tables.fixed["("], tables.fixed[")"]
        self._all_brackets = frozenset(tables.fixed[sign] for sign in "({)")

    def run(self) -> Any:
        """All tokens -> what the start rule makes; None where not even that can be saved."""
        while not self._run():
            if self.problems.full or not recovery.recover(self):
                return None
        return self.values[1]

    def _run(self) -> bool:
        """Reads on; True at the end of the text, False at a token that cannot stand there."""
        states, kinds = self.states, self.tokens.kinds
        rows, chains, action_of = self.words.rows, self.words.chains, self.words.action
        productions, brackets = self._productions, self._all_brackets
        values, starts, depths = self.values, self.starts, self.depths
        token_starts, token_ends = self.tokens.starts, self.tokens.ends
        while True:
            index = self.index
            kind = kinds[index]
            state = states[-1]
            action = rows[state].get(kind)
            if action is None:
                action = action_of(state, kind)
                if action is None:
                    return False
            if action > 0:
                if kind in brackets:
                    self._note_bracket(kind)
                states.append(action)
                values.append(None)
                starts.append(token_starts[index])
                depths.append(0)
                self.end = token_ends[index]
                if self.too_deep or len(states) > MAX_STACK:
                    self.too_deep = True
                    return False
                self.index = index + 1
            elif action < 0:
                production = productions[~action]
                if production.way == "unit":
                    chain = (states[-2], state, kind)
                    after = chains.get(chain)
                    states[-1] = self._chain(chain) if after is None else after
                else:
                    self._reduce(production)
                    if self.too_deep:
                        return False
            else:
                return True

    def _chain(self, chain: tuple[int, int, int]) -> int:
        """The state in which a row of rules ends that only pass their one part on."""
        below, state, kind = chain
        while True:
            action = self.words.action(state, kind)
            if action is None or action >= ACCEPT or self._productions[~action].way != "unit":
                self.words.chains[chain] = state
                return state
            state = self.tables.gotos[below][self._productions[~action].symbol]

    def _note_bracket(self, kind: int) -> None:
        if kind == self._bracket_open:
            self.brackets += 1
            self.too_deep = self.brackets > MAX_NESTING
        elif kind == self._bracket_close:
            self.brackets -= 1
        elif kind == self._brace and self.tokens.kinds[self.index - 1] in self._sections:
            self._tell_facts_from_units()

    def _tell_facts_from_units(self) -> None:
        """A unit before `=` begins the next fact of an example: `half = 0.5  weeks = 15 days`.

        Elsewhere it is a unit there too: `2 weeks = target_time` compares."""
        kinds, units = self.tokens.kinds, self.words.facts
        equals, end = self.tables.fixed["="], self.words.end
        depth, index = 1, self.index + 1
        while depth and kinds[index] != end:
            kind = kinds[index]
            if kind in units and kinds[index + 1] == equals:
                kinds[index] = units[kind]
            depth += (kind == self._brace) - (kind == self._brace_close)
            index += 1

    def _reduce(self, production: _Production) -> None:
        way, size, symbol, parts, spread, method, levels = production
        states, values, starts, depths = self.states, self.values, self.starts, self.depths
        if size == 1:
            right = values[-1:]
            del states[-1]
        elif size:
            right = values[-size:]
            depth = max(depths[-size:])
            del states[-size:]
            kept = 1 - size
            del values[kept:], starts[kept:], depths[kept:]
            depths[-1] = depth
        else:
            right = []
            self.end = self.tokens.starts[self.index]
            values.append(None)
            starts.append(self.end)
            depths.append(0)
        if way == "build":
            span = Span(self.source, starts[-1], self.end)
            if spread:
                values[-1] = method(span, *_spread(parts, spread, right))
            else:
                values[-1] = method(span, *[right[i] if i >= 0 else None for i in parts])
            if levels:
                depths[-1] += 1
                self.too_deep = self.too_deep or depths[-1] > MAX_NESTING
        elif way == "grow":
            # The list so far is nobody else's: growing it keeps long repetitions linear.
            items = right[parts[0]]
            for part in parts[1:]:
                if part in spread:
                    items.extend(right[part])
                else:
                    items.append(right[part] if part >= 0 else None)
            values[-1] = items
        elif way == "list":
            values[-1] = list(_spread(parts, spread, right))
        else:
            values[-1] = right[parts[0]]
        states.append(self.tables.gotos[states[-1]][symbol])

    # --- for recovery ----------------------------------------------------------------------

    def insert(self, kind: int) -> None:
        """Reads a sign that is not in the text, right after the last token; it must fit."""
        while self.reduce_for(kind):
            pass
        state = self.words.action(self.states[-1], kind)
        assert state is not None
        if kind in self._all_brackets:
            self._note_bracket(kind)
        self.states.append(state)
        self.values.append(None)
        self.starts.append(self.end)
        self.depths.append(0)

    def reduce_for(self, kind: int) -> bool:
        """Does the next of what is due before a terminal is read; False where nothing is."""
        action = self.words.action(self.states[-1], kind)
        if action is None or action >= ACCEPT:
            return False
        self._reduce(self._productions[~action])
        return True

    def cut(self, keep: int, index: int) -> None:
        """Forgets all symbols but the first `keep`, and goes on at token `index`."""
        for stack in (self.states, self.values, self.starts, self.depths):
            del stack[keep:]
        self.brackets = len(list(layout.still_open(self, "(", ")")))
        self.index = index
        self.too_deep = False


def _production(rule: Rule, tables: Tables, methods: dict[str, Callable[..., Any]]) -> _Production:
    way: _Way
    if rule.builder == "":
        way = "unit" if len(rule.right) == 1 else "pass"
    elif rule.builder == "*":
        way = "grow" if rule.parts and rule.parts[0] in rule.spread else "list"
    else:
        way = "build"
    return _Production(
        way,
        len(rule.right),
        rule.symbol,
        rule.parts,
        rule.spread,
        methods.get(rule.builder, _no_method),
        1 if tables.symbols[rule.symbol] in _OPERATIONS else 0,
    )


def _no_method(*_: object) -> None:
    raise AssertionError


def _spread(parts: tuple[int, ...], spread: frozenset[int], right: list[Any]) -> Iterator[Any]:
    for part in parts:
        if part < 0:
            yield None
        elif part in spread:
            yield from right[part]
        else:
            yield right[part]
