"""Documents -> the lines of a file, none wider than it must be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, assert_never

from . import document as d
from .tree import Comment

WIDTH: Final = 100
"""Columns of a line; only a text or a comment that is longer in itself goes beyond."""

_BEFORE_COMMENT: Final = "  "
_Waiting = list[tuple[int, bool, d.Document]]


class Page:
    """The lines written so far. Comments that wait stand at the end of the line being written."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line: list[str] = []
        self._waiting: list[Comment] = []
        self.column = 0

    @property
    def text(self) -> str:
        """All of it, each line with its end."""
        return "".join(f"{line}\n" for line in self._lines)

    def write(self, text: str, width: int) -> None:
        """Text without a line break, on the line being written."""
        self._line.append(text)
        self.column += width

    def later(self, comments: Iterable[Comment]) -> None:
        """Comments to stand where the line ends."""
        self._waiting.extend(comments)

    def new_line(
        self,
        indent: int,
        comments: Iterable[Comment] = (),
        *,
        comment_indent: int | None = None,
        blanks: bool = False,
    ) -> None:
        """Ends the line with the comments that belong to it; others get lines of their own.

        `blanks` says that a blank line before a comment is kept."""
        waiting, comments = self._waiting, tuple(comments)
        margin = " " * (indent if comment_indent is None else comment_indent)
        self._waiting = []
        if not waiting and comments and not comments[0].own_line:
            waiting, comments = [comments[0]], comments[1:]
        if waiting:
            self._line.append(_BEFORE_COMMENT + waiting[0].text)
        self._end_line()
        for comment in waiting[1:]:
            self._lines.append(margin + comment.text)
        for comment in comments:
            if blanks and comment.after_blank:
                self.blank()
            self._lines.append(margin + comment.text)
        self.write(" " * indent, indent)

    def blank(self) -> None:
        """A blank line before the line being written, unless there is one."""
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def long_text(self, lines: Iterable[str], indent: int) -> None:
        """A text between `\"\"\"` and `\"\"\"`, in which no comment may come to stand."""
        self._line.append('"""')
        for line in lines:
            self._lines.append("".join(self._line))
            self._line = [" " * indent + line] if line else []
        self._lines.append("".join(self._line))
        self._line = [" " * indent + '"""']
        self.column = indent + 3

    def _end_line(self) -> None:
        if line := "".join(self._line).rstrip(" "):
            self._lines.append(line)
        self._line = []
        self.column = 0

    # --- documents -------------------------------------------------------------------------

    def lay_out(self, document: d.Document, indent: int) -> None:
        """Writes a document, breaking it where it is too wide."""
        stack: _Waiting = [(indent, False, document)]
        while stack:
            indent, flat, each = stack.pop()
            match each:
                case d.Words(width=width, text=text):
                    self.write(text, width)
                case d.Sequel(parts=parts):
                    stack.extend((indent, flat, part) for part in reversed(parts))
                case d.Nest(body=body, by=by):
                    inner = self.column if by is None else indent + by
                    stack.append((inner, flat, body))
                case d.Group(body=body):
                    stack.append((indent, flat or self._fits(each, stack), body))
                case d.Break(flat=text, comments=comments):
                    if flat and not comments:
                        self.write(text, len(text))
                    else:
                        self.new_line(indent, comments)
                case d.Fill(parts=parts):
                    stack.extend((indent, flat, part) for part in reversed(parts))
                case d.Place(space=space, item=item):
                    together = flat or self._fits(d.sequel(space, item), stack)
                    stack += [(indent, flat, item), (indent, together, space)]
                case d.Either(broken=broken, flat=text):
                    chosen = text if flat else broken
                    self.write(chosen, d.columns(chosen))
                case d.Later(comments=comments):
                    self.later(comments)
                case d.LongText(lines=lines):
                    self.long_text(lines, indent + d.INDENT)
                case _ as never:
                    assert_never(never)

    def _fits(self, document: d.Document, following: _Waiting) -> bool:
        """Whether a document fits on the line, with what must follow it on the same line."""
        if document.width is None:
            return False
        left = WIDTH - self.column - document.width
        ahead: _Waiting = []
        below = len(following)
        while left >= 0:
            if ahead:
                indent, flat, each = ahead.pop()
            elif below:
                below -= 1
                indent, flat, each = following[below]
            else:
                return True
            if not flat and isinstance(each, d.Break | d.Place):
                return True
            match each:
                case d.Words(width=width):
                    left -= width
                case d.Break(flat=text, comments=comments):
                    if comments:
                        return True
                    left -= len(text)
                case d.Either(broken=broken, flat=text):
                    left -= d.columns(text if flat else broken)
                case d.Sequel(parts=parts) | d.Fill(parts=parts):
                    ahead.extend((indent, flat, part) for part in reversed(parts))
                case d.Group(body=body) | d.Nest(body=body):
                    ahead.append((indent, flat, body))
                case d.Place(space=space, item=item):
                    ahead += [(indent, flat, item), (indent, flat, space)]
                case d.Later():
                    pass
                case d.LongText():
                    return True
                case _ as never:
                    assert_never(never)
        return False
