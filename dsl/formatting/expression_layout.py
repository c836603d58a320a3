"""Expressions and single lines as documents: where they may break, and how they look if they do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from . import document as d
from .literals import with_unit
from .tree import Comment, Element, Node, Tree, first_of, last_of

_NO_SPACE_BEFORE: Final = frozenset({",", ":", ")", "%", "."})
_NO_SPACE_AFTER: Final = frozenset({"(", "."})
_SUM: Final = frozenset({"add", "subtract"})
_PRODUCT: Final = frozenset({"multiply", "divide"})

Layout = Callable[["Composer", Node], d.Document]


class Composer:
    """Makes documents of the parts of a tree, which it is asked for in the order written.

    A comment is taken along by the first place or token after it that is composed, so that none
    is lost: a place where a line may break puts it on its own line, a token behind the line.
    """

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self._taken = -1

    # --- tokens and the places between them ------------------------------------------------

    def take(self, index: int) -> tuple[Comment, ...]:
        """The comments before a token that nothing has taken yet."""
        found: tuple[Comment, ...] = ()
        while self._taken < index:
            self._taken += 1
            found += self.tree.gap(self._taken).comments
        return found

    def token(self, index: int) -> d.Document:
        """A token in its one spelling."""
        comments = self.take(index)
        text = d.words(self.tree.text(index))
        return d.sequel(d.Later(0, comments), text) if comments else text

    def place(self, element: Element, flat: str = " ") -> d.Break:
        """The place before an element, where a line may break."""
        return d.line(flat, self.take(first_of(element)))

    def is_word(self, element: Element, word: str) -> bool:
        """Whether an element is a token with this text."""
        return isinstance(element, int) and self.tree.written(element) == word

    def split(self, elements: Iterable[Element], word: str = ",") -> list[list[Element]]:
        """The elements between the tokens with this text; an empty last part is left out."""
        parts: list[list[Element]] = [[]]
        for element in elements:
            if self.is_word(element, word):
                parts.append([])
            else:
                parts[-1].append(element)
        return parts if parts[-1] else parts[:-1]

    def document(self, element: Element) -> d.Document:
        """The document of an element."""
        if isinstance(element, int):
            return self.token(element)
        if isinstance(element, Node):
            layout = LAYOUTS.get(element.rule)
            return layout(self, element) if layout else self.row(self.tree.elements(element))
        opening = self.token(element.first)
        inside = (
            self.document(element.inside[0])
            if len(element.inside) == 1
            else self.row(element.inside)
        )
        return d.sequel(opening, d.align(inside), self.token(element.last))

    def row(self, elements: Sequence[Element]) -> d.Document:
        """Elements one after another, with the usual space between them."""
        parts: list[d.Document] = []
        for position, element in enumerate(elements):
            if position and self._spaced(elements[position - 1], element):
                parts.append(d.SPACE)
            parts.append(self.document(element))
        return d.sequel(*parts)

    def _spaced(self, before: Element, after: Element) -> bool:
        return (
            self.tree.written(last_of(before)) not in _NO_SPACE_AFTER
            and self.tree.written(first_of(after)) not in _NO_SPACE_BEFORE
        )

    def listed(
        self, items: Iterable[Sequence[Element]], separator: str = "", space: str = " "
    ) -> d.Document:
        """Items, with a separator behind all but the last, as many on a line as fit."""
        parts: list[d.Document] = []
        spaces: list[d.Break] = []
        for item in items:
            if parts:
                parts[-1] = d.sequel(parts[-1], d.words(separator))
                spaces.append(self.place(item[0], space))
            parts.append(self.row(item))
        return d.fill(parts[0], *map(d.place, spaces, parts[1:]))

    def spellings(self, elements: Iterable[Element]) -> d.Document:
        """Texts next to each other, without commas."""
        texts: list[Element] = []
        for each in elements:
            inside = self.tree.elements(each) if isinstance(each, Node) else [each]
            texts += [text for text in inside if not self.is_word(text, ",")]
        return self.listed([[text] for text in texts])


# --- operators -----------------------------------------------------------------------------


def _chain(composer: Composer, node: Node) -> d.Document:
    """`a + b - c`: operators of one strength, each at the start of a line if they are broken."""
    same = _SUM if node.rule in _SUM else _PRODUCT
    parts: list[Element] = []
    left: Element = node
    while isinstance(left, Node) and left.rule in same:
        left, operator, operand = composer.tree.elements(left)
        parts += [operand, operator]
    return _infix(composer, [left, *reversed(parts)])


def _operators(composer: Composer, node: Node) -> d.Document:
    """`a and b and c`, `a < b <= c`."""
    return _infix(composer, composer.tree.elements(node))


def _infix(composer: Composer, elements: Sequence[Element]) -> d.Document:
    parts = [composer.document(elements[0])]
    for operator, operand in zip(elements[1::2], elements[2::2], strict=True):
        comments = composer.take(first_of(operator)) + composer.take(first_of(operand))
        parts.append(d.line(" ", comments))
        parts += [composer.document(operator), d.SPACE, composer.document(operand)]
    return d.group(d.align(*parts))


def _bare_comparison(composer: Composer, node: Node) -> d.Document:
    """`>= 90%`: the sign, and what a comparison goes on with."""
    sign, *rest = composer.tree.elements(node)
    return d.sequel(composer.document(sign), d.SPACE, _infix(composer, rest))


def _close(composer: Composer, node: Node) -> d.Document:
    """`-x`: nothing between the parts."""
    return d.sequel(*[composer.document(element) for element in composer.tree.elements(node)])


def _duration(composer: Composer, node: Node) -> d.Document:
    """`1 day`, `2 days`: the unit as the number wants it."""
    comments = composer.take(node.last)
    tree = composer.tree
    text = d.words(with_unit(tree.written(node.first), tree.written(node.last)))
    return d.sequel(d.Later(0, comments), text) if comments else text


# --- choices -------------------------------------------------------------------------------


def _if_missing(composer: Composer, node: Node) -> d.Document:
    """`x if missing y`."""
    value, *_, substitute = composer.tree.elements(node)
    head = composer.document(value)
    space = d.line(" ", composer.take(first_of(substitute)))
    tail = composer.document(substitute)
    return d.group(d.align(head, space, d.words("if missing "), tail))


def _conditional(composer: Composer, node: Node) -> d.Document:
    """`if a then b else c`: in a chain of them, every `else if` stands below the `if`."""
    parts: list[d.Document] = []
    chained = False
    while True:
        word, condition, then, value, other, otherwise = composer.tree.elements(node)
        clause = [composer.document(word), d.SPACE, composer.document(condition)]
        space = composer.place(then)
        clause += [space, composer.document(then), d.SPACE, composer.document(value)]
        space = composer.place(other)
        parts += [d.sequel(*clause), space, composer.document(other), d.SPACE]
        if not (isinstance(otherwise, Node) and otherwise.rule == "conditional"):
            break
        node, chained = otherwise, True
    last = composer.document(otherwise)
    if chained:
        parts = [d.group(part) if isinstance(part, d.Sequel) else part for part in parts]
    return d.group(d.align(*parts, last))


def _match(composer: Composer, node: Node) -> d.Document:
    """`match x { … }`: one arm a line if it is broken, the arrows below each other."""
    elements = composer.tree.elements(node)
    opening = next(place for place, each in enumerate(elements) if composer.is_word(each, "{"))
    head = composer.row(elements[: opening + 1])
    arms = composer.split(elements[opening + 1 : -1])
    rows: list[tuple[d.Break, d.Document, d.Document]] = []
    for [arm] in arms:
        space = composer.place(arm)
        rows.append((space, *_arm(composer, arm)))
    widest = max((left.width or 0 for _, left, _ in rows), default=0)
    parts: list[d.Document] = []
    for number, (space, left, right) in enumerate(rows):
        padding = " " * (widest - (left.width or widest)) + " "
        comma = d.Either(1, ",", ",") if number < len(rows) - 1 else d.Either(0, ",", "")
        parts += [space, left, d.Either(1, padding, " "), right, comma]
    closing = composer.place(elements[-1])
    return d.group(head, d.nest(*parts), closing, composer.document(elements[-1]))


def _arm(composer: Composer, arm: Element) -> tuple[d.Document, d.Document]:
    """`a or b` and `=> c` of an arm."""
    assert isinstance(arm, Node)
    elements = composer.tree.elements(arm)
    arrow = next(place for place, each in enumerate(elements) if composer.is_word(each, "=>"))
    left = composer.row(elements[:arrow])
    return left, d.align(composer.row(elements[arrow:]))


# --- calls ---------------------------------------------------------------------------------


def _call(composer: Composer, node: Node) -> d.Document:
    """`f(a, b)`: one value a line if it is broken."""
    function, brackets = composer.tree.elements(node)
    assert not isinstance(brackets, int)
    head = d.sequel(composer.document(function), composer.token(brackets.first))
    inside = brackets.inside if not isinstance(brackets, Node) else ()
    return _enclosed(composer, head, composer.split(inside), ",", brackets.last)


def _aggregate(composer: Composer, node: Node) -> d.Document:
    """`sum(x where c ignoring missing)`: one clause a line if it is broken."""
    function, brackets = composer.tree.elements(node)
    assert not isinstance(brackets, int | Node)
    head = d.sequel(composer.document(function), composer.token(brackets.first))
    clauses = [[each] for each in brackets.inside]
    return _enclosed(composer, head, clauses, "", brackets.last)


def _member_of(composer: Composer, node: Node) -> d.Document:
    """`x in (a, b)`."""
    operand, word, brackets = composer.tree.elements(node)
    assert not isinstance(brackets, int | Node)
    parts = [composer.document(operand), d.SPACE, composer.document(word), d.SPACE]
    head = d.sequel(*parts, composer.token(brackets.first))
    return _enclosed(composer, head, composer.split(brackets.inside), ",", brackets.last)


def _enclosed(
    composer: Composer,
    head: d.Document,
    items: Sequence[Sequence[Element]],
    separator: str,
    closing: int,
) -> d.Document:
    parts: list[d.Document] = []
    for number, item in enumerate(items):
        parts.append(composer.place(item[0], " " if number else ""))
        parts.append(composer.row(item) if len(item) > 1 else composer.document(item[0]))
        if separator and number < len(items) - 1:
            parts.append(d.words(separator))
    space = composer.place(closing, "")
    return d.group(head, d.nest(*parts), space, composer.token(closing))


def _clause(composer: Composer, node: Node) -> d.Document:
    """`where c`, `by w`: what follows the word stands to its right."""
    word, condition = composer.tree.elements(node)
    return d.sequel(composer.document(word), d.SPACE, d.align(composer.document(condition)))


# --- words and texts -----------------------------------------------------------------------


def _period(composer: Composer, node: Node) -> d.Document:
    """`2026`: a year, not a number of more than a thousand."""
    comments = composer.take(node.last)
    text = d.words(composer.tree.written(node.last))
    return d.sequel(d.Later(0, comments), text) if comments else text


def _code(composer: Composer, node: Node) -> d.Document:
    """`weights-not-100`: the words of a code, without a space between them."""
    comments = composer.take(node.last)
    tree = composer.tree
    text = d.words("".join(tree.written(index) for index in range(node.first, node.last + 1)))
    return d.sequel(d.Later(0, comments), text) if comments else text


def _localized(composer: Composer, node: Node) -> d.Document:
    """`"Quota" th "เป้าหมาย"`: one language a line if it is broken."""
    first, *others = composer.tree.elements(node)
    parts = [composer.document(first)]
    for each in others:
        parts += [composer.place(each), composer.document(each)]
    return d.group(d.align(*parts))


def _choices(composer: Composer, node: Node) -> d.Document:
    """`one of won "Won", lost "Lost"`: one member a line if it is broken."""
    elements = composer.tree.elements(node)
    head = composer.row(elements[:2])
    members: list[tuple[d.Break, d.Document, d.Document]] = []
    for [member] in composer.split(elements[2:]):
        space = composer.place(member)
        parts = composer.tree.elements(member) if isinstance(member, Node) else [member]
        name = composer.document(parts[0])
        spellings = composer.spellings(parts[1:]) if parts[1:] else d.NOTHING
        members.append((space, name, spellings))
    widest = max(name.width or 0 for _, name, spellings in members)
    lines: list[d.Document] = []
    for number, (space, name, spellings) in enumerate(members):
        comma = d.words("," if number < len(members) - 1 else "")
        padding = " " * (widest - (name.width or widest)) + " "
        between = d.NOTHING if spellings is d.NOTHING else d.Either(1, padding, " ")
        lines += [space, name, between, d.align(spellings, comma)]
    return d.sequel(head, d.nest(*lines))


LAYOUTS: Final[dict[str, Layout]] = {
    "add": _chain,
    "subtract": _chain,
    "multiply": _chain,
    "divide": _chain,
    "both": _operators,
    "either": _operators,
    "comparison": _operators,
    "bare_comparison": _bare_comparison,
    "negation": _close,
    "days": _duration,
    "weeks": _duration,
    "if_missing": _if_missing,
    "conditional": _conditional,
    "match": _match,
    "call": _call,
    "curve": _call,
    "round": _call,
    "weighted_aggregate": _aggregate,
    "selected_aggregate": _aggregate,
    "ignoring_aggregate": _aggregate,
    "member_of": _member_of,
    "where": _clause,
    "by": _clause,
    "localized": _localized,
    "choice_type": _choices,
    "period": _period,
    "code": _code,
}
