"""The sales director framework as one query of DuckDB, written by hand, over doubles.

A table `people` with a column for each fact, levels as words, NULL where something is absent.
Points are 1 to 5, NULL where they are missing and 0 where the measure does not concern the person.
"""

import sales_director_rules as framework

# Its value; where it does not concern the person, if there is such a case.
_MEASURES = {
    "revenue": ("closed_won_revenue", ""),
    "pipeline_velocity": (
        """CASE WHEN won_deals = 0 THEN 0
  ELSE closed_won_revenue / won_deals * won_deals / average_time_to_close END""",
        "",
    ),
    "opportunity_conversion_rate": (
        "won_deals / nullif(won_deals + lost_deals, 0)",
        "won_deals + lost_deals = 0",
    ),
    "average_deal_size": ("closed_won_revenue / nullif(won_deals, 0)", "won_deals = 0"),
    "customer_acquisition_cost": ("sales_and_marketing_cost / nullif(new_customers, 0)", ""),
    "sales_cycle_length": (
        "average_time_to_close",
        "average_time_to_close IS NULL AND won_deals = 0",
    ),
    "customer_retention_rate": (
        "customers_retained / nullif(customers_at_start, 0)",
        "customers_at_start = 0",
    ),
    "net_promoter_score": (
        """100 * (promoters / nullif(survey_responses, 0)
  - detractors / nullif(survey_responses, 0))""",
        "",
    ),
    "sales_cycle_efficiency": (
        "won_deals / nullif(opportunities_worked, 0)",
        "opportunities_worked = 0",
    ),
    "territory_coverage": (
        "target_accounts_sold / nullif(target_accounts, 0)",
        "target_accounts = 0",
    ),
    "account_growth": (
        """(existing_customer_revenue - existing_customer_revenue_before)
  / nullif(existing_customer_revenue_before, 0)""",
        "existing_customer_revenue_before = 0",
    ),
    "new_customer_acquisition": ("new_customers", ""),
    "quota_achievement": ("closed_won_revenue / quota", ""),
    "sales_generated_revenue": (
        "closed_won_revenue / nullif(total_revenue, 0)",
        "total_revenue = 0",
    ),
}


def query() -> str:
    """The text of the query: `person`, `overall`, `overall.score`, the points of each measure."""
    earned = ", ".join(_earned(id) for id in framework.MEASURES)
    rated = f'CASE WHEN known_share >= {framework.KNOWN} THEN known_score END AS "overall.score"'
    stages = {
        "numbered": ("people", f"* REPLACE ({_numbers()})"),
        "valued": ("numbered", f"*, {_values()}"),
        "pointed": ("valued", f"*, {_points()}"),
        "scored": ("pointed", f"*, {_scores()}"),
        "known": ("scored", f"*, {_overall_score()}"),
        "rated": ("known", f"*, {rated}"),
    }
    steps = (
        f"{name} AS (SELECT {columns} FROM {of})"  # noqa: S608 made of this module's own text
        for name, (of, columns) in stages.items()
    )
    return "\n".join(
        (
            "WITH " + ",\n".join(steps),
            f'SELECT person, {_overall()} AS overall, "overall.score", {earned}',
            "FROM rated",
        )
    )


def _earned(id: str) -> str:
    return f'"{id}.points"'


def _numbers() -> str:
    words = " ".join(f"WHEN '{word}' THEN {each}" for word, each in framework.PROFICIENCY.items())
    return ", ".join(f'CASE "{rater}" {words} END AS "{rater}"' for rater in framework.RATERS)


def _values() -> str:
    values = [f'{value} AS "{id}.value"' for id, (value, _) in _MEASURES.items()]
    for id, raters in framework.COMPETENCIES.items():
        given = {f'"{id}.{rater}"': weight for rater, weight in raters.items()}
        total = " + ".join(f"coalesce({rater} * {weight}, 0)" for rater, weight in given.items())
        whole = " + ".join(f"({rater} IS NOT NULL)::INT * {each}" for rater, each in given.items())
        values.append(f'({total}) / nullif({whole}, 0) - {framework.REQUIRED} AS "{id}.value"')
    return ",\n  ".join(values)


def _ladder(value: str, bounds: tuple[str, ...], sign: str = ">=") -> str:
    steps = zip(bounds, (5, 4, 3, 2), strict=True)
    cases = " ".join(f"WHEN {value} {sign} {bound} THEN {points}" for bound, points in steps)
    return f"WHEN {value} IS NULL THEN NULL {cases} ELSE 1"


def _curve(value: str, target: str, start: int, end: int) -> str:
    step = (end - start) // 2
    half, double = f"0.5 * {target}", f"2 * {target}"
    return (
        f"WHEN {value} IS NULL THEN NULL WHEN {value} <= {half} THEN {start}"
        f" WHEN {value} <= {target} THEN {start} + {step} * ({value} - {half}) / ({half})"
        f" WHEN {value} <= {double} THEN 3 + {step} * ({value} - {target}) / {target}"
        f" ELSE {end}"
    )


def _points() -> str:
    expressions = []
    for id in framework.MEASURES:
        value = f'"{id}.value"'
        if id == "average_deal_size":
            cases = _curve(value, framework.TARGET_DEAL_SIZE, 1, 5)
        elif id == "sales_cycle_length":
            cases = _curve(value, framework.TARGET_CYCLE, 5, 1)
        elif id == "pipeline_velocity":
            target = f"{framework.TARGET_REVENUE} / {framework.TARGET_CYCLE}"
            cases = _ladder(
                value, tuple(f"{each} * {target}" for each in framework.VELOCITY_THRESHOLDS)
            )
        elif id == "customer_acquisition_cost":
            cases = _ladder(value, framework.THRESHOLDS[id], "<=")
        elif id in framework.COMPETENCIES:
            cases = _ladder(value, framework.GAP_THRESHOLDS)
        else:
            cases = _ladder(value, framework.THRESHOLDS[id])
        _, elsewhere = _MEASURES.get(id, ("", ""))
        apart = f"WHEN {elsewhere} THEN 0 " if elsewhere else ""
        expressions.append(f"CASE {apart}{cases} END AS {_earned(id)}")
    return ",\n  ".join(expressions)


def _scores() -> str:
    expressions = []
    for id, (_, measures) in framework.ROLE.items():
        shares = {_earned(measure): share for measure, share in measures.items()}
        total = " + ".join(f"coalesce({each}, 0) * {share}" for each, share in shares.items())
        known = " + ".join(
            f"(coalesce({each}, 0) > 0)::INT * {share}" for each, share in shares.items()
        )
        missing = " + ".join(f"({each} IS NULL)::INT * {share}" for each, share in shares.items())
        expressions += [
            f'({total}) / nullif({known}, 0) AS "{id}.score"',
            f'({known}) / nullif({known} + {missing}, 0) AS "{id}.known"',
        ]
    return ",\n  ".join(expressions)


def _overall_score() -> str:
    def over(column: str) -> str:
        weights = {f'"{id}.{column}"': weight for id, (weight, _) in framework.ROLE.items()}
        total = " + ".join(f"coalesce({each}, 0) * {weight}" for each, weight in weights.items())
        whole = " + ".join(f"({each} IS NOT NULL)::INT * {w}" for each, w in weights.items())
        return f"({total}) / nullif({whole}, 0)"

    return f"{over('score')} AS known_score, {over('known')} AS known_share"


def _overall() -> str:
    level = f"CASE {_ladder(chr(34) + 'overall.score' + chr(34), framework.OVERALL_THRESHOLDS)} END"
    weakest = ", ".join(f'"{id}.score"' for id in framework.ROLE)
    failing = f"CASE WHEN least({weakest}) < {framework.FAILING} THEN 4 ELSE 5 END"
    below = f'CASE WHEN "quota_achievement.value" < {framework.HALF_OF_QUOTA} THEN 3 ELSE 5 END'
    names = ", ".join(f"'{level}'" for level in framework.LEVELS)
    return (
        'CASE WHEN "overall.score" IS NOT NULL'
        f" THEN [{names}][least({level}, {failing}, {below})] END"
    )
