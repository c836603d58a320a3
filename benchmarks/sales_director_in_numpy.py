"""The sales director framework over numpy arrays of floats, written by hand.

An absent fact is NaN, an assessed level a number from 1 to 4. Points are 1 to 5, NaN where they
are missing and 0 where the measure does not concern the person. Functions from arrays to an array
only, so that `sales_director_in_openfisca.py` can hang its variables on them.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy
import sales_director_rules as framework

Array = numpy.ndarray[Any, numpy.dtype[Any]]
Arrays = Mapping[str, Array]

_VELOCITY = float(framework.TARGET_REVENUE) / float(framework.TARGET_CYCLE)
_BOUNDS = {id: tuple(map(float, texts)) for id, texts in framework.THRESHOLDS.items()}
_BOUNDS["pipeline_velocity"] = tuple(
    float(share) * _VELOCITY for share in framework.VELOCITY_THRESHOLDS
)
_GAPS = tuple(map(float, framework.GAP_THRESHOLDS))
_OVERALL = tuple(map(float, framework.OVERALL_THRESHOLDS))


def _share(part: str, whole: str, facts: Arrays) -> Array:
    return facts[part] / facts[whole]


def _velocity(facts: Arrays) -> Array:
    won = facts["won_deals"]
    size = facts["closed_won_revenue"] / won
    return numpy.where(won == 0, 0, size * won / facts["average_time_to_close"])


def _conversion(facts: Arrays) -> Array:
    return facts["won_deals"] / (facts["won_deals"] + facts["lost_deals"])


def _cost(facts: Arrays) -> Array:
    new = facts["new_customers"]
    return facts["sales_and_marketing_cost"] / numpy.where(new == 0, numpy.nan, new)


def _promotion(facts: Arrays) -> Array:
    responses = facts["survey_responses"]
    shares = facts["promoters"] / responses - facts["detractors"] / responses
    return numpy.where(responses == 0, numpy.nan, 100 * shares)


def _growth(facts: Arrays) -> Array:
    before = facts["existing_customer_revenue_before"]
    return (facts["existing_customer_revenue"] - before) / before


def _assessed(id: str, facts: Arrays) -> Array:
    total: Any = 0
    whole: Any = 0
    for rater, weight in framework.COMPETENCIES[id].items():
        level = facts[f"{id}.{rater}"]
        given = ~numpy.isnan(level)
        total = total + numpy.where(given, level, 0) * weight
        whole = whole + given * weight
    return numpy.where(whole > 0, total / whole, numpy.nan)


# What each measure is, NaN where it is absent or does not concern the person.
VALUES: dict[str, Callable[[Arrays], Array]] = {
    "revenue": lambda facts: facts["closed_won_revenue"],
    "pipeline_velocity": _velocity,
    "opportunity_conversion_rate": _conversion,
    "average_deal_size": partial(_share, "closed_won_revenue", "won_deals"),
    "customer_acquisition_cost": _cost,
    "sales_cycle_length": lambda facts: facts["average_time_to_close"],
    "customer_retention_rate": partial(_share, "customers_retained", "customers_at_start"),
    "net_promoter_score": _promotion,
    "sales_cycle_efficiency": partial(_share, "won_deals", "opportunities_worked"),
    "territory_coverage": partial(_share, "target_accounts_sold", "target_accounts"),
    "account_growth": _growth,
    "new_customer_acquisition": lambda facts: facts["new_customers"],
    "quota_achievement": partial(_share, "closed_won_revenue", "quota"),
    "sales_generated_revenue": partial(_share, "closed_won_revenue", "total_revenue"),
    **{id: partial(_assessed, id) for id in framework.COMPETENCIES},
}
# Where a measure does not concern the person.
NOT_APPLICABLE: dict[str, Callable[[Arrays], Array]] = {
    "opportunity_conversion_rate": lambda facts: facts["won_deals"] + facts["lost_deals"] == 0,
    "average_deal_size": lambda facts: facts["won_deals"] == 0,
    "sales_cycle_length": lambda facts: (
        numpy.isnan(facts["average_time_to_close"]) & (facts["won_deals"] == 0)
    ),
    "customer_retention_rate": lambda facts: facts["customers_at_start"] == 0,
    "sales_cycle_efficiency": lambda facts: facts["opportunities_worked"] == 0,
    "territory_coverage": lambda facts: facts["target_accounts"] == 0,
    "account_growth": lambda facts: facts["existing_customer_revenue_before"] == 0,
    "sales_generated_revenue": lambda facts: facts["total_revenue"] == 0,
}


def _ladder(value: Array, bounds: tuple[float, ...]) -> Array:
    best, good, fair, poor = ((value >= bound).view(numpy.int8) for bound in bounds)
    return 1 + best + good + fair + poor


def points(id: str, value: Array, facts: Arrays) -> Array:
    """The points of a measure from its value."""
    if id == "average_deal_size":
        target = float(framework.TARGET_DEAL_SIZE)
        earned = numpy.interp(value, (target / 2, target, 2 * target), (1, 3, 5))
    elif id == "sales_cycle_length":
        target = float(framework.TARGET_CYCLE)
        earned = numpy.interp(value, (target / 2, target, 2 * target), (5, 3, 1))
    elif id == "customer_acquisition_cost":
        earned = _ladder(-value, tuple(-bound for bound in _BOUNDS[id]))
    elif id in framework.COMPETENCIES:
        earned = _ladder(value - float(framework.REQUIRED), _GAPS)
    else:
        earned = _ladder(value, _BOUNDS[id])
    earned = numpy.where(numpy.isnan(value), numpy.nan, earned)
    if id in NOT_APPLICABLE:
        earned = numpy.where(NOT_APPLICABLE[id](facts), 0, earned)
    return earned


def responsibility(id: str, earned: Arrays) -> tuple[Array, Array]:
    """Its score, NaN where nothing is known; the known share, NaN where nothing applies."""
    score: Any = 0
    known: Any = 0
    missing: Any = 0
    for measure, share in framework.ROLE[id][1].items():
        each = earned[measure]
        here = each > 0
        score = score + numpy.where(here, each, 0) * share
        known = known + here * share
        missing = missing + numpy.isnan(each) * share
    return score / numpy.where(known > 0, known, numpy.nan), known / (known + missing)


def overall_score(scores: Arrays, known: Arrays) -> Array:
    """The score of what is known, NaN where too little is."""
    total: Any = 0
    counted: Any = 0
    shared: Any = 0
    concerned: Any = 0
    for id, (weight, _) in framework.ROLE.items():
        here = ~numpy.isnan(scores[id])
        total = total + numpy.where(here, scores[id], 0) * weight
        counted = counted + here * weight
        applies = ~numpy.isnan(known[id])
        shared = shared + numpy.where(applies, known[id], 0) * weight
        concerned = concerned + applies * weight
    enough = shared / concerned >= float(framework.KNOWN)
    return numpy.where(enough, total / counted, numpy.nan)


def overall(score: Array, scores: Arrays, attainment: Array) -> Array:
    """The overall level from 1 to 5 after the gates, 0 where there is none."""
    level = _ladder(score, _OVERALL)
    weakest = numpy.fmin.reduce([scores[id] for id in framework.ROLE])
    capped = numpy.where(weakest < float(framework.FAILING), numpy.minimum(level, 4), level)
    below = attainment < float(framework.HALF_OF_QUOTA)
    capped = numpy.where(below, numpy.minimum(capped, 3), capped)
    return numpy.where(numpy.isnan(score), 0, capped)


def rate(facts: Arrays) -> dict[str, Array]:
    """Evidence as arrays -> `overall`, `overall.score`, the score or points of everything."""
    with numpy.errstate(all="ignore"):
        values = {id: VALUES[id](facts) for id in framework.MEASURES}
        earned = {id: points(id, value, facts) for id, value in values.items()}
        parts = {id: responsibility(id, earned) for id in framework.ROLE}
        scores = {id: score for id, (score, _) in parts.items()}
        score = overall_score(scores, {id: known for id, (_, known) in parts.items()})
        level = overall(score, scores, values["quota_achievement"])
    return {"overall": level, "overall.score": score, **earned}
