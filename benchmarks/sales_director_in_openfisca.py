"""The sales director framework as a system of OpenFisca: a variable for each fact and result.

OpenFisca holds a `float` variable in 32 bits, and knows no absent value: NaN stands for it, as in
`sales_director_in_numpy.py`, whose functions are the formulas here. A simulation keeps the value
of every variable, which is what OpenFisca has for a trace.
"""

from collections.abc import Callable
from typing import Any

import numpy
import sales_director_in_numpy as rules
import sales_director_rules as framework
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PERIOD = "2026-03"
_PERSON = build_entity(key="person", plural="persons", label="A person", is_person=True)


class _Facts(dict[str, rules.Array]):
    """The variables of a simulation in one period, by the names that the framework gives them."""

    def __init__(self, person: Any, period: Any, suffix: str = "") -> None:
        super().__init__()
        self._person, self._period, self._suffix = person, period, suffix

    def __missing__(self, name: str) -> rules.Array:
        return self._person(_name(name) + self._suffix, self._period)


def _name(id: str) -> str:
    return id.replace(".", "_by_")


def _variable(name: str, formula: Callable[[Any, Any], Any] | None = None) -> type[Variable]:
    content: dict[str, Any] = {
        "value_type": float,
        "default_value": float("nan"),
        "entity": _PERSON,
        "definition_period": DateUnit.MONTH,
        "label": name,
    }
    if formula is not None:
        content["formula"] = lambda person, period, _parameters: formula(person, period)
    return type(name, (Variable,), content)


def _measure(id: str) -> list[type[Variable]]:
    return [
        _variable(
            id,
            lambda person, period: rules.VALUES[id](_Facts(person, period)),
        ),
        _variable(
            f"{id}_points",
            lambda person, period: rules.points(id, person(id, period), _Facts(person, period)),
        ),
    ]


def _responsibility(id: str) -> list[type[Variable]]:
    return [
        _variable(
            f"{id}_{what}",
            lambda person, period, part=part: rules.responsibility(
                id, _Facts(person, period, "_points")
            )[part],
        )
        for part, what in enumerate(("score", "known"))
    ]


def system() -> TaxBenefitSystem:
    """The framework as variables of one entity."""
    whole = TaxBenefitSystem([_PERSON])
    for name in (*framework.FACTS, *framework.RATERS):
        whole.add_variable(_variable(_name(name)))
    for id in framework.MEASURES:
        for variable in _measure(id):
            whole.add_variable(variable)
    for id in framework.ROLE:
        for variable in _responsibility(id):
            whole.add_variable(variable)
    whole.add_variable(
        _variable(
            "overall_score",
            lambda person, period: rules.overall_score(
                _Facts(person, period, "_score"), _Facts(person, period, "_known")
            ),
        )
    )
    whole.add_variable(
        _variable(
            "overall",
            lambda person, period: rules.overall(
                person("overall_score", period),
                _Facts(person, period, "_score"),
                person("quota_achievement", period),
            ),
        )
    )
    return whole


def rate(whole: TaxBenefitSystem, facts: rules.Arrays) -> dict[str, rules.Array]:
    """Evidence as arrays -> `overall`, `overall.score`, the points of each measure."""
    people = len(facts["quota"])
    simulation = SimulationBuilder().build_default_simulation(whole, people)
    for name, values in facts.items():
        simulation.set_input(_name(name), PERIOD, values)
    with numpy.errstate(all="ignore"):
        return {
            "overall": simulation.calculate("overall", PERIOD),
            "overall.score": simulation.calculate("overall_score", PERIOD),
            **{id: simulation.calculate(f"{id}_points", PERIOD) for id in framework.MEASURES},
        }
