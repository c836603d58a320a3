"""The framework's header -> what it says of the whole framework."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast, get_args

from .. import framework, syntax
from ..diagnostics.model import Label
from ..period import PeriodKind
from .labels import Languages
from .report import Report

_CURRENCY = re.compile(r"[A-Z]{3}\Z", re.ASCII)
_PERIOD_KINDS: tuple[str, ...] = tuple(kind for kind in get_args(PeriodKind) if kind != "range")


@dataclass(frozen=True, slots=True)
class Header:
    """`currency` is "" where none is named; `languages` knows those of every label."""

    version: str
    currency: str
    period_kinds: tuple[PeriodKind, ...]
    source_note: str
    description: framework.Label | None
    languages: Languages


def check_header(declaration: syntax.FrameworkHeader | None, report: Report) -> Header:
    """FrameworkHeader -> Header"""
    found: dict[str, syntax.HeaderProperty] = {}
    for item in () if declaration is None else declaration.properties:
        earlier = found.setdefault(item.name.text, item)
        if earlier is not item:
            report.add(
                "duplicate-property",
                item.name.span,
                f"the header gives `{item.name.text}` twice",
                secondary=(Label(earlier.name.span, "given first here"),),
            )
    languages = Languages(_languages(found.get("languages"), report), report)
    return Header(
        _text(found.get("version"), report),
        _currency(found.get("currency"), report),
        _period_kinds(found.get("period"), report),
        _text(found.get("source"), report),
        _description(found.get("description"), languages, report),
        languages,
    )


def _text(item: syntax.HeaderProperty | None, report: Report) -> str:
    match item:
        case None:
            return ""
        case syntax.HeaderProperty(values=(syntax.Text(value=value),)):
            return value
        case syntax.HeaderProperty(values=(syntax.Localized(text=text),)):
            return text.value
        case _:
            _wrong(item, "one text in quotes", report)
            return ""


def _names(item: syntax.HeaderProperty, wanted: str, report: Report) -> tuple[syntax.Name, ...]:
    names = tuple(value for value in item.values if isinstance(value, syntax.Name))
    if len(names) != len(item.values):
        _wrong(item, wanted, report)
    return names


def _wrong(item: syntax.HeaderProperty, wanted: str, report: Report) -> None:
    report.add(
        "bad-header-value",
        item.span,
        f"`{item.name.text}` needs {wanted}",
    )


def _currency(item: syntax.HeaderProperty | None, report: Report) -> str:
    if item is None:
        return ""
    wanted = "one currency of three capital letters, such as `THB`"
    names = _names(item, wanted, report)
    if len(names) != len(item.values):
        return ""
    if len(names) != 1 or not _CURRENCY.match(names[0].text):
        _wrong(item, wanted, report)
        return ""
    return names[0].text


def _period_kinds(item: syntax.HeaderProperty | None, report: Report) -> tuple[PeriodKind, ...]:
    if item is None:
        return ()
    kinds: list[PeriodKind] = []
    for name in _names(item, "kinds of period, such as `quarter`", report):
        if name.text in _PERIOD_KINDS:
            kinds.append(cast("PeriodKind", name.text))
        else:
            report.unknown(
                "bad-header-value",
                name,
                f"`{name.text}` is not a kind of period",
                _PERIOD_KINDS,
                help="the kinds of period are `year`, `half`, `quarter` and `month`",
            )
    return tuple(dict.fromkeys(kinds))


def _languages(item: syntax.HeaderProperty | None, report: Report) -> tuple[str, ...]:
    if item is None:
        return ()
    names = _names(item, "language tags, such as `en, th`", report)
    return tuple(dict.fromkeys(name.text for name in names))


def _description(
    item: syntax.HeaderProperty | None, languages: Languages, report: Report
) -> framework.Label | None:
    match item:
        case None:
            return None
        case syntax.HeaderProperty(values=(syntax.Localized() as localized,)):
            return languages.text(localized)
        case syntax.HeaderProperty(values=(syntax.Text() as text,)):
            return languages.text(syntax.Localized(text.span, text))
        case _:
            _wrong(item, "one text in quotes", report)
            return None
