"""Messages: each has its words in every language, and each is one that the code says."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import get_args

import pytest

from assay.engine.render.catalogue import Catalogue, UnknownLanguage, catalogue, languages
from assay.engine.trace import AbsenceReason

ENGINE = Path(__file__).parents[3] / "engine"
SAYING = {"Message", "phrase", "text", "counted", "head", "heading"}
KEY = re.compile(r"[a-z]+(\.[a-z-]+)+|instead")
REASONS_WITH_SEVERAL_WORDINGS = {"stated", "from"}


def _placeholders(wording: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(wording) if name}


def _sources() -> Iterator[ast.AST]:
    for file in sorted(ENGINE.rglob("*.py")):
        yield from ast.walk(ast.parse(file.read_text("utf-8")))


def _said() -> tuple[set[str], list[re.Pattern[str]]]:
    """The constant texts of the code, and the patterns of those it puts together."""
    constants: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for node in _sources():
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            constants.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts = [
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z.-]*"
                for part in node.values
            ]
            if re.search(r"[a-z]\\\.|\\\.[a-z]", "".join(parts)):
                patterns.append(re.compile("".join(parts)))
    return constants, patterns


@pytest.fixture(params=[each for each in languages() if each != "en"])
def other(request: pytest.FixtureRequest) -> Catalogue:
    return catalogue(request.param)


def test_english_and_thai_are_there() -> None:
    assert languages() == ("en", "th")


def test_every_language_has_the_same_messages_and_none_is_empty(other: Catalogue) -> None:
    english = catalogue("en")
    assert set(other.wordings) == set(english.wordings)
    for words in (english, other):
        assert [key for key, texts in words.wordings.items() if not all(texts)] == []


def test_a_message_names_the_same_things_in_every_language(other: Catalogue) -> None:
    for key, wordings in catalogue("en").wordings.items():
        if key == "quantity.money":  # a currency has a code and a name; a language uses one
            continue
        expected = set().union(*map(_placeholders, wordings))
        for wording in other.wordings[key]:
            assert _placeholders(wording) == expected, key


def test_no_message_is_left_in_english(other: Catalogue) -> None:
    same = {
        key
        for key, wordings in catalogue("en").wordings.items()
        if wordings == other.wordings[key]
        and any(re.sub(r"{\w+}", "", each).strip(" ·;,:→=>%≈().-“”") for each in wordings)
    }
    assert same <= {"date.format"}


def test_every_message_is_one_that_the_code_says() -> None:
    constants, patterns = _said()
    unused = [
        key
        for key in catalogue("en").wordings
        if key not in constants and not any(each.fullmatch(key) for each in patterns)
    ]
    assert unused == []


def test_whatever_the_code_says_has_words() -> None:
    english = catalogue("en").wordings
    asked = {
        node.args[0].value
        for node in _sources()
        if isinstance(node, ast.Call)
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
        and (
            node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        )
        in SAYING
        and KEY.fullmatch(node.args[0].value)
    }
    assert len(asked) > 40
    assert asked - set(english) == set()


@pytest.mark.parametrize(
    "reason", sorted(set(get_args(AbsenceReason)) - REASONS_WITH_SEVERAL_WORDINGS)
)
def test_every_reason_of_an_absence_has_words(reason: str) -> None:
    for language in languages():
        assert f"absence.{reason}" in catalogue(language).wordings


def test_an_unknown_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownLanguage) as refused:
        catalogue("xx")
    assert refused.value.available == ("en", "th")
