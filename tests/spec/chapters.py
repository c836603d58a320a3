"""The literate chapters of the language: Markdown -> snippets, each with what it must give."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_EXAMPLE = re.compile(r"^example ", re.MULTILINE)
_EXPECTED = re.compile(r"(\d+): ([a-z0-9-]+)\Z")


@dataclass(frozen=True, slots=True)
class Snippet:
    """A framework of a chapter: its preamble and its own text. `diagnostics` are the errors that
    it must give: (line of its own text, code)."""

    chapter: str
    heading: str
    line: int
    preamble: str
    text: str
    diagnostics: tuple[tuple[int, str], ...]

    @property
    def framework(self) -> str:
        return self.preamble + self.text

    @property
    def name(self) -> str:
        return f"{self.chapter}.md:{self.line} {self.heading}"

    @property
    def examples(self) -> int:
        """How many examples its text has."""
        return len(_EXAMPLE.findall(self.framework))

    def own_line(self, line: int) -> int:
        """A line of the whole framework, counted from the snippet's own first line."""
        return line - self.preamble.count("\n")


def read_chapters() -> list[Snippet]:
    """Every snippet of every chapter beside this module, in order."""
    chapters = sorted(Path(__file__).parent.glob("*.md"))
    return [snippet for chapter in chapters for snippet in read_chapter(chapter)]


def read_chapter(path: Path) -> list[Snippet]:
    """The snippets of one chapter."""
    text = path.read_text(encoding="utf-8")
    preamble = ""
    snippets: list[Snippet] = []
    for fence in _FENCE.finditer(text):
        kind, body = fence["kind"].strip(), fence["body"]
        line = text.count("\n", 0, fence.start()) + 1
        match kind:
            case "rules preamble":
                preamble = body
            case "rules":
                heading = _HEADING.findall(text, 0, fence.start())[-1]
                snippets.append(Snippet(path.stem, heading, line, preamble, body, ()))
            case "diagnostics":
                last = snippets.pop()
                expected = tuple(_expected(entry) for entry in body.splitlines())
                snippets.append(
                    Snippet(last.chapter, last.heading, last.line, preamble, last.text, expected)
                )
            case _:
                raise ValueError(f"{path.name}:{line}: a block marked `{kind}` means nothing")
    return snippets


def _expected(entry: str) -> tuple[int, str]:
    match = _EXPECTED.match(entry.strip())
    if not match:
        raise ValueError(f"`{entry}` is not a line number, a colon and a code")
    return int(match[1]), match[2]
