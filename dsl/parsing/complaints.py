"""What to say about a token that cannot stand where it stands, in the designer's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .. import syntax as s
from ..diagnostics.model import Edit, Fix, Label
from ..nearest import Nearest, did_you_mean
from . import layout, repairs, slips
from .problems import replacement
from .tokeniser import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .driver import Driver

_SHOWN: Final = 6
_KINDS: Final = {
    "kpi": "a KPI", "role": "a role", "input": "an input", "scale": "a scale",
    "table": "a table", "metric": "a metric", "parameter": "a parameter",
    "competency": "a competency", "framework": "the framework's header",
    "responsibility": "a responsibility", "example": "an example",
    "example_table": "a table of examples",
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


def unclosed(driver: Driver, index: int) -> None:
    """A brace has no partner before token `index`: a new declaration, another part of the block
    around it, or the end of the file."""
    tokens, problems = driver.tokens, driver.problems
    innermost = driver.starts[next(layout.still_open(driver, "{", "}"))]
    partner, place = layout.unclosed_brace(driver, innermost, index)
    here = problems.span(tokens.starts[place], tokens.ends[place])
    openers = [partner]
    if place == index and _ends_all_blocks(driver, index):
        openers = [
            layout.token_at(driver, driver.starts[each])
            for each in layout.still_open(driver, "{", "}")
        ]
    if tokens.kinds[place] == driver.words.end:
        what, where = "", ""
    elif layout.starts_declaration(driver, place):
        what, where = "a new declaration starts here", " before the next declaration"
    elif here.text == "}":
        what, where = "this one belongs to the block around it", " before the one of that block"
    else:
        what, where = "it should be closed before this", f" before `{shortened(here.text)}`"
    problems.error(
        "unclosed-brace",
        "this `{` is never closed",
        problems.span(tokens.starts[partner], tokens.ends[partner]),
        label="opened here",
        secondary=(Label(here, what),) if what else (),
        help=f"close it with `}}`{where}",
        fix=addition(driver, "}", place, openers),
    )


def _ends_all_blocks(driver: Driver, index: int) -> bool:
    at_end = driver.tokens.kinds[index] == driver.words.end
    return at_end or layout.starts_declaration(driver, index)


def missing_sign(driver: Driver, sign: str, *, is_only: bool) -> None:
    """A sign is missing before the token at the driver's place; `is_only`: and no other one."""
    tokens, problems = driver.tokens, driver.problems
    if sign == "}":
        unclosed(driver, driver.index)
        return
    span = problems.span(tokens.starts[driver.index], tokens.ends[driver.index])
    if sign == ")":
        bracket = driver.starts[next(layout.still_open(driver, "(", ")"))]
        problems.error(
            "unclosed-brace",
            "this `(` is never closed",
            problems.span(bracket, bracket + 1),
            label="opened here",
            secondary=(Label(span, "it should be closed before this"),) if span.text else (),
            help="close it with `)`",
        )
        return
    expected, help = _expected(driver, {sign: driver.tables.fixed[sign]})
    advice = slips.about(driver, {sign}, _block(driver), in_rules=in_rules(driver))
    after_line = sign == "=>" and layout.is_first_on_line(driver, driver.index)
    instead = "before the next line" if after_line else f"not `{shortened(span.text)}`"
    problems.error(
        "syntax",
        f"{expected}, {instead}",
        span,
        help=advice.help or help,
        fix=addition(driver, sign, driver.index) if is_only and not after_line else None,
    )


def wrong_sign(driver: Driver, sign: str) -> None:
    """Another sign, or with "" none at all, should stand where the token at the driver's place
    does."""
    tokens, problems = driver.tokens, driver.problems
    span = problems.span(tokens.starts[driver.index], tokens.ends[driver.index])
    before = _before(driver)
    if sign:
        message = f"expected `{sign}` after `{shortened(before)}`, not `{span.text}`"
        fix = replacement(f"write `{sign}`", span, sign)
    else:
        message = f"no `{span.text}` stands after `{shortened(before)}`"
        fix = replacement(f"remove the `{span.text}`", span, "")
    problems.error("syntax", message, span, fix=fix)


def decimal_comma(driver: Driver, comma: int) -> None:
    """Token `comma` stands right between two numbers, where no list of values may be."""
    tokens = driver.tokens
    start, end = tokens.starts[comma - 1], tokens.ends[comma + 1]
    text = driver.source.text[start:end]
    plain = text.replace(",", ".")
    tokens.comma_in_number(text, plain, "decimals stand after a point", start, end)


def addition(driver: Driver, sign: str, before: int, openers: Sequence[int] = ()) -> Fix:
    """The fix that writes a sign before token `before`, right after the token that precedes it.

    The braces that close the blocks of `openers` get lines of their own where those have."""
    tokens, text = driver.tokens, driver.source.text
    end = tokens.ends[before - 1] if before else 0
    written = sign if sign in (":", ",") else f" {sign}"
    if openers:
        closed = [
            f"\n{layout.indentation(driver, each)}{sign}"
            if "\n" in text[tokens.starts[each] : tokens.starts[before]]
            else f" {sign}"
            for each in openers
        ]
        written = "".join(closed)
    return Fix(f"add `{sign}`", (Edit(driver.problems.span(end, end), written),))


def unexpected(driver: Driver, *, incomplete: bool = False) -> None:
    """The token at the driver's place is none of those that could stand there; `incomplete`: it
    starts a line, and the line before it is not complete."""
    tokens, problems = driver.tokens, driver.problems
    start, end = tokens.starts[driver.index], tokens.ends[driver.index]
    span = problems.span(start, end)
    word = span.text
    acceptable = _acceptable(driver)
    if "framework" in acceptable and not any(layout.still_open(driver, "{", "}")):
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
    if (
        word.isidentifier()
        and "}" in acceptable
        and (_followed_by(driver, ":") or _followed_by(driver, "{"))
    ):
        _unknown_property(driver, word, acceptable)
        return
    near = Nearest().names(word, words_of(acceptable)) if word.isidentifier() else ()
    advice = slips.about(driver, acceptable, _block(driver), in_rules=in_rules(driver))
    meant = near[0] if near else advice.instead or _quoted(driver, word, acceptable)
    expected, help = _expected(driver, acceptable)
    if incomplete:
        message = f"{expected}, before the next line"
    elif advice.help and " or …" in expected:
        message = f"`{shortened(word)}` cannot stand after `{shortened(_before(driver))}`"
    else:
        message = f"{expected}, not `{shortened(word)}`"
    problems.error(
        "syntax",
        message,
        span,
        help=advice.help or help or did_you_mean(near),
        fix=replacement(f"write `{meant}`", span, _apart(driver, meant)) if meant else None,
    )


def _apart(driver: Driver, word: str) -> str:
    """A word that is to stand at the driver's place, with a blank before it where it needs one."""
    start = driver.tokens.starts[driver.index]
    touches = start > 0 and (word[0] + driver.source.text[start - 1]).isalnum()
    return f" {word}" if touches else word


def _quoted(driver: Driver, word: str, acceptable: dict[str, int]) -> str:
    """A number as the text that must stand in its place; "" for anything else."""
    is_number = driver.tokens.kinds[driver.index] == driver.words.number
    return f'"{word}"' if is_number and "STRING" in acceptable else ""


def words_that_fit(driver: Driver) -> list[str]:
    """The words of the language that could stand at the driver's place."""
    return words_of(_acceptable(driver))


def words_of(acceptable: dict[str, int]) -> list[str]:
    """The words of the language among what is acceptable."""
    return sorted(each for each in acceptable if each.isidentifier() and each.islower())


def _acceptable(driver: Driver) -> dict[str, int]:
    """What could stand at the driver's place: as it is written, or the name of its terminal."""
    return {
        driver.tables.spelling.get(each, driver.tables.symbols[each]): each
        for each in driver.tables.actions[driver.states[-1]]
        if repairs.takes(driver, driver.states, each)
    }


def _at_declaration(driver: Driver, word: str, acceptable: dict[str, int]) -> None:
    tokens, problems = driver.tokens, driver.problems
    span = problems.span(tokens.starts[driver.index], tokens.ends[driver.index])
    if word == "}":
        problems.error(
            "syntax", "this `}` closes nothing", span, fix=replacement("remove it", span, "")
        )
        return
    known = words_of(acceptable)
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
    known = words_of(acceptable)
    meant = slips.property_meant(word, known)
    near = (meant,) if meant else Nearest().names(word, known)
    advice = slips.about_property(driver, word, block)
    listed = "" if near else "it can have " + ", ".join(f"`{each}`" for each in known)
    problems.error(
        "unknown-property",
        f"{subject} has no property `{shortened(word)}`{_near(near)}",
        span,
        help=advice or listed,
        fix=replacement(f"write `{near[0]}`", span, near[0]) if near else None,
    )


def _near(names: tuple[str, ...]) -> str:
    return f"; {did_you_mean(names)}" if names else ""


def _block(driver: Driver) -> str:
    """The word that the innermost open block starts with."""
    brace = next(layout.still_open(driver, "{", "}"), 0)
    if not brace:
        return ""
    place = layout.token_at(driver, driver.starts[brace])
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
    if "=>" in acceptable and in_rules(driver):
        if driver.tokens.kinds[driver.index] == driver.words.number and "<" in acceptable:
            return f"expected a comparison such as `>=`{after}", ""
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


def in_rules(driver: Driver) -> bool:
    """Whether the driver's place is among rules: a condition, `=>` and a level each."""
    return _block(driver) == "overall" or _enclosing_scale(driver) != ""


def _enclosing_scale(driver: Driver) -> str:
    symbol = driver.tables.symbol("scale_name")
    for state, value in zip(reversed(driver.states), reversed(driver.values), strict=True):
        if driver.tables.reached_by[state] == symbol and isinstance(value, s.Name):
            return value.text
    return ""
