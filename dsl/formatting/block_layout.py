"""Declarations and their blocks: what stands on one line, what on several, and blank lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, assert_never

from . import document as d
from .expression_layout import Composer
from .line_layout import point, row
from .page import WIDTH, Page
from .rows import Block, Cell, Entry, Row, shared_columns, write_row
from .tree import Element, Node, Tree, first_of, last_of

MOST_ON_ONE_LINE: Final = {
    "framework": 3,
    "input": 3,
    "parameter": 3,
    "metric": 3,
    "kpi": 3,
    "competency": 3,
    "role": 1,
    "responsibility": 1,
    "score_curve": 3,
    "scale": 12,
    "given_section": 12,
    "expect_section": 12,
}
"""How many lines of a block may be put on one line, where the author did so; 0 for any other."""

_SECTIONS: Final = frozenset({"given_section", "expect_section"})
_BLOCKS: Final = frozenset({"rate", "rate_gap", "score_curve", "overall", "responsibility"})

_FACTS: Final = frozenset({"given", "given_rater", "given_no_rows"})

_JOINED: Final = frozenset({"given_section", "expect_section", "scale"})
"""Blocks several of whose lines may stand side by side, as the author had them."""

_NAMED: Final = frozenset(
    {
        "framework",
        "scale",
        "input",
        "table",
        "parameter",
        "metric",
        "kpi",
        "competency",
        "role",
        "responsibility",
        "example",
    }
)
"""Blocks whose heading is a kind, a name, its label, and more."""

_HEADING_INDENT: Final = 4
_BETWEEN: Final = 2
"""Spaces between lines that stand side by side."""


def write_file(tree: Tree) -> str:
    """Tree -> the text of the file in its canonical form."""
    layout = _Layout(tree)
    entries = [layout.entry(node, 0) for node in tree.root.children]
    page = Page()
    _write_entries(page, _separated(entries), 0)
    page.new_line(0, layout.composer.take(tree.end), blanks=True)
    return page.text


# --- what the lines and blocks are ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Heading:
    """What stands before a brace: kind and name, label, translations, and what follows them."""

    name: d.Document
    label: d.Document
    translations: tuple[d.Place, ...]
    rest: d.Place | None

    def cells(self) -> tuple[Cell, ...]:
        """The parts that line up where headings stand below each other."""
        label = d.sequel(self.label, *self.translations) if self.translations else self.label
        rest: d.Document = d.NOTHING
        if self.rest is not None:
            rest = d.sequel(d.Later(0, self.rest.space.comments), self.rest.item)
        return Cell(self.name), Cell(label), Cell(rest)

    def document(self) -> d.Document:
        """The heading by itself; where it is too long, each translation has a line of its own."""
        first = self.name if self.label is d.NOTHING else d.sequel(self.name, d.SPACE, self.label)
        below = [part for each in self.translations for part in (each.space, each.item)]
        brace = d.words(" {")
        if self.rest is None:
            return d.nest(d.group(first, *below, brace), by=_HEADING_INDENT)
        rest = d.place(self.rest.space, d.sequel(self.rest.item, brace))
        if not below:
            return d.nest(d.fill(first, rest), by=_HEADING_INDENT)
        return d.nest(d.group(first, *below[:-1], d.fill(below[-1], rest)), by=_HEADING_INDENT)


class _Layout:
    """Makes rows and blocks of the nodes of a tree, in the order written."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.composer = Composer(tree)

    def entry(self, node: Node, indent: int) -> Entry:
        """A line or a block with what stands before it."""
        comments = self.composer.take(node.first)
        after_blank = self.tree.gap(node.first).after_blank
        return Entry(comments, after_blank, self.content(node, indent))

    def content(self, node: Node, indent: int) -> Row | Block:
        """A declaration, or a line of a block."""
        elements = self.tree.elements(node)
        if node.rule == "override" and isinstance(elements[1], Node):
            word, node = self.composer.document(elements[0]), elements[1]
            return self._prefixed(d.sequel(word, d.SPACE), node, indent)
        opening = self._opening(node, elements)
        if opening is None:
            return row(self.composer, node)
        heading = self._heading(node, elements[:opening])
        return self._braced(node, heading, elements[opening:], indent)

    def _prefixed(self, before: d.Document, node: Node, indent: int) -> Row | Block:
        """A declaration with a word before it."""
        elements = self.tree.elements(node)
        opening = self._opening(node, elements)
        if opening is None:
            line = row(self.composer, node)
            first, *others = line.cells
            cells = (replace(first, content=d.sequel(before, first.content)), *others)
            return replace(line, cells=cells)
        heading = self._heading(node, elements[:opening])
        heading = replace(heading, name=d.sequel(before, heading.name))
        return self._braced(node, heading, elements[opening:], indent)

    def _opening(self, node: Node, elements: Sequence[Element]) -> int | None:
        """Which element opens the block of a node; None where it has none."""
        if node.rule == "given_row" or not self.composer.is_word(elements[-1], "}"):
            return None
        return next(at for at, each in enumerate(elements) if self.composer.is_word(each, "{"))

    def _heading(self, node: Node, elements: Sequence[Element]) -> _Heading:
        composer = self.composer
        if node.rule not in _NAMED:
            return _Heading(composer.row(elements), d.NOTHING, (), None)
        kind, named, *rest = elements
        parts = [named]
        if isinstance(named, Node) and named.rule == "heading":
            parts = self.tree.elements(named)
        name = composer.row([kind, parts[0]])
        label: d.Document = d.NOTHING
        translations: list[d.Place] = []
        if len(parts) > 1:
            texts = parts[1]
            languages = self.tree.elements(texts) if isinstance(texts, Node) else [texts]
            label = composer.document(languages[0])
            for each in languages[1:]:
                space = composer.place(each)
                translations.append(d.place(space, composer.document(each)))
        after = d.place(composer.place(rest[0]), composer.row(rest)) if rest else None
        return _Heading(name, label, tuple(translations), after)

    # --- blocks ----------------------------------------------------------------------------

    def _braced(
        self, node: Node, heading: _Heading, elements: Sequence[Element], indent: int
    ) -> Row | Block:
        """A block from its brace on."""
        inside = [each for each in elements[1:-1] if isinstance(each, Node)]
        before = self.composer.take(first_of(elements[0]))
        if not before and self._written_on_one_line(node, elements, inside):
            line = self._on_one_line(node, heading, inside)
            if line.width is not None and indent + line.width <= WIDTH:
                return line
        entries = self._entries(node, inside, indent + d.INDENT)
        comments = self.composer.take(last_of(elements[-1]))
        if entries:
            entries[0] = replace(entries[0], comments=before + entries[0].comments)
        else:
            comments = before + comments
        if not entries and not comments:
            return Row((*heading.cells(), Cell(d.words("{ }"))))
        return Block(heading.document(), tuple(_beginning(entries)), comments)

    def _written_on_one_line(
        self, node: Node, elements: Sequence[Element], inside: Sequence[Node]
    ) -> bool:
        first, last = first_of(elements[0]), last_of(elements[-1])
        return (
            len(inside) <= MOST_ON_ONE_LINE.get(node.rule, 0)
            and self.tree.on_one_line(first, last)
            and not any(each.rule in _BLOCKS for each in inside)
            and not (node.rule == "scale" and self._labelled(inside))
            and (len(inside) == 1 or all(each.rule != "given_row" for each in inside))
        )

    def _labelled(self, levels: Sequence[Node]) -> bool:
        return any(self.tree.is_text(level.last) for level in levels)

    def _on_one_line(self, node: Node, heading: _Heading, inside: Sequence[Node]) -> Row:
        curve = node.rule == "score_curve"
        items = [_flat(self._row(node, each, last=each is inside[-1])) for each in inside]
        if not items:
            return Row((*heading.cells(), Cell(d.words("{ }"))), f"{node.rule} {{ }}")
        items[0] = d.sequel(d.words("{ "), items[0])
        items[-1] = d.sequel(items[-1], d.words(" }"))
        cells = [Cell(item, 1 if curve else _BETWEEN) for item in items[1:]]
        cells.insert(0, Cell(items[0]))
        if node.rule in _SECTIONS:
            return Row((*heading.cells(), Cell(_flat(Row(tuple(cells))))), "section")
        return Row((*heading.cells(), *cells), f"{node.rule} {{ }}")

    def _row(self, block: Node, node: Node, *, last: bool) -> Row:
        """A line that holds no block; the points of a curve have commas between them."""
        if block.rule == "score_curve":
            return point(self.composer, node, "" if last else ",")
        return row(self.composer, node)

    def _entries(self, block: Node, inside: Sequence[Node], indent: int) -> list[Entry]:
        joins = block.rule in _JOINED and not (
            block.rule == "scale" and self._labelled([e for e in inside if e.rule == "level"])
        )
        entries: list[Entry] = []
        for lines in self._lines(inside) if joins else [[each] for each in inside]:
            first, *others = lines
            if block.rule == "score_curve":
                comments = self.composer.take(first.first)
                after_blank = self.tree.gap(first.first).after_blank
                content = self._row(block, first, last=False)
                entries.append(Entry(comments, after_blank, content))
                continue
            entry = self.entry(first, indent)
            if others and isinstance(entry.content, Row):
                entry = replace(entry, content=self._side_by_side(entry.content, others))
            entries.append(entry)
        return entries

    def _lines(self, inside: Sequence[Node]) -> Iterator[list[Node]]:
        """The lines of a block as the author grouped them."""
        line: list[Node] = []
        for each in inside:
            apart = not (line and self._may_join(line[-1]) and self._may_join(each))
            if line and (apart or self.tree.gap(each.first).new_line):
                yield line
                line = []
            line.append(each)
        if line:
            yield line

    def _may_join(self, node: Node) -> bool:
        """Whether a line may stand beside others: a plain level, a fact, an expectation."""
        return node.rule == "level" or node.rule.startswith("expect") or node.rule in _FACTS

    def _side_by_side(self, first: Row, others: Sequence[Node]) -> Row:
        places = []
        for node in others:
            space = self.composer.place(node, " " * _BETWEEN)
            places.append(d.place(space, _flat(row(self.composer, node))))
        return Row((Cell(d.fill(_flat(first), *places)),))


def _flat(line: Row) -> d.Document:
    """The cells of a row as one document."""
    parts: list[d.Document] = []
    for cell in line.cells:
        if cell.content is not d.NOTHING:
            if parts:
                parts.append(d.words(" " * cell.space))
            parts.append(cell.content)
    if line.tail is not None:
        parts += [d.SPACE, line.tail.content]
    return d.sequel(*parts)


# --- blank lines, and writing --------------------------------------------------------------


def _beginning(entries: Sequence[Entry]) -> list[Entry]:
    """The entries of a block, without a blank line before the first."""
    if not entries:
        return []
    first, *others = entries
    comments = tuple(
        replace(comment, after_blank=comment.after_blank and number > 0)
        for number, comment in enumerate(first.comments)
    )
    after_blank = first.after_blank and any(comment.own_line for comment in comments)
    return [replace(first, comments=comments, after_blank=after_blank), *others]


def _separated(entries: Sequence[Entry]) -> list[Entry]:
    """Declarations with a blank line between them, but for lines that the author put together."""
    separated = _beginning(entries)
    for number in range(1, len(separated)):
        entry, before = separated[number], separated[number - 1]
        together = isinstance(entry.content, Row) and isinstance(before.content, Row)
        own = [at for at, comment in enumerate(entry.comments) if comment.own_line]
        if together or entry.after_blank or any(entry.comments[at].after_blank for at in own):
            continue
        if own:
            comments = list(entry.comments)
            comments[own[0]] = replace(comments[own[0]], after_blank=True)
            separated[number] = replace(entry, comments=tuple(comments))
        else:
            separated[number] = replace(entry, after_blank=True)
    return separated


def _write_entries(page: Page, entries: Sequence[Entry], indent: int) -> None:
    for entry, columns in zip(entries, shared_columns(entries, indent), strict=True):
        page.new_line(indent, entry.comments, blanks=True)
        if entry.after_blank:
            page.blank()
        match entry.content:
            case Row():
                write_row(page, entry.content, columns, indent)
            case Block(heading=heading, entries=inside, comments=comments):
                page.lay_out(heading, indent)
                _write_entries(page, inside, indent + d.INDENT)
                inner = indent + d.INDENT
                page.new_line(indent, comments, comment_indent=inner, blanks=True)
                page.write("}", 1)
            case _ as never:
                assert_never(never)
