"""Loading and planning leave the caller's garbage collection as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

import assay
from assay.engine import loaded, pipeline
from assay.engine.garbage import collection_paused


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_collection_is_off_only_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    load_text = pipeline.load_text
    monkeypatch.setattr(
        pipeline, "load_text", lambda *given: (seen.append(gc.isenabled()), load_text(*given))[1]
    )
    pipeline.check_text("", "a.rules")
    assert seen == [False]
    assert gc.isenabled()


def test_collection_is_off_while_a_plan_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    plan_for = loaded.plan_for
    monkeypatch.setattr(
        loaded, "plan_for", lambda *given: (seen.append(gc.isenabled()), plan_for(*given))[1]
    )
    framework = assay.loads('framework a "A" { version: "1" }')
    framework.rater()
    assert seen == [False]
    assert gc.isenabled()


def test_collection_that_was_off_stays_off() -> None:
    gc.disable()
    assay.loads('framework a "A" { version: "1" }')
    assert not gc.isenabled()


def test_collection_is_on_again_after_an_error() -> None:
    with pytest.raises(RuntimeError, match="inside"), collection_paused():
        raise RuntimeError("inside")
    assert gc.isenabled()
