"""Splits the text of a framework file into tokens.

One regular expression finds all tokens. Most words are keywords only where the grammar expects
them, so the kind of a word is a list of candidates among which the parser's state decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from .parsing.problems import Problems
from .parsing.tokeniser import Tokeniser
from .parsing.vocabulary import COMMENT, STRING, TRIPLE, Vocabulary
from .source import Source, Span

_COMMENTS: Final = re.compile(rf'{TRIPLE}|"""|{STRING}|"[^\n\r]*|({COMMENT})', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a source, as parallel lists.

    `kinds` are terminals of the grammar, or numbers from `Vocabulary.candidates` on for words
    that the parser's state decides. The last token is the end of the text. `garbled` holds the
    lines with text that is no token, where what follows may be misread.
    """

    source: Source
    kinds: list[int]
    starts: list[int]
    ends: list[int]
    garbled: frozenset[int]

    def text(self, index: int) -> str:
        """The characters of token `index`."""
        return self.source.text[self.starts[index] : self.ends[index]]

    def span(self, index: int) -> Span:
        """The place of token `index`."""
        return Span(self.source, self.starts[index], self.ends[index])


def tokenise(source: Source, words: Vocabulary, problems: Problems) -> Tokens:
    """Source -> Tokens; what is no token is reported to `problems` and left out."""
    tokeniser = Tokeniser(source, words, problems)
    tokeniser.run()
    return Tokens(
        source,
        tokeniser.kinds,
        tokeniser.starts,
        tokeniser.ends,
        frozenset(tokeniser.garbled),
    )


def comments(source: Source) -> Iterator[Span]:
    """Source -> the spans of its comments, each from its `#` to the end of its line."""
    for match in _COMMENTS.finditer(source.text):
        if match.lastindex:
            yield Span(source, match.start(), match.end())
