"""The JSON documents of ratings as models, from which their schemas are published."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from ..model_parts import Model, Place
from ..summary.scheme_model import SchemeModel


class RatingsFormat(Model):
    """What the document is."""

    format: Literal["ratings"]
    version: Literal[1]


class RatingFormat(Model):
    """What the document is."""

    format: Literal["rating"]
    version: Literal[1]


class Quantity(Model):
    """A value. `exact` is a whole number or a fraction such as `27/25` in the base unit (currency
    units, days; a percentage is a plain ratio), a day, a period, `yes` or `no`, a text, or the id
    of a level or choice. `shown` is how people read it; `rounded` says that it leaves something
    out."""

    exact: str
    shown: str
    rounded: bool
    unit: str


class Digests(Model):
    """SHA-256 of what the framework means, whatever its comments, labels, layout and files, and of
    its files; `docs/language.md` says what takes part."""

    meaning: str
    sources: str


class FrameworkNamed(Model):
    """The framework rated by."""

    id: str
    label: str
    version: str
    digests: Digests


class RoleNamed(Model):
    """The role rated for."""

    id: str
    label: str


class ParameterInForce(Model):
    """A parameter's value in this run: set by the caller, or the entry in force `from` a day."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)

    label: str
    value: Quantity
    set_by_caller: bool
    from_: Annotated[str | None, Field(alias="from")]
    place: Place


class RuleTaken(Model):
    """The rule that decided a rating, and where it stands."""

    id: str
    place: Place


class Reason(Model):
    """What an absence started with: the id concerned, and what is wrong with it."""

    subject: str
    text: str


class Absent(Model):
    """Why something is not there. `code` says so in short, with the ids of the values it comes
    from: `from: quota`; `reasons` follow it back to what it started with, in words."""

    kind: Literal["missing", "not applicable"]
    code: str
    reasons: list[Reason]


class Weight(Model):
    """Shares of the whole role: as declared, and after what is absent has left. `contribution` is
    the effective weight times the points; the contributions add up to the overall score."""

    declared: Quantity
    effective: Quantity
    contribution: Quantity


class Part(Model):
    """A responsibility, KPI or competency. `value` is a competency's assessed points; `absent`
    says why the first of value, rating and score that is null is so."""

    label: str
    value: Quantity | None
    rating: str | None
    score: Quantity | None
    weight: Weight | None
    rule: RuleTaken | None
    absent: Absent | None


class Possible(Model):
    """The levels still possible, best first, were everything missing known. Where `exact` is
    false, some of them may not be reachable."""

    levels: list[str]
    exact: bool


class Overall(Model):
    """The verdict. `rule` is the one that decided before the gates; `possible` stands where
    something is missing."""

    state: Literal["rated", "not rated", "not applicable"]
    level: str | None
    label: str | None
    score: Quantity | None
    rule: RuleTaken | None
    known_weight: Quantity | None
    missing: list[str]
    possible: Possible | None
    absent: Absent | None


class Gate(Model):
    """A gate of the role, and what became of it."""

    id: str
    action: Literal["cap", "raise", "set"]
    level: str
    outcome: Literal[
        "not fired", "fired", "unknown, ignored", "unknown, applied", "unknown, undetermined"
    ]
    because: str | None
    place: Place


class PersonRating(Model):
    """One person's rating, its parts by their ids, in the order declared. `kept` are the columns
    of the evidence that were asked for beside it, as written, empty texts for empty cells."""

    person: str
    kept: dict[str, str]
    overall: Overall
    responsibilities: dict[str, Part]
    kpis: dict[str, Part]
    competencies: dict[str, Part]
    gates: list[Gate]


class EvidenceProblem(Model):
    """Why evidence could not be used. `row` is as a spreadsheet counts: headings are row 1.
    `sheet` and `cell` (such as `D7`) are empty for what stands in no workbook. `kept` is as for
    people who are rated."""

    code: str
    person: str
    field: str
    value: str
    message: str
    file: str
    row: int | None
    column: str
    sheet: str
    cell: str
    kept: dict[str, str]


class EvidenceNote(Model):
    """Something in a file that was not used, or not read as it plainly stands. `file` names the
    sheet too where there is one."""

    file: str
    message: str


class RatingsDocument(Model):
    """The ratings of one run. `scheme` are the levels and thresholds they were given by."""

    assay: RatingsFormat
    language: str
    framework: FrameworkNamed
    role: RoleNamed | None
    period: str | None
    as_of: str | None
    parameters: dict[str, ParameterInForce]
    scheme: SchemeModel
    ratings: list[PersonRating]
    problems: list[EvidenceProblem]
    notes: list[EvidenceNote]


class RatingDocument(PersonRating):
    """One person's rating, as a line of JSON Lines."""

    assay: RatingFormat
    language: str
    framework: FrameworkNamed
    role: RoleNamed | None
    period: str | None
    as_of: str | None
    parameters: dict[str, ParameterInForce]
