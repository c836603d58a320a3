"""JSON text with its numbers kept as written, and every refusal with its line and column."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import NoReturn

from ...arithmetic.numerals import MAX_DIGITS, quoted

Json = None | bool | int | Decimal | str | list["Json"] | dict[str, "Json"]
"""What `load_json` gives: whole numbers as int, all others as Decimal, nothing as float."""


class JsonError(ValueError):
    """A text that is not read as JSON; `str()` of it is the reason, in plain words.

    `line` and `column` count from 1, the column in code points.
    """

    def __init__(self, reason: str, line: int, column: int) -> None:
        super().__init__(reason)
        self.line = line
        self.column = column


def load_json(text: str) -> Json:
    """JSON text -> its values, numbers exactly as written.

    Raises `JsonError`, with the place, for what is no JSON, for NaN and infinities, numbers
    beyond the limit, a name given twice in one object, and halves of characters.
    """
    if text.startswith("\ufeff"):
        text = " " + text[1:]
    try:
        value: Json = json.loads(
            text,
            parse_int=_whole,
            parse_float=_real,
            parse_constant=_constant,
            object_pairs_hook=_members,
        )
    except json.JSONDecodeError as error:
        reason = _REASONS.get(error.msg, error.msg[:1].lower() + error.msg[1:])
        raise JsonError(reason, error.lineno, error.colno) from None
    except _Refused as refused:
        raise _placed(text, str(refused)) from None
    except RecursionError:
        raise _placed(text, _TOO_DEEP) from None
    # A lone half of a surrogate pair can only come from an escape; it is no text to print.
    if _SURROGATE_ESCAPE.search(text):
        _refuse_half_characters(text)
    return value


def items_of(text: str) -> Iterator[Json]:
    """The values in a JSON list, or in the list `people` of an object that has no tables, one after
    another, as `load_json` gives them.

    Raises `JsonError`, without the place, once it finds anything else: `load_json` tells where.
    """
    # Halves of characters are looked for in the whole.
    if _SURROGATE_ESCAPE.search(text):
        raise JsonError(_NO_PEOPLE, 1, 1)
    try:
        yield from _Items(text).every()
    except (json.JSONDecodeError, _Refused, RecursionError):
        raise JsonError(_NO_PEOPLE, 1, 1) from None


_REASONS = {
    "Expecting value": "expected a value",
    "Expecting property name enclosed in double quotes": "expected a name in double quotes",
    "Expecting ':' delimiter": "expected `:`",
    "Expecting ',' delimiter": "expected `,`",
    "Extra data": "there is more text after the end of the value",
    "Unterminated string starting at": "a text that starts here does not end",
    "Invalid control character at": "a text contains a control character",
    "Invalid \\escape": "a text contains an unknown escape after `\\`",
    "Invalid \\uXXXX escape": "`\\u` is not followed by four hexadecimal digits",
    "Illegal trailing comma before end of object": "there is a comma after the last member",
    "Illegal trailing comma before end of array": "there is a comma after the last item",
}

# --- what json.loads calls for each value --------------------------------------------------


class _Refused(Exception):
    """What is wrong with a value, before its place is known."""


_NO_PEOPLE = "the text is no plain list of values"
_BLANK = re.compile(r"[ \t\n\r]*")


class _Items:
    """Goes through a text, value by value; what it does not expect is refused."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._decoder = json.JSONDecoder(
            parse_int=_whole,
            parse_float=_real,
            parse_constant=_constant,
            object_pairs_hook=_members,
        )
        self._at = 0

    def every(self) -> Iterator[Json]:
        if self._next() == "[":
            yield from self._listed()
        else:
            yield from self._in_object()
        if self._next():
            raise _Refused(_NO_PEOPLE)

    def _next(self) -> str:
        """The next character that is not blank; "" at the end."""
        found = _BLANK.match(self._text, self._at)
        assert found is not None
        self._at = found.end()
        return self._text[self._at : self._at + 1]

    def _pass(self, expected: str) -> str:
        found = self._next()
        if not found or found not in expected:
            raise _Refused(_NO_PEOPLE)
        self._at += 1
        return found

    def _value(self) -> Json:
        self._next()
        value: Json
        value, self._at = self._decoder.raw_decode(self._text, self._at)
        return value

    def _listed(self) -> Iterator[Json]:
        self._pass("[")
        if self._next() == "]":
            self._pass("]")
            return
        while True:
            yield self._value()
            if self._pass(",]") == "]":
                return

    def _in_object(self) -> Iterator[Json]:
        self._pass("{")
        seen: set[str] = set()
        while True:
            name = self._value()
            if not isinstance(name, str) or name in seen:
                raise _Refused(_NO_PEOPLE)
            seen.add(name)
            self._pass(":")
            if name == "people" and self._next() == "[":
                yield from self._listed()
            elif name != "assay" or not is_version(self._value()):
                raise _Refused(_NO_PEOPLE)
            if self._pass(",}") == "}":
                break
        if "people" not in seen:
            raise _Refused(_NO_PEOPLE)


def is_version(stated: Json) -> bool:
    """Whether a document of evidence says that it is of the form that is read, or says nothing."""
    return stated is None or stated == {"format": "evidence", "version": 1}


def _whole(written: str) -> int:
    if len(written) > MAX_DIGITS + 1:
        raise _Refused(f"the number {quoted(written)} is beyond the limit of {MAX_DIGITS:,} digits")
    return int(written)


def _real(written: str) -> Decimal:
    try:
        value = Decimal(written) if len(written) <= 3 * MAX_DIGITS else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or abs(value.adjusted()) > MAX_DIGITS:
        raise _Refused(f"the number {quoted(written)} is beyond the limit of {MAX_DIGITS:,} digits")
    return value


def _constant(written: str) -> NoReturn:
    raise _Refused(f"`{written}` is not a finite number")


def _members(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _Refused(_TWICE.format(quoted(_first_repeated([name for name, _ in pairs]))))
    return members


_TWICE = "the name {} is given twice in one object"


def _first_repeated(names: list[str]) -> str:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            return name
        seen.add(name)
    raise AssertionError("called only where a name is repeated")


# --- places --------------------------------------------------------------------------------
# json.loads tells its hooks no place, so a refused text is read once more, token by token.

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_TOO_DEEP = "the values are nested too deeply"
_DEEPEST = 200


def _placed(text: str, reason: str) -> JsonError:
    """The error with the place of the first value that is refused."""
    opened: list[set[str] | None] = []
    name_next = False
    offset = 0
    for token in _TOKEN.finditer(text):
        written, offset = token[0], token.start()
        if written == "{":
            opened.append(set())
        elif written == "[":
            opened.append(None)
        elif written in "}]":
            opened.pop()
        elif written[0] == '"':
            names = opened[-1] if opened and name_next else None
            if names is not None:
                name = json.loads(written, strict=False)
                if name in names:
                    return _at(text, offset, _TWICE.format(quoted(name)))
                names.add(name)
        elif written not in (",", ":"):
            found = _attempt(written)
            if found is not None:
                return _at(text, offset, found)
        if reason == _TOO_DEEP and len(opened) > _DEEPEST:
            return _at(text, offset, reason)
        name_next = written in ("{", ",") and bool(opened) and opened[-1] is not None
    return _at(text, offset, reason)


def _attempt(written: str) -> str | None:
    """Why a token outside of texts is refused; None where it is fine."""
    try:
        json.loads(written, parse_int=_whole, parse_float=_real, parse_constant=_constant)
    except _Refused as refused:
        return str(refused)
    return None


def _refuse_half_characters(text: str) -> None:
    for token in _TOKEN.finditer(text):
        if token[0][0] == '"' and _SURROGATE_ESCAPE.search(token[0]):
            try:
                json.loads(token[0], strict=False).encode()
            except UnicodeEncodeError:
                raise _at(text, token.start(), "a text contains half a character") from None


def _at(text: str, offset: int, reason: str) -> JsonError:
    line_start = text.rfind("\n", 0, offset) + 1
    return JsonError(reason, text.count("\n", 0, offset) + 1, offset - line_start + 1)
