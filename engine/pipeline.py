"""The passes in their order: from the path of a framework file to plans that are ready to run."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..dsl import framework as fw
from ..dsl import syntax
from ..dsl.checking.check import understand
from ..dsl.diagnostics.catalogue import CATALOGUE
from ..dsl.diagnostics.model import Diagnostic, Severity
from ..dsl.load import NO_TEXTS, Loaded, load, load_text
from .garbage import collection_paused
from .graph import circles, dependency_graph, has_circles

if TYPE_CHECKING:
    from .graph import Graph
    from .plan import Plan

Path = str | os.PathLike[str]

_OF_EXAMPLES = "rule-not-exercised"
"""The doubt that takes running the examples to find."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking found. `framework` is None where any problem is an error."""

    framework: fw.Framework | None
    diagnostics: tuple[Diagnostic, ...]
    files: tuple[syntax.SyntaxFile, ...]


def check_path(
    path: Path, allowed_folders: Iterable[Path] = (), texts: Mapping[str, str] = NO_TEXTS
) -> Checked:
    """Path -> everything that is wrong with the framework, and the framework where it is sound.

    `texts` stand in for what files hold, by their names in diagnostics. OSError where the file
    itself cannot be read."""
    with collection_paused():
        return _check(load(path, allowed_folders=tuple(allowed_folders), texts=texts))


def check_text(text: str, name: str) -> Checked:
    """Text -> everything that is wrong with it, and the framework where it is sound."""
    with collection_paused():
        return _check(load_text(text, name))


def examine(checked: Checked, *, examples: bool = False) -> tuple[Diagnostic, ...]:
    """Checked -> every problem, and of a sound framework everything that is doubtful about it

    What is doubtful costs nothing until it is asked for. With `examples` those of the framework are
    run, and rules that none of them exercises are among the doubts. Warnings that an `allow` is for
    are left out."""
    from ..dsl.linting.allowing import without_allowed
    from ..dsl.linting.lint import lint

    found = checked.diagnostics
    sought: frozenset[str] = frozenset()
    if checked.framework is not None:
        with collection_paused():
            found += lint(checked.framework, checked.files)
        sought = frozenset(CATALOGUE) - {_OF_EXAMPLES}
        if examples:
            found += _untried(checked)
            sought |= {_OF_EXAMPLES}
    return without_allowed(checked.files, found, sought=sought)


def _untried(checked: Checked) -> tuple[Diagnostic, ...]:
    from .loaded import Framework
    from .testing.untried import check_untried

    return check_untried(Framework(checked), checked.files)


def check(
    path: Path, *, allowed_folders: Iterable[Path] = (), examples: bool = False
) -> tuple[Diagnostic, ...]:
    """Path -> everything that checking finds, errors and warnings, in the order of the text.

    With `examples` those of the framework are run, and rules that none of them exercises are found
    as well (`rule-not-exercised`). OSError where the file cannot be read."""
    return examine(check_path(path, allowed_folders), examples=examples)


def plan_for(
    framework: fw.Framework,
    graph: Graph,
    role: fw.Role | None,
    replaced: frozenset[str],
    also: frozenset[str] = frozenset(),
) -> Plan:
    """A sound framework, what depends on what in it, and a role -> Plan."""
    from .lowering import lower

    return lower(framework, graph, role, replaced, also)


def _check(loaded: Loaded) -> Checked:
    files, diagnostics = loaded
    framework, found = understand(files, diagnostics)
    diagnostics += found
    if framework is None:
        return Checked(None, diagnostics, files)
    if has_circles(framework):
        ambiguous = {each.span.text for each in diagnostics if each.code == "duplicate-name"}
        diagnostics += circles(dependency_graph(framework), ambiguous)
    if any(diagnostic.severity is Severity.ERROR for diagnostic in diagnostics):
        return Checked(None, _in_order(diagnostics), files)
    return Checked(framework, _in_order(diagnostics), files)


def _in_order(diagnostics: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """By file and place, so that a circle stands among the problems of its file."""
    return tuple(sorted(diagnostics, key=lambda diagnostic: diagnostic.sort_key))
