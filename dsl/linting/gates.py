"""Gates that never fire, always do, or change nothing when they do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from .. import framework as fw
from ..checking.report import Report
from ..diagnostics.model import Fix
from .conditions import Member, read
from .domains import Domains
from .inequalities import OutOfReachError
from .intervals import EVERYTHING, Interval, between, bounded, hull
from .reach import Reach
from .regions import Region, World, find
from .several import note_undecided, why_unsettled, world_of
from .text import removal


@dataclass(frozen=True, slots=True)
class Row:
    """A measure or a responsibility of a role, as its tables have it: the scores it can have, and
    the levels it can be given (None where that is not known)."""

    score: Reach
    levels: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a role's score, its `rows` by table and by id."""

    overall: Interval
    rows: Mapping[str, Mapping[str, Row]]


def check_gates(
    role: fw.Role, standing: Standing, domains: Domains, report: Report
) -> frozenset[str]:
    """Reports gates without a use -> the levels that the others may give"""
    assert role.overall is not None
    scale = domains.framework.scales[role.overall.rules.scale]
    best, worst = scale.by_rank[-1].id, scale.by_rank[0].id
    world = _World(standing, domains).whole()
    given: set[str] = set()
    for gate in role.overall.gates:
        if (gate.action, gate.level) in (("cap", best), ("raise", worst)):
            end = "best" if gate.action == "cap" else "lowest"
            _report(gate, f"this gate changes nothing: `{gate.level}` is the {end} level", report)
        elif _fires(gate, world, domains, report):
            given.add(gate.level)
    return frozenset(given)


def _fires(gate: fw.Gate, world: World, domains: Domains, report: Report) -> bool:
    """Whether a gate may fire; reports one that never or always does."""
    condition = read(gate.condition, domains.points)
    try:
        fired, spared = (find([(condition, holds)], world) for holds in (True, False))
    except OutOfReachError:
        note_undecided(gate, "this gate can fire", "there are too many cases", report)
        return True
    if fired is None:
        _report(gate, "this gate never fires: no values fulfil its condition", report)
        return False
    if spared is None:
        _report(gate, "this gate always fires: all values fulfil its condition", report)
        return True
    why = _why_unsettled(fired, domains)
    if why:
        note_undecided(gate, "this gate can fire", why, report)
    return True


def _why_unsettled(region: Region, domains: Domains) -> str:
    """A condition on one thing, whatever it is, is decided by its range."""
    if len(region.named) + len(region.unread) <= 1:
        return ""
    return why_unsettled(region, domains)


def _report(gate: fw.Gate, message: str, report: Report) -> None:
    report.add(
        "gate-without-effect",
        gate.span,
        message,
        help="correct its condition or its level, or remove the gate",
        fix=Fix("remove the gate", (removal(gate.span),)),
    )


# --- what a gate's condition can read ------------------------------------------------------


class _World:
    """The world of a role's gates."""

    def __init__(self, standing: Standing, domains: Domains) -> None:
        self._standing = standing
        self._domains = domains

    def whole(self) -> World:
        plain = world_of(self._domains, None, EVERYTHING)
        return World(self._domain_of, plain.formula_of, self._can_be, self._can_come_out)

    def _domain_of(self, expression: fw.Expression) -> Interval:
        match expression:
            case fw.OverallReference():
                return self._standing.overall
            case fw.PropertyReference(property="score", entity="role"):
                return self._standing.overall
            case fw.PropertyReference(property="score", id=name):
                return self._score_of(name)
            case fw.RoleAggregate():
                return self._aggregate(expression)
            case _:
                return self._domains.expression(expression)

    def _score_of(self, name: str) -> Interval:
        for rows in self._standing.rows.values():
            if name in rows:
                return rows[name].score.interval
        return EVERYTHING

    def _can_be(self, expression: fw.Expression, member: Member) -> bool:
        match expression:
            case fw.PropertyReference(property="rating", id=name):
                for rows in self._standing.rows.values():
                    if name in rows:
                        levels = rows[name].levels
                        return levels is None or member in levels
                return True
            case _:
                return True

    # --- the role's tables ---

    def _aggregate(self, expression: fw.RoleAggregate) -> Interval:
        rows = tuple(self._standing.rows[expression.table].values())
        if expression.function == "count":
            where = expression.where
            able = len(rows) if where is None else self._count(rows, where)
            whole = Interval(low=Fraction(0), low_in=True, whole=True)
            return bounded(whole, "<=", Fraction(able))
        value = expression.value
        averaging = expression.function not in ("sum", "count distinct")
        if averaging and isinstance(value, fw.RoleColumnReference) and rows:
            if value.column == "score":
                return hull(row.score.interval for row in rows)
            if value.column == "weight":
                return between(Fraction(0), Fraction(1))
        return EVERYTHING

    def _count(self, rows: Iterable[Row], where: fw.Expression) -> int:
        """How many rows a condition can be true of; many can be the same."""
        able = {row: self._row_can(row, where, holds=True) for row in dict.fromkeys(rows)}
        return sum(able[row] for row in rows)

    def _can_come_out(self, expression: fw.Expression, holds: bool) -> bool:  # noqa: FBT001
        """Whether `any` or `all` over the role's rows can be so. A row that does not apply leaves,
        so that of no rows nothing holds, and everything."""
        match expression:
            case fw.RoleAggregate(function="any" | "all" as function, where=where, table=table):
                if where is None or holds == (function == "all"):
                    return True
                rows = dict.fromkeys(self._standing.rows[table].values())
                return any(self._row_can(row, where, holds=holds) for row in rows)
            case _:
                return True

    def _row_can(self, row: Row, where: fw.Expression, *, holds: bool) -> bool:
        """Whether a condition on a row's rating, score and weight can come out so."""

        def domain_of(expression: fw.Expression) -> Interval:
            match expression:
                case fw.RoleColumnReference(column="score"):
                    return row.score.interval
                case fw.RoleColumnReference(column="weight"):
                    return between(Fraction(0), Fraction(1))
                case _:
                    return self._domain_of(expression)

        def can_be(expression: fw.Expression, member: Member) -> bool:
            if isinstance(expression, fw.RoleColumnReference):
                return row.levels is None or member in row.levels
            return self._can_be(expression, member)

        world = World(domain_of, can_be=can_be)
        try:
            condition = read(where, self._domains.points)
            return find([(condition, holds)], world) is not None
        except OutOfReachError:
            return True
