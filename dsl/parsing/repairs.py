"""Mistakes with one evident remedy: a sign that is missing, a comma in a number, a misspelt word.

A remedy is taken when what follows can then be understood; the text goes on as if it were right,
so that nothing after it is reported for the same slip.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ..nearest import Nearest
from . import complaints, layout
from .tables import ACCEPT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .driver import Driver

SIGNS: Final = (":", "=>", "=", "{", ",", "}", ")", "(")
"""What may be missing, in the order in which it is tried."""

_ASSIGNING: Final = (":", "=>", "=")
"""What stands between a word and what it is to be, here and in other notations."""

_UNDERSTOOD_AFTER_SIGN: Final = 2
"""The same where a sign stands for another: the slip may come again, as in `low: 1  good: 2`."""

UNDERSTOOD: Final = 4
"""So many tokens must be understood after a remedy for it to be taken, or the rest of the line and
the first token of the next one."""

_MOST_STEPS: Final = 100_000
_LONGEST_TO_READ_AGAIN: Final = 5_000


def takes(driver: Driver, states: Sequence[int], kind: int) -> bool:
    """Whether a terminal would be read, sooner or later, in these states."""
    return _after(driver, list(states), kind)


def survives(
    driver: Driver, states: Sequence[int], index: int, count: int, *, after: int | None = None
) -> bool:
    """Whether `count` tokens from `index` on, after the terminal `after`, would be read in these
    states."""
    stack = list(states)
    kinds = driver.tokens.kinds
    if after is not None and not _after(driver, stack, after):
        return False
    return all(_after(driver, stack, kind) for kind in kinds[index : index + count])


def _after(driver: Driver, states: list[int], kind: int) -> bool:
    """Reads a terminal with states alone; False, and states of no use, where it cannot stand."""
    tables, words = driver.tables, driver.words
    for _ in range(_MOST_STEPS):
        action = words.action(states[-1], kind)
        if action is None:
            return False
        if action == ACCEPT:
            return True
        if action > ACCEPT:
            states.append(action)
            return True
        rule = tables.rules[~action]
        if rule.right:
            del states[-len(rule.right) :]
        states.append(tables.gotos[states[-1]][rule.symbol])
    return False


def replace_sign(driver: Driver) -> bool:
    """Goes on as if the sign that the rest of a line needs stood in the place of another one, or
    as if a colon were not there."""
    tokens, place, fixed = driver.tokens, driver.index, driver.tables.fixed
    kind = tokens.kinds[place]
    if kind not in {fixed[sign] for sign in _ASSIGNING}:
        return False
    count = min(_understood(driver), _UNDERSTOOD_AFTER_SIGN)
    for sign in _ASSIGNING:
        if fixed[sign] == kind or (sign == "=" and takes(driver, driver.states, fixed["<"])):
            continue
        if survives(driver, driver.states, place + 1, count, after=fixed[sign]):
            complaints.wrong_sign(driver, sign)
            tokens.kinds[place] = fixed[sign]
            return True
    if kind != fixed[":"] or not survives(driver, driver.states, place + 1, count):
        return False
    complaints.wrong_sign(driver, "")
    driver.index += 1
    return True


def insert_sign(driver: Driver, *, silently: bool) -> bool:
    """Goes on as if a missing sign stood before the driver's token, if one is missing there."""
    fitting = [sign for sign in SIGNS if _fits(driver, sign)]
    if not fitting:
        return False
    sign = fitting[0]
    if not silently:
        complaints.missing_sign(driver, sign, is_only=len(fitting) == 1)
    driver.insert(driver.tables.fixed[sign])
    return True


def _fits(driver: Driver, sign: str) -> bool:
    fixed = driver.tables.fixed
    if sign == "=" and takes(driver, driver.states, fixed["<"]):
        # Any comparison could be meant, or nothing of the kind.
        return False
    if sign == "," and takes(driver, driver.states, fixed["where"]):
        # `where` could be meant, or any operation.
        return False
    count = _understood(driver)
    return survives(driver, driver.states, driver.index, count, after=fixed[sign])


def _understood(driver: Driver) -> int:
    """How many tokens must be understood from the driver's place on."""
    first = driver.index + 1
    following = range(first, min(first + UNDERSTOOD, len(driver.tokens.starts)))
    next_line = (each for each in following if layout.is_first_on_line(driver, each))
    return min(next(next_line, UNDERSTOOD + first) - driver.index + 1, UNDERSTOOD)


def respell(driver: Driver) -> bool:
    """Goes on as if a misspelt word of the language were the one that can stand there."""
    tokens, place = driver.tokens, driver.index
    word = driver.source.text[tokens.starts[place] : tokens.ends[place]]
    near = Nearest().names(word, complaints.words_that_fit(driver)) if word.isidentifier() else ()
    if not near:
        return False
    kind, tokens.kinds[place] = tokens.kinds[place], driver.words.words[near[0]]
    if not survives(driver, driver.states, place, _understood(driver)):
        tokens.kinds[place] = kind
        return False
    complaints.unexpected(driver)
    driver.problems.respell(tokens.starts[place], tokens.ends[place], near[0])
    return True


def skip_to_block(driver: Driver) -> bool:
    """Leaves out the rest of a heading that is not understood, where its block follows on the
    same line."""
    tokens, opening = driver.tokens, driver.tables.fixed["{"]
    if not takes(driver, driver.states, opening):
        return False
    line = driver.source.position(tokens.starts[driver.index])[0]
    for place in range(driver.index, len(tokens.kinds)):
        if driver.source.position(tokens.starts[place])[0] != line:
            return False
        if tokens.kinds[place] == opening:
            driver.index = place
            return True
    return False


def comma_in_number(driver: Driver) -> int:
    """The token that is a comma right between two numbers, at the driver's place or just before
    it; -1 for none."""
    tokens, comma = driver.tokens, driver.tables.fixed[","]
    for place in range(driver.index, max(driver.index - 3, 0), -1):
        if (
            tokens.kinds[place] == comma
            and tokens.kinds[place - 1] == driver.words.number
            and tokens.kinds[place + 1] == driver.words.number
            and tokens.ends[place - 1] == tokens.starts[place]
            and tokens.ends[place] == tokens.starts[place + 1]
        ):
            return place
    return -1


def join_number(driver: Driver, comma: int) -> bool:
    """Makes one number of the two around a comma, and reads the declaration again with it; not
    where that would be so much that a file full of them would take long."""
    tokens = driver.tokens
    keep = start_of_declaration(driver)
    first = layout.token_at(driver, driver.starts[keep]) if keep < len(driver.starts) else comma
    if driver.index - first > _LONGEST_TO_READ_AGAIN:
        return False
    tokens.ends[comma - 1] = tokens.ends[comma + 1]
    for row in (tokens.kinds, tokens.starts, tokens.ends):
        del row[comma : comma + 2]
    driver.cut(keep, first)
    return True


def start_of_declaration(driver: Driver) -> int:
    """How many symbols stand before the declaration that is being read."""
    whole = len(driver.states) > 1 and driver.tables.is_repetition(
        driver.tables.reached_by[driver.states[1]]
    )
    return 2 if whole else 1
