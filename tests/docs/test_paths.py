"""Every path that a document names exists, and every link leads somewhere."""

import re
from pathlib import Path

import pytest

from .documents import DOCUMENTS, ROOT, text_of

_FOLDERS = sorted(path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] != ".")
_PATH = re.compile(rf"`((?:{'|'.join(_FOLDERS)})/[^`\s]*|[A-Za-z_]+\.(?:py|toml|md))`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def _named_paths(document: str) -> list[str]:
    prose = re.sub(r"^```.*?^```$", "", text_of(document), flags=re.MULTILINE | re.DOTALL)
    return [path for path in _PATH.findall(prose) if "<" not in path]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_named_paths_exist(document: str) -> None:
    missing = [path for path in _named_paths(document) if not (ROOT / path).exists()]
    assert missing == []


def test_the_recipes_name_paths() -> None:
    assert len(_named_paths("CONTRIBUTING.md")) >= 20


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_somewhere(document: str) -> None:
    broken = []
    for link in _LINK.findall(text_of(document)):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / document).parent / path if path else ROOT / document
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


def _anchors(path: Path) -> set[str]:
    return {_anchor(heading) for heading in _HEADING.findall(path.read_text(encoding="utf-8"))}
