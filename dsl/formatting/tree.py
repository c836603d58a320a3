"""Text -> the tree of what is written, token by token, with the comments between the tokens.

The syntax tree says what a file means; this one says how it is written: each node is a rule of
the grammar and the tokens it covers, so that nothing of the file gets lost on the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Final

from ..parsing import literals
from ..parsing.driver import Driver
from ..parsing.problems import Problems
from ..parsing.tables import Tables, load_tables
from ..parsing.tokeniser import Tokeniser
from ..parsing.vocabulary import vocabulary
from ..source import Source, Span
from .literals import grouped, quoted

_BREAK: Final = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_COMMENT: Final = re.compile(r"#[^\n\r]*")

KEPT_LEAVES: Final = frozenset({"period"})
"""Rules whose nodes are kept even though they cover a single token."""


@dataclass(frozen=True, slots=True)
class Node:
    """A rule of the grammar and the tokens it covers, from `first` to `last`."""

    rule: str
    first: int
    last: int
    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Brackets:
    """`( … )`: the tokens of the brackets and what stands between them."""

    first: int
    last: int
    inside: tuple[Element, ...]


Element = int | Node | Brackets
"""A part of a node in the order written: one token, a node below it, or something in brackets."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, from its `#` on. `own_line` says that nothing stands before it on its line,
    `after_blank` that a blank line does."""

    text: str
    own_line: bool
    after_blank: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """What stands before a token: comments, and whether the token begins a line, or comes
    after a blank one."""

    comments: tuple[Comment, ...]
    new_line: bool
    after_blank: bool


_NOTHING: Final = Gap((), new_line=False, after_blank=False)


class Tree:
    """One file as it is written. `root` covers its declarations; the token after the last one
    is the end of the file."""

    def __init__(self, source: Source, tokens: Tokeniser, tables: Tables) -> None:
        words = vocabulary(tables)
        self._text = source.text
        self._kinds, self._starts, self._ends = tokens.kinds, tokens.starts, tokens.ends
        self._number, self._string = words.number, words.string
        self._phrases = frozenset(words.phrases.values())
        self.end = len(self._starts) - 1
        self._at_start = {start: index for index, start in enumerate(self._starts)}
        self._at_end = {end: index for index, end in enumerate(self._ends[:-1])}
        self.root = Node("start", 0, self.end, ())

    def written(self, index: int) -> str:
        """The characters of a token as they stand in the file."""
        return self._text[self._starts[index] : self._ends[index]]

    def text(self, index: int) -> str:
        """A token in its one spelling."""
        written, kind = self.written(index), self._kinds[index]
        if kind == self._number:
            return grouped(written)
        if kind == self._string:
            return quoted(self.value(index))
        return " ".join(written.split()) if kind in self._phrases else written

    def is_text(self, index: int) -> bool:
        """Whether a token is a text between quotation marks."""
        return self._kinds[index] == self._string

    def value(self, index: int) -> str:
        """What a text stands for."""
        return literals.text(self.written(index))[0]

    def on_one_line(self, first: int, last: int) -> bool:
        """Whether two tokens, and all between them, stand on one line of the file."""
        return _BREAK.search(self._text, self._starts[first], self._ends[last]) is None

    def gap(self, index: int) -> Gap:
        """What stands between a token and the one before it."""
        start = self._ends[index - 1] if index else 0
        space = self._text[start : self._starts[index]]
        return _NOTHING if space in {"", " "} else _gap(space, at_start=index == 0)

    def node(self, rule: str, span: Span, *parts: Node | None) -> Node | None:
        """The node of a rule that was read; None for a single word that needs none."""
        children = tuple(part for part in parts if part is not None)
        first = self._at_start[span.start]
        if span.start == span.end:
            return Node(rule, first, first - 1, children)
        last = self._at_end[span.end]
        if first == last and not children and rule not in KEPT_LEAVES:
            return None
        return Node(rule, first, last, children)

    def elements(self, node: Node) -> list[Element]:
        """The parts of a node in the order written; brackets around brackets are one pair."""
        children = {child.first: child for child in node.children}
        found: list[Element] = []
        open_brackets: list[tuple[int, list[Element]]] = []
        index = node.first
        while index <= node.last:
            child = children.get(index)
            written = "" if child is not None else self.written(index)
            if child is not None and child.last >= index:
                found.append(child)
                index = child.last
            elif written == "(":
                open_brackets.append((index, found))
                found = []
            elif written == ")":
                first, outside = open_brackets.pop()
                if len(found) == 1 and isinstance(found[0], Brackets):
                    found = list(found[0].inside)
                outside.append(Brackets(first, index, tuple(found)))
                found = outside
            else:
                found.append(index)
            index += 1
        return found


def read_tree(source: Source) -> Tree:
    """Source -> Tree; the source has no syntax errors."""
    tables = load_tables()
    words = vocabulary(tables)
    problems = Problems(source)
    tokens = Tokeniser(source, words, problems)
    tokens.run()
    tree = Tree(source, tokens, tables)
    methods: dict[str, Callable[..., Any]] = {
        rule: partial(tree.node, rule) for rule in _rules(tables)
    }
    tree.root = Driver(tables, words, tokens, problems, methods).run()
    return tree


@cache
def _rules(tables: Tables) -> tuple[str, ...]:
    return tuple(sorted({rule.builder for rule in tables.rules} - {"", "*"}))


def first_of(element: Element) -> int:
    """The first token of an element."""
    return element if isinstance(element, int) else element.first


def last_of(element: Element) -> int:
    """The last token of an element."""
    return element if isinstance(element, int) else element.last


def _gap(space: str, *, at_start: bool) -> Gap:
    comments: list[Comment] = []
    blanks: list[str] = []
    position = 0
    for match in _COMMENT.finditer(space):
        blanks.append(space[position : match.start()])
        comments.append(Comment(match[0].rstrip(), own_line=True, after_blank=True))
        position = match.end()
    blanks.append(space[position:])
    # The line break that ends a comment is the first one of the blank after it.
    breaks = [len(_BREAK.findall(blank)) for blank in blanks]
    told = tuple(
        Comment(
            comment.text,
            own_line=bool(index) or at_start or breaks[0] > 0,
            after_blank=breaks[index] > 1,
        )
        for index, comment in enumerate(comments)
    )
    return Gap(told, new_line=at_start or sum(breaks) > 0, after_blank=breaks[-1] > 1)
