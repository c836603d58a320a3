"""The headings of a file -> what each of its columns means, and why some cannot be told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...dsl.nearest import Nearest
from .known_headings import Headings, heading_key


@dataclass(frozen=True, slots=True)
class Bound:
    """What columns mean.

    `keys` maps positions to the keys that their headings stand for; `unknown` are the positions
    of headings that stand for nothing; `errors` says why headings cannot be told apart, each
    with a position concerned.
    """

    keys: Mapping[int, str]
    unknown: tuple[int, ...]
    errors: tuple[tuple[int, str], ...]


def bind_headings(
    headings: Sequence[str], known: Headings, skip: frozenset[int] = frozenset()
) -> Bound:
    """Headings -> Bound. Positions in `skip` are left alone, and so are empty headings."""
    keys: dict[int, str] = {}
    first: dict[str, int] = {}
    unknown: list[int] = []
    errors: list[tuple[int, str]] = []
    for position, heading in enumerate(headings):
        if position in skip or not heading:
            continue
        key = known.key(heading)
        if key is not None and key in first:
            errors.append((position, _twice(heading, headings[first[key]], key)))
        elif key is not None:
            first[key] = position
            keys[position] = key
        elif several := known.ambiguous.get(heading_key(heading)):
            named = " or ".join(f"`{each}`" for each in several)
            message = f"the heading `{heading}` can mean {named}: use the id of one"
            errors.append((position, message))
        else:
            unknown.append(position)
    return Bound(keys, tuple(unknown), tuple(errors))


def positions_of(headings: Sequence[str], spellings: Sequence[str]) -> list[int]:
    """Where one of the spellings stands among the headings."""
    wanted = {heading_key(spelling) for spelling in spellings}
    return [position for position, each in enumerate(headings) if heading_key(each) in wanted]


def nearest_keys(heading: str, known: Headings) -> tuple[str, ...]:
    """The keys with a spelling much like a heading that is not known."""
    near = Nearest().names(heading_key(heading), known.keys)
    return tuple(dict.fromkeys(known.keys[name] for name in near))


def _twice(heading: str, first: str, key: str) -> str:
    if heading == first:
        return f"the heading `{heading}` stands twice"
    return f"the headings `{first}` and `{heading}` both mean `{key}`"
