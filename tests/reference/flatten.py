"""An outcome as one flat mapping, so that two of them can be compared name by name."""

from __future__ import annotations

from collections.abc import Mapping

from .outcome import Outcome
from .values import Held

Flat = Mapping[str, Held]
"""Keys such as `rating of quota_achievement`, `gate sales_director.gate.1`, `overall`."""


def flatten(outcome: Outcome) -> dict[str, Held]:
    """Outcome -> Flat."""
    flat: dict[str, Held] = {f"value of {id}": value for id, value in outcome.values.items()}
    for id, kpi in outcome.kpis.items():
        flat[f"value of {id}"] = kpi.value
        flat[f"score of {id}"] = kpi.score
        if kpi.rating is not None:
            flat[f"rating of {id}"] = kpi.rating
    for id, competency in outcome.competencies.items():
        flat[f"value of {id}"] = competency.assessed
        for aspect, found in (
            ("gap", competency.gap),
            ("rating", competency.rating),
            ("score", competency.score),
        ):
            if found is not None:
                flat[f"{aspect} of {id}"] = found
    flat |= {f"holds {id}": holds for id, holds in outcome.requirements.items()}
    if outcome.role is None:
        return flat
    role = outcome.role
    for id, responsibility in role.responsibilities.items():
        flat[f"score of {id}"] = responsibility.score
        if responsibility.rating is not None:
            flat[f"rating of {id}"] = responsibility.rating
    flat |= {f"share of {id}": share for id, share in role.shares.responsibilities.items()}
    flat |= {f"share of {id}": share for id, share in role.shares.measures.items()}
    flat |= {f"gate {id}": state for id, state in role.gates.items()}
    flat["known weight"] = role.shares.known
    flat["overall score"] = role.score
    if role.rating is not None and role.rating_before_gates is not None:
        flat["overall before gates"] = role.rating_before_gates
        flat["overall"] = role.rating
    return flat
