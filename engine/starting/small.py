"""A few choices -> a small framework that is complete: every rule of it has an example.

It has what most frameworks have: facts, a KPI over a target, a KPI that is a fact, a competency
that several people assess, two responsibilities, a gate, and a person whom not everything
concerns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .texts import Words, canonical, chosen, label

PeriodChoice = Literal["month", "quarter", "half", "year"]
LANGUAGES = ("en", "th")
LEVEL_COUNTS = (3, 4, 5)


@dataclass(frozen=True, slots=True)
class Choices:
    """What a small framework is about. `label` and `role` have a text for each of `languages`,
    of which the first is the framework's own."""

    id: str
    label: Words
    role: Words
    languages: tuple[str, ...] = LANGUAGES
    currency: str = "THB"
    period: PeriodChoice = "quarter"
    levels: int = 5


@dataclass(frozen=True, slots=True)
class _Level:
    """A level, its points, and what reaches it; "" for what everything else reaches."""

    id: str
    words: Words
    achievement: str
    satisfaction: str
    gap: str
    sample: tuple[int, str, str, str]
    """A person at this level: thousands sold of a target of 1,000; the satisfaction; the levels
    that manager and peers give."""


_OUTSTANDING = _Level(
    "outstanding",
    {"en": "Outstanding", "th": "ยอดเยี่ยม"},
    "120%",
    "95%",
    "1",
    (1_250, "96%", "expert", "expert"),
)
_EXCEEDS = _Level(
    "exceeds",
    {"en": "Exceeds expectations", "th": "สูงกว่าที่คาดหวัง"},
    "105%",
    "90%",
    "0.5",
    (1_100, "92%", "expert", "proficient"),
)
_MEETS = _Level(
    "meets",
    {"en": "Meets expectations", "th": "ตามที่คาดหวัง"},
    "95%",
    "80%",
    "0",
    (1_000, "85%", "proficient", "proficient"),
)
_DEVELOPING = _Level(
    "developing",
    {"en": "Developing", "th": "กำลังพัฒนา"},
    "80%",
    "70%",
    "-1",
    (850, "75%", "practising", "practising"),
)
_LOWEST = _Level(
    "unsatisfactory",
    {"en": "Unsatisfactory", "th": "ต้องปรับปรุง"},
    "",
    "",
    "",
    (500, "60%", "novice", "novice"),
)

_SCALES: dict[int, tuple[_Level, ...]] = {
    3: (_EXCEEDS, _MEETS, _LOWEST),
    4: (_EXCEEDS, _MEETS, _DEVELOPING, _LOWEST),
    5: (_OUTSTANDING, _EXCEEDS, _MEETS, _DEVELOPING, _LOWEST),
}

_PROFICIENCY: tuple[tuple[str, Words, Words], ...] = (
    (
        "novice",
        {"en": "Novice", "th": "เริ่มต้น"},
        {"en": "Shares work only when asked", "th": "แบ่งปันงานเมื่อถูกขอเท่านั้น"},
    ),
    (
        "practising",
        {"en": "Practising", "th": "ปฏิบัติได้"},
        {"en": "Helps colleagues who ask", "th": "ช่วยเพื่อนร่วมงานที่มาขอความช่วยเหลือ"},
    ),
    (
        "proficient",
        {"en": "Proficient", "th": "ชำนาญ"},
        {
            "en": "Offers help early and keeps what was agreed",
            "th": "เสนอตัวช่วยตั้งแต่เนิ่น ๆ และรักษาข้อตกลง",
        },
    ),
    (
        "expert",
        {"en": "Expert", "th": "เชี่ยวชาญ"},
        {"en": "Makes the whole team work better together", "th": "ทำให้ทั้งทีมทำงานร่วมกันได้ดีขึ้น"},
    ),
)

_WORDS: dict[str, Words] = {
    "performance": {"en": "Performance", "th": "ผลการปฏิบัติงาน"},
    "proficiency": {"en": "Proficiency", "th": "ระดับความสามารถ"},
    "result": {"en": "Result", "th": "ผลงานที่ทำได้"},
    "result_note": {"en": "What was achieved in the period", "th": "มูลค่าผลงานที่ทำได้ในรอบการประเมิน"},
    "target": {"en": "Target", "th": "เป้าหมาย"},
    "target_note": {
        "en": "What was agreed for the period",
        "th": "มูลค่าเป้าหมายที่ตกลงกันไว้ในรอบการประเมิน",
    },
    "satisfied": {"en": "Satisfied customers", "th": "สัดส่วนลูกค้าที่พึงพอใจ"},
    "satisfied_note": {
        "en": "Customers who said they were satisfied, out of all who answered",
        "th": "ลูกค้าที่ตอบว่าพึงพอใจ เทียบกับผู้ตอบทั้งหมด",
    },
    "achievement": {"en": "Target achievement", "th": "การบรรลุเป้าหมาย"},
    "achievement_note": {
        "en": "The result as a share of the target",
        "th": "ผลงานที่ทำได้เทียบกับเป้าหมาย",
    },
    "satisfaction": {"en": "Customer satisfaction", "th": "ความพึงพอใจของลูกค้า"},
    "satisfaction_note": {"en": "How many customers are satisfied", "th": "ลูกค้าพึงพอใจมากน้อยเพียงใด"},
    "teamwork": {"en": "Teamwork", "th": "การทำงานเป็นทีม"},
    "teamwork_note": {
        "en": "Works with others towards a shared result",
        "th": "ทำงานร่วมกับผู้อื่นเพื่อผลลัพธ์เดียวกัน",
    },
    "results": {"en": "Deliver results", "th": "สร้างผลงาน"},
    "results_note": {
        "en": "Reaches what was agreed, to the customers’ satisfaction",
        "th": "ทำได้ตามที่ตกลงกัน โดยลูกค้าพึงพอใจ",
    },
    "team": {"en": "Work as a team", "th": "ทำงานร่วมกับทีม"},
    "team_note": {"en": "Helps colleagues to succeed", "th": "ช่วยให้เพื่อนร่วมงานประสบความสำเร็จ"},
    "gate": {
        "en": "Nobody exceeds expectations with dissatisfied customers",
        "th": "ผู้ที่ลูกค้าไม่พึงพอใจจะไม่ได้ระดับสูงกว่าที่คาดหวัง",
    },
}


def small_framework(choices: Choices) -> str:
    """Choices -> the text of a framework file in its one form"""
    return canonical(_Writer(choices).text())


@dataclass(frozen=True, slots=True)
class _Writer:
    choices: Choices

    @property
    def levels(self) -> Sequence[_Level]:
        return _SCALES[self.choices.levels]

    def text(self) -> str:
        parts = [
            self._header(),
            self._scales(),
            self._facts(),
            self._kpis(),
            self._competency(),
            self._role(),
            self._examples(),
        ]
        return "\n".join(parts)

    def _label(self, key: str) -> str:
        return label(chosen(_WORDS[key], self.choices.languages))

    def _of(self, words: Words) -> str:
        return label(chosen(words, self.choices.languages))

    def _header(self) -> str:
        choices = self.choices
        return f"""
framework {choices.id} {self._of(choices.label)} {{
  version: "0.1.0"
  currency: {choices.currency}
  period: {choices.period}
  languages: {", ".join(choices.languages)}
}}
"""

    def _scales(self) -> str:
        count = len(self.levels)
        levels = "\n".join(
            f"{level.id} = {count - rank} {self._of(level.words)}"
            for rank, level in enumerate(self.levels)
        )
        proficiency = "\n".join(
            f"{id} = {rank} {self._of(words)}"
            for rank, (id, words, _) in enumerate(_PROFICIENCY, 1)
        )
        gaps = self._rules("gap", "gap")
        return f"""
scale performance {self._label("performance")} {{ {levels} }}
scale proficiency {self._label("proficiency")} {{
  {proficiency}
  rate gap on performance {{ {gaps} }}
}}
"""

    def _rules(self, subject: str, field: str) -> str:
        *reached, lowest = self.levels
        lines = [f"{subject} >= {getattr(level, field)} => {level.id}" for level in reached]
        return "\n".join([*lines, f"otherwise => {lowest.id}"])

    def _facts(self) -> str:
        facts = [
            ("result", "money", f"range: >= 0 {self.choices.currency}"),
            ("target", "money", f"range: > 0 {self.choices.currency}"),
            ("satisfied", "percent", "range: 0% to 100%"),
        ]
        return "\n".join(
            f"input {id} {self._label(id)} {{ description: {self._label(f'{id}_note')}\n"
            f"type: {type}\n{limits} }}"
            for id, type, limits in facts
        )

    def _kpis(self) -> str:
        kpis = [("achievement", "result / target"), ("satisfaction", "satisfied")]
        return "\n".join(
            f"""kpi {id} {self._label(id)} {{
  description: {self._label(f"{id}_note")}
  type: percent
  formula: {formula}
  better: higher
  rate on performance {{ {self._rules("", id)} }}
}}"""
            for id, formula in kpis
        )

    def _competency(self) -> str:
        indicators = "\n".join(f"{id}: {self._of(shown)}" for id, _, shown in _PROFICIENCY)
        return f"""
competency teamwork {self._label("teamwork")} {{
  description: {self._label("teamwork_note")}
  levels: proficiency
  {indicators}
  assessed by manager 60%, peers 40%
}}
"""

    def _role(self) -> str:
        count = len(self.levels)
        *reached, lowest = self.levels
        rules = "\n".join(
            f"overall >= {count - rank - 1}.5 => {level.id}" for rank, level in enumerate(reached)
        )
        return f"""
role staff {self._of(self.choices.role)} {{
  responsibility results {self._label("results")} weight 60% {{
    description: {self._label("results_note")}
    kpi achievement weight 80%
    kpi satisfaction weight 20%
  }}
  responsibility team {self._label("team")} weight 40% {{
    description: {self._label("team_note")}
    competency teamwork weight 100% requires proficient
  }}
  overall on performance {{
    rated when at least 60% of weight is known
    {rules}
    otherwise => {lowest.id}
    cap at meets when satisfaction < 70% because {self._label("gate")} when unknown ignore
  }}
}}
"""

    # --- examples --------------------------------------------------------------------------

    def _examples(self) -> str:
        examples = [self._at(level) for level in self.levels]
        return "\n".join(
            [*examples, self._capped(), self._new_starter(), self._unasked(), self._unknown()]
        )

    def _at(self, level: _Level) -> str:
        """Someone who is at one level in everything."""
        result, satisfied, manager, peers = level.sample
        name = chosen(level.words, self.choices.languages)[self.choices.languages[0]]
        measures = " ".join(
            f"rating of {id} = {level.id}" for id in ("achievement", "satisfaction", "teamwork")
        )
        points = len(self.levels) - self.levels.index(level)
        expected = f"{measures} overall score = {points} overall = {level.id}"
        return self._example(name, self._given(result, satisfied, manager, peers), expected)

    def _capped(self) -> str:
        best = self.levels[0].sample
        given = self._given(best[0], "60%", best[2], best[3])
        title = {
            "en": "a strong result with dissatisfied customers",
            "th": "ผลงานดีมากแต่ลูกค้าไม่พึงพอใจ",
        }
        return self._example(self._title(title), given, "overall = meets")

    def _new_starter(self) -> str:
        title = {"en": "a new starter without a target", "th": "พนักงานใหม่ที่ยังไม่มีเป้าหมาย"}
        given = (
            "result = not applicable target = not applicable satisfied = 85% "
            "teamwork.manager = proficient teamwork.peers = proficient"
        )
        expected = "achievement = not applicable overall = meets"
        return self._example(self._title(title), given, expected)

    def _unasked(self) -> str:
        """One measure is missing: its weight goes to the others, and the gate is left open."""
        title = {"en": "customers were not asked", "th": "ยังไม่ได้สำรวจความพึงพอใจของลูกค้า"}
        meeting = next(level for level in self.levels if level.id == "meets").sample
        given = self._given(meeting[0], "missing", meeting[2], meeting[3])
        return self._example(self._title(title), given, "overall = meets")

    def _unknown(self) -> str:
        title = {"en": "too little is known", "th": "ข้อมูลไม่พอจะสรุปผล"}
        given = "satisfied = 85% teamwork.manager = proficient"
        return self._example(self._title(title), given, "overall = not rated")

    def _title(self, words: Words) -> str:
        return words[self.choices.languages[0]]

    def _given(self, result: int, satisfied: str, manager: str, peers: str) -> str:
        currency = self.choices.currency
        return (
            f"result = {result * 1_000} {currency} target = 1_000_000 {currency} "
            f"satisfied = {satisfied} teamwork.manager = {manager} teamwork.peers = {peers}"
        )

    def _example(self, name: str, given: str, expected: str) -> str:
        period = _PERIODS[self.choices.period]
        return f"""
example "{name}" in {period} {{
  given {{ {given} }}
  expect {{ {expected} }}
}}
"""


_PERIODS: dict[PeriodChoice, str] = {
    "month": "2026-01",
    "quarter": "2026-Q1",
    "half": "2026-H1",
    "year": "2026",
}
