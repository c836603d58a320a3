"""Finds the tokens of a text and reports what is none."""

from __future__ import annotations

import re
from typing import Final

from ..diagnostics.model import Edit, Fix
from ..source import Source
from . import characters, literals
from .problems import Problems, replacement
from .vocabulary import UNIT_WORDS, Vocabulary

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?:_[A-Za-z0-9]{2,8})*")
_CURRENCY: Final = re.compile(r"[A-Z]{3}")
_BLOCK_AT_END: Final = re.compile(r"\s*\{\s*\}?$")
_UNREADABLE_HELP: Final = {
    ";": "nothing separates lines here; leave it out",
    "^": "write a power as `power(x, 2)`",
    "[": "write `(` for lists of values",
    "]": "write `)` for lists of values",
    "!": "write `not`, or `!=` for `is not equal`",
    "&": "write `and`",
    "|": "write `or`",
    "'": 'write texts as `"…"`',
    "`": 'write texts as `"…"`',
}


class Tokeniser:
    """Fills parallel lists of kinds, starts and ends from one pass over the text."""

    def __init__(self, source: Source, words: Vocabulary, problems: Problems) -> None:
        self._source = source
        self._words = words
        self._problems = problems
        self._known = dict(words.words)
        self.kinds: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.garbled: set[int] = set()

    def run(self) -> None:
        """Read the whole text."""
        self._refuse_characters()
        position = 0
        while position >= 0:
            position = self._run_from(position)
        self._append_end()

    def _run_from(self, position: int) -> int:
        """Read on from an offset; the offset from which to go on anew, -1 at the end."""
        kinds, starts, ends, words = self.kinds, self.starts, self.ends, self._words
        known, signs = self._known, words.signs
        number, parenthesis, string = words.number, signs["("], words.string
        before_parenthesis, before_text = words.before_parenthesis, words.before_text
        previous = kinds[-1] if kinds else words.end
        for match in words.pattern.finditer(self._source.text, position):
            group = match.lastgroup
            start, end = match.span(group)  # type: ignore[arg-type]
            if group == "word":
                word = match[group]
                kind = known.get(word, -1)
                if kind < 0 or previous == number:
                    kind = self._word(word, start, end)
                    if self._problems.full:
                        break
                    if kind < 0:
                        continue
            elif group == "sign":
                kind = signs[match[group]]
                if kind == parenthesis and previous in before_parenthesis:
                    kinds[-1] = before_parenthesis[previous]
            elif group == "number":
                kind = number
                if not (match[group].isascii() and match[group].isdigit()):
                    self._check_number(match[group], start, end)
            elif group == "string":
                kind = string
                self._mark_language(previous, before_text)
            elif group == "end":
                break
            else:
                rare = group or "other"
                kind = self._rare(rare, match[rare], start, end)
                if self._problems.full:
                    break
                if kind < 0:
                    continue
                if kind == string:
                    self._mark_language(previous, before_text)
                if rare == "unclosed":
                    kinds.append(kind)
                    starts.append(start)
                    ends.append(self._probable_end(match[rare], start))
                    return ends[-1]
            kinds.append(kind)
            starts.append(start)
            ends.append(end)
            previous = kind
        return -1

    def _append_end(self) -> None:
        size = len(self._source.text)
        self.kinds.append(self._words.end)
        self.starts.append(size)
        self.ends.append(size)

    def _mark_language(self, previous: int, before_text: dict[int, int]) -> None:
        """A word right before a text may be its language."""
        if previous in before_text:
            word = self._source.text[self.starts[-1] : self.ends[-1]]
            if _LANGUAGE.fullmatch(word):
                self.kinds[-1] = before_text[previous]

    # --- words -----------------------------------------------------------------------------

    def _word(self, word: str, start: int, end: int) -> int:
        """The kind of a word met for the first time, or right after a number; -1 for none."""
        if self.kinds and self.kinds[-1] == self._words.number:
            if _CURRENCY.fullmatch(word):
                return self._words.currency
            if self.ends[-1] == start and word not in UNIT_WORDS:
                self._number_with_letters(start, end)
                return -1
        if word in self._known:
            return self._known[word]
        if not word.isascii():
            return self._foreign_word(word, start, end)
        self._known[word] = self._words.name
        return self._words.name

    def _foreign_word(self, word: str, start: int, end: int) -> int:
        """The kind of a word with characters beyond ASCII, each of which must be of a word."""
        for offset in characters.invisible(word):
            self._invisible(word[offset], start + offset)
            if self._problems.full:
                break
        for offset in characters.not_of_a_word(word):
            self._unexpected(word[offset], start + offset, start + offset + 1)
            return -1
        seen = characters.visible(word)
        if not seen:
            return -1
        kind = self._words.words.get(seen, self._words.name)
        if seen == word:
            self._known[word] = kind
        return kind

    def _number_with_letters(self, start: int, end: int) -> None:
        """`5k`, `1e6`: the letters join the number, so that nothing else trips over them."""
        text = self._source.text[self.starts[-1] : end]
        self.ends[-1] = end
        self._problems.error(
            "bad-number",
            f"`{shortened(text)}` is not a number",
            self._problems.span(self.starts[-1], end),
            help="write all its digits, such as `5_000`; a unit is `%`, `THB`, `days` or `weeks`",
        )

    # --- everything that is not plain ------------------------------------------------------

    def _rare(self, group: str, text: str, start: int, end: int) -> int:
        """The kind of a token of a rarer group; -1 where it is none."""
        words = self._words
        match group:
            case "phrase":
                return words.phrases[" ".join(text.split())]
            case "language":
                return words.language
            case "date":
                return words.date
            case "period":
                return words.period
            case "grouped":
                self._grouped(text, start, end)
                return words.number
            case "headless" if self.ends and self.ends[-1] == start and not text.isspace():
                return self._second_point(end)
            case "headless":
                self._replace("bad-number", text, "0" + text, start, end)
                return words.number
            case "foreign_sign":
                return self._foreign_sign(text, start, end)
            case "foreign_comment":
                span = self._problems.span(start, start + 2)
                message = "`//` does not start a comment; write `#`"
                fix = replacement("write `#`", span, "#")
                self._problems.error("foreign-operator", message, span, fix=fix)
                return -1
            case "foreign_string":
                self._foreign_string(text, start, end)
                return words.string
            case "unclosed":
                return self._unclosed(text, start, end)
            case _:
                self._unexpected(text, start, end)
                return -1

    def _second_point(self, end: int) -> int:
        """`1.2.0`: the rest joins the number, which can only be a text such as a version."""
        start = self.starts[-1]
        if self.kinds[-1] not in (self._words.number, self._words.string):
            return -1
        span = self._problems.span(start, end)
        text = span.text
        self.ends[-1] = end
        if self.kinds[-2:-1] == [self._words.signs[":"]]:
            # What follows a property's name may be a text, and `1.2.0` is likely to be one.
            self.kinds[-1] = self._words.string
        self._problems.error(
            "bad-number",
            f"`{shortened(text)}` is not a number",
            span,
            help="a version or another text stands between quotes",
            fix=replacement(f'write `"{shortened(text)}"`', span, f'"{text}"'),
        )
        return -1

    def _check_number(self, text: str, start: int, end: int) -> None:
        plain = characters.plain_digits(text)
        if plain != text:
            self._replace("foreign-character", text, plain, start, end)
        elif "__" in text or text.endswith("_") or "_." in text or "._" in text:
            whole, point, decimals = text.partition(".")
            tidy = [re.sub("__+", "_", part).strip("_") for part in (whole, decimals)]
            self._replace("bad-number", text, point.join(tidy), start, end)

    def _grouped(self, text: str, start: int, end: int) -> None:
        """`1,000`: one number or two? The reader is asked, never guessed at."""
        digits = characters.plain_digits(text)
        if literals.has_decimal_comma(digits):
            plain, reason = digits.replace(",", "."), "decimals stand after a point"
        else:
            plain, reason = digits.replace(",", "_"), "a comma separates values"
        self.comma_in_number(text, plain, reason, start, end)

    def comma_in_number(self, text: str, plain: str, reason: str, start: int, end: int) -> None:
        """Report a comma in a number, which should be written `plain` for that reason."""
        span = self._problems.span(start, end)
        self._problems.error(
            "bad-number",
            f"write `{shortened(plain)}` instead of `{shortened(text)}`: {reason}",
            span,
            help="where several values are meant, put a space after each comma",
            fix=replacement(f"write `{shortened(plain)}`", span, plain),
        )

    def _foreign_sign(self, text: str, start: int, end: int) -> int:
        plain = characters.FOREIGN_SIGNS[text]
        code = "foreign-operator" if text.isascii() else "foreign-character"
        self._replace(code, text, plain, start, end)
        return self._words.signs.get(plain, self._words.words.get(plain, -1))

    def _foreign_string(self, text: str, start: int, end: int) -> None:
        plain = f'"{text[1:-1]}"'
        span = self._problems.span(start, end)
        self._problems.error(
            "foreign-character",
            f'a text stands between two plain `"`, not between `{text[0]}` and `{text[-1]}`',
            span,
            fix=replacement('write plain `"`', span, plain),
        )

    def _unclosed(self, text: str, start: int, end: int) -> int:
        long = text.startswith('"""')
        if not long and self._source.position(start)[0] in self.garbled:
            return self._words.string
        self._garble(start)
        end = self._probable_end(text, start)
        self._problems.error(
            "unclosed-string",
            'this text is never closed: its `"""` has no partner'
            if long
            else 'this text is never closed: its `"` has no partner on the line',
            self._problems.span(start, start + 3 if long else end),
            help='end the text with `"""`'
            if long
            else 'end the text with `"`; a text of several lines stands between `"""` and `"""`',
            fix=None if long or end <= start + 1 else self._closing_quote(end),
        )
        return self._words.string

    def _closing_quote(self, end: int) -> Fix:
        return Fix('add `"`', (Edit(self._problems.span(end, end), '"'),))

    def _probable_end(self, text: str, start: int) -> int:
        """Where a text that is not closed was meant to end: a short one before the brace at the
        end of its line, a long one before the next line that a declaration starts on."""
        if text.startswith('"""'):
            declaration = self._words.declaration.search(text)
            return start + (declaration.start() if declaration else len(text))
        line = text.rstrip()
        block = _BLOCK_AT_END.search(line)
        return start + (block.start() if block else len(line))

    def _unexpected(self, text: str, start: int, end: int) -> None:
        self._garble(start)
        if text[0] in _refused_here(text):
            return
        self._problems.error(
            "unexpected-character",
            f"{characters.describe(text[0])} means nothing here",
            self._problems.span(start, end),
            help=_unreadable_help(text[0]),
        )

    def _invisible(self, character: str, offset: int) -> None:
        span = self._problems.span(offset, offset + 1)
        self._problems.error(
            "foreign-character",
            f"there is an invisible character here: {characters.describe(character)}",
            span,
            fix=replacement("remove it", span, ""),
        )

    def _refuse_characters(self) -> None:
        for offset, character, is_bidi in characters.refused(self._source.text):
            span = self._problems.span(offset, offset + 1)
            name = characters.describe(character)
            fix = replacement("remove it", span, "")
            if is_bidi:
                code, message = "bidi-control", f"{name} changes the order in which text is shown"
            else:
                code, message = "unexpected-character", f"{name} is not text"
            self._problems.error(code, message, span, fix=fix)
            if self._problems.full:
                return

    def _replace(self, code: str, text: str, plain: str, start: int, end: int) -> None:
        span = self._problems.span(start, end)
        self._problems.error(
            code,
            f"`{shortened(text)}` is not used here; write `{shortened(plain)}`",
            span,
            fix=replacement(f"write `{shortened(plain)}`", span, plain),
        )

    def _garble(self, offset: int) -> None:
        self.garbled.add(self._source.position(offset)[0])


def shortened(text: str) -> str:
    """Text as a message quotes it: one line of at most 40 characters."""
    line = " ".join(text[:80].split())
    return line if len(line) <= 40 else line[:39] + "…"


def _refused_here(text: str) -> str:
    return "".join(character for _, character, _ in characters.refused(text[:1]))


def _unreadable_help(character: str) -> str:
    if character in "$€£¥฿₿":
        return "a currency stands after the number, as three capital letters: `5_000 THB`"
    return _UNREADABLE_HELP.get(character, "")
