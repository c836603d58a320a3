"""The outline of a framework -> the text of its file, with examples for each level of a role."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import floor

from ..arithmetic.numerals import shortest_terminating
from .outline import Kpi, Level, Outline, Rating, Role, Threshold
from .texts import Words, canonical, identifier, label

_ACTUAL: Words = {"en": "{} (actual)", "th": "{} (ผลจริง)"}
_ALL_AT: Words = {"en": "{role}: everything at “{level}”", "th": "{role}: ทุกตัวชี้วัดอยู่ที่ระดับ “{level}”"}
_SCALE: Words = {"en": "Performance", "th": "ผลการปฏิบัติงาน"}


def outline_text(outline: Outline, id: str, name: Words, source: str, currency: str) -> str:
    """Outline -> the text of a framework file in its one form"""
    return canonical(_Writer(outline, id, name, source, currency).text())


@dataclass(frozen=True, slots=True)
class _Placed:
    """A KPI with its id."""

    id: str
    kpi: Kpi


@dataclass(slots=True)
class _Writer:
    outline: Outline
    id: str
    name: Words
    source: str
    currency: str
    taken: list[str] = field(default_factory=list)

    def text(self) -> str:
        self.taken.append(self.id)
        self.taken.append("performance")
        placed = self._placed()
        parts = [self._header(), self._scale()]
        for each in {each.id: each for of_role in placed for each in of_role}.values():
            parts += [self._input(each), self._kpi(each)]
        ids = [self._new_id(role.label) for role in self.outline.roles]
        for id, role, of_role in zip(ids, self.outline.roles, placed, strict=True):
            parts.append(self._role(id, role, of_role))
        for id, role, of_role in zip(ids, self.outline.roles, placed, strict=True):
            parts += self._examples(id, role, of_role)
        return "\n".join(parts)

    # --- names -----------------------------------------------------------------------------

    def _label(self, words: Words) -> str:
        """What the framework's languages say; where its own says nothing, whatever there is."""
        languages = self.outline.languages
        said = {each: words[each] for each in languages if each in words}
        if languages[0] not in said:
            said = {languages[0]: next(iter(words.values())), **said}
        return label(said)

    def _own(self, words: Words) -> str:
        return words.get(self.outline.languages[0]) or next(iter(words.values()))

    def _new_id(self, words: Words) -> str:
        """An English id where there is an English label, else one in the label's script."""
        id = identifier(words.get("en") or next(iter(words.values())), self.taken)
        self.taken.append(id)
        return id

    def _placed(self) -> list[list[_Placed]]:
        """The KPIs of each role; the same KPI of several roles is declared once."""
        known: list[_Placed] = []
        roles = []
        for role in self.outline.roles:
            of_role: list[_Placed] = []
            for responsibility in role.responsibilities:
                for kpi in responsibility.kpis:
                    here = {each.id for each in of_role}
                    same = next(
                        (
                            each
                            for each in known
                            if each.id not in here
                            and (each.kpi.label, each.kpi.rating) == (kpi.label, kpi.rating)
                        ),
                        None,
                    )
                    if same is None:
                        same = _Placed(self._new_id(kpi.label), kpi)
                        self.taken.append(f"{same.id}_actual")
                        known.append(same)
                    of_role.append(same)
            roles.append(of_role)
        return roles

    # --- declarations ----------------------------------------------------------------------

    def _header(self) -> str:
        outline = self.outline
        version = f"{outline.year}.1" if outline.year is not None else "0.1.0"
        return f"""
framework {self.id} {self._label(self.name)} {{
  version: "{version}"
  currency: {self.currency}
  languages: {", ".join(outline.languages)}
  source: {label({"": self.source})}
}}
"""

    def _scale(self) -> str:
        levels = "\n".join(
            f"{each.id} = {each.points} {self._label(each.label)}" for each in self.outline.levels
        )
        return f"scale performance {self._label(_SCALE)} {{ {levels} }}"

    def _input(self, placed: _Placed) -> str:
        named = {
            language: _ACTUAL[language].format(text) for language, text in placed.kpi.label.items()
        }
        columns = ", ".join(label({"": text}) for text in placed.kpi.label.values())
        return f"""
input {placed.id}_actual {self._label(named)} {{
  type: {_type(placed.kpi.rating, self.currency)}
  column: {columns}
}}
"""

    def _kpi(self, placed: _Placed) -> str:
        kpi, rating = placed.kpi, placed.kpi.rating
        description = f"description: {self._label(kpi.description)}" if kpi.description else ""
        rules = "\n".join(
            f"{each.operator} {_literal(each.number, rating)} => {each.level}"
            for each in rating.thresholds
        )
        return f"""
kpi {placed.id} {self._label(kpi.label)} {{
  {description}
  {self._unreached(rating)}
  type: {_type(rating, self.currency)}
  formula: {placed.id}_actual
  better: {rating.better}
  rate on performance {{ {rules}
    otherwise => {rating.lowest} }}
}}
"""

    def _unreached(self, rating: Rating) -> str:
        """What allows that some levels are never given, where the sheet has no band for them."""
        given = {rating.lowest, *(each.level for each in rating.thresholds)}
        if all(level.id in given for level in self.outline.levels):
            return ""
        reason = label({"": f"{self.source} has no band for some levels"})
        return f"allow unreachable-level because {reason}"

    def _role(self, id: str, role: Role, placed: Sequence[_Placed]) -> str:
        waiting = iter(placed)
        responsibilities = []
        for each in role.responsibilities:
            kpis = "\n".join(
                f"kpi {next(waiting).id} weight {_number(kpi.weight)}" for kpi in each.kpis
            )
            name = self._new_id(each.label)
            responsibilities.append(
                f"responsibility {name} {self._label(each.label)} weight {_number(each.weight)}% "
                f"{{ {kpis} }}"
            )
        *reached, lowest = self.outline.levels
        rules = "\n".join(
            f"overall >= {_number(limit)} => {level.id}"
            for level, limit in zip(reached, self._limits(), strict=True)
        )
        return f"""
role {id} {self._label(role.label)} {{
  {chr(10).join(responsibilities)}
  overall on performance {{ {rules}
    otherwise => {lowest.id} }}
}}
"""

    def _limits(self) -> list[Fraction]:
        """The overall scores halfway between the points of two levels."""
        return [
            Fraction(better.points + worse.points, 2)
            for better, worse in pairwise(self.outline.levels)
        ]

    # --- examples --------------------------------------------------------------------------

    def _examples(self, id: str, role: Role, placed: Sequence[_Placed]) -> Iterator[str]:
        for level in self.outline.levels:
            given, expected = [], []
            for each in placed:
                reached = _nearest(each.kpi.rating, level, self.outline.levels)
                value = _literal(_sample(each.kpi.rating, reached.id), each.kpi.rating)
                given.append(f"{each.id}_actual = {value}")
                expected.append(f"rating of {each.id} = {reached.id}")
            overall = self._overall(role, level)
            name = self._own(_ALL_AT).format(
                role=self._own(role.label), level=self._own(level.label)
            )
            yield f"""
example {label({"": name})} for {id} {{
  given {{ {chr(10).join(given)} }}
  expect {{ {chr(10).join(expected)}
    overall = {overall.id} }}
}}
"""

    def _overall(self, role: Role, level: Level) -> Level:
        """The overall rating of someone who is at a level in everything."""
        score = Fraction(0)
        for each in role.responsibilities:
            total = sum((kpi.weight for kpi in each.kpis), Fraction(0))
            for kpi in each.kpis:
                points = _nearest(kpi.rating, level, self.outline.levels).points
                score += each.weight / 100 * (kpi.weight / total) * points
        for better, limit in zip(self.outline.levels, self._limits(), strict=False):
            if score >= limit:
                return better
        return self.outline.levels[-1]


# --- values --------------------------------------------------------------------------------


def _nearest(rating: Rating, level: Level, levels: Sequence[Level]) -> Level:
    """The level itself where the KPI gives it, else the next worse that it gives."""
    given = {rating.lowest, *(each.level for each in rating.thresholds)}
    at = levels.index(level)
    worse = [each for each in levels[at:] if each.id in given]
    return worse[0] if worse else next(each for each in reversed(levels) if each.id in given)


def _sample(rating: Rating, level: str) -> Fraction:
    """A value that reaches the level and no better one."""
    sign = 1 if rating.better == "higher" else -1
    better: Threshold | None = None
    for each in rating.thresholds:
        if each.level == level:
            if "=" in each.operator:
                return each.number
            if better is None:
                return each.number + sign
            if rating.type == "count":
                return Fraction(floor(each.number) + sign)
            return (each.number + better.number) / 2
        better = each
    assert better is not None
    if rating.better == "higher" and better.number > 0 and better.number < 2:
        return Fraction(0) if rating.type == "count" else better.number / 2
    return better.number - sign


def _type(rating: Rating, currency: str) -> str:
    if rating.type != "money" or rating.currency == currency:
        return rating.type
    return f"money in {rating.currency}"


def _literal(number: Fraction, rating: Rating) -> str:
    match rating.type:
        case "percent":
            return f"{_number(number)}%"
        case "money":
            return f"{_number(number)} {rating.currency}"
        case "duration":
            return f"{_number(number)} {'day' if number == 1 else 'days'}"
        case _:
            return _number(number)


def _number(number: Fraction) -> str:
    written = shortest_terminating(number)
    return f"{number.numerator} / {number.denominator}" if written is None else written
