"""The sales director framework as a lazy Polars expression of floats, written by hand.

The yardstick of the column benchmark: every KPI, competency, weight and gate of
`frameworks/enterprise_sales_director.rules` with the targets of 2026, both kinds of absence, and
on request the columns that explain. It checks no evidence and no requirement, and rounds wherever
floats do.
"""

from collections.abc import Callable, Sequence

import polars
from polars import DataFrame, Expr, LazyFrame, col, lit, when
from sales_director_rules import COMPETENCIES, ROLE

TARGET_REVENUE = 5_000_000
TARGET_VELOCITY = TARGET_REVENUE / 120
PERFORMANCE = polars.Enum(("unsatisfactory", "developing", "meets", "exceeds", "outstanding"))
STATES = polars.Enum(("rated", "not rated", "not applicable", "refused"))
KINDS = polars.Enum(("missing", "not applicable"))
POINTS = {"novice": 1.0, "practising": 2.0, "proficient": 3.0, "expert": 4.0}

KPIS: dict[str, tuple[tuple[str, ...], Expr, Sequence[float] | None, bool]] = {
    # What it reads, its value, the thresholds of its rules (None: a curve), higher is better.
    "revenue": (
        ("closed_won_revenue",),
        col("closed_won_revenue"),
        [share * TARGET_REVENUE for share in (1.2, 1.05, 0.95, 0.8)],
        True,
    ),
    "pipeline_velocity": (
        ("closed_won_revenue", "won_deals", "average_time_to_close"),
        when(col("won_deals") == 0)
        .then(0.0)
        .otherwise(
            col("closed_won_revenue")
            / col("won_deals")
            * col("won_deals")
            / col("average_time_to_close")
        ),
        [share * TARGET_VELOCITY for share in (1.25, 1.05, 0.9, 0.7)],
        True,
    ),
    "opportunity_conversion_rate": (
        ("won_deals", "lost_deals"),
        col("won_deals") / (col("won_deals") + col("lost_deals")),
        (0.6, 0.45, 0.3, 0.2),
        True,
    ),
    "average_deal_size": (
        ("closed_won_revenue", "won_deals"),
        col("closed_won_revenue") / col("won_deals"),
        None,
        True,
    ),
    "customer_acquisition_cost": (
        ("sales_and_marketing_cost", "new_customers"),
        col("sales_and_marketing_cost") / col("new_customers"),
        [share * 150_000 for share in (0.6, 0.85, 1.1, 1.5)],
        False,
    ),
    "sales_cycle_length": (
        ("average_time_to_close",),
        col("average_time_to_close"),
        None,
        False,
    ),
    "customer_retention_rate": (
        ("customers_retained", "customers_at_start"),
        col("customers_retained") / col("customers_at_start"),
        (0.99, 0.98, 0.96, 0.92),
        True,
    ),
    "net_promoter_score": (
        ("promoters", "detractors", "survey_responses"),
        100
        * (
            col("promoters") / col("survey_responses") - col("detractors") / col("survey_responses")
        ),
        (70, 50, 30, 0),
        True,
    ),
    "sales_cycle_efficiency": (
        ("won_deals", "opportunities_worked"),
        col("won_deals") / col("opportunities_worked"),
        (0.4, 0.3, 0.2, 0.1),
        True,
    ),
    "territory_coverage": (
        ("target_accounts_sold", "target_accounts"),
        col("target_accounts_sold") / col("target_accounts"),
        (0.6, 0.45, 0.3, 0.15),
        True,
    ),
    "account_growth": (
        ("existing_customer_revenue", "existing_customer_revenue_before"),
        (col("existing_customer_revenue") - col("existing_customer_revenue_before"))
        / col("existing_customer_revenue_before"),
        (0.08, 0.03, 0, -0.1),
        True,
    ),
    "new_customer_acquisition": (("new_customers",), col("new_customers"), (6, 5, 4, 2), True),
    "quota_achievement": (
        ("closed_won_revenue", "quota"),
        col("closed_won_revenue") / col("quota"),
        (1.2, 1.0, 0.9, 0.7),
        True,
    ),
    "sales_generated_revenue": (
        ("closed_won_revenue", "total_revenue"),
        col("closed_won_revenue") / col("total_revenue"),
        (0.9, 0.8, 0.65, 0.5),
        True,
    ),
}
NOT_APPLICABLE = {
    # The value that makes a KPI not concern the person: it divides by it.
    "opportunity_conversion_rate": col("won_deals") + col("lost_deals"),
    "average_deal_size": col("won_deals"),
    "customer_retention_rate": col("customers_at_start"),
    "sales_cycle_efficiency": col("opportunities_worked"),
    "territory_coverage": col("target_accounts"),
}


def rate(people: LazyFrame, *, explained: bool) -> DataFrame:
    """Evidence as totals -> the ratings and scores, and what explains them."""
    return query(people, explained=explained).collect()


def query(people: LazyFrame, *, explained: bool) -> LazyFrame:
    """The same, not yet run."""
    frame = people.with_columns(
        *(
            col(f"{competency}.{rater}").replace_strict(POINTS, return_dtype=polars.Float64)
            for competency, raters in COMPETENCIES.items()
            for rater in raters
        )
    )
    frame = frame.with_columns(
        *(_value(id) for id in KPIS), *(_assessed(id) for id in COMPETENCIES)
    )
    frame = frame.with_columns(*_rules())
    frame = frame.with_columns(*(_points(id) for id in (*KPIS, *COMPETENCIES)))
    frame = frame.with_columns(*(_score(id) for id in ROLE), *(_known(id) for id in ROLE))
    frame = frame.with_columns(
        _whole(lambda each: col(f"{each}.known").is_not_null()).alias("applying"),
        _whole(lambda each: col(f"{each}.score").is_not_null()).alias("whole"),
    )
    frame = frame.with_columns(_known_weight(), _overall_score())
    frame = frame.with_columns(_rated())
    frame = frame.with_columns(_overall_rule())
    frame = frame.with_columns(_overall(), _state())
    if explained:
        frame = frame.with_columns(*_weights())
        frame = frame.with_columns(*_contributions(), *_reasons())
    return frame.select(_results(explained=explained))


def _value(id: str) -> Expr:
    value = KPIS[id][1]
    if id == "account_growth":
        before = col("existing_customer_revenue_before")
        return when(before != 0).then(value).alias(id)
    divisor = NOT_APPLICABLE.get(id)
    if id == "customer_acquisition_cost":
        divisor = col("new_customers")
    if id == "net_promoter_score":
        divisor = col("survey_responses")
    return (value if divisor is None else when(divisor != 0).then(value)).alias(id)


def _assessed(id: str) -> Expr:
    given = [(col(f"{id}.{rater}"), weight) for rater, weight in COMPETENCIES[id].items()]
    total = sum((each * weight).fill_null(0.0) for each, weight in given)
    whole = sum(each.is_not_null() * weight for each, weight in given)
    return when(whole > 0).then(total / whole).alias(id)


def _ladder(value: Expr, thresholds: Sequence[float], *, higher: bool) -> Expr:
    chain = when(value.is_null()).then(None)
    for position, threshold in enumerate(thresholds):
        met = value >= threshold if higher else value <= threshold
        chain = chain.when(met).then(lit(position, polars.UInt8))
    return chain.otherwise(lit(len(thresholds), polars.UInt8))


def _rules() -> list[Expr]:
    rules = [
        _ladder(col(id), thresholds, higher=higher).alias(f"{id}.rule")
        for id, (_, _, thresholds, higher) in KPIS.items()
        if thresholds is not None
    ]
    return rules + [
        _ladder(col(id) - 3, (1, 0.5, 0, -1), higher=True).alias(f"{id}.rule")
        for id in COMPETENCIES
    ]


def _points(id: str) -> Expr:
    value = col(id)
    if id == "average_deal_size":
        points = (
            when(value.is_null()).then(None)
            .when(value <= 250_000).then(1.0)
            .when(value <= 500_000).then(1 + 2 * (value - 250_000) / 250_000)
            .when(value <= 1_000_000).then(3 + 2 * (value - 500_000) / 500_000)
            .otherwise(5.0)
        )  # fmt: skip
    elif id == "sales_cycle_length":
        points = (
            when(value.is_null()).then(None)
            .when(value <= 60).then(5.0)
            .when(value <= 120).then(5 - 2 * (value - 60) / 60)
            .when(value <= 240).then(3 - 2 * (value - 120) / 120)
            .otherwise(1.0)
        )  # fmt: skip
    else:
        points = 5.0 - col(f"{id}.rule")
    return points.alias(f"{id}.score")


def _score(id: str) -> Expr:
    _, measures = ROLE[id]
    total = sum((col(f"{each}.score") * weight).fill_null(0.0) for each, weight in measures.items())
    whole = sum(col(f"{each}.score").is_not_null() * weight for each, weight in measures.items())
    return when(whole > 0).then(total / whole).alias(f"{id}.score")


def _missing(id: str) -> Expr:
    """Where a KPI is absent although it would concern the person."""
    absent = col(f"{id}.score").is_null()
    divisor = NOT_APPLICABLE.get(id)
    return absent if divisor is None else absent & (divisor != 0).fill_null(value=True)


def _known(id: str) -> Expr:
    """The share of its weight that is known, of what applies; null where nothing does."""
    _, measures = ROLE[id]
    known = sum(col(f"{each}.score").is_not_null() * weight for each, weight in measures.items())
    missing = sum(_missing(each) * weight for each, weight in measures.items())
    return when(known + missing > 0).then(known / (known + missing)).alias(f"{id}.known")


def _whole(counts: Callable[[str], Expr]) -> Expr:
    return sum((counts(id) * weight for id, (weight, _) in ROLE.items()), start=lit(0.0))


def _known_weight() -> Expr:
    known = sum((col(f"{id}.known") * weight).fill_null(0.0) for id, (weight, _) in ROLE.items())
    return (known / col("applying")).alias("known")


def _overall_score() -> Expr:
    total = sum((col(f"{id}.score") * weight).fill_null(0.0) for id, (weight, _) in ROLE.items())
    return (total / col("whole")).alias("score.of.known")


def _rated() -> Expr:
    return when(col("known") >= 0.5).then(col("score.of.known")).alias("overall.score")


def _overall_rule() -> Expr:
    rule = _ladder(col("overall.score"), (4.5, 3.5, 2.5, 1.5), higher=True)
    return rule.alias("overall.rule")


def _overall() -> Expr:
    rank = 4 - col("overall.rule")
    weakest = polars.min_horizontal(col(f"{id}.score") for id in ROLE)
    rank = (
        when((weakest < 1.5).fill_null(value=False)).then(rank.clip(upper_bound=3)).otherwise(rank)
    )
    below = (col("quota_achievement") < 0.5).fill_null(value=False)
    rank = when(below).then(rank.clip(upper_bound=2)).otherwise(rank)
    return rank.cast(polars.UInt8).cat.to(PERFORMANCE).alias("overall")


def _state() -> Expr:
    rated = col("overall.score").is_not_null()
    return (when(rated).then(lit("rated", STATES)).otherwise(lit("not rated", STATES))).alias(
        "overall.state"
    )


def _weights() -> list[Expr]:
    expressions = []
    for id, (weight, measures) in ROLE.items():
        here = when(col(f"{id}.score").is_not_null()).then(weight / col("whole")).otherwise(0.0)
        expressions.append(here.alias(f"{id}.weight"))
        present = sum(
            col(f"{each}.score").is_not_null() * share for each, share in measures.items()
        )
        expressions += [
            when(col(f"{each}.score").is_not_null())
            .then(here * share / present)
            .otherwise(0.0)
            .alias(f"{each}.weight")
            for each, share in measures.items()
        ]
    return expressions


def _contributions() -> list[Expr]:
    return [
        (col(f"{id}.weight") * col(f"{id}.score")).alias(f"{id}.contribution")
        for id in (*ROLE, *KPIS, *COMPETENCIES)
    ]


def _reasons() -> list[Expr]:
    expressions = [
        when(col("overall.score").is_null()).then(lit("weight-unknown")).alias("overall.reason"),
        (polars.min_horizontal(col(f"{id}.score") for id in ROLE) < 1.5)
        .fill_null(value=False)
        .alias("gate.1"),
        (col("quota_achievement") < 0.5).fill_null(value=False).alias("gate.2"),
    ]
    for id in (*ROLE, *KPIS, *COMPETENCIES):
        reads = _reads(id)
        absent = col(f"{id}.score").is_null()
        missing = _missing(id) if id in KPIS else absent
        expressions.append(
            when(missing).then(lit("missing", KINDS))
            .when(absent).then(lit("not applicable", KINDS))
            .alias(f"{id}.absent")
        )  # fmt: skip
        reason = when(~absent).then(None)
        for each in reads:
            reason = reason.when(col(each).is_null()).then(lit(f"from: {each}"))
        expressions.append(reason.otherwise(lit("stated")).alias(f"{id}.reason"))
    return expressions


def _reads(id: str) -> tuple[str, ...]:
    if id in KPIS:
        return KPIS[id][0]
    if id in COMPETENCIES:
        return tuple(f"{id}.{rater}" for rater in COMPETENCIES[id])
    return tuple(f"{each}.score" for each in ROLE[id][1])


def _results(*, explained: bool) -> list[Expr]:
    names = ["overall.state", "overall", "overall.score"]
    if explained:
        names += ["overall.reason", "overall.rule", "gate.1", "gate.2"]
    expressions = [col("person"), *(col(name) for name in names)]
    extra = ("weight", "contribution", "absent", "reason") if explained else ()
    for id in ROLE:
        expressions += [col(f"{id}.{each}") for each in ("score", *extra)]
    for id in (*KPIS, *COMPETENCIES):
        expressions += [col(id), col(f"{id}.score")]
        if id in COMPETENCIES or KPIS[id][2] is not None:
            rule = col(f"{id}.rule")
            expressions.append((4 - rule).cat.to(PERFORMANCE).alias(f"{id}.rating"))
            if explained:
                expressions.append(rule)
        expressions += [col(f"{id}.{each}") for each in extra]
    return expressions
