"""JUnit XML: one test case for each example, with what build servers ask for."""

from dataclasses import replace
from xml.etree import ElementTree

from assay import junit_xml
from assay.engine.loaded import loads

TEXT = """\
framework shop "Shop" { version: "1"  currency: THB }
input sales { type: money }
metric double { formula: 2 * sales }
require "sold": sales >= 0 THB
example "holds" { given { sales = 1 THB } expect { double = 2 THB } }
example "fails <&>" { given { sales = 1 THB } expect { double = 3 THB } }
example "cannot be rated" { given { sales = -1 THB } expect { double = 2 THB } }
"""


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314  (written here)


def document() -> ElementTree.Element:
    framework = loads(TEXT, "shop.rules")
    trials = framework.test()
    return parsed(junit_xml(framework.checked, trials, framework.coverage(trials)))


def test_the_counts_are_those_of_the_examples() -> None:
    root = document()
    assert root.tag == "testsuites"
    (suite,) = root
    counts = {"name": "shop", "tests": "3", "failures": "1", "errors": "1"}
    assert root.attrib == counts
    assert suite.attrib == {**counts, "skipped": "0"}
    assert [part.tag for part in suite] == ["properties", *["testcase"] * 3]


def test_each_example_is_a_case_with_its_place() -> None:
    cases = document().findall("testsuite/testcase")
    assert [case.attrib for case in cases] == [
        {"classname": "shop", "name": name, "file": "shop.rules", "line": line}
        for name, line in (("holds", "5"), ("fails <&>", "6"), ("cannot be rated", "7"))
    ]
    assert list(cases[0]) == []


def test_a_failure_says_what_was_expected_and_what_came_out() -> None:
    (failure,) = document().iter("failure")
    assert failure.attrib == {
        "message": "double: expected 3 THB, actual 2 THB",
        "type": "expectation",
    }
    assert "expected  3 THB" in (failure.text or "")
    (error,) = document().iter("error")
    assert error.get("type") == "evidence"
    assert "the evidence breaks a requirement: sold" in error.get("message", "")


def test_what_is_exercised_is_a_property() -> None:
    (found,) = document().iter("property")
    assert found.attrib == {"name": "coverage", "value": "100.0%"}
    framework = loads(TEXT)
    assert parsed(junit_xml(framework.checked, framework.test())).find("*/properties") is None


def test_characters_that_xml_cannot_hold_are_replaced() -> None:
    framework = loads(TEXT)
    trial = framework.test()[0]
    odd = replace(trial, example=replace(trial.example, label="bell \x01 end"))
    (case,) = parsed(junit_xml(framework.checked, [odd])).iter("testcase")
    assert case.get("name") == "bell \N{REPLACEMENT CHARACTER} end"
