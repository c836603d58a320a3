"""What a rating tells programs: weights, what is missing, and the ratings still possible."""

from fractions import Fraction

from assay.engine.loaded import Framework, loads

HEAD = """\
framework test "Test" { version: "1"  currency: THB }
scale grade { good = 3  fair = 2  poor = 1 }
input x { type: grade }
input y { type: grade }
kpi a { rating: x }
kpi b { rating: y  when missing: fail }
"""


def role(body: str) -> Framework:
    return loads(f"{HEAD}role tester {{ {body} overall on grade {{ {RULES} }} }}")


RULES = "overall >= 2.5 => good  overall >= 1.5 => fair  otherwise => poor"
SHOWN = "responsibility r weight 100% { kpi a weight 100%  kpi b weight 0% }"


def test_nothing_weighs_anything_where_nothing_that_counts_applies() -> None:
    rating = role(SHOWN).rate({"x": "n/a", "y": "good"})
    assert rating.state == "not applicable"
    assert [(each.declared, each.weight) for each in rating.responsibilities] == [(1, 0)]
    assert [(each.id, each.declared, each.weight) for each in rating.measures] == [
        ("a", 1, 0),
        ("b", 0, 0),
    ]


def test_a_missing_kpi_that_insists_is_named_whatever_it_weighs() -> None:
    for x in ("good", "n/a"):
        rating = role(SHOWN).rate({"x": x})
        assert (rating.state, rating.score, rating.missing) == ("not rated", None, ("b",))


def test_a_missing_kpi_that_insists_is_named_where_a_formula_gives_the_score() -> None:
    formulas = {
        "responsibility r weight 100% { kpi b weight 100% } overall score: 2": Fraction(2),
        "responsibility r weight 100% { kpi b weight 100%  score: 3 }": Fraction(3),
    }
    for body, score in formulas.items():
        rating = role(body).rate({})
        assert (rating.state, rating.score, rating.missing) == ("not rated", None, ("b",))
        assert "Not rated: b must not be missing" in rating.explain().text()
        known = role(body).rate({"y": "poor"})
        assert (known.score, known.missing) == (score, ())
