"""The documents for readers: Markdown -> fenced blocks, and what running one of them gives.

A fence is marked with what its block is, and perhaps how it is used:

    rules              a whole framework
    rules sales.rules  the same, and the file of that name in later commands and programs
    rules doubtful sales.rules  a framework about which there are warnings
    rules fragment     a part of a framework that is only read
    csv people.csv     a file of that name for later commands and programs (also json)
    python             a program; where it shows `>>>`, also what each line gives
    console            commands after `$`, and what they print; a line `…` stands for any lines
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))),
)
ELLIPSIS = "…"
DOUBTFUL = "doubtful "

_FENCE = re.compile(
    r"^```(?P<kind>[a-z]*)(?: (?P<mark>[^\n]*))?\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; `start` and `end` are where its text stands in the document."""

    document: str
    number: int
    line: int
    kind: str
    mark: str
    text: str
    start: int
    end: int

    @property
    def name(self) -> str:
        return f"{self.document}:{self.line}"

    @property
    def file(self) -> str:
        """The name under which later blocks find it; "" for none."""
        return self.mark.removeprefix(DOUBTFUL) if "." in self.mark else ""

    @property
    def doubtful(self) -> bool:
        """Whether there are warnings about the framework, as its document says."""
        return self.mark.startswith(DOUBTFUL)


@dataclass(frozen=True, slots=True)
class Command:
    """A command of a console block as written, and the lines it is said to print."""

    written: str
    shown: str

    @property
    def arguments(self) -> list[str]:
        program, *arguments = shlex.split(self.written.replace("\\\n", " "))
        assert program == "assay", f"only `assay` is run here, not `{program}`"
        return arguments


def text_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def blocks_of(document: str) -> list[Block]:
    """The fenced blocks of a document, in order."""
    text = text_of(document)
    return [
        Block(
            document,
            number,
            text.count("\n", 0, fence.start()) + 1,
            fence["kind"],
            fence["mark"] or "",
            fence["body"],
            fence.start("body"),
            fence.end("body"),
        )
        for number, fence in enumerate(_FENCE.finditer(text))
    ]


def all_blocks(kind: str) -> list[Block]:
    return [block for name in DOCUMENTS for block in blocks_of(name) if block.kind == kind]


def commands_of(block: Block) -> list[Command]:
    """The commands of a console block; a line that ends in a backslash goes on in the next."""
    first, *pieces = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert not first, f"{block.name}: a console block begins with a command"
    return [Command(*_halves(piece)) for piece in pieces]


def _halves(piece: str) -> tuple[str, str]:
    found = re.match(r"(?:[^\n]*\\\n)*[^\n]*", piece)
    assert found
    return found[0], piece[found.end() + 1 :]


def lay_files(block: Block, folder: Path) -> None:
    """Lays the files that a block may use: the checkout's, and those of the blocks before it."""
    for name in ("frameworks", "examples"):
        if not (folder / name).exists():
            (folder / name).symlink_to(ROOT / name)
    for earlier in blocks_of(block.document):
        if earlier.number < block.number and earlier.file:
            (folder / earlier.file).write_text(earlier.text, encoding="utf-8")


def matches(shown: str, printed: str) -> bool:
    """Whether what is printed is what is shown, where a line `…` stands for any lines."""
    wanted = "".join(
        "(?:.*\n)*" if line.strip() == ELLIPSIS else re.escape(line.rstrip()) + "\n"
        for line in shown.splitlines()
    )
    found = "".join(line.rstrip() + "\n" for line in printed.splitlines())
    return re.fullmatch(wanted, found) is not None
