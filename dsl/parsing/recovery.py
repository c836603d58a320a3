"""What the parser does after a mistake, so that the rest of the file is read as it was meant.

First a repair is tried that costs nothing of the text: a sign that is missing, a misspelt word.
Where none fits, the property or rule with the mistake is skipped and noted as skipped.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from ..limits import MAX_NESTING, MAX_PROBLEMS
from . import complaints, layout, repairs, slips

if TYPE_CHECKING:
    from .driver import Driver

_AFTER_A_MISTAKE: Final = 4
"""So many tokens must be understood again for a place within a line to be gone on from."""


MOST_MISTAKES: Final = 10 * MAX_PROBLEMS
"""So many times the parser goes on; in a text with more, most of them follow from others."""


@dataclass(slots=True)
class Mistakes:
    """What recovery has done so far: the text it skipped, as pairs of offsets, and where the
    last mistake within an item was, to tell one that only repeats it."""

    skipped: list[tuple[int, int]] = field(default_factory=list)
    count: int = 0
    last: tuple[int, ...] = ()
    last_offset: int = -1
    scale: str | None = None


def recover(driver: Driver) -> bool:
    """Reports the mistake at the driver's place and goes on from the best place there is.

    False where there is none."""
    driver.mistakes.count += 1
    if driver.mistakes.count > MOST_MISTAKES:
        driver.problems.overflow()
        return False
    if driver.too_deep:
        _report_depth(driver)
        return _resume_at_declaration(driver, driver.index)
    _finish_declaration(driver)
    comma = repairs.comma_in_number(driver)
    if comma >= 0:
        complaints.decimal_comma(driver, comma)
        return repairs.join_number(driver, comma) or _resume_nearby(driver)
    fresh = _new_declaration(driver)
    if fresh >= 0:
        if not layout.is_garbled(driver):
            complaints.unclosed(driver, fresh)
        return _close_blocks(driver, fresh)
    if _closes_earlier(driver):
        return True
    _finish_item(driver)
    silently = layout.is_garbled(driver) or _is_follow_up(driver)
    if _remedied(driver, silently=silently):
        return True
    if not silently:
        complaints.unexpected(driver, incomplete=_step_back_to_line(driver))
    if repairs.skip_to_block(driver):
        return True
    driver.mistakes.last_offset = driver.tokens.starts[driver.index]
    return _resume_nearby(driver)


def _remedied(driver: Driver, *, silently: bool) -> bool:
    if slips.defies_signs(driver, in_rules=complaints.in_rules(driver)):
        return False
    if not silently and repairs.replace_sign(driver):
        return True
    return repairs.insert_sign(driver, silently=silently) or repairs.respell(driver)


def _report_depth(driver: Driver) -> None:
    place = min(driver.index, len(driver.tokens.starts) - 1)
    driver.problems.error(
        "nesting-too-deep",
        f"this is nested more than {MAX_NESTING} levels deep",
        driver.problems.span(driver.tokens.starts[place], driver.tokens.ends[place]),
        help="give parts of it names of their own, as metrics",
    )


def _finish_declaration(driver: Driver) -> None:
    """A declaration that is whole stays, whatever the lines after it say."""
    end = driver.words.end
    closed = driver.index and driver.tokens.kinds[driver.index - 1] == driver.tables.fixed["}"]
    apart = closed or layout.is_first_on_line(driver, driver.index)
    if apart and repairs.takes(driver, driver.states, end):
        while len(driver.states) > 1 and not _between_declarations(driver):
            driver.reduce_for(end)


def _finish_item(driver: Driver) -> None:
    """A property or rule that is whole stays, whatever the lines after it say."""
    closing = driver.tables.fixed["}"]
    brace = next(layout.still_open(driver, "{", "}"), 0)
    if (
        brace
        and layout.is_first_on_line(driver, driver.index)
        and repairs.takes(driver, driver.states, closing)
    ):
        while len(driver.states) > _ends_of_block(driver, brace)[0] and driver.reduce_for(closing):
            pass


def _closes_earlier(driver: Driver) -> bool:
    """Where what stands here would be understood if the block around it had ended earlier, before
    this line or before an `expect` read as a row of evidence, its brace is what is missing."""
    braces = list(layout.still_open(driver, "{", "}"))
    if len(braces) < 2:
        return False
    opener = layout.token_at(driver, driver.starts[braces[0]])
    outer = layout.token_at(driver, driver.starts[braces[1]])
    if layout.is_word(driver, opener - 1, "expect") and layout.is_word(driver, outer - 1, "given"):
        return _close_before(driver, braces[1], opener - 1)
    return _close_before(driver, braces[0], layout.first_on_line(driver, driver.index))


def _close_before(driver: Driver, brace: int, first: int) -> bool:
    if driver.tokens.starts[first] < driver.starts[brace]:
        return False
    closing = driver.tables.fixed["}"]
    whole = _whole_before(driver, brace, first)
    if not whole:
        return False
    length = driver.index - first + _AFTER_A_MISTAKE
    if not repairs.survives(driver, driver.states[:whole], first, length, after=closing):
        return False
    driver.cut(whole, first)
    complaints.unclosed(driver, first)
    driver.insert(closing)
    return True


def _whole_before(driver: Driver, brace: int, index: int) -> int:
    """How many symbols to keep to have the whole items of a block before a token; 0 where an item
    of the same line is among them already."""
    offset = driver.tokens.starts[index]
    for keep in _ends_of_block(driver, brace):
        if keep == brace + 1 or driver.starts[keep - 1] < offset:
            items = driver.values[keep - 1]
            last = getattr(items[-1], "span", None) if items else None
            return 0 if last is not None and last.start >= offset else keep
    return 0


def _step_back_to_line(driver: Driver) -> bool:
    """Where a line was read as the rest of an item that an earlier line began, and would be
    understood as an item of its own, the mistake is that the earlier line is not complete."""
    brace = next(layout.still_open(driver, "{", "}"), 0)
    first = layout.first_on_line(driver, driver.index)
    if not brace or first == driver.index:
        return False
    offset = driver.tokens.starts[first]
    whole = _ends_of_block(driver, brace)[0]
    began_before = whole < len(driver.states) and driver.starts[whole] < offset
    if not began_before:
        return False
    if not repairs.survives(driver, driver.states[:whole], first, _AFTER_A_MISTAKE):
        return False
    keep = len(driver.starts)
    while driver.starts[keep - 1] >= offset:
        keep -= 1
    driver.cut(keep, first)
    return True


def _between_declarations(driver: Driver) -> bool:
    return len(driver.states) == 2 and driver.tables.is_repetition(
        driver.tables.reached_by[driver.states[1]]
    )


def _new_declaration(driver: Driver) -> int:
    """The token with which a new declaration starts inside an open block, at the driver's place
    or before it on the same line; the end of the text counts as one. -1 where none does."""
    index = driver.index
    brace = next(layout.still_open(driver, "{", "}"), 0)
    if not brace:
        return -1
    if driver.tokens.kinds[index] == driver.words.end or layout.starts_declaration(driver, index):
        return index
    first = layout.first_on_line(driver, index)
    inside = driver.tokens.starts[first] > driver.starts[brace]
    return first if inside and layout.starts_declaration(driver, first) else -1


def _close_blocks(driver: Driver, index: int) -> bool:
    """Closes all blocks that are open, so that the declaration stays, and goes on at `index`."""
    closing = driver.tables.fixed["}"]
    offset = driver.tokens.starts[index]
    while len(driver.starts) > 1 and driver.starts[-1] >= offset:
        driver.cut(len(driver.starts) - 1, index)
    driver.index = index
    while any(layout.still_open(driver, "{", "}")):
        keep = _block_that_takes(driver, closing)
        if not keep:
            return _resume_at_declaration(driver, index)
        _skip(driver, keep, index)
        driver.insert(closing)
    return True


def _block_that_takes(driver: Driver, kind: int) -> int:
    """How many symbols to keep so that the innermost open block takes a terminal.

    A block that cannot take it, such as a curve without points, is given up; 0 for no block."""
    if repairs.takes(driver, driver.states, kind):
        return len(driver.states)
    for brace in layout.still_open(driver, "{", "}"):
        for keep in _ends_of_block(driver, brace):
            if repairs.takes(driver, driver.states[:keep], kind):
                return keep
    return 0


def _ends_of_block(driver: Driver, brace: int) -> list[int]:
    """How many symbols to keep to have whole items of the block that symbol `brace` opens: all
    of them first, none of them last."""
    after = brace + 1
    height = len(driver.states)
    lists = []
    while after < height and driver.tables.is_repetition(
        driver.tables.reached_by[driver.states[after]]
    ):
        after += 1
        lists.append(after)
    return [*reversed(lists), brace + 1]


def _is_follow_up(driver: Driver) -> bool:
    """Whether the mistake only repeats the last one: the next item of a block begins in a way
    that is not understood either, or a closing brace is what a lost block leaves over."""
    mistakes = driver.mistakes
    brace = next(layout.still_open(driver, "{", "}"), 0)
    if not brace:
        closing = driver.tokens.kinds[driver.index] == driver.tables.fixed["}"]
        return closing and mistakes.last_offset >= _last_declaration(driver) >= 0
    whole = _ends_of_block(driver, brace)[0]
    items = sum(len(each) for each in driver.values[brace:whole] if isinstance(each, list))
    here = (driver.starts[brace], items)
    repeated = len(driver.states) == whole + 1 and here == mistakes.last
    mistakes.last = here
    return repeated


def _last_declaration(driver: Driver) -> int:
    """The offset at which the last whole declaration starts; -1 where there is none."""
    declarations = driver.values[1] if len(driver.values) > 1 else None
    if not isinstance(declarations, list) or not declarations:
        return -1
    start: int = declarations[-1].span.start
    return start


def _resume_nearby(driver: Driver) -> bool:
    """Goes on at the next property, rule or closing brace of the same block."""
    depth = 0
    index = driver.index
    kinds, end = driver.tokens.kinds, driver.words.end
    opening, closing = driver.tables.fixed["{"], driver.tables.fixed["}"]
    brace = next(layout.still_open(driver, "{", "}"), 0)
    if not brace:
        return _resume_at_declaration(driver, index + (kinds[index] == closing))
    places = [(keep, driver.states[:keep]) for keep in _ends_of_block(driver, brace)]
    while kinds[index] != end:
        if index > driver.index and layout.starts_declaration(driver, index):
            break
        kind = kinds[index]
        leftover = kind == closing and layout.is_leftover(driver, brace, index)
        if depth == 0 and not leftover:
            keep = _place_to_go_on(driver, places, index)
            if keep and (index > driver.index or keep < len(driver.states)):
                _skip(driver, keep, index)
                return True
            if kind == closing:
                return _give_up_block(driver, index)
        if kind == opening:
            depth += 1
        elif kind == closing:
            depth = max(0, depth - 1)
        index += 1
    if index > driver.index:
        driver.index = index
        complaints.unclosed(driver, index)
    return _close_blocks(driver, index)


def _give_up_block(driver: Driver, index: int) -> bool:
    """Drops the innermost block, which its closing brace at `index` leaves incomplete, and the
    property that it belongs to."""
    _, *outer = layout.still_open(driver, "{", "}")
    if not outer:
        return _resume_at_declaration(driver, index + 1)
    _skip(driver, _ends_of_block(driver, outer[0])[0], index + 1)
    return True


def _place_to_go_on(driver: Driver, places: list[tuple[int, list[int]]], index: int) -> int:
    """Which of the places of a block takes a token; 0 where that is nothing to go on from.

    A closing brace and the first token of a line are trusted; within a line what follows must be
    understood too."""
    kind = driver.tokens.kinds[index]
    trusted = kind == driver.tables.fixed["}"] or layout.is_first_on_line(driver, index)
    for keep, states in places:
        if trusted:
            found = repairs.takes(driver, states, kind)
        else:
            clear = index > driver.index and _is_clear_start(driver, index)
            found = clear and repairs.survives(driver, states, index, _AFTER_A_MISTAKE)
        if found:
            return keep
    return 0


def _is_clear_start(driver: Driver, index: int) -> bool:
    """Whether a token within a line can only start a property or a rule: it is a sign, or
    `otherwise`, or `:` or `=` comes next."""
    kinds, fixed = driver.tokens.kinds, driver.tables.fixed
    return (
        kinds[index] in driver.words.signs.values()
        or layout.is_word(driver, index, "otherwise")
        or kinds[index + 1] in (fixed[":"], fixed["="])
    )


def _resume_at_declaration(driver: Driver, index: int) -> bool:
    """Drops the declaration that is being read and goes on at the next one; inside a block that
    is dropped, only what stands at the very start of its line is taken for one."""
    kinds, end = driver.tokens.kinds, driver.words.end
    opening, closing = driver.tables.fixed["{"], driver.tables.fixed["}"]
    depth = 0
    while kinds[index] != end and not layout.starts_declaration(driver, index, flush=depth > 0):
        if kinds[index] == opening:
            depth += 1
        elif kinds[index] == closing:
            depth -= 1
        index += 1
    _skip(driver, repairs.start_of_declaration(driver), index)
    return True


def _skip(driver: Driver, keep: int, index: int) -> None:
    here = driver.tokens.starts[driver.index]
    start = min(driver.starts[keep], here) if keep < len(driver.starts) else here
    end = driver.tokens.starts[index]
    if start < end:
        driver.mistakes.skipped.append((start, end))
    driver.cut(keep, index)
