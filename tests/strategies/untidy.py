"""The same tokens in any layout: odd blanks, line breaks and comments between them."""

from __future__ import annotations

from assay.dsl.parsing.problems import Problems
from assay.dsl.parsing.tables import load_tables
from assay.dsl.parsing.vocabulary import vocabulary
from assay.dsl.source import Source
from assay.dsl.tokens import tokenise

from .choices import Choices

BLANKS = (
    " ",
    "",
    "\n",
    "  ",
    "\n\n",
    "\t",
    "\r\n",
    "\u00a0",
    "\n\n\n",
    " \u3000 ",
    "\u2028",
    "\x0b",
    "\r",
)
COMMENTS = (
    "# why",
    "#",
    "## ---",
    "# ก็ใช่ \t",
    '# "not a text" { }',
    "#\u00a0pasted",
    "# https://example.org",
)


def untidy(text: str, choices: Choices, often: int) -> str:
    """The text with other blanks, and comments, between `often` of a hundred of its tokens."""
    source = Source("a.rules", text)
    words = vocabulary(load_tables())
    tokens = tokenise(source, words, Problems(source))
    pieces: list[str] = []
    position = 0
    for index, start in enumerate(tokens.starts):
        between = text[position:start]
        # The two words of `count distinct` are one only right before their bracket.
        phrase = index and tokens.kinds[index - 1] in words.phrases.values()
        if not phrase and choices.chance(often):
            between = _between(choices, needed=between != "")
        pieces += [between, text[start : tokens.ends[index]]]
        position = tokens.ends[index]
    return "".join(pieces)


def _between(choices: Choices, *, needed: bool) -> str:
    pieces = [choices.choose(BLANKS) for _ in range(choices.between(0, 2))]
    for _ in range(choices.choose((0, 1, 0, 2))):
        pieces += [choices.choose(COMMENTS), choices.choose(("\n", "\r\n", "\r", "\n\n"))]
        pieces.append(choices.choose(BLANKS))
    return "".join(pieces) or (" " if needed else "")
