"""The LALR tables of `grammar.lark`, ready to be run.

They ship compiled, in `tables.json`. Where that file does not belong to the grammar beside it
(someone is editing the grammar), the grammar is compiled anew in memory; nothing is written.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from zlib import crc32

GRAMMAR: Final = Path(__file__).parent.parent / "grammar.lark"
TABLES: Final = Path(__file__).parent / "tables.json"

ACCEPT: Final = 0
"""The action that ends a parse; positive ones shift to a state, negative ones reduce by a rule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One production.

    `symbol` is what it produces, `right` the symbols it is made of, `builder` the name of the
    method that makes its node: "" passes the only part on, "*" collects the parts of a
    repetition. `parts` are the indices in `right` that carry a value, -1 where an optional
    part is left out; `spread` are those of them that hold the items of a repetition.
    """

    symbol: int
    right: tuple[int, ...]
    builder: str
    parts: tuple[int, ...]
    spread: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Symbols are numbered, terminals first; `fixed` maps a word or sign to its terminal."""

    symbols: tuple[str, ...]
    terminal_count: int
    fixed: dict[str, int]
    spelling: dict[int, str]
    rules: tuple[Rule, ...]
    actions: tuple[dict[int, int], ...]
    gotos: tuple[dict[int, int], ...]
    reached_by: tuple[int, ...]

    def symbol(self, name: str) -> int:
        """The number of the terminal or nonterminal `name`."""
        return self.symbols.index(name)

    def is_repetition(self, symbol: int) -> bool:
        """Whether `symbol` is one that Lark made up for `x*` or `x+`."""
        return self.symbols[symbol].startswith("__")


def fingerprint(grammar: str) -> int:
    """Grammar text -> a number that changes with it; line endings do not count."""
    return crc32("\n".join(grammar.splitlines()).encode())


@cache
def load_tables() -> Tables:
    """The tables of the grammar that ships with this package."""
    grammar = GRAMMAR.read_text(encoding="utf-8")
    if TABLES.exists():
        raw = json.loads(TABLES.read_text(encoding="utf-8"))
        if raw["fingerprint"] == fingerprint(grammar):
            return tables_from_json(raw)
    from .compile_grammar import compile_grammar

    return tables_from_json(compile_grammar(grammar))


def tables_from_json(raw: dict[str, Any]) -> Tables:
    """The JSON of `compile_grammar` -> Tables."""
    terminals = raw["terminals"]
    symbols = (*(name for name, _ in terminals), *raw["nonterminals"])
    fixed = {words: number for number, (_, words) in enumerate(terminals) if words is not None}
    gotos = tuple(_pairs(row) for row in raw["gotos"])
    actions = tuple(_pairs(row) for row in raw["actions"])
    reached_by = [0] * len(actions)
    for row in (*actions, *gotos):
        for symbol, target in row.items():
            if target > 0:
                reached_by[target] = symbol
    return Tables(
        symbols=symbols,
        terminal_count=len(terminals),
        fixed=fixed,
        spelling={number: words for words, number in fixed.items()},
        rules=tuple(_rule(record, symbols) for record in raw["rules"]),
        actions=actions,
        gotos=gotos,
        reached_by=tuple(reached_by),
    )


def _rule(record: list[Any], symbols: tuple[str, ...]) -> Rule:
    symbol, right, builder, parts = record
    spread = frozenset(i for i in parts if i >= 0 and symbols[right[i]].startswith("__"))
    return Rule(symbol, tuple(right), builder, tuple(parts), spread)


def _pairs(row: list[int]) -> dict[int, int]:
    return dict(zip(row[::2], row[1::2], strict=True))
