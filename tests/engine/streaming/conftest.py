"""What tests from file to file share."""

from __future__ import annotations

import pytest
from file_shop import TEXT

import assay
from assay.engine.columns import rate
from assay.engine.streaming.writing.book_layout import BookLayout
from assay.engine.streaming.writing.flat_layout import FlatLayout
from assay.engine.streaming.writing.frame_layout import FrameLayout


@pytest.fixture(scope="module")
def shop() -> assay.Framework:
    return assay.loads(TEXT)


@pytest.fixture(params=[5, 1 << 15])
def rows_at_a_time(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """Everything holds wherever the batches end, and by columns for however few people."""
    monkeypatch.setattr(rate, "FEW", 0)
    for layout in (FlatLayout, FrameLayout, BookLayout):
        monkeypatch.setattr(layout, "rows", request.param)
    return request.param
