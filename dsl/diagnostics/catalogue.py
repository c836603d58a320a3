"""Every diagnostic there is: slug, severity, summary, and the version that brought it.

To add one: add its entry here and its page `pages/<slug>.md`; a slug is never reused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from ..source import Span
from .model import Diagnostic, Fix, Label, Severity


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a code before it is raised; `summary` is one line in plain words."""

    slug: str
    severity: Severity
    summary: str
    since: str


def _error(slug: str, summary: str, *, since: str = "0.1") -> Entry:
    return Entry(slug, Severity.ERROR, summary, since)


def _warning(slug: str, summary: str, *, since: str = "0.1") -> Entry:
    return Entry(slug, Severity.WARNING, summary, since)


def _note(slug: str, summary: str, *, since: str = "0.1") -> Entry:
    return Entry(slug, Severity.NOTE, summary, since)


_TEXT = (
    _error("bad-case-cell", "a cell of a table of examples that is no value of its column"),
    _error("bad-case-table", "a table of examples that cannot be read, or expects nothing"),
    _error("bad-date", "a date that is not in the calendar, or not written as year-month-day"),
    _error("bad-number", "a number written in a way that could mean another one"),
    _error("bad-escape", "a backslash in a string before something it cannot stand before"),
    _error("bidi-control", "an invisible character that changes the order in which text is shown"),
    _error("duplicate-property", "a property that is given twice in one declaration"),
    _error("file-too-large", "a file of more than 5 MiB"),
    _error("foreign-character", "a look-alike of a sign of the language, such as a curly quote"),
    _error("foreign-operator", "a sign of another notation, such as `==` or `&&`"),
    _error("invalid-utf8", "a file that is not UTF-8 text"),
    _error("nesting-too-deep", "brackets and conditions nested in each other too deeply"),
    _error("number-too-large", "a number with more digits than can be computed with"),
    _error("syntax", "something other than what may stand at this place"),
    _error("too-many-declarations", "a framework of more than 100,000 declarations"),
    _error("too-many-problems", "so many problems in one file that the rest are not listed"),
    _error("unclosed-brace", "an opening brace or bracket without its closing one"),
    _error("unclosed-string", "a quoted text without its closing quote"),
    _error("unexpected-character", "a character that means nothing in the language"),
    _error("unknown-declaration", "a declaration that begins with a word that starts none"),
    _error("unknown-property", "a property that this kind of declaration does not have"),
)

_NAMES = (
    _error("circular-dependency", "a value that depends on itself, directly or through others"),
    _error("circular-role", "a role based on itself, directly or through others"),
    _error("circular-use", "a file that uses or extends itself, directly or through others"),
    _error("duplicate-name", "two declarations with the same id"),
    _error("extends-out-of-place", "a second `extends`, or one in a file that another one uses"),
    _error("file-not-found", "a file that is named but cannot be read"),
    _error("outside-folder", "a file that is named from outside the framework's folder"),
    _error("override-of-nothing", "an `override` of something that the base does not have"),
    _error("removal-of-nothing", "a `remove` of something that is not there"),
    _error("removal-out-of-place", "a `remove` in a declaration that starts from nothing"),
    _error("unknown-function", "a call of a function that does not exist"),
    _error("unknown-name", "a name that nothing declares"),
    _error("wrong-kind", "a name of one kind of declaration where another kind must stand"),
    _warning("look-alike-names", "two names that look the same and are not"),
    _error("column-out-of-place", "a column used where one value is needed, or in another table"),
    _error("duplicate-measure", "a measure that a role uses twice"),
    _error("duplicate-translation", "two translations of one text into the same language"),
    _error("name-out-of-place", "a name used where it means nothing, such as `gap` in a formula"),
    _error("reserved-name", "a word of the language used as an id"),
    _error("unknown-language", "a translation into a language that the header does not list"),
)

_TYPES = (
    _error("currencies-mixed", "amounts of different currencies brought together"),
    _error("irrational-outside-round", "a function with an inexact result outside `round`"),
    _error("level-not-in-scale", "a level that its scale does not have"),
    _error("not-a-constant", "a value that depends on evidence where only a constant may stand"),
    _error("percent-without-sign", "a percentage compared with a number that lacks its `%`"),
    _error("rating-not-available", "a rating or score asked of something that is not rated"),
    _error("scales-mixed", "levels of different scales brought together"),
    _error("type-mismatch", "a value of one type where another type is needed"),
    _error("unit-mismatch", "quantities of different dimensions brought together"),
    _error("wrong-argument-count", "a function given too few or too many values"),
    _error("bad-currency", "a currency that is not three capital letters"),
    _error("bad-rounding-step", "a step of `round` that is not a constant above 0"),
    _error("division-by-zero", "a division by a constant that is 0"),
    _error("member-not-in-choice", "a word that is not one of the choices it is compared with"),
    _error("no-table", "an aggregate of something that no table has"),
    _error("outside-range", "a value outside the range declared for it"),
)

_DECLARATIONS = (
    _error("conflicting-properties", "properties of one declaration that exclude each other"),
    _error("date-out-of-order", "dated entries that do not stand in the order of their dates"),
    _error("empty-declaration", "a declaration without the content it needs"),
    _error("limit-exceeded", "a number or a size beyond what the engine computes with"),
    _error("missing-property", "a declaration without a property it needs"),
    _error("no-role", "a role is needed and the framework declares none"),
    _error("require-fails", "a requirement over constants that does not hold"),
    _error("rule-out-of-order", "a rule after `otherwise`, where it can never be tried"),
    _error("uncovered-case", "rules without `otherwise` that leave a value without an outcome"),
    _error("weights-mixed", "siblings weighted partly in percent and partly in plain numbers"),
    _error("weights-not-100", "weights in percent that do not total exactly 100%"),
    _error("bad-header-value", "a value that a property of the header cannot have"),
    _error("duplicate-header", "a second `framework` header"),
    _error("empty-range", "a range that no value lies in"),
    _error("missing-header", "a framework without its `framework` header"),
    _error("points-out-of-order", "points of a curve that do not increase"),
    _error("same-points", "two levels of a scale with the same points"),
    _error("too-few-points", "a curve of fewer points than it needs"),
    _error("wrong-period", "a period of another kind than the framework evaluates"),
)

_DOUBTS = (
    _warning("bad-allow", "an `allow` of a code that is not one of a warning"),
    _warning("better-rated-worse", "a better value that is rated lower than a worse one"),
    _warning("equality-on-computed", "a comparison by `=` of a value that is computed"),
    _warning("gate-without-effect", "a gate that never fires, always does, or changes nothing"),
    _warning("kpi-in-no-role", "a KPI that no role measures or refers to"),
    _warning("missing-translation", "a text without a translation into a listed language"),
    _note("not-decided", "a question about the rules that the checker could not answer"),
    _warning("percentage-times-hundred", "a percentage that its formula multiplies by 100"),
    _warning("possible-division-by-zero", "a division by a value that can be 0"),
    _warning("responsibility-without-measure", "a responsibility that nothing measures"),
    _warning("rounding-before-threshold", "a rounding that decides which rule holds"),
    _warning("rule-not-exercised", "rules or gates that no example exercises"),
    _warning("unused-declaration", "a declaration that nothing uses"),
    _warning("gap-between-bands", "a value between two bands, which belongs to neither"),
    _warning("unreachable-level", "a level that nobody can be given"),
    _warning("unreachable-rule", "a rule that never decides anything"),
    _warning("unused-allow", "an `allow` of a warning that there is not"),
)
RETIRED = frozenset({"layer-not-available"})
"""Codes of earlier versions, which mean nothing any more and are never used again."""

CATALOGUE: Mapping[str, Entry] = MappingProxyType(
    {
        entry.slug: entry
        for entry in sorted(
            (*_TEXT, *_NAMES, *_TYPES, *_DECLARATIONS, *_DOUBTS), key=lambda entry: entry.slug
        )
    }
)
"""All entries by slug, in alphabetical order."""


def diagnose(  # noqa: PLR0913 - one parameter for each part of a diagnostic
    code: str,
    span: Span,
    message: str,
    *,
    label: str = "",
    secondary: Sequence[Label] = (),
    help: str = "",
    fix: Fix | None = None,
) -> Diagnostic:
    """A diagnostic of the catalogue's `code`, with the severity that the catalogue gives it.

    Raises KeyError where the catalogue lacks `code`: that is a bug of the caller.
    """
    return Diagnostic(
        code=code,
        severity=CATALOGUE[code].severity,
        message=message,
        span=span,
        label=label,
        secondary=tuple(secondary),
        help=help,
        fix=fix,
    )
