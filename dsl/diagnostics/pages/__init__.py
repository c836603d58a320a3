"""The page of each diagnostic: what it means, why it is one, an example, the way out."""

from __future__ import annotations

from importlib.resources import files

from ...nearest import Nearest
from ..catalogue import CATALOGUE

_MOST_SUGGESTIONS = 3
_LITTLE_WORDS = frozenset({"in", "no", "not", "of", "too", "out", "a"})


def page(code: str) -> str:
    """Code -> its page, in Markdown

    Raises KeyError where the catalogue has no such code; `suggestions` names the nearest.
    """
    entry = CATALOGUE[code]
    return files(__name__).joinpath(f"{entry.slug}.md").read_text(encoding="utf-8")


def suggestions(code: str) -> tuple[str, ...]:
    """The codes that `code` is most likely meant to be: like it in letters, then in words."""
    words = code.lower().replace("_", " ").replace("-", " ").split()
    wanted = "-".join(words)
    if wanted in CATALOGUE:
        return (wanted,)
    near = Nearest().names(wanted, CATALOGUE)
    shared = {slug: len(set(words) & set(slug.split("-")) - _LITTLE_WORDS) for slug in CATALOGUE}
    sharing = sorted((slug for slug in CATALOGUE if shared[slug]), key=lambda slug: -shared[slug])
    return tuple(dict.fromkeys((*near, *sharing)))[:_MOST_SUGGESTIONS]
