"""Of an `if` only the case taken is told, and of rules only those tried."""

from assay.engine.loaded import Framework, loads

TEXT = """\
framework shop "Shop" { version: "1"  currency: THB }
scale grade { good = 2  poor = 1 }
table deals "Deals" { person column "seller"  value: money  open: yesno }
input staff "Staff" { type: count }
input fallback "Fallback" { type: money }
kpi sales "Sales" {
  type: money
  formula: if staff = 0
           then fallback
           else round(sum(deals.value where not open) / staff, to 1 THB)
  better: higher
  rate on grade {
    sales >= 10 * average(deals.value)   => good
    sales >= (fallback if missing 5 THB) => good
    otherwise                            => poor
  }
}
role seller "Seller" {
  responsibility selling "Selling" weight 100% { kpi sales weight 100% }
  overall on grade { overall >= 2 => good  otherwise => poor }
}
"""


def shop() -> Framework:
    return loads(TEXT)


DEALS = [{"value": "7 THB", "open": "no"}, {"value": "3 THB", "open": "yes"}]


def sales(**values: object):
    return shop().rate(values, tables={"deals": DEALS}).explain("sales").tree.root


def test_aggregates_and_roundings_of_a_case_not_taken_are_not_told() -> None:
    node = sales(staff=0, fallback="90 THB")
    assert [done.text for done in node.aggregates] == ["average(deals.value)"]
    assert node.roundings == ()
    assert node.reads == ("staff", "fallback")
    text = shop().rate({"staff": 0, "fallback": "90 THB"}, tables={"deals": DEALS})
    assert (
        "= if 0 = 0 then 90 THB else round(sum(deals.value where not open) / staff, to 1 THB)"
        in text.explain("sales").text(width=200)
    )


def test_those_of_the_case_taken_are_and_rules_after_the_one_that_decided_are_not() -> None:
    node = sales(staff=2, fallback="90 THB")
    assert [done.text for done in node.aggregates] == [
        "sum(deals.value where not open)",
        "average(deals.value)",
    ]
    assert [done.text for done in node.roundings] == ["sum(deals.value where not open) / staff"]
    assert node.reads == ("staff", "fallback")
    assert sales(staff=1, fallback=None).reads == ("staff", "fallback")
    decided_at_once = (
        shop()
        .rate(
            {"staff": 1, "fallback": "1 THB"},
            tables={
                "deals": [{"value": "7 THB", "open": "no"}, {"value": "-7 THB", "open": "yes"}]
            },
        )
        .explain("sales")
        .tree.root
    )
    assert decided_at_once.decision is not None
    assert decided_at_once.decision.taken == 0
    assert decided_at_once.reads == ("staff",)
