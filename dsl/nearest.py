"""The declared names most like one that is not declared."""

from __future__ import annotations

from collections.abc import Iterable

_WORK_LIMIT = 5_000_000
_WORK_PER_NAME = 20
_LONGEST = 80
_SHOWN = 3


class Nearest:
    """Finds near names within a budget, so that a file full of mistakes is not read forever."""

    def __init__(self) -> None:
        self._work_left = _WORK_LIMIT

    def names(self, wanted: str, known: Iterable[str]) -> tuple[str, ...]:
        """The nearest known names, at most three, within a third of the letters of `wanted`."""
        if len(wanted) > _LONGEST:
            return ()
        allowed = max(1, len(wanted) // 3)
        near: list[tuple[int, str]] = []
        for name in known:
            if self._work_left <= 0:
                break
            self._work_left -= _WORK_PER_NAME
            if name == wanted or abs(len(name) - len(wanted)) > allowed:
                continue
            self._work_left -= len(wanted) * len(name)
            distance = edit_distance(wanted.casefold(), name.casefold(), allowed)
            if distance <= allowed and distance < len(wanted):
                near.append((distance, name))
        near.sort()
        best = [name for distance, name in near if distance == near[0][0]]
        return tuple(dict.fromkeys(best))[:_SHOWN]


def edit_distance(left: str, right: str, limit: int) -> int:
    """How many letters to insert, delete, replace or swap with the next; `limit` + 1 if more."""
    before_last: list[int] = []
    last = list(range(len(right) + 1))
    for row, letter in enumerate(left, 1):
        current = [row]
        for column, other in enumerate(right, 1):
            cost = min(last[column] + 1, current[-1] + 1, last[column - 1] + (letter != other))
            swapped = (
                row > 1 and column > 1 and (letter, other) == (right[column - 2], left[row - 2])
            )
            if swapped:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        if min(current) > limit:
            return limit + 1
        before_last, last = last, current
    return min(last[-1], limit + 1)


def did_you_mean(names: tuple[str, ...]) -> str:
    """`did you mean `a` or `b`?`, or "" for no names."""
    if not names:
        return ""
    *first, last = (f"`{name}`" for name in names)
    return f"did you mean {', '.join(first)} or {last}?" if first else f"did you mean {last}?"
