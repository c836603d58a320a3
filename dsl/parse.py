"""Text -> Syntax. The parsing of a file, with every mistake in it reported."""

from __future__ import annotations

from .diagnostics.model import Diagnostic
from .limits import MAX_DECLARATIONS, MAX_FILE_BYTES
from .parsing.driver import Driver
from .parsing.files import FileBuilder, names_of
from .parsing.problems import Problems
from .parsing.tables import load_tables
from .parsing.tokeniser import Tokeniser
from .parsing.vocabulary import vocabulary
from .read import too_large
from .source import Source, Span
from .syntax import SyntaxFile


def parse(source: Source) -> tuple[SyntaxFile, tuple[Diagnostic, ...]]:
    """Text -> Syntax

    The declarations that could be understood, and every problem found. Parsing goes on at the
    next rule, property or declaration after a mistake, so that one run reports them all.
    """
    problems = Problems(source)
    whole = Span(source, 0, len(source.text))
    if len(source.text) > MAX_FILE_BYTES:
        return SyntaxFile(whole, ()), (too_large(source, len(source.text), "characters"),)
    tables = load_tables()
    words = vocabulary(tables)
    tokens = Tokeniser(source, words, problems)
    tokens.run()
    if problems.full:
        return SyntaxFile(whole, ()), problems.in_order()
    builder = FileBuilder(problems)
    builders = {rule.builder for rule in tables.rules} - {"", "*"}
    driver = Driver(tables, words, tokens, problems, names_of(builder, builders))
    declarations = driver.run() or ()
    if len(declarations) > MAX_DECLARATIONS:
        problems.error(
            "too-many-declarations",
            f"this file has more than {MAX_DECLARATIONS:,} declarations",
            Span(source, 0, 0),
            help="split it into several files and bring them together with `use`",
        )
    for bare in () if problems.any else builder.bare:
        problems.error(
            "syntax",
            "this comparison has nothing on its left",
            bare,
            help="only the rules of a KPI, a gap or an overall rating may leave it out",
        )
    skipped = tuple(Span(source, start, end) for start, end in driver.mistakes.skipped)
    return SyntaxFile(whole, tuple(declarations), skipped=skipped), problems.in_order()
