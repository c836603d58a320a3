"""Names that look the same and are not, told by their skeletons (Unicode TR39)."""

from __future__ import annotations

from collections.abc import Iterator

from .. import syntax
from ..diagnostics.model import Label
from .confusables import skeleton
from .report import Report


def find_look_alikes(files: tuple[syntax.SyntaxFile, ...], report: Report) -> None:
    """Warns of each name that a file declares and that looks like an earlier one of it."""
    for file in files:
        first: dict[str, syntax.Name] = {}
        reported: set[str] = set()
        for name in _declared(file):
            earlier = first.setdefault(skeleton(name.text), name)
            if earlier.text == name.text or name.text in reported:
                continue
            reported.add(name.text)
            report.add(
                "look-alike-names",
                name.span,
                f"`{name.text}` looks like `{earlier.text}`, and is another name",
                label=_spelled(name.text, earlier.text),
                secondary=(Label(earlier.span, _spelled(earlier.text, name.text)),),
                help="rename one of the two, or write both with the same letters",
            )


def _declared(file: syntax.SyntaxFile) -> Iterator[syntax.Name]:
    """Every name that the file introduces."""
    for declaration in file.declarations:
        match declaration:
            case syntax.OverrideDeclaration(declaration=changed):
                yield from _introduced(changed)
            case syntax.UseDeclaration() | syntax.ExtendsDeclaration() | syntax.RemoveDeclaration():
                continue
            case syntax.Allow():
                continue
            case _:
                yield from _introduced(declaration)


def _introduced(declaration: syntax.Overriding) -> Iterator[syntax.Name]:
    match declaration:
        case (
            syntax.RequireDeclaration()
            | syntax.ExampleDeclaration()
            | syntax.ExampleTableDeclaration()
            | syntax.FrameworkHeader()
        ):
            return
        case syntax.ScaleDeclaration(levels=levels):
            yield from (level.name for level in levels)
        case syntax.TableDeclaration(columns=columns):
            yield from (column.name for column in columns)
        case syntax.CompetencyDeclaration(raters=raters):
            yield from (rater.name for rater in raters)
        case syntax.RoleDeclaration(responsibilities=responsibilities):
            yield from (responsibility.name for responsibility in responsibilities)
        case _:
            pass
    yield declaration.name


def _spelled(name: str, other: str) -> str:
    """The characters of a name that differ from those of its look-alike, by their code."""
    for index, letter in enumerate(name):
        if index >= len(other) or other[index] != letter:
            return f"character {index + 1} is U+{ord(letter):04X}"
    return f"{len(name)} characters"
