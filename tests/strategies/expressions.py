"""Random expressions of the language as text, of every operator and function, well typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from .choices import Choices
from .vocabulary import QUANTITIES, Kind, Named, RoleSketch, Vocabulary
from .written import (
    ATOM,
    COMPARISON,
    CONJUNCTION,
    DISJUNCTION,
    FALLBACK,
    LITERALS,
    LOOSEST,
    MODES,
    NEGATION,
    ORDERINGS,
    PRODUCT,
    SUM,
    UNARY,
    Written,
)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes expressions of a kind. `table` is the one a surrounding aggregate runs over,
    `qualified` says that its columns are written with it, and `role` the surrounding role."""

    choices: Choices
    vocabulary: Vocabulary
    table: str = ""
    qualified: bool = False
    role: RoleSketch | None = None
    overall: bool = False
    scores_of_responsibilities: bool = False

    def write(self, kind: Kind, depth: int, of: str = "") -> Written:
        """An expression of `kind` (levels and members: of the scale or choice `of`)."""
        if depth <= 0 or self.choices.chance(15):
            return self._leaf(kind, of)
        if self.choices.chance(12):
            return self._selecting(kind, depth - 1, of)
        match kind:
            case "plain":
                return self.choices.choose(_PLAIN)(self, depth - 1)
            case "percent":
                return self._extreme(kind, depth - 1)
            case "money" | "duration":
                return self._quantity(kind, depth - 1)
            case "date":
                return self._date()
            case "yesno":
                return self.condition(depth)
        return self._leaf(kind, of)

    # --- leaves ---

    def _leaf(self, kind: Kind, of: str = "") -> Written:
        names = self._named(kind, of)
        if names and not self.choices.chance(15):
            return Written(self.choices.choose(names), ATOM)
        if kind == "level":
            return Written(self.choices.choose(self.vocabulary.scales[of].levels), ATOM)
        if kind == "choice":
            return Written(self.choices.choose(self.vocabulary.choices[of]), ATOM)
        if kind == "date" and self.choices.chance(30):
            return Written(self.choices.choose(("period.start", "period.end")), ATOM)
        if kind == "duration" and self.choices.chance(15):
            return Written("period.days", ATOM)
        return Written(self.choices.choose(LITERALS[kind]), ATOM)

    def _named(self, kind: Kind, of: str = "") -> list[str]:
        """Names that hold a value of `kind`; columns come twice, to be what a row is about."""
        names = [
            named.id for named in self.vocabulary.names if named.kind == kind and named.of == of
        ]
        if self.table:
            columns = [
                f"{self.table}.{column.id}" if self.qualified else column.id
                for column in self.vocabulary.tables[self.table]
                if column.kind == kind and column.of == of
            ]
            return columns + columns + ([] if self.qualified else names)
        if kind == "plain":
            names += self._scores()
        if kind == "percent" and self.role is not None:
            names += [f"weight of {id}" for id in self.role.responsibilities[:1]]
        return names

    def _scores(self) -> list[str]:
        if self.role is None:
            return [f"score of {kpi.id}" for kpi in self.vocabulary.kpis[-1:]]
        scored = [kpi.id for kpi in self.role.kpis] + list(self.role.competencies)
        if self.scores_of_responsibilities:
            scored += self.role.responsibilities
        return [f"score of {id}" for id in scored] + ["overall"] * 3 * self.overall

    # --- any kind ---

    def _selecting(self, kind: Kind, depth: int, of: str) -> Written:
        """What picks one of several expressions of the same kind."""
        first, second = (self.write(kind, depth, of) for _ in range(2))
        which = self.choices.below(4)
        if which == 0 and kind not in ("level", "choice"):
            return Written(
                f"{first.within(FALLBACK)} if missing {second.within(DISJUNCTION)}", FALLBACK
            )
        subject = self._choice_name()
        if which == 1 and subject is not None:
            members = self.vocabulary.choices[subject.of]
            patterns = " or ".join(members[:2]) if len(members) > 2 else members[0]
            name = self._column(subject)
            return Written(
                f"match {name} {{ {patterns} => {first.text}, otherwise => {second.text} }}",
                LOOSEST,
            )
        test = self.condition(min(depth, 1)).text
        if which == 2:
            absent = self.choices.choose(("not applicable", "missing"))
            return Written(f"if {test} then {absent} else {second.text}", LOOSEST)
        return Written(f"if {test} then {first.text} else {second.text}", LOOSEST)

    def _choice_name(self) -> Named | None:
        if self.table:
            named = [c for c in self.vocabulary.tables[self.table] if c.kind == "choice"]
        else:
            named = self.vocabulary.of_kind("choice")
        return self.choices.choose(named) if named else None

    def _column(self, named: Named) -> str:
        return f"{self.table}.{named.id}" if self.table and self.qualified else named.id

    # --- quantities ---

    def _between(self, kind: Kind, depth: int, operator: str) -> Written:
        """Sums and differences, and products and quotients by a plain number."""
        left = self.write(kind, depth)
        if operator in "+-":
            right = self.write(kind, depth)
            return Written(f"{left.within(SUM)} {operator} {right.within(PRODUCT)}", SUM)
        other: Kind = self.choices.choose(("plain", "percent"))
        right = self._divisor(other) if operator == "/" else self.write(other, depth)
        return Written(f"{left.within(PRODUCT)} {operator} {right.within(UNARY)}", PRODUCT)

    def _divisor(self, kind: Kind) -> Written:
        """What depends on evidence, so that the checker cannot know it to be zero, or is not."""
        constants = {named.id for named in self.vocabulary.parameters}
        names = [name for name in self._named(kind) if name not in constants]
        if not names:
            return Written(LITERALS[kind][0], ATOM)
        name = self.choices.choose(names)
        if self.choices.chance(30):
            return Written(f"({name} - {self.choices.choose(LITERALS[kind])})", ATOM)
        return Written(name, ATOM)

    def _sum(self, depth: int) -> Written:
        return self._between("plain", depth, self.choices.choose("+-*/"))

    def _ratio(self, depth: int) -> Written:
        kind = self._spoken_of(("money", "duration"))
        top, bottom = self.write(kind, depth), self._divisor(kind)
        return Written(f"{top.within(PRODUCT)} / {bottom.within(UNARY)}", PRODUCT)

    def _daily(self, depth: int) -> Written:
        """Money per day over money and times days, which is a plain number again."""
        daily = f"({self.write('money', depth).within(PRODUCT)} / {self._divisor('duration').text})"
        return Written(
            f"{daily} / {self._divisor('money').text} * {self._leaf('duration').text}", PRODUCT
        )

    def _negative(self, depth: int) -> Written:
        return Written(f"-{self.write('plain', depth).within(UNARY)}", UNARY)

    def _function(self, depth: int) -> Written:
        x = self.write("plain", depth).text
        return Written(
            self.choices.choose(
                (
                    f"abs({x})",
                    f"power({x}, 2)",
                    f"clamp({x}, 0, 5)",
                    f"power({x}, 3)",
                    f"power({self._divisor('plain').text}, -1)",
                    f"clamp({x}, -2.5, 0.5)",
                )
            ),
            ATOM,
        )

    def _extreme(self, kind: Kind, depth: int) -> Written:
        function = self.choices.choose(("min", "max"))
        count = self.choices.between(2, 3)
        arguments = ", ".join(self.write(kind, depth).text for _ in range(count))
        return Written(f"{function}({arguments})", ATOM)

    def _plain_extreme(self, depth: int) -> Written:
        return self._extreme("plain", depth)

    def _curve(self, depth: int) -> Written:
        kind = self._spoken_of(("plain", "percent", "money"))
        value = self.write(kind, depth).text
        if self.choices.chance(40):
            bounds = {"plain": ("1", "10", "100"), "percent": ("50%", "100%", "150%")}.get(
                kind, ("100 THB", "1_000 THB", "9_999.99 THB")
            )
            if kind == "money":
                tiered = ", ".join(
                    f"{b} => {r}" for b, r in zip(bounds, ("1%", "2.5%", "0%"), strict=True)
                )
                return Written(f"tiered({value}, {tiered}) / 7 THB", PRODUCT)
            tiered = ", ".join(
                f"{b} => {r}" for b, r in zip(bounds, ("1", "2", "0.5"), strict=True)
            )
            return Written(f"tiered({value}, {tiered})", ATOM)
        points = {"plain": ("-1", "2", "7"), "percent": ("0%", "90%", "110%")}.get(
            kind, ("0 THB", "500 THB", "1_000_000 THB")
        )
        ends = ", ".join(f"{x} => {y}" for x, y in zip(points, ("0", "3", "1.5"), strict=True))
        return Written(f"interpolate({value}, {ends})", ATOM)

    def _rounded(self, depth: int) -> Written:
        step = self.choices.choose(("1", "0.01", "0.5", "7", "25%"))
        mode = self.choices.choose(MODES)
        if self.choices.chance(30):
            x = self._leaf("plain").text
            inner = self.choices.choose(
                (
                    f"sqrt({x})",
                    f"ln({x})",
                    f"exp(clamp({x}, -5, 5))",
                    f"power({x}, 0.5)",
                    f"1 + sqrt(abs({x})) / 3",
                    f"power({x}, 1 / 3)",
                )
            )
            step = self.choices.choose(("0.01", "1", "0.000001"))
        else:
            inner = self.write("plain", depth).text
        return Written(f"round({inner}, to {step}{mode})", ATOM)

    def _quantity(self, kind: Kind, depth: int) -> Written:
        which = self.choices.below(8)
        if which == 0:
            return self._extreme(kind, depth)
        if which == 1:
            step = self.choices.choose(
                ("100 THB", "0.01 THB") if kind == "money" else ("1 day", "1 week", "0.5 days")
            )
            mode = self.choices.choose(MODES)
            return Written(f"round({self.write(kind, depth).text}, to {step}{mode})", ATOM)
        if which == 2 and kind == "duration":
            first, second = (self._leaf("date").text for _ in range(2))
            return Written(f"{first} - {second}", SUM)
        if which == 3:
            return Written(f"-{self.write(kind, depth).within(UNARY)}", UNARY)
        if which in (4, 5) and (aggregate := self._aggregate(kind, depth)):
            return aggregate
        return self._between(kind, depth, self.choices.choose("+-*/"))

    def _date(self) -> Written:
        date = self._leaf("date")
        days = self.choices.choose(("30 days", "1 week", "1 day"))
        return Written(f"{date.text} {self.choices.choose('+-')} {days}", SUM)

    # --- aggregates ---

    def _count(self, depth: int) -> Written:
        if self.role is not None and self.choices.chance(70):
            return self._over_role()
        if self.table or not self.vocabulary.tables:
            return self._leaf("plain")
        table = self.choices.choose(sorted(self.vocabulary.tables))
        rows = replace(self, table=table, qualified=False, role=None)
        where = f" where {rows.condition(min(depth, 1)).text}" if self.choices.chance(60) else ""
        if self.choices.chance(25):
            column = self.choices.choose(self.vocabulary.tables[table]).id
            return Written(f"count distinct({table}.{column}{where}{self._ignoring()})", ATOM)
        return Written(f"count({table}{where}{self._ignoring() if where else ''})", ATOM)

    def _plain_aggregate(self, depth: int) -> Written:
        return self._aggregate("plain", depth) or self._leaf("plain")

    def _aggregate(self, kind: Kind, depth: int) -> Written | None:
        tables = [
            id
            for id, columns in self.vocabulary.tables.items()
            if any(column.kind == kind for column in columns)
        ]
        if self.table or not tables:
            return None
        table = self.choices.choose(tables)
        columns = [c for c in self.vocabulary.tables[table] if c.kind == kind]
        value = f"{table}.{self.choices.choose(columns).id}"
        rows = replace(self, table=table, qualified=True, role=None)
        if self.choices.chance(30):
            value = f"{value} + {rows.write(kind, min(depth, 1)).within(PRODUCT)}"
        where = ""
        if self.choices.chance(60):
            where = f" where {replace(rows, qualified=False).condition(min(depth, 1)).text}"
        function = self.choices.choose(
            ("sum", "average", "min", "max", "median", "weighted average")
        )
        weights = [c.id for c in self.vocabulary.tables[table] if c.kind in QUANTITIES]
        by = f" by {table}.{self.choices.choose(weights)}" if function == "weighted average" else ""
        return Written(f"{function}({value}{by}{where}{self._ignoring()})", ATOM)

    def _ignoring(self) -> str:
        return " ignoring missing" if self.choices.chance(30) else ""

    def _over_role(self) -> Written:
        """An aggregate over the role's own measures or responsibilities."""
        assert self.role is not None
        tables = ["kpis"] * bool(self.role.kpis) + ["competencies"] * bool(self.role.competencies)
        if self.scores_of_responsibilities:
            tables.append("responsibilities")
        if not tables:
            return Written("1", ATOM)
        table = self.choices.choose(tables)
        function = self.choices.choose(("min", "max", "average", "sum", "median", "count"))
        where = f" where {self._role_row_condition(table)}" if self.choices.chance(50) else ""
        ignoring = self._ignoring()
        if function == "count":
            return Written(f"count({table}{where}{ignoring if where else ''})", ATOM)
        if self.choices.chance(20):
            return Written(
                f"weighted average({table}.score by {table}.weight{where}{ignoring})", ATOM
            )
        return Written(f"{function}({table}.score{where}{ignoring})", ATOM)

    def _role_row_condition(self, table: str) -> str:
        assert self.role is not None
        scale = {"kpis": self.role.kpi_scale, "competencies": self.role.gap_scale}.get(table, "")
        if scale and self.choices.chance(60):
            level = self.choices.choose(self.vocabulary.scales[scale].levels)
            return f"rating {self.choices.choose(('is', '<=', '>', 'is not'))} {level}"
        if self.choices.chance(30):
            return f"weight >= {self.choices.choose(('20%', '10%', '50%'))}"
        return f"score {self.choices.choose(ORDERINGS)} {self.choices.choose(LITERALS['plain'])}"

    # --- conditions ---

    def condition(self, depth: int) -> Written:
        """A condition: comparisons, tests for absence, and what joins them."""
        if depth > 0 and self.choices.chance(40):
            return self.choices.choose(_JOINED)(self, depth - 1)
        return self.choices.choose(_CONDITIONS)(self, max(0, depth - 1))

    def _conjunction(self, depth: int) -> Written:
        parts = (self.condition(depth).within(NEGATION) for _ in range(self.choices.between(2, 3)))
        return Written(" and ".join(parts), CONJUNCTION)

    def _disjunction(self, depth: int) -> Written:
        parts = (
            self.condition(depth).within(CONJUNCTION) for _ in range(self.choices.between(2, 3))
        )
        return Written(" or ".join(parts), DISJUNCTION)

    def _not(self, depth: int) -> Written:
        return Written(f"not {self.condition(depth).within(NEGATION)}", NEGATION)

    def _spoken_of(self, kinds: tuple[Kind, ...]) -> Kind:
        """One of `kinds`, of those that some name has if there are any."""
        return self.choices.choose([kind for kind in kinds if self._named(kind)] or kinds)

    def _comparison(self, depth: int) -> Written:
        kind = self._spoken_of((*QUANTITIES, "date"))
        left = self.write(kind, depth).within(SUM)
        right = Written(self.choices.choose(LITERALS[kind]), ATOM)
        if self.choices.chance(40):
            right = self.write(kind, depth)
        operator = self.choices.choose(ORDERINGS)
        return Written(f"{left} {operator} {right.within(SUM)}", COMPARISON)

    def _chain(self, depth: int) -> Written:
        kind = self._spoken_of(QUANTITIES)
        low, high = (self.choices.choose(LITERALS[kind]) for _ in range(2))
        middle = self.write(kind, depth).within(SUM)
        return Written(
            f"{low} {self.choices.choose(('<=', '<'))} {middle} "
            f"{self.choices.choose(('<', '<='))} {high}",
            COMPARISON,
        )

    def _presence(self, depth: int) -> Written:
        operand = self.write(self._spoken_of(QUANTITIES), depth).within(SUM)
        state = self.choices.choose(
            ("missing", "given", "not applicable", "not missing", "not given")
        )
        return Written(f"{operand} is {state}", COMPARISON)

    def _in_period(self, _depth: int) -> Written:
        return Written(f"{self._leaf('date').text} in period", COMPARISON)

    def _flag(self, _depth: int) -> Written:
        names = self._named("yesno")
        if not names:
            return self._comparison(0)
        name = self.choices.choose(names)
        if self.choices.chance(30):
            return Written(f"{name} is {self.choices.choose(('yes', 'no'))}", COMPARISON)
        return Written(name, ATOM)

    def _member(self, _depth: int) -> Written:
        named = self._choice_name()
        if named is None:
            return self._text(0)
        members = self.vocabulary.choices[named.of]
        if self.choices.chance(30):
            chosen = ", ".join(self.choices.some(members, 1, 2))
            return Written(f"{self._column(named)} in ({chosen})", COMPARISON)
        relation = self.choices.choose(("is", "is not", "=", "!="))
        return Written(
            f"{self._column(named)} {relation} {self.choices.choose(members)}", COMPARISON
        )

    def _text(self, _depth: int) -> Written:
        names = self._named("text")
        if not names:
            return self._comparison(0)
        relation = self.choices.choose(("=", "is not"))
        return Written(
            f"{self.choices.choose(names)} {relation} {self.choices.choose(LITERALS['text'])}",
            COMPARISON,
        )

    def _level(self, _depth: int) -> Written:
        """A level of an input, or in a role the rating of a KPI, against a level."""
        rated = [kpi for kpi in (self.role.kpis if self.role else ()) if kpi.scale]
        if rated and not self.table and self.choices.chance(70):
            kpi = self.choices.choose(rated)
            subject, scale = f"rating of {kpi.id}", kpi.scale
        else:
            names = self.vocabulary.of_kind("level")
            if self.table or not names:
                return self._comparison(0)
            named = self.choices.choose(names)
            subject, scale = named.id, named.of
        level = self.choices.choose(self.vocabulary.scales[scale].levels)
        return Written(f"{subject} {self.choices.choose((*ORDERINGS, 'is'))} {level}", COMPARISON)

    def _quantified(self, depth: int) -> Written:
        function = self.choices.choose(("any", "all"))
        if self.role is not None and (self.role.kpis or self.role.competencies):
            table = "kpis" if self.role.kpis else "competencies"
            return Written(
                f"{function}({table} where {self._role_row_condition(table)}{self._ignoring()})",
                ATOM,
            )
        if self.table or not self.vocabulary.tables:
            return self._comparison(0)
        table = self.choices.choose(sorted(self.vocabulary.tables))
        rows = replace(self, table=table, qualified=False, role=None)
        return Written(
            f"{function}({table} where {rows.condition(min(depth, 1)).text}{self._ignoring()})",
            ATOM,
        )


_PLAIN: tuple[Callable[[Writer, int], Written], ...] = (
    Writer._sum,
    Writer._ratio,
    Writer._sum,
    Writer._negative,
    Writer._function,
    Writer._plain_extreme,
    Writer._curve,
    Writer._rounded,
    Writer._count,
    Writer._plain_aggregate,
    Writer._daily,
)

_JOINED: tuple[Callable[[Writer, int], Written], ...] = (
    Writer._conjunction,
    Writer._disjunction,
    Writer._not,
)

_CONDITIONS: tuple[Callable[[Writer, int], Written], ...] = (
    Writer._comparison,
    Writer._presence,
    Writer._chain,
    Writer._flag,
    Writer._level,
    Writer._member,
    Writer._in_period,
    Writer._text,
    Writer._quantified,
)
