"""The tree of an explanation: what it says of a value, and that its numbers add up."""

from fractions import Fraction
from pathlib import Path

import pytest
from shop import rated

from assay.engine.evidence.files import read_evidence
from assay.engine.evidence.records import EvidenceData
from assay.engine.explaining.explain import UnknownName, names
from assay.engine.explaining.explanation_values import Absent, Value
from assay.engine.explaining.explanation_weights import Contributions
from assay.engine.loaded import load
from assay.engine.rating import Rating

ROOT = Path(__file__).parents[3]


def _directors() -> list[Rating]:
    framework = load(ROOT / "frameworks" / "enterprise_sales_director.rules")
    file = ROOT / "examples" / "directors.csv"
    people = read_evidence(framework.checked, EvidenceData(file.name, file.read_bytes(), "csv"))
    return [
        framework.rate(
            each.values,
            period="2026-Q1",
            person=each.person,
            tables=each.tables,
            origins=each.origins,
        )
        for each in people.people
    ]


DIRECTORS = _directors()


def _adds_up(contributions: Contributions) -> None:
    if not isinstance(contributions.total, Value):
        return
    amounts = [part.amount.exact for part in contributions.parts if part.amount is not None]
    shown = [part.shown for part in contributions.parts if part.shown is not None]
    assert sum(amounts) == contributions.total.exact
    assert sum(shown) == contributions.shown_total
    assert amounts == sorted(amounts, reverse=True)
    for part in contributions.parts:
        if part.amount is not None and isinstance(part.score, Value):
            assert part.amount.exact == part.effective.exact * part.score.exact
            assert abs(part.shown - part.amount.exact) < Fraction(1, 10**contributions.places)


@pytest.mark.parametrize("rating", DIRECTORS, ids=lambda rating: rating.person)
def test_contributions_sum_exactly_and_as_shown(rating: Rating) -> None:
    nodes = rating.explain().tree.nodes
    totals = [node.contributions for node in nodes if node.contributions is not None]
    assert len(totals) == 11
    for contributions in totals:
        _adds_up(contributions)
    root = nodes[0]
    assert isinstance(root.score, Value) == (rating.score is not None)
    if rating.score is not None:
        assert root.contributions.total.exact == rating.score


@pytest.mark.parametrize(
    "rating", DIRECTORS[6:8] + DIRECTORS[11:], ids=lambda rating: rating.person
)
def test_every_value_of_an_example_person_can_be_explained_in_words(rating: Rating) -> None:
    explained = names(rating.trace.plan)
    assert len(explained) > 50
    for name in explained:
        explanation = rating.explain(name)
        assert explanation.tree.root.id == name
        assert explanation.text().startswith(f"{rating.person} · ")
        assert explanation.text("th", width=50).startswith(f"{rating.person} · ")


def test_every_value_that_is_read_has_its_node_once() -> None:
    tree = DIRECTORS[6].explain().tree
    ids = [node.id for node in tree.nodes]
    assert len(ids) == len(set(ids))
    assert {read for node in tree.nodes for read in node.reads} <= set(ids)
    assert {read.id for node in tree.nodes for read in node.inputs} <= set(ids)
    assert {"closed_won_revenue", "quota", "coaching", "target_revenue"} <= set(ids)


def test_rules_are_told_in_order_with_what_became_of_each_and_the_margin() -> None:
    decision = rated().explain("attainment").tree.root.decision
    assert decision is not None
    assert [rule.result for rule in decision.rules] == ["no", "yes", "not reached"]
    missed, held = decision.rules[0].checks[0], decision.rules[1].checks[0]
    assert (missed.side, missed.margin.exact) == ("short", Fraction(2, 100))
    assert (held.side, held.margin.exact) == ("above", Fraction(8, 100))
    assert decision.taken == 1
    assert decision.rules[2].condition is None


def test_the_next_level_names_what_the_input_would_have_to_be() -> None:
    better = rated().explain("attainment").tree.root.decision.better
    assert (better.level.exact, better.operator, better.threshold.exact) == (
        "high",
        ">=",
        Fraction(11, 10),
    )
    needed = better.needs[0]
    assert (needed.id, needed.value.exact, needed.present.exact) == ("revenue", 1_100, 1_080)


def test_a_rule_that_cannot_be_decided_leaves_the_later_ones_unreached() -> None:
    root = rated(revenue=None).explain("attainment").tree.root
    assert [rule.result for rule in root.decision.rules] == [
        "undecided",
        "not reached",
        "not reached",
    ]
    assert root.decision.taken is None
    assert isinstance(root.rating, Absent)
    assert [reason.subject for reason in root.rating.reasons] == ["revenue"]


def test_what_is_not_counted_says_where_its_weight_went() -> None:
    root = rated(promoters=None).explain().tree.root
    (gone,) = root.not_counted
    assert (gone.id, gone.weight.exact, gone.group.text) == ("goodwill", Fraction(4, 10), "Service")
    ((moved),) = gone.moved
    assert (moved.id, moved.before.exact, moved.after.exact) == ("calm", Fraction(6, 10), 1)
    assert root.coverage.known.exact == Fraction(84, 100)
    assert [level.exact for level in root.possible.levels] == ["fair"]


def test_a_complete_rating_asks_nothing_about_what_is_possible() -> None:
    root = rated().explain().tree.root
    assert root.not_counted == ()
    assert root.possible is None


@pytest.mark.parametrize(
    "name", ["attainment", "rating of attainment", "score of attainment", "attainment.rating"]
)
def test_a_value_answers_to_each_of_its_names(name: str) -> None:
    assert rated().explain(name).tree.root.id == "attainment"


def test_no_name_and_overall_mean_the_role() -> None:
    assert rated().explain().tree.root.id == "keeper"
    assert rated().explain("overall").tree.root.id == "keeper"


def test_an_unknown_name_is_refused_with_those_like_it() -> None:
    with pytest.raises(UnknownName, match="named `atainment`; did you mean `attainment`"):
        rated().explain("atainment")
