"""Grammar text -> the JSON of its LALR tables: the only module that knows Lark.

Compiling takes a large part of a second, so it happens once, when the grammar changes:

    python -m assay.dsl.parsing.compile_grammar

writes `tables.json` beside this module. A test fails while that file and the grammar disagree.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from .tables import GRAMMAR, TABLES, fingerprint

if TYPE_CHECKING:
    from lark.grammar import Rule, Symbol
    from lark.parsers.lalr_analysis import ParseTable

END = "$END"


def compile_grammar(grammar: str) -> dict[str, Any]:
    """Grammar text -> the tables as plain JSON values; the same for the same grammar and Lark."""
    table, patterns = _lark_table(grammar)
    order = _states_in_order(table)
    number_of = {state: number for number, state in enumerate(order)}
    rules = _rules_in_order(table, order)
    rule_numbers = {id(rule): number for number, rule in enumerate(rules)}
    symbols = _symbols_in_order(rules, patterns)
    terminals = [END, *patterns]
    symbol_ids = {name: number for number, name in enumerate([*terminals, *symbols])}
    end_state = number_of[table.end_states["start"]]
    actions: list[list[int]] = []
    gotos: list[list[int]] = []
    for state in order:
        action_row: list[tuple[int, int]] = []
        goto_row: list[tuple[int, int]] = []
        for name, (kind, target) in table.states[state].items():
            symbol = symbol_ids[name]
            if kind.name == "Reduce":
                action_row.append((symbol, -1 - rule_numbers[id(target)]))
            elif symbol < len(terminals):
                # A shift of the end of the text is how Lark accepts it; 0 says so here.
                action_row.append((symbol, 0 if name == END else number_of[target]))
            else:
                goto_row.append((symbol, number_of[target]))
        if number_of[state] == end_state:
            action_row = [(symbol_ids[END], 0)]
        actions.append([value for pair in sorted(action_row) for value in pair])
        gotos.append([value for pair in sorted(goto_row) for value in pair])
    return {
        "fingerprint": fingerprint(grammar),
        "terminals": [[name, patterns.get(name)] for name in terminals],
        "nonterminals": symbols,
        "rules": [_rule_record(rule, symbol_ids) for rule in rules],
        "actions": actions,
        "gotos": gotos,
    }


def write_tables() -> None:
    """Compile `grammar.lark` and write its tables, one state or rule a line."""
    tables = compile_grammar(GRAMMAR.read_text(encoding="utf-8"))
    TABLES.write_text(serialise(tables), encoding="utf-8")


def serialise(tables: dict[str, Any]) -> str:
    """Tables -> JSON with one state or rule a line, so that a change of the grammar diffs well."""
    parts = []
    for key, value in tables.items():
        if isinstance(value, list):
            rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in value)
            parts.append(f"{json.dumps(key)}:[\n{rows}\n]")
        else:
            parts.append(f"{json.dumps(key)}:{json.dumps(value)}")
    return "{" + ",\n".join(parts) + "}\n"


def _lark_table(grammar: str) -> tuple[ParseTable, dict[str, str | None]]:
    """The LALR table, and each terminal's words (None for a class such as NAME)."""
    from lark import Lark
    from lark.lexer import Lexer

    class NoLexer(Lexer):
        """Lark must not build a lexer: `tokens.py` is the lexer."""

        def __init__(self, lexer_conf: object) -> None:
            pass

        def lex(self, *_: object) -> Iterator[Any]:
            return iter(())

    parser = Lark(grammar, parser="lalr", lexer=NoLexer, maybe_placeholders=True)
    patterns: dict[str, str | None] = {}
    for terminal in parser.terminals:
        patterns[terminal.name] = getattr(terminal.pattern, "value", None)
    for name in re.findall(r"%declare\s+(\w+)", grammar):
        if patterns.setdefault(name, None) is not None:
            raise ValueError(f"a word of the grammar has the name of the declared {name}")
    frontend: Any = parser.parser
    return frontend.parser._parse_table, dict(sorted(patterns.items()))


def _states_in_order(table: ParseTable) -> list[Any]:
    """The states breadth-first from the start, so that numbering depends on the grammar only."""
    order = [table.start_states["start"]]
    seen = set(order)
    for state in order:
        for _, (kind, target) in sorted(table.states[state].items()):
            if kind.name == "Shift" and target not in seen:
                seen.add(target)
                order.append(target)
    return order


def _rules_in_order(table: ParseTable, order: list[Any]) -> list[Rule]:
    rules: dict[int, Rule] = {}
    for state in order:
        for _, (kind, target) in sorted(table.states[state].items()):
            if kind.name == "Reduce":
                rules.setdefault(id(target), target)
    return list(rules.values())


def _symbols_in_order(rules: list[Rule], patterns: dict[str, str | None]) -> list[str]:
    names = {str(rule.origin.name) for rule in rules}
    names.update(s.name for rule in rules for s in rule.expansion if s.name not in patterns)
    return sorted(names)


def _rule_record(rule: Rule, symbol_ids: dict[str, int]) -> list[Any]:
    """[produced symbol, symbols on the right, builder, parts]; see `tables.Rule`."""
    parts = list(_parts(rule))
    if str(rule.origin.name).startswith("__"):
        builder = "*"
    elif rule.options.expand1 and rule.alias is None and len(parts) == 1 and parts[0] >= 0:
        builder = ""
    else:
        builder = str(rule.alias or rule.origin.name)
    right = [symbol_ids[symbol.name] for symbol in rule.expansion]
    return [symbol_ids[rule.origin.name], right, builder, parts]


def _parts(rule: Rule) -> Iterator[int]:
    """Which symbols of the right side carry a value: their index; -1 where `[…]` is left out."""
    absent = [len(run) for run in "".join(str(int(bit)) for bit in _absences(rule)).split("0")]
    for index, symbol in enumerate(rule.expansion):
        yield from (-1,) * absent[index]
        if _has_value(symbol):
            yield index
    yield from (-1,) * absent[len(rule.expansion)]


def _absences(rule: Rule) -> tuple[bool, ...]:
    return tuple(rule.options.empty_indices) or (False,) * len(rule.expansion)


def _has_value(symbol: Symbol) -> bool:
    return not symbol.is_term


if __name__ == "__main__":
    write_tables()
