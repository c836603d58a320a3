"""What checking says of layers that are each in order, and together are not."""

from __future__ import annotations

from pathlib import Path

import pytest

import assay
from assay import Diagnostic

BASE = """framework demo "Demo" { version: "1" }
scale grade { good = 3  fair = 2  poor = 1 }
input sold { type: number }
input calls { type: number }
kpi growth { formula: sold  rate on grade { >= 2 => good  >= 1 => fair  otherwise => poor } }
kpi activity { formula: calls  score: 2 }
role seller {
  responsibility sales weight 70% { kpi growth weight 60%  kpi activity weight 40% }
  responsibility team weight 30% { }
}
"""


def problems(folder: Path, **layers: str) -> tuple[Diagnostic, ...]:
    for name, text in {**layers, "base": BASE}.items():
        (folder / f"{name}.rules").write_text(text, encoding="utf-8")
    found = assay.check(folder / f"{next(iter(layers))}.rules")
    return tuple(each for each in found if each.severity == "error")


def places(diagnostic: Diagnostic) -> list[tuple[str, str]]:
    """The primary place, then the others: file and line, and what is said of it."""
    return [
        (f"{Path(span.source.name).stem}:{span.line}", message)
        for span, message in (
            (diagnostic.span, diagnostic.label),
            *((label.span, label.message) for label in diagnostic.secondary),
        )
    ]


def test_weights_that_a_layer_breaks_name_both_places(tmp_path: Path) -> None:
    layer = 'extends "base.rules"\noverride role seller {\n  responsibility sales weight 50% { }\n}'
    [found] = problems(tmp_path, layer=layer)
    assert found.message == "the weights of the responsibilities of `seller` total 80%, not 100%"
    assert places(found) == [
        ("layer:3", "`sales`: 50%; 20% missing"),
        ("base:9", "`team`: 30%"),
        ("base:8", "`sales` was 70% here"),
    ]


def test_weights_broken_by_a_removal_name_both_places(tmp_path: Path) -> None:
    layer = 'extends "base.rules"\nrole chief based on seller { responsibility sales { remove kpi activity } }'
    [found] = problems(tmp_path, layer=layer)
    assert found.message == "the weights of the measures of `sales` total 60%, not 100%"
    assert places(found) == [
        ("layer:2", "40% missing"),
        ("base:8", "`growth`: 60%"),
        ("layer:2", "`activity` is removed here"),
        ("base:8", "`activity` was here"),
    ]


def test_of_several_layers_the_topmost_is_the_place(tmp_path: Path) -> None:
    sales = "override role seller { responsibility sales weight"
    [found] = problems(
        tmp_path,
        unit=f'extends "company.rules"\n{sales} 40% {{ }} }}',
        company=f'extends "base.rules"\n\n{sales} 50% {{ }} responsibility team weight 50% {{ }} }}',
    )
    assert places(found) == [
        ("unit:2", "`sales`: 40%; 10% missing"),
        ("company:3", "`team`: 50%"),
        ("company:3", "`sales` was 50% here"),
        ("base:8", "`sales` was 70% here"),
        ("base:9", "`team` was 30% here"),
    ]


def test_broken_weights_are_reported_for_the_role_that_broke_them(tmp_path: Path) -> None:
    layer = (
        'extends "base.rules"\nremove input calls\n'
        "override kpi activity { formula: sold }\n"
        "override role seller { responsibility sales weight 50% { } }\n"
        "role chief based on seller { }\n"
    )
    [found] = problems(tmp_path, layer=layer)
    assert "of `seller`" in found.message


@pytest.mark.parametrize(
    ("line", "code", "removed"),
    [
        ("remove input calls", "unknown-name", "`calls` is removed here"),
        ("remove kpi activity", "unknown-name", "`activity` is removed here"),
        (
            "override scale grade { remove level fair }",
            "level-not-in-scale",
            "`fair` is removed here",
        ),
    ],
)
def test_a_name_that_a_layer_removed_says_where(
    tmp_path: Path, line: str, code: str, removed: str
) -> None:
    [found] = problems(tmp_path, layer=f'extends "base.rules"\n{line}')
    assert found.code == code
    assert places(found)[0][0].startswith("base:")
    assert ("layer:2", removed) in places(found)


def test_what_several_roles_inherit_is_reported_once(tmp_path: Path) -> None:
    layer = (
        'extends "base.rules"\nrole a based on seller { }\nrole b based on a { }\n'
        "override role seller { overall score: unknown_thing }"
    )
    [found] = problems(tmp_path, layer=layer)
    assert found.code == "unknown-name"


def test_a_role_based_on_nothing_is_reported_for_that_alone(tmp_path: Path) -> None:
    [found] = problems(
        tmp_path, layer='extends "base.rules"\nrole a based on sellr { remove gates }'
    )
    assert found.message == "there is no role `sellr`; did you mean `seller`?"


def test_an_allow_of_the_base_is_not_called_unused_for_what_a_layer_changed(tmp_path: Path) -> None:
    rules = "rate on grade { >= 2 => good  >= 3 => fair  otherwise => poor }"
    sound = "rate on grade { >= 2 => good  >= 1 => fair  otherwise => poor }"
    base = BASE.replace(sound, f'{rules}  allow unreachable-rule because "kept"')
    assert base != BASE
    (tmp_path / "old.rules").write_text(base, encoding="utf-8")
    layer = tmp_path / "layer.rules"
    layer.write_text(f'extends "old.rules"\noverride kpi growth {{ {sound} }}\n', encoding="utf-8")
    assert "unused-allow" not in {each.code for each in assay.check(layer)}


TYPED = """framework demo "Demo" { version: "1"  currency: THB }
scale grade { good = 3  poor = 1 }
input sold { type: money }
parameter target { type: money  value: 100 THB }
metric share { formula: sold / target }
kpi growth { type: percent  formula: share  rate on grade { >= 50% => good  otherwise => poor } }
"""


def caused(folder: Path, layer: str) -> list[list[tuple[str, str]]]:
    (folder / "typed.rules").write_text(TYPED, encoding="utf-8")
    path = folder / "layer.rules"
    path.write_text(f'extends "typed.rules"\n{layer}\n', encoding="utf-8")
    return [places(each) for each in assay.check(path) if each.severity == "error"]


def test_a_type_that_a_layer_changes_is_shown_where_it_no_longer_fits(tmp_path: Path) -> None:
    """Through the metric between them, too."""
    layer = "override parameter target { type: duration  value: 9 days }"
    assert caused(tmp_path, layer) == [
        [
            ("typed:6", "money (THB) per day"),
            ("layer:2", "`target.type` is changed here"),
            ("layer:2", "`target.value` is changed here"),
        ]
    ]


def test_what_a_layer_says_for_readers_is_not_a_cause(tmp_path: Path) -> None:
    layer = 'override parameter target "Goal" { description: "D"  type: duration  value: 9 days }'
    assert [message for _, message in caused(tmp_path, layer)[0]][1:] == [
        "`target.type` is changed here",
        "`target.value` is changed here",
    ]


def test_a_problem_in_the_layer_itself_has_no_other_cause(tmp_path: Path) -> None:
    layer = "override kpi growth { formula: sold }"
    assert caused(tmp_path, layer) == [[("layer:2", "money (THB)")]]


def test_a_problem_of_the_base_alone_has_no_cause_in_the_layer(tmp_path: Path) -> None:
    layer = "override parameter target { value: 9 THB }"
    broken = TYPED.replace("formula: share", "formula: sold")
    (tmp_path / "other.rules").write_text(broken, encoding="utf-8")
    path = tmp_path / "layer.rules"
    path.write_text(f'extends "other.rules"\n{layer}\n', encoding="utf-8")
    found = [places(each) for each in assay.check(path) if each.severity == "error"]
    assert found == [[("other:6", "money (THB)")]]


def test_a_doubt_in_the_base_shows_what_the_layer_changed(tmp_path: Path) -> None:
    base = TYPED.replace("sold / target", "sold / 100 THB")
    (tmp_path / "base.rules").write_text(base, encoding="utf-8")
    path = tmp_path / "layer.rules"
    path.write_text(
        'extends "base.rules"\noverride input sold { range: 0 THB to 40 THB }\n', encoding="utf-8"
    )
    [found] = [each for each in assay.check(path) if each.code == "unreachable-rule"]
    assert places(found)[0][0] == "base:6"
    assert places(found)[-1] == ("layer:2", "`sold.range` is set here")


@pytest.mark.parametrize(("number", "is_shown"), [(49, True), (50, False)])
def test_causes_are_looked_for_behind_fifty_names_and_no_further(
    tmp_path: Path, number: int, is_shown: bool
) -> None:
    """Each metric but the last is the next one, so that `m49` is the fiftieth name."""
    chain = "".join(f"metric m{each} {{ formula: m{each + 1} }}\n" for each in range(60))
    base = (
        f'framework f "F" {{ version: "1" }}\ninput x {{ type: number }}\n{chain}'
        "metric m60 { formula: x }\nkpi k { formula: 1 / m0  score: 1 }\n"
    )
    (tmp_path / "base.rules").write_text(base, encoding="utf-8")
    layer = tmp_path / "layer.rules"
    layer.write_text(
        f'extends "base.rules"\noverride metric m{number} {{ formula: x + 1 }}\n', encoding="utf-8"
    )
    (problem,) = (e for e in assay.check(layer) if e.code == "possible-division-by-zero")
    causes = [("layer:2", f"`m{number}.formula` is changed here")]
    assert places(problem)[1:] == (causes if is_shown else [])
