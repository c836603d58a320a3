"""The literate chapters of the language: Markdown -> snippets, each with what it must give."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

_FENCE = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_EXAMPLE = re.compile(r"^example ", re.MULTILINE)
_REMOVED = re.compile(r"^remove example ", re.MULTILINE)
_EXPECTED = re.compile(r"(?:(\S+):)?(\d+): ([a-z0-9-]+)\Z")
_FILE = re.compile(r"rules file=(\S+)\Z")

MAIN = "main.rules"
"""The file with the text of a snippet that has others beside it."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A framework of a chapter: its preamble and its own text, and the files that stand beside it:
    (name, text). `diagnostics` are the errors that it must give: (file, line, code), the file ""
    for its own text."""

    chapter: str
    heading: str
    line: int
    preamble: str
    text: str
    diagnostics: tuple[tuple[str, int, str], ...]
    files: tuple[tuple[str, str], ...] = ()

    @property
    def framework(self) -> str:
        return self.preamble + self.text

    @property
    def name(self) -> str:
        return f"{self.chapter}.md:{self.line} {self.heading}"

    @property
    def examples(self) -> int:
        """How many examples its text and its files have."""
        texts = (self.framework, *(text for _, text in self.files))
        declared = sum(len(_EXAMPLE.findall(text)) for text in texts)
        return declared - sum(len(_REMOVED.findall(text)) for text in texts)

    def write(self, folder: Path) -> Path:
        """Writes its files to a folder; the path of the file with its own text."""
        for name, text in (*self.files, (MAIN, self.framework)):
            (folder / name).write_text(text, encoding="utf-8")
        return folder / MAIN

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
    beside: dict[str, str] = {}
    snippets: list[Snippet] = []
    for fence in _FENCE.finditer(text):
        kind, body = fence["kind"].strip(), fence["body"]
        line = text.count("\n", 0, fence.start()) + 1
        match kind:
            case "rules preamble":
                preamble = body
            case "rules":
                heading = _HEADING.findall(text, 0, fence.start())[-1]
                files = tuple(beside.items())
                snippets.append(Snippet(path.stem, heading, line, preamble, body, (), files))
            case "diagnostics":
                last = snippets.pop()
                expected = tuple(_expected(entry) for entry in body.splitlines())
                snippets.append(replace(last, diagnostics=expected))
            case _ if named := _FILE.match(kind):
                beside[named[1]] = body
            case _:
                raise ValueError(f"{path.name}:{line}: a block marked `{kind}` means nothing")
    return snippets


def _expected(entry: str) -> tuple[str, int, str]:
    match = _EXPECTED.match(entry.strip())
    if not match:
        raise ValueError(f"`{entry}` is not a line number, a colon and a code")
    return match[1] or "", int(match[2]), match[3]
