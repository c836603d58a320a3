"""The lines of a block: which parts of a line stand in columns, and how a long line breaks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from . import document as d
from .expression_layout import Composer
from .literals import block
from .rows import Cell, Row, Tail
from .tree import Comment, Element, Node, first_of

RowLayout = Callable[[Composer, Node], Row]

COLUMN_SPACE: Final = 3
"""Columns between the type of a table's column and its headings."""


def row(composer: Composer, node: Node) -> Row:
    """A line of a block -> Row."""
    layout = ROWS.get(node.rule, _line)
    return layout(composer, node)


def _line(composer: Composer, node: Node) -> Row:
    """A line without columns: `keyword: value`, or words."""
    elements = composer.tree.elements(node)
    colon = _index(composer, elements, ":")
    if colon is None:
        return Row((Cell(composer.row(elements)),))
    value = elements[colon + 1 :]
    head = composer.row(elements[: colon + 1])
    return Row((Cell(_valued(composer, head, value)),))


def _valued(composer: Composer, head: d.Document, value: Sequence[Element]) -> d.Document:
    """`keyword: value`, whose lines begin below the value; a comment before it moves it down."""
    space = composer.place(value[0])
    items = composer.split(value)
    body = composer.listed(items, ",") if len(items) > 1 else composer.row(value)
    if space.comments:
        return d.sequel(head, d.nest(space, body))
    return d.sequel(head, d.SPACE, d.align(body))


def _index(composer: Composer, elements: Sequence[Element], word: str) -> int | None:
    return next((at for at, each in enumerate(elements) if composer.is_word(each, word)), None)


# --- rules and gates -----------------------------------------------------------------------


def _rule(composer: Composer, node: Node) -> Row:
    """`condition => level because "…"`."""
    elements = composer.tree.elements(node)
    arrow = _index(composer, elements, "=>")
    assert arrow is not None
    condition = d.align(composer.row(elements[:arrow]))
    level = composer.row(elements[arrow : arrow + 2])
    tail = _reason(composer, elements[arrow + 2 :])
    return Row((Cell(condition), Cell(level)), "rule", tail)


def _reason(composer: Composer, elements: Sequence[Element]) -> Tail | None:
    if not elements:
        return None
    [because] = elements
    assert isinstance(because, Node)
    word, text = composer.tree.elements(because)
    comments = composer.take(because.first)
    first = composer.document(word)
    return _texts(composer, text, comments, d.sequel(first, d.SPACE))


def _texts(
    composer: Composer, text: Element, comments: tuple[Comment, ...], before: d.Document
) -> Tail:
    """A text and its translations, which begin below the word before them if it is broken."""
    first, others = _languages(composer, text)
    widths = [(before.width or 0) + (first.width or 0)]
    parts = [before, first]
    for space, translation in others:
        parts += [space, translation]
        widths.append(translation.width or 0)
    return Tail(comments, d.group(d.align(*parts)), max(widths))


def _languages(
    composer: Composer, text: Element
) -> tuple[d.Document, list[tuple[d.Break, d.Document]]]:
    """The first text, and each translation with the place before it."""
    elements = composer.tree.elements(text) if isinstance(text, Node) else [text]
    first = composer.document(elements[0])
    others = []
    for each in elements[1:]:
        space = composer.place(each)
        others.append((space, composer.document(each)))
    return first, others


def _gate(composer: Composer, node: Node) -> Row:
    """`cap at LEVEL when … because "…" when unknown ignore`."""
    *action, rest = composer.tree.elements(node)
    assert isinstance(rest, Node)
    level, when, condition, *others = composer.tree.elements(rest)
    head = [composer.row([*action, level, when]), d.SPACE, d.align(composer.document(condition))]
    parts: list[d.Document] = []
    if others and isinstance(others[0], Node):
        space = composer.place(others[0])
        tail = _reason(composer, others[:1])
        assert tail is not None
        parts += [space, tail.content]
        others = others[1:]
    if others:
        space = composer.place(others[0])
        parts += [space, composer.row(others)]
    return Row((Cell(d.group(*head, d.nest(*parts))),))


# --- levels, points, measures, entries, indicators -----------------------------------------


def _level(composer: Composer, node: Node) -> Row:
    """`exceeds = 4 "Exceeds" th "เกิน"`."""
    name, sign, points, *label = composer.tree.elements(node)
    cells = [Cell(composer.document(name)), Cell(composer.row([sign, points]))]
    if not label:
        return Row(tuple(cells), "level")
    first, others = _languages(composer, label[0])
    head = [cells[0].content, d.SPACE, cells[1].content, d.SPACE]
    below = [part for pair in others for part in pair]
    broken = d.sequel(*head, d.group(d.align(first, *below)))
    if any(space.comments for space, _ in others):
        return Row((Cell(broken),))
    cells += [Cell(first), *(Cell(each) for _, each in others)]
    return Row(tuple(cells), "level", broken=broken)


def point(composer: Composer, node: Node, comma: str) -> Row:
    """`x => y,` of a curve; the comma comes from the list."""
    elements = composer.tree.elements(node)
    arrow = _index(composer, elements, "=>")
    assert arrow is not None
    left = composer.row(elements[:arrow])
    right = d.sequel(composer.row(elements[arrow:]), d.words(comma))
    return Row((Cell(left), Cell(right)), "point")


def _measure(composer: Composer, node: Node) -> Row:
    """`kpi x weight 70% requires proficient`, in this order."""
    kind, name, *others = composer.tree.elements(node)
    words = [composer.tree.written(first_of(word)) for word in others[::2]]
    pairs = dict(zip(words, others[1::2], strict=True))
    head = composer.row([kind, name])
    if [*pairs] == ["requires", "weight"]:
        head = d.sequel(head, d.Later(0, composer.take(node.last)))
    cells = [Cell(head)]
    for word in ("weight", "requires"):
        value = pairs.get(word)
        text = d.NOTHING if value is None else _after(composer, word, value)
        cells.append(Cell(text))
    return Row(tuple(cells), "measure")


def _after(composer: Composer, word: str, value: Element) -> d.Document:
    return d.sequel(d.words(f"{word} "), composer.document(value))


def _entry(composer: Composer, node: Node) -> Row:
    """`from 2026-01-01 = 55 days because "…"`, `value: 55 days because "…"`."""
    *elements, last = composer.tree.elements(node)
    reasoned = isinstance(last, Node) and last.rule == "because"
    elements += [] if reasoned else [last]
    cut = 2 if node.rule == "dated_entry" else len(elements)
    cells = [Cell(composer.row(elements[:cut]))]
    if elements[cut:]:
        cells.append(Cell(d.align(composer.row(elements[cut:]))))
    return Row(tuple(cells), "entry", _reason(composer, [last] if reasoned else []))


def _indicator(composer: Composer, node: Node) -> Row:
    """`proficient: "Runs regular one-to-ones" th "…"`."""
    name, colon, text = composer.tree.elements(node)
    head = composer.row([name, colon])
    comments = composer.take(first_of(text))
    return Row(
        (Cell(head),), "indicator", _texts(composer, text, comments, d.NOTHING), together=True
    )


def _assessed(composer: Composer, node: Node) -> Row:
    """`assessed by manager 60%, peers 40%`."""
    elements = composer.tree.elements(node)
    head = composer.row(elements[:2])
    shares = composer.listed(composer.split(elements[2:]), ",")
    return Row((Cell(d.sequel(head, d.SPACE, d.align(shares))),))


# --- texts ---------------------------------------------------------------------------------


def _description(composer: Composer, node: Node) -> Row:
    """`description: "…" th "…"`: a text of several lines stands between `\"\"\"`."""
    word, colon, text = composer.tree.elements(node)
    head = composer.row([word, colon])
    elements = composer.tree.elements(text) if isinstance(text, Node) else [text]
    first = long_text(composer, [], elements[0])
    parts: list[d.Document] = []
    for each in elements[1:]:
        assert isinstance(each, Node)
        language, translation = composer.tree.elements(each)
        space = composer.place(each)
        parts += [space, long_text(composer, [language], translation)]
    return Row((Cell(d.group(head, d.SPACE, first, d.nest(*parts))),))


def long_text(composer: Composer, before: Sequence[Element], text: Element) -> d.Document:
    """A text with the words before it, in lines of its own where it has several."""
    head = composer.row(before)
    comments = composer.take(first_of(text))
    lines = block(composer.tree.value(first_of(text)))
    body = composer.document(text) if lines is None else d.LongText(None, lines)
    parts = [head, d.SPACE] if before else []
    return d.sequel(*parts, d.Later(0, comments), body) if comments else d.sequel(*parts, body)


def _person_column(composer: Composer, node: Node) -> Row:
    """`person column "sales_agent" "owner"`."""
    elements = composer.tree.elements(node)
    head = composer.row(elements[:2])
    return Row((Cell(d.sequel(head, d.SPACE, d.align(composer.spellings(elements[2:])))),))


def _columns(composer: Composer, node: Node) -> Row:
    """`column: "Quota (THB)", "เป้าหมาย"`: with commas, as other lists after a colon."""
    word, colon, *texts = composer.tree.elements(node)
    head = composer.row([word, colon])
    listed = [[text] for text in texts if not composer.is_word(text, ",")]
    return Row((Cell(d.sequel(head, d.SPACE, d.align(composer.listed(listed, ",")))),))


# --- types ---------------------------------------------------------------------------------


def _type(composer: Composer, node: Node) -> Row:
    """`type: one of won "Won", lost "Lost"`."""
    word, colon, type = composer.tree.elements(node)
    head = composer.row([word, colon])
    return Row((Cell(d.sequel(head, d.SPACE, d.group(composer.document(type)))),))


def _column(composer: Composer, node: Node) -> Row:
    """`closed "Closed": date   column "close_date"`; a choice stands outside the columns."""
    elements = composer.tree.elements(node)
    colon = _index(composer, elements, ":")
    assert colon is not None
    name = composer.row(elements[: colon + 1])
    type, *headings = elements[colon + 1 :]
    choice = isinstance(type, Node) and type.rule == "choice_type"
    comments = composer.take(first_of(type))
    kind = d.group(composer.document(type))
    below: list[d.Document] = [d.hard_line(comments), kind]
    columns: d.Document = d.NOTHING
    commented = bool(comments)
    if headings:
        space = composer.place(headings[0])
        commented = commented or bool(space.comments)
        word = composer.document(headings[0])
        columns = d.sequel(word, d.SPACE, d.align(composer.spellings(headings[1:])))
        apart = d.hard_line(space.comments) if choice or space.comments else d.SPACE
        below += [apart, columns]
    broken = d.sequel(name, d.nest(*below))
    if commented:
        return Row((Cell(broken),))
    cells = (Cell(name), Cell(kind), Cell(columns, COLUMN_SPACE))
    return Row(cells, "" if choice else "column", broken=broken, together=not choice)


# --- examples ------------------------------------------------------------------------------


def _given_row(composer: Composer, node: Node) -> Row:
    """`opportunities { stage = won  value = 5 THB }`, its cells below those of the row before."""
    table, opening, *cells, closing = composer.tree.elements(node)
    head = composer.row([table, opening])
    if not cells:
        return Row((Cell(d.sequel(head, d.SPACE, composer.document(closing))),))
    spaces: list[d.Break] = []
    facts: list[d.Document] = []
    for cell in cells:
        spaces.append(composer.place(cell, "  "))
        facts.append(composer.document(cell))
    end = composer.place(closing)
    brace = composer.document(closing)
    if spaces[0].comments or end.comments:
        body = d.fill(facts[0], *map(d.place, spaces[1:], facts[1:]))
        first = d.hard_line(spaces[0].comments)
        inside = d.nest(first, body)
        return Row((Cell(d.sequel(head, inside, d.hard_line(end.comments), brace)),))
    facts[-1] = d.sequel(facts[-1], d.SPACE, brace)
    body = d.fill(facts[0], *map(d.place, spaces[1:], facts[1:]))
    broken = d.sequel(head, d.SPACE, d.align(body))
    if any(space.comments for space in spaces):
        return Row((Cell(broken),))
    columns = [Cell(d.sequel(head, d.SPACE, facts[0])), *(Cell(fact, 2) for fact in facts[1:])]
    return Row(tuple(columns), composer.tree.written(first_of(table)) + " row", broken=broken)


def _given(composer: Composer, node: Node) -> Row:
    """`quota = 5 THB`, `coaching.peers = expert, novice`."""
    elements = composer.tree.elements(node)
    sign = _index(composer, elements, "=")
    assert sign is not None
    head = composer.row(elements[: sign + 1])
    values = composer.listed(composer.split(elements[sign + 1 :]), ",")
    return Row((Cell(d.sequel(head, d.SPACE, d.align(values))),))


# --- declarations without a block ----------------------------------------------------------


def _allow(composer: Composer, node: Node) -> Row:
    """`allow CODE because "…"`, in a block or by itself."""
    word, code, because, text = composer.tree.elements(node)
    head = composer.row([word, code])
    space = composer.place(because)
    return Row((Cell(d.group(head, d.nest(space, composer.row([because, text])))),))


def _require(composer: Composer, node: Node) -> Row:
    """`require "label": condition`, the condition below the label if it does not fit beside it."""
    elements = composer.tree.elements(node)
    *head, colon, condition = elements
    parts = [composer.row([*head, colon])]
    parts.append(d.nest(composer.place(condition), composer.document(condition)))
    return Row((Cell(d.group(*parts)),))


ROWS: Final[dict[str, RowLayout]] = {
    "rule": _rule,
    "otherwise": _rule,
    "cap": _gate,
    "raise_to": _gate,
    "set_to": _gate,
    "level": _level,
    "measure": _measure,
    "measure_requires_first": _measure,
    "dated_entry": _entry,
    "undated_entry": _entry,
    "indicator": _indicator,
    "assessed": _assessed,
    "description": _description,
    "header_description": _description,
    "person_column": _person_column,
    "columns": _columns,
    "type": _type,
    "column": _column,
    "labelled_column": _column,
    "column_named_description": _column,
    "given_row": _given_row,
    "given": _given,
    "given_rater": _given,
    "require": _require,
    "allow": _allow,
}
