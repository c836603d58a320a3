"""The people of the benchmarks are what the tables say of them, and the same in every run."""

from columns_people import RATERS, complete_people, people_frame
from polars.testing import assert_frame_equal
from sales_director_rules import FACTS, MEASURES, RATED, ROLE, THRESHOLDS
from sales_director_rules import RATERS as RULES_RATERS

PEOPLE = 20_000
# Ratios that people are put on, of amounts and counts that have them exactly.
SHARES = {
    "quota_achievement": ("closed_won_revenue", "quota"),
    "customer_retention_rate": ("customers_retained", "customers_at_start"),
    "territory_coverage": ("target_accounts_sold", "target_accounts"),
}


def test_the_same_seed_gives_the_same_people() -> None:
    assert_frame_equal(people_frame(100), people_frame(100))
    assert not people_frame(100).equals(people_frame(100, seed=1))


def test_they_have_the_facts_that_the_rules_read() -> None:
    assert people_frame(10).columns == ["person", *FACTS, *RATERS]
    assert RATERS == RULES_RATERS
    assert (len(FACTS), len(RATERS), len(ROLE), len(MEASURES), len(RATED)) == (18, 11, 10, 19, 17)


def test_three_facts_in_a_hundred_are_absent() -> None:
    facts = people_frame(PEOPLE).drop("person")
    absent = sum(column.null_count() for column in facts)
    assert 0.029 < absent / (facts.height * facts.width) < 0.031


def test_many_sit_exactly_on_thresholds() -> None:
    """A tenth of the people, shared by nine KPIs: about one in ninety on those of each."""
    people = people_frame(PEOPLE)
    for kpi, (part, whole) in SHARES.items():
        bounds = {float(bound) for bound in THRESHOLDS[kpi]}
        pairs = people.select(part, whole).drop_nulls().rows()
        on = sum(bool(other) and one / other in bounds for one, other in pairs)
        assert on / PEOPLE > 0.8 * 0.1 / 9, kpi


def test_complete_people_have_everything() -> None:
    people = complete_people(50)
    assert len(people) == 50
    assert all(value is not None for person in people for value in person.values())
