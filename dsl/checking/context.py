"""What the checks of one framework share: names, types found so far, and where one stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final, Literal

from .. import framework, syntax
from ..diagnostics.model import Label
from ..limits import MAX_BITS, MAX_NESTING
from ..resolve import Names, a_kind
from ..source import Span
from ..syntax_walk import too_deep
from ..types import PLAIN, YESNO, ChoiceType, LevelType, QuantityType, Type
from ..units import describe
from ..walk import children, walk
from .constants import NotConstantError, TooLargeError, evaluate
from .labels import Languages
from .report import Report

CONSTANT_WORK: Final = 1_000_000
"""How many parts of requirements are computed while checking; what is left over is computed for
each person."""

UNKNOWN: Final = QuantityType("number", PLAIN)
"""The type of what has been reported already, or is part of a circle: it agrees with everything,
so that one problem is reported once. Told from `NUMBER`, which equals it, by identity."""


def with_parts(
    expression: framework.Arithmetic | framework.Call | framework.Negate,
    parts: Sequence[framework.Expression],
) -> framework.Expression:
    """The same operation on other parts."""
    match expression:
        case framework.Arithmetic():
            left, right = parts
            return replace(expression, left=left, right=right)
        case framework.Negate():
            return replace(expression, operand=parts[0])
        case framework.Call():
            return replace(expression, arguments=tuple(parts))


def unknown(span: Span) -> framework.Expression:
    """Stands for an expression with an error; no framework with one leaves the checker."""
    return framework.AbsentConstant(span, UNKNOWN, "missing")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a bare comparison such as `>= 100%` is about, in the rules where it may stand."""

    kind: Literal["kpi", "overall", "gap"]
    id: str
    type: Type

    def expression(self, span: Span) -> framework.Expression:
        match self.kind:
            case "kpi":
                return framework.Reference(span, self.type, self.id)
            case "overall":
                return framework.OverallReference(span, self.type)
            case "gap":
                return framework.GapReference(span, self.type)


@dataclass(frozen=True, slots=True)
class RoleScope:
    """The role whose properties are being checked, and what it names."""

    declaration: syntax.RoleDeclaration
    responsibilities: Mapping[str, syntax.ResponsibilityDeclaration]
    measures: Mapping[str, syntax.Measure]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands. `table` is the evidence table, `role_table` the role's table
    whose rows surround it; `constant` names what must be a constant here, "" elsewhere;
    `rounding` holds right inside `round(…)`."""

    table: str | None = None
    role_table: framework.RoleTable | None = None
    role: RoleScope | None = None
    subject: Subject | None = None
    constant: str = ""
    rounding: bool = False

    def exact(self) -> Scope:
        """The same place, but where an inexact result must not stand."""
        return replace(self, rounding=False) if self.rounding else self


Handler = Callable[["Context", Any, Scope, Type | None], framework.Expression]


@dataclass(slots=True)
class Context:
    """`types` holds those of values, as far as known; `columns` those of each table's columns;
    `rating_scales` the scale of each KPI that is rated (None for one that is only scored);
    `points` those of each scale's levels; `ranges` the declared ones of values;
    `role_ratings` the types of `rating` in the tables of roles."""

    names: Names
    report: Report
    handlers: Mapping[type, Handler]
    languages: Languages
    currency: str
    types: dict[str, Type] = field(default_factory=dict)
    columns: dict[str, dict[str, Type]] = field(default_factory=dict)
    levels: dict[str, dict[str, syntax.LevelDeclaration]] = field(default_factory=dict)
    rating_scales: dict[str, str | None] = field(default_factory=dict)
    points: dict[str, dict[str, Fraction]] = field(default_factory=dict)
    ranges: dict[str, tuple[framework.Bound, ...]] = field(default_factory=dict)
    role_ratings: dict[tuple[str, str], Type] = field(default_factory=dict)
    role_scopes: dict[str, RoleScope] = field(default_factory=dict)
    constant_work_left: int = CONSTANT_WORK
    uses_period: bool = False
    currency_reported: bool = False
    has_untyped: bool = False
    _folded: dict[int, tuple[framework.Expression, framework.Constant]] = field(
        default_factory=dict
    )
    _members: dict[int, tuple[ChoiceType, frozenset[str]]] = field(default_factory=dict)
    _scale_of_level: dict[str, str] = field(default_factory=dict)
    _table_of_column: dict[str, str] = field(default_factory=dict)

    def formula(
        self, node: syntax.Expression, scope: Scope, hint: Type | None = None
    ) -> framework.Expression:
        """Types a whole expression; `hint` is the type its surroundings ask for."""
        deep = too_deep(node)
        if deep is not None:
            self.report.add(
                "nesting-too-deep",
                deep.span,
                "this formula is nested too deeply",
                label=f"more than {MAX_NESTING} levels deep",
                help="give a part of it a name of its own, as a `metric`",
            )
            return unknown(node.span)
        before = self.report.count
        self.has_untyped = False
        checked = self.expression(node, scope, hint)
        if self.has_untyped and self.report.count == before:
            self._refuse_untyped(checked)
        return checked

    def _refuse_untyped(self, root: framework.Expression) -> None:
        """Reports an absent value that takes its type from nothing; in a circle of values, what
        would give it one may be unknown."""
        parts = [part for part in walk(root) if part.type is UNKNOWN]
        if any(isinstance(part, framework.Reference) for part in parts):
            return
        for part in parts:
            if isinstance(part, framework.AbsentConstant):
                self.report.add(
                    "type-mismatch",
                    part.span,
                    f"nothing says what type of value is {part.kind} here",
                    help="let it stand as an alternative, such as `if … then missing else x`, and "
                    "declare a `type:`",
                )
                return

    def expression(
        self, node: syntax.Expression, scope: Scope, hint: Type | None = None
    ) -> framework.Expression:
        """Types a part of an expression."""
        return self.handlers[type(node)](self, node, scope, hint)

    def constant_of(self, expression: framework.Expression) -> framework.Constant | None:
        """The constant that an expression is, or that `fold` found it to be."""
        if isinstance(expression, framework.Constant):
            return expression
        known = self._folded.get(id(expression))
        return None if known is None else known[1]

    def fold(
        self, expression: framework.Arithmetic | framework.Call | framework.Negate
    ) -> framework.Expression:
        """Computes an expression whose parts are all constants, each part only once; reports
        one that is too large to be computed with."""
        parts = [self.constant_of(part) for part in children(expression)]
        constants = [part for part in parts if part is not None]
        if len(constants) < len(parts):
            return expression
        try:
            value = evaluate(with_parts(expression, constants))
        except TooLargeError:
            self.report.add(
                "limit-exceeded",
                expression.span,
                f"this number has more than the {MAX_BITS:,} binary digits that can be computed "
                "with",
                help="use smaller numbers",
            )
            return unknown(expression.span)
        except NotConstantError:
            return expression
        constant = framework.Constant(expression.span, expression.type, value)
        self._folded[id(expression)] = (expression, constant)
        return expression

    def condition(self, node: syntax.Expression, scope: Scope, what: str) -> framework.Expression:
        """Types a part that must be true or false; `what` needs it."""
        checked = self.expression(node, scope, YESNO)
        return self.as_condition(checked, what)

    def as_condition(
        self,
        checked: framework.Expression,
        what: str,
        help: str = "compare it with something, such as `>= 100%`",
    ) -> framework.Expression:
        """Reports an expression that is neither true nor false; `help` says what to do."""
        if checked.type is UNKNOWN or checked.type == YESNO:
            return checked
        self.report.add(
            "type-mismatch",
            checked.span,
            f"{what} needs a condition, and this is {describe(checked.type)}",
            label=describe(checked.type),
            help=help,
        )
        return unknown(checked.span)

    def members(self, choice: ChoiceType) -> frozenset[str]:
        """The ids of a choice's members."""
        known = self._members.get(id(choice))
        if known is None:
            known = (choice, frozenset(member.id for member in choice.members))
            self._members[id(choice)] = known
        return known[1]

    def scale_with(self, level: str) -> str:
        """The first scale that has a level of that id; "" for none."""
        if not self._scale_of_level:
            for scale, levels in self.levels.items():
                for name in levels:
                    self._scale_of_level.setdefault(name, scale)
        return self._scale_of_level.get(level, "")

    def table_with(self, column: str) -> str:
        """The first table that has a column of that id; "" for none."""
        if not self._table_of_column:
            for table, columns in self.columns.items():
                for name in columns:
                    self._table_of_column.setdefault(name, table)
        return self._table_of_column.get(column, "")

    def level(self, name: syntax.Name, scale: str) -> str:
        """The id of a level of `scale`, reported where the scale has no such level."""
        levels = self.levels.get(scale)
        if levels is not None and name.text not in levels:
            self.report.unknown(
                "level-not-in-scale",
                name,
                f"`{name.text}` is not a level of scale `{scale}`",
                levels,
                help=f"the levels of `{scale}` are {listed(levels)}",
                secondary=(
                    *self.removed_here("scale", scale, "level", name.text),
                    *self._scale_place(scale),
                ),
            )
        return name.text

    def bounds_of(self, subject: framework.Expression) -> tuple[framework.Bound, ...]:
        """The range declared for a value; empty for anything else."""
        match subject:
            case framework.Reference(id=name):
                return self.ranges.get(name, ())
            case _:
                return ()

    def removed_here(self, *path: str) -> tuple[Label, ...]:
        """Where a layer removed what stood at `path`, or a declaration with the id `path`; empty
        where none did."""
        origins = self.names.origins
        found = origins.removed_id(path[0]) if len(path) == 1 else origins.find(path)
        if found is None or not found.removed:
            return ()
        return (Label(found.span, f"`{path[-1]}` is removed here"),)

    def _scale_place(self, scale: str) -> tuple[Label, ...]:
        declaration = self.names.get(scale, syntax.ScaleDeclaration)
        if declaration is None:
            return ()
        return (Label(declaration.name.span, "the scale"),)

    def scale(self, name: syntax.Name) -> str | None:
        """The id of a scale, or None where that is reported to be none."""
        declaration = self.names.declared.get(name.text)
        if isinstance(declaration, syntax.ScaleDeclaration):
            return name.text
        if declaration is not None:
            self.wrong_kind(name, "scale")
        else:
            scales = (scale.name.text for scale in self.names.of(syntax.ScaleDeclaration))
            self.report.unknown(
                "unknown-name",
                name,
                f"there is no scale `{name.text}`",
                scales,
                secondary=self.removed_here(name.text),
            )
        return None

    def wrong_kind(self, name: syntax.Name, wanted: str, *, help: str = "") -> None:
        """Reports a declared name of another kind than `wanted`."""
        declaration = self.names.declared[name.text]
        self.report.add(
            "wrong-kind",
            name.span,
            f"`{name.text}` is {a_kind(declaration)}, and a {wanted} is needed here",
            secondary=(Label(declaration.name.span, f"declared as {a_kind(declaration)}"),),
            help=help,
        )


def listed(names: Mapping[str, object] | tuple[str, ...]) -> str:
    """Names in a sentence, at most twelve of them."""
    shown = [f"`{name}`" for name in tuple(names)[:12]]
    return ", ".join(shown) + (", …" if len(names) > len(shown) else "")


def level_type(scale: str | None) -> Type:
    """The type of a scale's levels; unknown where the scale is."""
    return UNKNOWN if scale is None else LevelType(scale)


def not_a_constant(context: Context, span: Span, scope: Scope, why: str) -> framework.Expression:
    """Reports something that is not a constant where only one may stand."""
    context.report.add(
        "not-a-constant",
        span,
        f"{scope.constant} must be a constant, and {why}",
        help="write the number itself",
    )
    return unknown(span)
