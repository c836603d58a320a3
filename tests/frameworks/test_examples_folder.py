"""The people in `examples/` get the ratings worked out for them by hand, as fractions."""

from fractions import Fraction

import pytest

DIRECTORS = {
    "director-01": ("exceeds", "47083619/12500000"),
    "director-02": ("outstanding", "819998/171875"),
    "director-03": ("meets", "9404/3125"),
    "director-04": ("exceeds", "7/2"),
    "director-05": ("developing", "52167/25000"),
    "director-06": ("unsatisfactory", "52679/50000"),
    "director-07": ("exceeds", "287389/75000"),
    "director-08": ("meets", "35897/11875"),
    "director-09": ("meets", "3"),
    "director-10": ("meets", "21879/5000"),
    "director-11": ("exceeds", "115861/25000"),
    "director-12": ("not rated", None),
}

# Values that lie exactly on a threshold, with the points of the level they reach.
ON_A_THRESHOLD = {
    "opportunity_conversion_rate": ("45/100", 4),
    "customer_retention_rate": ("98/100", 4),
    "net_promoter_score": ("50", 4),
    "sales_cycle_efficiency": ("30/100", 4),
    "territory_coverage": ("45/100", 4),
    "account_growth": ("3/100", 4),
    "new_customer_acquisition": ("5", 4),
    "quota_achievement": ("1", 4),
    "pipeline_velocity": ("156250/3", 5),
    "customer_acquisition_cost": ("127500", 4),
}

DERIVED = {
    "director-13": ("exceeds", "2311/600"),
    "director-14": ("developing", "49859/30000"),
    "director-15": ("unsatisfactory", "15/13"),
}


def outcomes(ratings):
    return {person: (rated.level or "not rated", rated.score) for person, rated in ratings.items()}


def exactly(expected):
    return {
        person: (level, None if score is None else Fraction(score))
        for person, (level, score) in expected.items()
    }


def absent(rated, kind):
    return {id for id, value in rated.values.items() if value == kind}


@pytest.fixture(scope="module", params=["directors.csv", "directors.json"])
def directors(rate, examples_folder, request):
    return rate(examples_folder / request.param, "--period", "2026-Q1")


def test_every_director_gets_the_expected_rating(directors):
    assert outcomes(directors) == exactly(DIRECTORS)


def test_a_value_on_a_threshold_reaches_it(directors):
    rated = directors["director-04"]
    assert {id: (rated.values[id], rated.scores[id]) for id in ON_A_THRESHOLD} == {
        id: (Fraction(value), points) for id, (value, points) in ON_A_THRESHOLD.items()
    }


def test_what_is_missing_is_said(directors):
    assert absent(directors["director-07"], "missing") == {"net_promoter_score"}
    assert absent(directors["director-08"], "missing") == {
        "customer_acquisition_cost",
        "quota_achievement",
        "coaching",
    }
    known = {id for id, value in directors["director-12"].values.items() if value != "missing"}
    assert known == {
        "revenue",
        "quota_achievement",
        "cross_functional_collaboration",
        "industry_insight",
        "team_management",
    }


def test_of_a_new_starter_only_four_competencies_are_assessed(directors):
    rated = directors["director-09"]
    assert absent(rated, "missing") == set()
    assert set(rated.values) - absent(rated, "not applicable") == {
        "sales_strategy",
        "cross_functional_collaboration",
        "industry_insight",
        "coaching",
    }
    # The manager counts 60 and the person 10; peers gave nothing.
    assert rated.values["coaching"] == Fraction(60 * 2 + 10 * 3, 70)


def test_totals_and_tables_together(rate, examples_folder):
    ratings = rate(
        examples_folder / "table-totals.csv",
        "--table", f"opportunities={examples_folder / 'opportunities.csv'}",
        "--table", f"accounts={examples_folder / 'accounts.csv'}",
        "--period", "2026-Q1",
    )  # fmt: skip
    assert outcomes(ratings) == exactly(DERIVED)
    assert ratings["director-13"].values["sales_cycle_length"] == 109
    assert ratings["director-13"].values["territory_coverage"] == Fraction(4, 7)


def test_nonsense_is_listed_and_leaves_the_others_rated(rate_document, examples_folder):
    path = examples_folder / "directors-with-problems.csv"
    document = rate_document(path, "--period", "2026-Q1", exit_code=3)
    ratings = {record["person"]: record["overall"] for record in document["ratings"]}
    assert {person: overall["level"] for person, overall in ratings.items()} == {
        "director-21": "exceeds"
    }
    assert Fraction(ratings["director-21"]["score"]["exact"]) == Fraction(61563, 16250)
    broken = [each for each in document["problems"] if each["code"] == "require-fails"]
    refused = [each for each in document["problems"] if each["code"] != "require-fails"]
    assert [each["person"] for each in broken] == ["director-30"]
    assert {(each["person"], each["field"], each["value"], each["row"]) for each in refused} == {
        ("director-22", "closed_won_revenue", "about five million", 3),
        ("director-23", "quota", "-5000000", 4),
        ("director-24", "promoter_share", "150%", 5),
        ("director-25", "coaching.manager", "superb", 6),
        ("director-26", "won_deals", "NaN", 7),
        ("director-27", "won_deals", "9.5", 8),
        ("director-28", "", "", 10),
        ("director-29", "quota", "5,000,000 THB", 11),
        ("director-31", "closed_won_revenue", "5400,5", 13),
        ("director-31", "coaching.peers", "expert; fair", 13),
        ("", "person", "", 14),
    }
