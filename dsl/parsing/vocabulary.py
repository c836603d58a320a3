"""What words and signs mean: the tables' terminals, and the expression that finds them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from . import characters
from .tables import Tables

# Not possessive as a whole: Python before 3.11.5 then loses its place among the alternatives.
TRIPLE: Final = r'"""[^"\\]*+(?:(?:\\.|"(?!""))[^"\\]*+)*"""'
STRING: Final = r'"(?!"")[^"\\\n\r]*+(?:\\[^\n\r][^"\\\n\r]*+)*+"'
COMMENT: Final = r"#[^\n\r]*+"
UNIT_WORDS: Final = frozenset({"day", "days", "week", "weeks"})
_DIGIT: Final = rf"[0-9{characters.FOREIGN_DIGITS}]"
_DIGITS: Final = rf"{_DIGIT}[0-9_{characters.FOREIGN_DIGITS}]*+"


class Vocabulary:
    """What words and signs mean to the grammar, taken from its own terminals."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.end = tables.symbol("$END")
        self.name = tables.symbol("NAME")
        self.number = tables.symbol("NUMBER")
        self.date = tables.symbol("DATE")
        self.period = tables.symbol("PERIOD_CODE")
        self.string = tables.symbol("STRING")
        self.language = tables.symbol("LANGUAGE")
        self._candidates: list[tuple[int, ...]] = []
        function, language = tables.symbol("FUNCTION"), self.language
        keywords = {w: k for w, k in tables.fixed.items() if w.isidentifier()}
        self.words = {word: self._soft(kind, self.name) for word, kind in keywords.items()}
        self.signs = {w: k for w, k in tables.fixed.items() if not w[0].isalpha()}
        self.phrases = {w: k for w, k in tables.fixed.items() if " " in w}
        self.currency = self._soft(tables.symbol("CURRENCY_CODE"), self.name)
        units = [self.currency, *(self.words[word] for word in sorted(UNIT_WORDS))]
        self.facts = {kind: self._soft(*reversed(self.candidates(kind))) for kind in units}
        """For each word that may be a unit, its kind where it is rather a name."""
        self.before_parenthesis = {self.name: self._soft(function, self.name)}
        self.before_text = {self.name: self._soft(language, self.name)}
        for word, kind in keywords.items():
            soft = self.words[word]
            self.before_parenthesis[soft] = self._soft(kind, function, self.name)
            self.before_text[soft] = self._soft(language, kind, self.name)
        self.declaration_words = frozenset(
            kind for kind in keywords.values() if kind in tables.actions[0]
        )
        starts = "|".join(w for w, k in keywords.items() if k in self.declaration_words)
        self.declaration = re.compile(rf"^(?:{starts})\s[^\n]*(?:\{{|\")\s*$", re.MULTILINE)
        """A line that a declaration starts on, in text where no token can be told."""
        self.pattern = _pattern(list(self.signs), list(self.phrases))
        self.rows = [dict(row) for row in tables.actions]
        """The actions of each state by kind of token: those of soft keywords join when met."""
        self.chains: dict[tuple[int, int, int], int] = {}
        """The driver's memory of what rows of rules come to that only pass a part on."""

    def candidates(self, kind: int) -> tuple[int, ...]:
        """The terminals that a token of `kind` may be, the preferred one first."""
        count = self.tables.terminal_count
        return (kind,) if kind < count else self._candidates[kind - count]

    def action(self, state: int, kind: int) -> int | None:
        """What a token of `kind` does in a state of the parser; None where it cannot stand.

        A soft keyword is the first of its meanings that can stand there.
        """
        row = self.rows[state]
        action = row.get(kind)
        if action is None and kind >= self.tables.terminal_count:
            for terminal in self.candidates(kind):
                if terminal in row:
                    row[kind] = action = row[terminal]
                    break
        return action

    def _soft(self, *terminals: int) -> int:
        self._candidates.append(terminals)
        return self.tables.terminal_count + len(self._candidates) - 1


@cache
def vocabulary(tables: Tables) -> Vocabulary:
    """The vocabulary of `tables`, made once."""
    return Vocabulary(tables)


def _pattern(signs: list[str], phrases: list[str]) -> re.Pattern[str]:
    """The master expression; any text is a sequence of its matches."""
    phrase = "|".join(r"\s++".join(words.split(" ")) for words in sorted(phrases))
    groups = {
        "phrase": rf"(?:{phrase})(?=\s*+\()",
        "language": r'[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){1,3}+(?=\s*+")',
        "word": rf"[{characters.WORD_START}][{characters.WORD_PART}]*+",
        "foreign_comment": r"//[^\n\r]*+",
        "foreign_sign": _any_of(characters.FOREIGN_SIGNS),
        "headless": rf"\.{_DIGIT}++",
        "sign": _any_of(signs),
        "foreign_string": _foreign_string(),
        "string": rf"{TRIPLE}|{STRING}",
        "unclosed": r'"(?:"".*+|[^\n\r]*+)',
        "date": r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9])",
        "period": r"[0-9]{4}-(?:[QqHh][0-9]|[0-9]{2})(?![0-9A-Za-z_])",
        "grouped": rf"{_DIGIT}{{1,3}}(?:,{_DIGIT}{{3}})++(?!{_DIGIT})(?:\.{_DIGIT}++)?",
        "number": rf"{_DIGITS}(?:\.{_DIGITS})?",
        "end": r"\Z",
        "other": ".",
    }
    tokens = "|".join(f"(?P<{name}>{expression})" for name, expression in groups.items())
    return re.compile(rf"(?:[{characters.SPACES}]++|{COMMENT})*+(?:{tokens})", re.DOTALL)


def _any_of(signs: Iterable[str]) -> str:
    return "|".join(re.escape(sign) for sign in sorted(signs, key=lambda sign: (-len(sign), sign)))


def _foreign_string() -> str:
    """A text in other quotation marks, or one that opens with `"` and closes with another."""
    quotes, apostrophes = characters.QUOTES, characters.APOSTROPHES
    return (
        rf'[{quotes}][^"\n\r{quotes}]*+["{quotes}]'
        rf'|"[^"\\\n\r{quotes}]*+[{quotes}](?=[^"\n\r]*+(?:[\n\r]|\Z))'
        rf'|[{apostrophes}][^"\n\r{apostrophes}]*+[{apostrophes}]'
    )
