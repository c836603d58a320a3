"""The sales director framework as a decision graph of zen-engine, with what is absent.

Like `sales_director_in_zen.py`, which takes for granted that all is known and whose forms it
shares: values, a table per rated measure, scores, the overall table, gates. Zen knows no absent
number, and refuses to compute with null, so every expression asks first. Points are 1 to 5, null
where they are missing and 0 where the measure does not concern the person.
"""

from collections.abc import Iterable
from typing import Any

import sales_director_rules as framework
from sales_director_in_zen import compiled, expressions, table


def _known(names: Iterable[str], value: str, elsewhere: str = "") -> str:
    """An expression of facts that must be there; 'n/a' where it does not concern the person."""
    absent = " or ".join(f"{name} == null" for name in names)
    return f"{absent} ? null : {f'{elsewhere} ? {chr(39)}n/a{chr(39)} : ' * bool(elsewhere)}{value}"


def _share(part: str, whole: str) -> str:
    return f"{whole} == 0 ? 'n/a' : {_known((part, whole), f'{part} / {whole}')}"


def _growth() -> str:
    now, before = "existing_customer_revenue", "existing_customer_revenue_before"
    return f"{before} == 0 ? 'n/a' : {_known((now, before), f'({now} - {before}) / {before}')}"


def _assessed(id: str) -> str:
    raters = {f"points[{id}.{name}]": each for name, each in framework.COMPETENCIES[id].items()}
    total = " + ".join(f"({rater} ?? 0) * {weight}" for rater, weight in raters.items())
    whole = " + ".join(f"({rater} == null ? 0 : {weight})" for rater, weight in raters.items())
    return f"({whole}) == 0 ? null : ({total}) / ({whole}) - {framework.REQUIRED}"


_SIZE = "closed_won_revenue / won_deals"
_DAYS = "average_time_to_close"
_RESPONSES = ("promoters", "detractors", "survey_responses")
_VALUES = {
    "revenue": "closed_won_revenue",
    "pipeline_velocity": "won_deals == 0 ? 0 : "
    + _known(("closed_won_revenue", "won_deals", _DAYS), f"{_SIZE} * won_deals / {_DAYS}"),
    "opportunity_conversion_rate": _known(
        ("won_deals", "lost_deals"),
        "won_deals / (won_deals + lost_deals)",
        "won_deals + lost_deals == 0",
    ),
    "average_deal_size": _share("closed_won_revenue", "won_deals"),
    "customer_acquisition_cost": "new_customers == 0 ? null : "
    + _known(
        ("sales_and_marketing_cost", "new_customers"), "sales_and_marketing_cost / new_customers"
    ),
    "sales_cycle_length": f"{_DAYS} == null and won_deals == 0 ? 'n/a' : {_DAYS}",
    "customer_retention_rate": _share("customers_retained", "customers_at_start"),
    "net_promoter_score": "survey_responses == 0 ? null : "
    + _known(_RESPONSES, "100 * (promoters / survey_responses - detractors / survey_responses)"),
    "sales_cycle_efficiency": _share("won_deals", "opportunities_worked"),
    "territory_coverage": _share("target_accounts_sold", "target_accounts"),
    "account_growth": _growth(),
    "new_customer_acquisition": "new_customers",
    "quota_achievement": _known(("closed_won_revenue", "quota"), "closed_won_revenue / quota"),
    "sales_generated_revenue": _share("closed_won_revenue", "total_revenue"),
    **{id: _assessed(id) for id in framework.COMPETENCIES},
}


def _bounds(id: str) -> tuple[str, ...]:
    if id == "pipeline_velocity":
        target = f"{framework.TARGET_REVENUE} / {framework.TARGET_CYCLE}"
        return tuple(f">= {share} * {target}" for share in framework.VELOCITY_THRESHOLDS)
    if id in framework.COMPETENCIES:
        return tuple(f">= {bound}" for bound in framework.GAP_THRESHOLDS)
    sign = "<=" if id == "customer_acquisition_cost" else ">="
    return tuple(f"{sign} {bound}" for bound in framework.THRESHOLDS[id])


def _curve(value: str, target: str, start: int, end: int) -> str:
    step = (end - start) // 2
    half, double = f"0.5 * {target}", f"2 * {target}"
    return (
        f"{value} == null ? null : {value} == 'n/a' ? 0 : {value} <= {half} ? {start}"
        f" : {value} <= {target} ? {start} + {step} * ({value} - {half}) / ({half})"
        f" : {value} <= {double} ? 3 + {step} * ({value} - {target}) / {target} : {end}"
    )


def _earned(id: str) -> str:
    return f"$.{id}_points" if id in framework.CURVES else f"rated.{id}.points"


def _weighted(parts: Iterable[tuple[str, int]], present: str) -> tuple[str, str]:
    """Sums of what is present: of value times weight, and of weights."""
    parts = list(parts)
    total = " + ".join(f"({value} ?? 0) * {weight}" for value, weight in parts)
    whole = " + ".join(f"(({value} ?? {present}) == {present} ? 0 : {w})" for value, w in parts)
    return f"({total})", f"({whole})"


def _scores() -> dict[str, str]:
    scores = {
        "average_deal_size_points": _curve("average_deal_size", framework.TARGET_DEAL_SIZE, 1, 5),
        "sales_cycle_length_points": _curve("sales_cycle_length", framework.TARGET_CYCLE, 5, 1),
    }
    for id, (_, measures) in framework.ROLE.items():
        earned = [(_earned(measure), share) for measure, share in measures.items()]
        total, known = _weighted(earned, "0")
        missing = " + ".join(f"({each} == null ? {share} : 0)" for each, share in earned)
        scores[f"{id}_of"] = known
        scores[f"{id}_missing"] = missing
        scores[f"{id}_score"] = f"$.{id}_of == 0 ? null : {total} / $.{id}_of"
        scores[f"{id}_known"] = (
            f"$.{id}_of + $.{id}_missing == 0 ? null : $.{id}_of / ($.{id}_of + $.{id}_missing)"
        )
    for what in ("score", "known"):
        parts = [(f"$.{id}_{what}", weight) for id, (weight, _) in framework.ROLE.items()]
        total, _ = _weighted(parts, "0")
        whole = " + ".join(f"({value} == null ? 0 : {weight})" for value, weight in parts)
        scores[f"overall_{what}"] = f"({whole}) == 0 ? null : {total} / ({whole})"
    every = ", ".join(f"$.{id}_score" for id in framework.ROLE)
    scores["weakest"] = f"min(filter([{every}], # != null))"
    scores["score"] = (
        f"$.overall_known != null and $.overall_known >= {framework.KNOWN} ? $.overall_score : null"
    )
    return scores


_LEVELS = ", ".join(f"'{level}'" for level in framework.LEVELS)
_GATES = {
    "area_failing": "score == null ? null : "
    f"weakest < {framework.FAILING} ? min([rated.score.points, 4]) : rated.score.points",
    "below_half": "score == null ? null : quota_achievement != null"
    f" and quota_achievement < {framework.HALF_OF_QUOTA} ? min([$.area_failing, 3])"
    " : $.area_failing",
    "level": f"score == null ? null : [{_LEVELS}][$.below_half - 1]",
}


def decision() -> Any:  # zen ships no class for the type checker to name
    """The compiled decision graph."""
    overall = tuple(f">= {bound}" for bound in framework.OVERALL_THRESHOLDS)
    return compiled(
        [expressions("values", _VALUES)],
        [table(id, _bounds(id), absent=True) for id in framework.RATED],
        [expressions("scores", _scores())],
        [table("score", overall, pass_through=True, absent=True)],
        [expressions("gates", _GATES)],
    )
