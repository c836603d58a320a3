"""`allow CODE because "…"`: what it hides, and what is said of one that hides nothing."""

import pytest

import assay

PRELUDE = """framework demo "Demo" { version: "1.0" }
scale grade { good = 3  fair = 2  poor = 1 }
input share { type: percent }
"""
WITHOUT_FAIR = "rate on grade { >= 50% => good  otherwise => poor }"


def found(text, prelude=PRELUDE):
    return [(each.code, each.span.line) for each in assay.loads(prelude + text).diagnostics]


def kpi(id, allow=""):
    return f"kpi {id} {{ formula: share  {WITHOUT_FAIR}  {allow} }}\n"


REASON = 'because "pass or fail"'


def test_an_allow_is_for_the_declaration_it_stands_in():
    text = kpi("one", f"allow unreachable-level {REASON}") + kpi("two")
    assert found(text) == [("unreachable-level", 5)]


@pytest.mark.parametrize("place", ["before", "after"])
def test_an_allow_by_itself_is_for_its_file(place):
    allow = f"allow unreachable-level {REASON}\n"
    declarations = kpi("one") + kpi("two")
    assert found(allow + declarations if place == "before" else declarations + allow) == []


def test_an_allow_is_for_one_code_only():
    rules = "rate on grade { >= 50% => good  >= 60% => good  otherwise => poor }"
    text = f"kpi one {{ formula: share {rules}\nallow unreachable-level {REASON} }}"
    assert found(text) == [("unreachable-rule", 4)]


def test_an_allow_of_a_file_is_not_for_another(tmp_path):
    tmp_path.joinpath("other.rules").write_text(kpi("two"), encoding="utf-8")
    main = f'{PRELUDE}allow unreachable-level {REASON}\nuse "other.rules"\n{kpi("one")}'
    tmp_path.joinpath("main.rules").write_text(main, encoding="utf-8")
    diagnostics = assay.check(tmp_path / "main.rules")
    assert [(each.code, each.span.source.name) for each in diagnostics] == [
        ("unreachable-level", str(tmp_path / "other.rules"))
    ]


def test_an_allow_without_its_warning_is_reported_and_can_be_removed():
    text = f"{PRELUDE}input calls {{\n  type: count\n  allow unreachable-level {REASON}\n}}\n"
    (problem,) = assay.loads(text).diagnostics
    assert problem.code == "unused-allow"
    assert problem.message == (
        "there is no warning `unreachable-level` to allow in this declaration"
    )
    assert problem.fix.safe
    (edit,) = problem.fix.edits
    left = text[: edit.span.start] + edit.replacement + text[edit.span.end :]
    assert left == f"{PRELUDE}input calls {{\n  type: count\n}}\n"


def test_of_two_allows_the_inner_one_is_for_the_warning():
    text = f"allow unreachable-level {REASON}\n" + kpi("one", f"allow unreachable-level {REASON}")
    assert found(text) == [("unused-allow", 4)]


def test_an_allow_of_an_unknown_code():
    (problem,) = assay.loads(PRELUDE + f"allow unreachable-levl {REASON}").diagnostics
    assert problem.code == "bad-allow"
    assert problem.message == (
        "there is no warning `unreachable-levl`; did you mean `unreachable-level`?"
    )


def test_an_error_cannot_be_allowed():
    (problem,) = assay.loads(PRELUDE + f"allow weights-not-100 {REASON}").diagnostics
    assert problem.message == "`weights-not-100` is an error, and only warnings can be allowed"
    text = f"{PRELUDE}kpi one {{ formula: shar  {WITHOUT_FAIR}  allow unknown-name {REASON} }}"
    with pytest.raises(assay.FrameworkError) as raised:
        assay.loads(text)
    assert {each.code for each in raised.value.diagnostics} == {"unknown-name", "bad-allow"}


def test_what_is_said_of_allows_cannot_be_allowed():
    text = f"allow unused-allow {REASON}\n" + kpi("one", f"allow unreachable-rule {REASON}")
    assert found(text) == [("bad-allow", 4), ("unreachable-level", 5), ("unused-allow", 5)]


def test_beside_errors_nothing_is_said_of_what_an_allow_is_for():
    text = kpi("one", f"allow unreachable-level {REASON}") + "metric m { formula: nothing }"
    with pytest.raises(assay.FrameworkError) as raised:
        assay.loads(PRELUDE + text)
    assert [each.code for each in raised.value.diagnostics] == ["unknown-name"]


@pytest.mark.parametrize(
    "declaration",
    [
        "scale s {{ a = 1  b = 2  {} }}",
        "input i {{ type: count  {} }}",
        "table t {{ a: count  {} }}",
        "parameter p {{ value: 1  {} }}",
        "metric m {{ formula: share  {} }}",
        "kpi k {{ formula: share  score: 1  {} }}",
        "competency c {{ levels: grade  {} }}",
        "role r {{ overall score: 1  {} }}",
        "kpi k {{ rating: good_mark }} input good_mark {{ type: grade }}"
        " role r {{ responsibility a weight 1 {{ kpi k weight 1  {} }} }}",
    ],
)
def test_an_allow_may_stand_in_any_declaration(declaration):
    text = declaration.format(f"allow unreachable-level {REASON}")
    framework = assay.loads(PRELUDE + text)
    codes = [each.code for each in framework.diagnostics]
    assert [code for code in codes if code != "unused-declaration"] == ["unused-allow"]


def test_what_stands_after_the_reason_is_no_translation_of_it():
    text = f"""table t {{ a: count  allow unreachable-level {REASON}  id "Number": text }}
    metric m {{ formula: count(t) }}"""
    assert found(text) == [("unused-allow", 4)]


def test_allow_is_a_name_wherever_a_name_stands():
    text = (
        "scale allow { allow = 1  other = 2 }  table t { allow: count }  input i { type: allow }\n"
        'competency c { levels: allow  allow: "Lets others work" }'
    )
    assert found(text) == []


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("allow unreachable-level", "the file ends in the middle of a declaration"),
        (
            "kpi k { allow unreachable-level }",
            'expected `because "…"` with the reason, not `}`',
        ),
        ("kpi k { allow }", "expected the code of a warning after `allow`, not `}`"),
    ],
)
def test_an_allow_says_what_and_why(line, message):
    with pytest.raises(assay.FrameworkError) as raised:
        assay.loads(PRELUDE + line)
    assert [each.message for each in raised.value.diagnostics] == [message]
