"""Questions about a stack of parser states, answered without touching it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .tables import ACCEPT, Tables


class Automaton:
    """The LALR automaton of `tables`, run on states alone."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self.actions = tables.actions
        self._gotos = tables.gotos
        self._shapes = tuple((rule.symbol, len(rule.right)) for rule in tables.rules)

    def accepts(self, states: Sequence[int], terminal: int) -> bool:
        """Whether `terminal` can come next after `states`."""
        return self._run(states, terminal) is not None

    def expected(self, states: Sequence[int]) -> set[int]:
        """All terminals that can come next after `states`."""
        return {t for t in self.actions[states[-1]] if self.accepts(states, t)}

    def advance(self, states: list[int], candidates: Iterable[int]) -> bool:
        """Move `states` past the first of the candidate terminals that fits; False for none."""
        for terminal in candidates:
            moved = self._run(states, terminal)
            if moved is not None:
                depth, pushed = moved
                states[depth:] = pushed
                return True
        return False

    def _run(self, states: Sequence[int], terminal: int) -> tuple[int, list[int]] | None:
        """How far the stack is kept and what is pushed on it when `terminal` is read."""
        depth = len(states)
        pushed: list[int] = []
        while True:
            state = pushed[-1] if pushed else states[depth - 1]
            action = self.actions[state].get(terminal)
            if action is None:
                return None
            if action >= 0:
                if action != ACCEPT:
                    pushed.append(action)
                return depth, pushed
            symbol, size = self._shapes[-1 - action]
            taken = min(size, len(pushed))
            del pushed[len(pushed) - taken :]
            depth -= size - taken
            state = pushed[-1] if pushed else states[depth - 1]
            pushed.append(self._gotos[state][symbol])
