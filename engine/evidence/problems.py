"""What is wrong with evidence, or with what a caller asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


class UsageError(ValueError):
    """The caller asked for something the framework does not have; `str()` says what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One piece of evidence that cannot be taken.

    `code` is a stable slug; `field` the key or heading as the evidence has it; `value` its text.
    `file`, `row` (the heading is row 1) and `column` are "" and None for what a program passed;
    `sheet` and `cell` (such as `D7`) are "" for what stands in no workbook.
    """

    code: str
    person: str
    field: str
    value: str
    message: str
    file: str = ""
    row: int | None = None
    column: str = ""
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                f'sheet "{self.sheet}"' if self.sheet else "",
                f"cell {self.cell}" if self.cell else "",
                f"row {self.row}" if self.row is not None and not self.cell else "",
                f"column `{self.column}`" if self.column else "",
            )
            if part
        )
        person = f"{self.person}: " if self.person else ""
        return f"{person}{self.message}" + (f" ({place})" if place else "")


class EvidenceError(ValueError):
    """A person's evidence cannot be rated; `problems` lists everything found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class HeldWhole(UsageError):
    """A file of people that cannot be rated some at a time: a JSON document that also has tables,
    or objects that hold the rows of one. `read_evidence` reads it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"`{name}` cannot be read some people at a time: it also holds rows of tables"
        )


def named(kind: str, name: str, known: Iterable[str]) -> str:
    """`there is no KIND `x``, with the nearest names or all of them."""
    names = list(known)
    near = get_close_matches(name, names, 3)
    if near:
        hint = "; did you mean " + " or ".join(f"`{each}`" for each in near) + "?"
    elif names:
        hint = "; there are " + ", ".join(f"`{each}`" for each in names[:12])
        hint += ", …" if len(names) > 12 else ""
    else:
        hint = ""
    return f"there is no {kind} `{name}`{hint}"
