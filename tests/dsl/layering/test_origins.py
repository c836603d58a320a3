"""Where each value comes from, and what it replaced."""

from __future__ import annotations

from layered import merged

from assay.dsl.layering.origins import PropertyOrigin

BASE = """framework base { version: "1"  currency: THB }
kpi k "K" {
  formula: a
  rate on s { otherwise => x }
}
parameter p { value: 1 }
metric gone { formula: 1 }
role r {
  responsibility a weight 60% { kpi k weight 100% }
  responsibility b weight 40% { }
}
"""
COMPANY = """framework company { version: "2" }
override kpi k { formula: b }
override parameter p { from 2025-01-01 = 2 }
remove metric gone
override role r { responsibility a weight 100% { }  remove responsibility b }
"""
UNIT = """override kpi k { formula: c  score: 1 }
role q based on r { responsibility a { kpi k weight 5 } }
"""


def places(origin: PropertyOrigin | None) -> list[tuple[str, str]]:
    """Each step of a history: file and line, and the text; `-` before what removes."""
    assert origin is not None
    return [
        (
            f"{('top', 'company', 'base')[int(each.span.source.name[0])]}:{each.span.line}",
            ("- " if each.removed else "") + each.text,
        )
        for each in origin.history
    ]


def test_what_a_value_replaced_is_known_all_the_way_down() -> None:
    origins = merged(UNIT, COMPANY, BASE)[0].origins
    assert places(origins.find(("kpi", "k", "formula"))) == [
        ("top:1", "formula: c"),
        ("company:2", "formula: b"),
        ("base:3", "formula: a"),
    ]
    assert places(origins.find(("kpi", "k"))) == [
        ("top:1", "k"),
        ("company:2", "k"),
        ("base:2", "k"),
    ]
    assert places(origins.find(("kpi", "k", "label"))) == [("base:2", '"K"')]
    assert places(origins.find(("framework", "version"))) == [
        ("company:1", 'version: "2"'),
        ("base:1", 'version: "1"'),
    ]
    assert places(origins.find(("framework", "currency"))) == [("base:1", "currency: THB")]


def test_another_way_to_rate_replaces_the_one_there_was() -> None:
    origins = merged(UNIT, COMPANY, BASE)[0].origins
    rules = "rate on s { otherwise => x }"
    assert places(origins.find(("kpi", "k", "score"))) == [("top:1", "score: 1"), ("base:4", rules)]
    assert places(origins.find(("kpi", "k", "rate on"))) == [
        ("top:1", "- score: 1"),
        ("base:4", rules),
    ]


def test_dated_values_replace_the_one_without_a_date() -> None:
    origins = merged(UNIT, COMPANY, BASE)[0].origins
    entry = "from 2025-01-01 = 2"
    assert places(origins.find(("parameter", "p", "from", "2025-01-01"))) == [("company:3", entry)]
    assert places(origins.find(("parameter", "p", "value"))) == [
        ("company:3", f"- {entry}"),
        ("base:6", "value: 1"),
    ]


def test_what_is_removed_leaves_its_trace() -> None:
    origins = merged(UNIT, COMPANY, BASE)[0].origins
    assert places(origins.find(("metric", "gone"))) == [
        ("company:4", "- remove metric gone"),
        ("base:7", "gone"),
    ]
    assert places(origins.find(("role", "r", "responsibility", "b"))) == [
        ("company:5", "- remove responsibility b"),
        ("base:10", "b"),
    ]
    assert origins.find(("role", "r", "responsibility", "c")) is None
    assert origins.find(("role", "nobody")) is None


def test_a_role_inherits_origins_with_values() -> None:
    origins = merged(UNIT, COMPANY, BASE)[0].origins
    inherited = origins.find(("role", "q", "responsibility", "a", "weight"))
    assert places(inherited) == [("company:5", "100%"), ("base:9", "60%")]
    assert inherited is not None
    assert inherited.name == "role.r.responsibility.a.weight"
    own = origins.find(("role", "q", "responsibility", "a", "kpi", "k", "weight"))
    assert places(own) == [("top:2", "5"), ("base:9", "100%")]
    assert own is not None
    assert own.path[1] == "q"
    assert own.history[1].path[1] == "r"
    assert list(origins.of(("role", "q"))) == [
        ("role", "q"),
        ("role", "q", "responsibility", "a"),
        ("role", "q", "responsibility", "a", "weight"),
        ("role", "q", "responsibility", "a", "kpi", "k"),
        ("role", "q", "responsibility", "a", "kpi", "k", "weight"),
    ]
