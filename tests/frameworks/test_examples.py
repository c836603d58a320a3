"""Each shipped framework is sound and gives what its own examples say."""

from pathlib import Path

import pytest

import assay

FRAMEWORKS = sorted((Path(__file__).resolve().parents[2] / "frameworks").glob("*.rules"))


@pytest.fixture(scope="module", params=FRAMEWORKS, ids=lambda path: path.stem)
def framework(request):
    return assay.load(request.param)


def test_a_framework_is_shipped():
    assert "enterprise_sales_director" in {path.stem for path in FRAMEWORKS}


def test_nothing_is_wrong_with_it(framework):
    assert list(framework.diagnostics) == []


def test_its_examples_hold(framework):
    outcomes = framework.test()
    assert outcomes
    assert [outcome.example.label for outcome in outcomes if not outcome.passed] == []
