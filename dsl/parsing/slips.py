"""What designers bring with them from forms, sheets and other tools, and how the language says it.

Nothing here decides what a text means: only what helps whoever wrote it.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple

from . import layout

if TYPE_CHECKING:
    from .driver import Driver

_OTHER_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "better": ("direction", "polarity", "desired", "trend"),
    "formula": ("calculation", "calculate", "expression", "equation", "computed"),
    "type": ("unit", "units", "format", "datatype"),
    "description": ("definition", "note", "notes", "comment", "meaning", "purpose"),
    "column": ("columns", "heading", "headings", "field"),
    "levels": ("scale",),
}
"""Each property, and the words that other tools have for it."""

_RATING: Final = (
    "rating", "ratings", "rate", "rules", "threshold", "thresholds", "band", "bands", "grade",
    "grades", "levels", "scoring",
)  # fmt: skip
_LIMITS: Final = ("min", "max", "minimum", "maximum", "limit", "limits", "between", "valid")
_MEMBERS: Final = ("values", "options", "choices", "choice", "enum", "list")
_LABELS: Final = ("name", "title", "label", "th", "en")
_COMPARISONS: Final = (
    "above", "over", "more", "greater", "exceeds", "below", "under", "less", "least", "most",
    "minimum", "maximum", "between",
)  # fmt: skip
_CURRENCIES: Final = {
    "baht": "THB", "bahts": "THB", "บาท": "THB", "dollar": "USD", "dollars": "USD",
    "euro": "EUR", "euros": "EUR", "yen": "JPY",
}  # fmt: skip
_DASHES: Final = ("-", "–", "—", "~", "..", ":")


class Advice(NamedTuple):
    """What helps after a slip, and what should stand in the place of the token, where that is
    sure."""

    help: str = ""
    instead: str = ""


def property_meant(word: str, known: Container[str]) -> str:
    """The property, one of those `known`, that goes by `word` elsewhere; "" for none."""
    wanted = word.casefold()
    return next(
        (name for name, others in _OTHER_WORDS.items() if name in known and wanted in others), ""
    )


def about_property(driver: Driver, word: str, block: str) -> str:
    """How to say what `word` is meant to say as a property of a block; "" where that is unknown."""
    word = word.casefold()
    if word in _RATING and block in ("kpi", "overall"):
        return _rating(driver)
    if word in _LIMITS and block in ("input", "parameter"):
        return "write `range: 0 to 100`, or `range: >= 0`, with the unit if it has one"
    if word in _MEMBERS and block == "input":
        return "write `type: one of a, b, c`"
    if word in _LABELS:
        return f'what people read stands right after the id: `{block} id "Label" th "ป้าย"`'
    if word == "default":
        return (
            "nothing is assumed for absent evidence; where zero is meant, a formula says so: "
            "`x if missing 0`"
        )
    if word in ("target", "goal"):
        return 'declare it, `parameter sales_target "Target" { … }`, and use it in the formula'
    if word == "weight" and block in ("kpi", "competency"):
        return f"its weight stands where a role uses it: `{block} id weight 40%`"
    return ""


def about(driver: Driver, acceptable: Container[str], block: str, *, in_rules: bool) -> Advice:
    """What helps whoever wrote the token at the driver's place, where it cannot stand."""
    word, before = _text(driver, driver.index), _text(driver, driver.index - 1)
    if word == "{" and before in _RATING and block == "kpi":
        return Advice(_rating(driver))
    if word in ("higher", "lower") and block == "kpi" and "better" in acceptable:
        return Advice(f"write `better: {word}`")
    if "to" in acceptable and word in _DASHES:
        return Advice("a range from one value to another is written with `to`", "to")
    unit = _unit(word) if _is_number(driver, driver.index - 1) else ""
    if unit:
        return Advice(f"write `{before}{unit}`", unit.strip())
    if "weight" in acceptable and _is_weight(driver, word):
        instead = {":": "weight", "=": "weight", "(": ""}.get(word, f"weight {word}")
        return Advice("a weight stands after its word: `weight 40%`", instead)
    if word == "%" and before == ":" and _text(driver, driver.index - 2) == "type":
        return Advice("percentages are of type `percent`", "percent")
    if _is_number(driver, driver.index) and _is_currency(before):
        return Advice(f"a currency stands after the number: `{word} {before}`")
    if (block == "scale" and "=" in acceptable) or _is_level_turned_round(driver, acceptable):
        return Advice("a level is written with its points: `good = 2`")
    if in_rules:
        return _in_rule(driver, word, acceptable)
    return _in_heading(driver, word)


def defies_signs(driver: Driver, *, in_rules: bool) -> bool:
    """Whether no other sign would mend the text at the driver's place: a comparison in words, or
    a rule whose level comes first."""
    if _text(driver, driver.index).casefold() in _COMPARISONS:
        return True
    return in_rules and _is_rule_turned_round(driver)


def _in_rule(driver: Driver, word: str, acceptable: Container[str]) -> Advice:
    if word.casefold() in _COMPARISONS:
        return Advice(
            "compare with a sign: `>=` for at least, `>` for more than, `<=` for at most, `<` for "
            "less than"
        )
    if _is_rule_turned_round(driver):
        return Advice("the condition comes first: `condition => level`")
    if "else" in acceptable and layout.is_first_on_line(driver, driver.index):
        return Advice("a rule is written `condition => level`, without `if` and `then`")
    return Advice()


def _in_heading(driver: Driver, word: str) -> Advice:
    """`input Sales Amount "…"` and `input sales: money`, where a label or a block should follow."""
    first = driver.index - 2
    if first < 0 or not layout.is_first_on_line(driver, first):
        return Advice()
    keyword, name = _text(driver, first), _text(driver, first + 1)
    if keyword not in ("input", "metric", "parameter", "kpi", "scale", "competency", "role"):
        return Advice()
    if word == ":":
        return Advice(f'the type stands inside the braces: `{keyword} {name} "…" {{ type: … }}`')
    if word.isidentifier():
        return Advice(f"an id is one word, such as `{name}_{word}`; its label stands in quotes")
    return Advice()


def _is_level_turned_round(driver: Driver, acceptable: Container[str]) -> bool:
    following = driver.index + 1
    return (
        _is_number(driver, driver.index)
        and "rate" in acceptable
        and following < len(driver.tokens.kinds)
        and _text(driver, following) == "="
    )


def _is_rule_turned_round(driver: Driver) -> bool:
    """`good: growth >= 90%`: a name at the start of a line, a colon, and a comparison."""
    tokens, place = driver.tokens, driver.index
    if _text(driver, place) != ":" or not layout.is_first_on_line(driver, place - 1):
        return False
    comparing = {driver.tables.fixed[sign] for sign in ("<", "<=", ">", ">=")}
    # Only as far as the line goes: a file may be full of such rules.
    following = takewhile(
        lambda index: not layout.is_first_on_line(driver, index),
        range(place + 1, len(tokens.kinds)),
    )
    return any(tokens.kinds[index] in comparing for index in following)


def _is_weight(driver: Driver, word: str) -> bool:
    """Whether the driver's place is, or starts, a number in the place of a weight."""
    if word in (":", "=", "("):
        return _is_number(driver, driver.index + 1)
    return _is_number(driver, driver.index)


def _is_currency(word: str) -> bool:
    return len(word) == 3 and word.isascii() and word.isupper()


def _rating(driver: Driver) -> str:
    if driver.mistakes.scale is None:
        driver.mistakes.scale = _first_scale(driver)
    return f"bands are written `rate on {driver.mistakes.scale} {{ … >= 90% => LEVEL … }}`"


def _first_scale(driver: Driver) -> str:
    """The id of the first scale that the file declares; a word for one where it declares none."""
    word = driver.words.words["scale"]
    for place, kind in enumerate(driver.tokens.kinds):
        if kind == word and layout.is_first_on_line(driver, place):
            return _text(driver, place + 1)
    return "SCALE"


def _unit(word: str) -> str:
    """What follows a number to say what `word` says after it; "" where that is unknown."""
    if word.casefold() in ("percent", "pct", "เปอร์เซ็นต์", "ร้อยละ"):
        return "%"
    code = _CURRENCIES.get(word.casefold())
    return f" {code}" if code else ""


def _is_number(driver: Driver, index: int) -> bool:
    kinds = driver.tokens.kinds
    return 0 <= index < len(kinds) and kinds[index] == driver.words.number


def _text(driver: Driver, index: int) -> str:
    if index < 0:
        return ""
    return driver.source.text[driver.tokens.starts[index] : driver.tokens.ends[index]]
