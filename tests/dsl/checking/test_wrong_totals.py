"""Weights in percent that do not total 100%: which one is off, where the others tell."""

from fractions import Fraction

import pytest

import assay
from assay.dsl.checking.wrong_totals import Odd, Rounded, likely_slip

HEAD = """framework demo "Demo" { version: "1" }
scale grade { good = 2  poor = 1 }
input sold { type: number }
"""


def weights(text):
    return [Fraction(each.rstrip("%")) / 100 for each in text.split()]


def percent(number):
    return Fraction(number) / 100


@pytest.mark.parametrize(
    ("text", "number", "instead", "why"),
    [
        ("30% 20% 25% 22%", 3, "25", "all of the others are multiples of 5%"),
        ("30% 21% 16% 34.5%", 3, "33", "all of the others are whole percents"),
        ("33.3% 33.3% 20.3% 13.15%", 3, "13.1", "all of the others are multiples of 0.1%"),
        ("20% 20% 20% 10% 20%", 3, "20", "all of the others are the same"),
        ("25% 25% 30% 25%", 2, "25", "all of the others are the same"),
        ("60% 30% 1%", 2, "10", "a digit seems to be missing or too many"),
        ("60% 300% 10%", 1, "30", "a digit seems to be missing or too many"),
        ("40% 35% 52%", 2, "25", "its digits seem to have changed places"),
        ("50% 50% 5%", 2, "0", "without it they do"),
        ("40% 60% 30%", 2, "0", "without it they do"),
    ],
)
def test_one_weight_stands_out(text, number, instead, why):
    assert likely_slip(weights(text)) == Odd(number, percent(instead), why)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("33.33% 33.33% 33.33%", (1, 1, 1)),
        ("33.3% 66.6%", (1, 2)),
        ("33% 33% 33%", (1, 1, 1)),
        ("17% 17% 17% 17% 17% 17%", (1, 1, 1, 1, 1, 1)),
        ("14.29% 14.29% 14.29% 14.29% 14.29% 14.29% 14.29%", (1,) * 7),
        ("16.67% 16.67% 66.67%", (1, 1, 4)),
        ("11.11% 22.22% 66.66%", (1, 2, 6)),
    ],
)
def test_rounded_parts_of_a_whole(text, parts):
    assert likely_slip(weights(text)) == Rounded(parts)


@pytest.mark.parametrize(
    "text",
    [
        "60% 30%",
        "60% 30% 20%",
        "40% 30% 25%",
        "50% 30% 20% 20%",  # either of two would be one too many
        "10% 10% 10% 10% 10% 10% 10% 10% 10%",
        "1% 1% 1%",
        "34% 33% 34%",
        "90%",
    ],
)
def test_nothing_tells(text):
    assert likely_slip(weights(text)) is None


def reported(text):
    measures = weights_of = text.split()
    kpis = "".join(
        f"kpi k{n} {{ formula: sold  rate on grade {{ >= 1 => good  otherwise => poor }} }}\n"
        for n in range(len(weights_of))
    )
    lines = "".join(f"    kpi k{n} weight {each}\n" for n, each in enumerate(measures))
    role = f'role seller {{\n  responsibility sales "Sales" weight 100% {{\n{lines}  }}\n}}\n'
    with pytest.raises(assay.FrameworkError) as raised:
        assay.loads(HEAD + kpis + role)
    (problem,) = raised.value.diagnostics
    return HEAD + kpis + role, problem


TOTAL = "the weights of the measures of `sales` total "


@pytest.mark.parametrize(
    ("text", "message", "place", "label", "help_", "fix"),
    [
        (
            "30% 22% 20% 25%",
            "97%, not 100%; `k1` stands out: all of the others are multiples of 5%",
            "22%",
            "`k1`: 22%; 25%?",
            "write `25%` for `k1`, or change the others so that they total exactly 100%",
            "write `25%`",
        ),
        (
            "33.33% 33.33% 33.33%",
            "99.99%, not 100%; they seem to be rounded",
            "33.33%",
            "`k2`: 33.33%; 0.01% missing",
            "write plain numbers, such as 1 for each, which are divided by their sum exactly; or "
            "give one of them what the rounding left",
            "write plain numbers: `1`, `1`, `1`",
        ),
        (
            "16.67% 16.67% 66.67%",
            "100.01%, not 100%; they seem to be rounded",
            "66.67%",
            "`k2`: 66.67%; 0.01% too much",
            "write plain numbers, here 1 : 1 : 4, which are divided by their sum exactly; or give "
            "one of them what the rounding left",
            "write plain numbers: `1`, `1`, `4`",
        ),
        (
            "60% 40% 30%",
            "130%, not 100%; `k2` stands out: without it they do",
            "30%",
            "`k2`: 30%; one too many?",
            "leave out `k2`, or change the others so that they total exactly 100%",
            None,
        ),
        (
            "60% 30%",
            "90%, not 100%",
            "30%",
            "`k1`: 30%; 10% missing",
            "if only one is wrong, write 70% for `k0`, or 40% for `k1`; or add what is missing",
            None,
        ),
        (
            "90%",
            "90%, not 100%",
            "90%",
            "`k0`: 90%; 10% missing",
            "write 100% for `k0`, or add what is missing",
            None,
        ),
        (
            "10% 10% 10% 10% 10% 10% 10% 10% 10%",
            "90%, not 100%",
            "10%",
            "`k8`: 10%; 10% missing",
            "raise some by 10% in all, or add what is missing",
            None,
        ),
    ],
)
def test_what_is_said(text, message, place, label, help_, fix):
    _, problem = reported(text)
    assert (problem.code, problem.message) == ("weights-not-100", TOTAL + message)
    assert (problem.span.text, problem.label) == (place, label)
    assert problem.help == help_
    assert (problem.fix and problem.fix.message) == fix
    count = len(text.split())
    named = {each.message.partition(":")[0] for each in problem.secondary}
    assert named | {label.partition(":")[0]} == {f"`k{n}`" for n in range(count)}


@pytest.mark.parametrize("text", ["30% 22% 20% 25%", "33.33% 33.33% 33.33%", "60% 30% 1%"])
def test_the_fix_makes_them_total_100(tmp_path, text):
    path = tmp_path / "demo.rules"
    path.write_text(reported(text)[0], encoding="utf-8")
    assert not assay.fix(path).fixed, "who wrote them has to look"
    result = assay.fix(path, unsafe=True)
    assert [each.code for each in result.fixed] == ["weights-not-100"]
    assert not [each for each in result.left if each.severity == "error"]


def test_a_weight_that_a_lower_layer_gave_does_not_stand_out(tmp_path):
    """It was right before the layer changed another one, which is the place to look at."""
    kpis = reported("90%")[0].partition("role")[0]
    roles = (
        "role seller {\n"
        '  responsibility a "A" weight 32% { }\n  responsibility b "B" weight 48% { }\n'
        '  responsibility c "C" weight 20% { }\n}\n'
    )
    (tmp_path / "base.rules").write_text(kpis + roles, encoding="utf-8")
    layer = tmp_path / "layer.rules"
    change = "override role seller { responsibility b weight 50% { } }"
    layer.write_text(f'extends "base.rules"\n{change}\n', encoding="utf-8")
    (problem,) = (e for e in assay.check(layer) if e.severity == "error")
    assert problem.label == "`b`: 50%; 2% too much"
    assert "stands out" not in problem.message
