"""What to say about a token that cannot stand where it stands, in the designer's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .. import syntax as s
from ..diagnostics.model import Label
from ..nearest import Nearest, did_you_mean
from .problems import replacement
from .tokeniser import shortened

if TYPE_CHECKING:
    from .driver import Driver

_SHOWN: Final = 6
_KINDS: Final = {
    "kpi": "a KPI", "role": "a role", "input": "an input", "scale": "a scale",
    "table": "a table", "metric": "a metric", "parameter": "a parameter",
    "competency": "a competency", "framework": "the framework's header",
    "responsibility": "a responsibility", "example": "an example",
    "given": "the evidence of an example", "expect": "what an example expects",
    "overall": "the overall rating",
}  # fmt: skip
_CLASSES: Final = {
    "NAME": "a name", "FUNCTION": "", "LANGUAGE": 'a translation such as `th "…"`',
    "STRING": 'a text in `"…"`', "NUMBER": "a number", "DATE": "a date such as `2026-01-31`",
    "PERIOD_CODE": "a period such as `2026-Q1`", "CURRENCY_CODE": "", "$END": "",
}  # fmt: skip
_ALLOW: Final = 'write `allow unused-declaration because "why it is meant so"`'
_CONTINUING: Final = frozenset("+ - * / < <= > >= = != is in and or if (".split())


def unclosed(driver: Driver) -> None:
    """A brace has no partner before the next declaration, or the end of the file."""
    place = driver.opening[-1]
    tokens, problems = driver.tokens, driver.problems
    brace = problems.span(tokens.starts[place], tokens.ends[place])
    start = tokens.starts[driver.index]
    here = problems.span(start, tokens.ends[driver.index])
    at_end = tokens.kinds[driver.index] == driver.words.end
    problems.error(
        "unclosed-brace",
        "this `{` is never closed",
        brace,
        label="opened here",
        secondary=() if at_end else (Label(here, "a new declaration starts here"),),
        help="close it with `}`" if at_end else "close it with `}` before the next declaration",
    )


def unexpected(driver: Driver) -> None:
    """The token at the driver's place is none of those that could stand there."""
    tokens, problems = driver.tokens, driver.problems
    start, end = tokens.starts[driver.index], tokens.ends[driver.index]
    span = problems.span(start, end)
    word = span.text
    acceptable = {
        driver.tables.spelling.get(each, driver.tables.symbols[each]): each
        for each in driver.acceptable()
    }
    if not driver.opening and "framework" in acceptable:
        _at_declaration(driver, word, acceptable)
        return
    if not word:
        problems.error(
            "syntax",
            "the file ends in the middle of a declaration",
            span,
            help=_hint(acceptable),
        )
        return
    if word.isidentifier() and _followed_by(driver, ":") and "}" in acceptable:
        _unknown_property(driver, word, acceptable)
        return
    expected, code = _expected(driver, acceptable)
    problems.error("syntax", f"{expected}, not `{shortened(word)}`", span, help=code)


def _at_declaration(driver: Driver, word: str, acceptable: dict[str, int]) -> None:
    tokens, problems = driver.tokens, driver.problems
    span = problems.span(tokens.starts[driver.index], tokens.ends[driver.index])
    if word == "}":
        problems.error(
            "syntax", "this `}` closes nothing", span, fix=replacement("remove it", span, "")
        )
        return
    known = sorted(each for each in acceptable if each.isidentifier() and each.islower())
    near = Nearest().names(word, known)
    fix = replacement(f"write `{near[0]}`", span, near[0]) if near else None
    problems.error(
        "unknown-declaration",
        f"no declaration starts with `{shortened(word)}`{_near(near)}",
        span,
        help=""
        if near
        else "a declaration starts with one of " + ", ".join(f"`{each}`" for each in known),
        fix=fix,
    )


def _unknown_property(driver: Driver, word: str, acceptable: dict[str, int]) -> None:
    tokens, problems = driver.tokens, driver.problems
    span = problems.span(tokens.starts[driver.index], tokens.ends[driver.index])
    block = _block(driver)
    subject = _KINDS.get(block, f"`{block}`")
    known = sorted(each for each in acceptable if each.isidentifier() and each.islower())
    near = Nearest().names(word, known)
    problems.error(
        "unknown-property",
        f"{subject} has no property `{shortened(word)}`{_near(near)}",
        span,
        help="" if near else "it can have " + ", ".join(f"`{each}`" for each in known),
        fix=replacement(f"write `{near[0]}`", span, near[0]) if near else None,
    )


def _near(names: tuple[str, ...]) -> str:
    return f"; {did_you_mean(names)}" if names else ""


def _block(driver: Driver) -> str:
    """The word that the innermost open block starts with."""
    if not driver.opening:
        return ""
    place = driver.opening[-1]
    tokens, text = driver.tokens, driver.source.text
    while place > 0:
        place -= 1
        word = text[tokens.starts[place] : tokens.ends[place]]
        if word in _KINDS:
            return word
    return ""


def _followed_by(driver: Driver, sign: str) -> bool:
    tokens = driver.tokens
    after = driver.index + 1
    return after < len(tokens.kinds) and tokens.kinds[after] == driver.tables.fixed[sign]


def _expected(driver: Driver, acceptable: dict[str, int]) -> tuple[str, str]:
    """`expected … after …`, and what helps."""
    before = _before(driver)
    after = f" after `{shortened(before)}`" if before else ""
    if before == "=>" and "NAME" in acceptable and "(" not in acceptable:
        scale = _enclosing_scale(driver)
        of = f" of scale `{scale}`" if scale else ""
        return f"expected a level{of} after `=>`", ""
    if before == "weight" and "NUMBER" in acceptable and "(" not in acceptable:
        return "expected a weight such as `30%` after `weight`", ""
    if before == "allow" and "NAME" in acceptable:
        return "expected the code of a warning after `allow`", _ALLOW
    if {"because", "-"} == set(acceptable):
        return 'expected `because "…"` with the reason', _ALLOW
    if "=>" in acceptable and _in_rules(driver):
        return (
            "expected `=>` between the condition and the level",
            "a rule is written `condition => level`",
        )
    if {"NUMBER", "NAME", "("} <= set(acceptable):
        return f"expected a value{after}", "a value is a number, a name, or a calculation with them"
    if "then" in acceptable:
        return "expected `then` after the condition", "write `if condition then value else value`"
    if "else" in acceptable:
        return "expected `else` after the value", "write `if condition then value else value`"
    shown = _listed(acceptable)
    return (f"expected {shown}{after}" if shown else f"this cannot stand here{after}"), ""


def _hint(acceptable: dict[str, int]) -> str:
    shown = _listed(acceptable)
    return f"it goes on with {shown}" if shown else ""


def _listed(acceptable: dict[str, int]) -> str:
    """Words for what could stand there; what would only continue an expression comes last."""
    names = [
        _CLASSES.get(each, f"`{each}`") for each in sorted(acceptable) if each not in _CONTINUING
    ] or [f"`{each}`" for each in sorted(acceptable)]
    named = [each for each in dict.fromkeys(names) if each]
    if len(named) > _SHOWN:
        named = [*named[:_SHOWN], "…"]
    return (
        named[0] if len(named) == 1 else ", ".join(named[:-1]) + f" or {named[-1]}" if named else ""
    )


def _before(driver: Driver) -> str:
    tokens, place = driver.tokens, driver.index - 1
    return driver.source.text[tokens.starts[place] : tokens.ends[place]] if place >= 0 else ""


def _in_rules(driver: Driver) -> bool:
    return _block(driver) == "overall" or _enclosing_scale(driver) != ""


def _enclosing_scale(driver: Driver) -> str:
    symbol = driver.tables.symbol("scale_name")
    for state, value in zip(reversed(driver.states), reversed(driver.values), strict=True):
        if driver.tables.reached_by[state] == symbol and isinstance(value, s.Name):
            return value.text
    return ""
