"""The small framework: whatever is chosen, it is sound, in its one form, and tested to the last rule."""

import pytest

import assay
from assay.dsl.formatting.format import format_text

LANGUAGES = [("en", "th"), ("th", "en"), ("en",), ("th",)]


@pytest.mark.parametrize("languages", LANGUAGES, ids="-".join)
@pytest.mark.parametrize("levels", [3, 4, 5])
@pytest.mark.parametrize("period", ["month", "quarter", "half", "year"])
def test_every_choice_gives_a_sound_framework_whose_examples_hold(
    languages: tuple[str, ...], levels: int, period: assay.PeriodChoice
) -> None:
    started = assay.new_framework("team", languages=languages, levels=levels, period=period)
    framework = assay.loads(started.text)
    assert [each.message for each in framework.diagnostics] == []
    assert framework.checked.languages == languages
    assert framework.checked.period_kinds == (period,)
    trials = framework.test()
    assert [(each.example.label, each.problem) for each in trials if not each.passed] == []
    assert len(trials) == levels + 4
    assert framework.coverage(trials).untried == ()


def test_it_says_what_was_chosen() -> None:
    started = assay.new_framework(
        "Sales Team",
        role={"en": "Account manager", "th": "ผู้ดูแลลูกค้า"},
        languages=("th", "en"),
        currency="USD",
    )
    assert started.id == "sales_team"
    assert started.guesses == ()
    checked = assay.loads(started.text).checked
    assert (checked.id, checked.currency) == ("sales_team", "USD")
    assert checked.label.text == "Sales Team"
    assert checked.roles["staff"].label.in_language("th") == "ผู้ดูแลลูกค้า"
    assert checked.roles["staff"].label.in_language("en") == "Account manager"


def test_it_is_in_the_form_that_files_have() -> None:
    text = assay.new_framework("team").text
    assert format_text(text).text == text


@pytest.mark.parametrize(
    "name", ["result", "period", "kpis", "ทีมขาย", "3 things", 'a "b" {c}', "e\u0301te\u0301"]
)
def test_any_name_makes_a_framework(name: str) -> None:
    started = assay.new_framework(name)
    assert assay.loads(started.text).id == started.id


@pytest.mark.parametrize(
    ("name", "settings", "says"),
    [
        ("42", {}, "has no letter"),
        ("team", {"languages": ("fr",)}, "`fr` is not among those"),
        ("team", {"languages": ("en", "en")}, "the languages are not among those"),
        ("team", {"languages": ()}, "the languages are not among those"),
        ("team", {"levels": 7}, "3, 4 or 5 levels, not 7"),
        ("team", {"currency": "ZZZ"}, "`ZZZ` is no currency"),
    ],
)
def test_what_cannot_be_is_refused(name: str, settings: dict[str, object], says: str) -> None:
    with pytest.raises(assay.UsageError, match=says):
        assay.new_framework(name, **settings)
