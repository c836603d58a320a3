"""JSON with its numbers as written, and the place of everything that is refused."""

from __future__ import annotations

import json
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.engine.evidence.formats.exact_json import JsonError, load_json


def test_numbers_stay_as_written():
    loaded = load_json('{"a": 0.1, "b": [1, -2, 1.50, 1e3], "c": null, "d": true, "e": "x"}')
    assert loaded == {
        "a": Decimal("0.1"),
        "b": [1, -2, Decimal("1.50"), Decimal("1E+3")],
        "c": None,
        "d": True,
        "e": "x",
    }
    assert str(loaded["b"][2]) == "1.50"
    assert type(loaded["b"][0]) is int


def test_a_byte_order_mark_and_pairs_of_surrogates_are_fine():
    assert load_json("\ufeff[1]") == [1]
    assert load_json('["\\ud83d\\ude00"]') == ["😀"]


@pytest.mark.parametrize(
    ("text", "reason", "line", "column"),
    [
        ("", "expected a value", 1, 1),
        ("[1,]", "expected a value", 1, 4),
        ('{"a" 1}', "expected `:`", 1, 6),
        ('{"a": 1\n "b": 2}', "expected `,`", 2, 2),
        ("[1] x", "there is more text after the end of the value", 1, 5),
        ('["a', "a text that starts here does not end", 1, 2),
        ("[1, NaN]", "`NaN` is not a finite number", 1, 5),
        ('{"a":\n  {"x": -Infinity}}', "`-Infinity` is not a finite number", 2, 9),
        ('["NaN", Infinity]', "`Infinity` is not a finite number", 1, 9),
        (
            '{"a": 1,\n "b": {"c": 1, "c": 2}}',
            "the name `c` is given twice in one object",
            2,
            16,
        ),
        (
            '[{"a": 1}, {"a": "a", "b": {"a": 2}, "\\u0061": 2}]',
            "the name `a` is given twice in one object",
            1,
            38,
        ),
        ("[1e99999]", "the number `1e99999` is beyond the limit of 1,232 digits", 1, 2),
        ("[1e-99999]", "the number `1e-99999` is beyond the limit of 1,232 digits", 1, 2),
        (
            "[1, 1e99999999999999999999]",
            "the number `1e99999999999999999999` is beyond the limit of 1,232 digits",
            1,
            5,
        ),
        ('["ok", "\\ud800"]', "a text contains half a character", 1, 8),
        ("[" * 100_000, "the values are nested too deeply", 1, 201),
    ],
)
def test_refusals_have_their_reason_and_place(text, reason, line, column):
    with pytest.raises(JsonError) as raised:
        load_json(text)
    assert (str(raised.value), raised.value.line, raised.value.column) == (reason, line, column)


def test_hostile_numbers_are_refused_at_once():
    start = time.process_time()
    for number in ("9" * 5_000_000, "0." + "1" * 5_000_000, "1e" + "9" * 5_000_000):
        with pytest.raises(JsonError, match="beyond the limit of 1,232 digits"):
            load_json(f"[{number}]")
    assert time.process_time() - start < 2


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(values, st.sampled_from([None, 2]))
def test_what_has_no_fractions_loads_as_python_reads_it(value, indent):
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    assert load_json(text) == value


@given(st.text(alphabet=st.sampled_from('{}[]:,"\\a1.e-NnulI \n'), max_size=40))
def test_any_text_loads_or_is_refused_with_a_place(text):
    try:
        load_json(text)
    except JsonError as error:
        place = (error.line, error.column)
    else:
        place = (1, 1)
    assert (1, 1) <= place <= (text.count("\n") + 1, len(text) + 1)
