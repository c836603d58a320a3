"""How far values reach is told exactly, also where floats cannot tell numbers apart."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import numpy
import pytest

import assay
from assay.engine.columns.values.numbers import Numbers
from assay.engine.streaming.extents import Extents
from assay.engine.summary.extent import Extent
from assay.engine.summary.thresholds import Threshold

LARGE = 2**53
"""(2^53 - 1) / 2^53 and (2^53 - 2) / (2^53 - 1) have one nearest float; the second is less."""
LESS, MORE = Fraction(LARGE - 2, LARGE - 1), Fraction(LARGE - 1, LARGE)


@pytest.mark.parametrize("order", [(LESS, MORE), (MORE, LESS)])
def test_numbers_of_one_float_are_told_apart(order: tuple[Fraction, Fraction]) -> None:
    assert float(LESS) == float(MORE)
    tops, bottoms = zip(*(each.as_integer_ratio() for each in order), strict=True)
    column = Numbers(
        numpy.array(tops, numpy.float64),
        numpy.array(bottoms, numpy.float64),
        0,
        LARGE,
        LARGE,
    )
    extent = Extent([Threshold(MORE, gate=False), Threshold(LESS, gate=False)])
    summary = assay.Summary.of(assay.loads(FRAMEWORK).rater(), spreads=False)
    chunk = SimpleNamespace(columns={0: column})
    Extents(summary, [(0, extent)]).of_columns(chunk, numpy.ones(2, numpy.bool_))
    assert extent.ends == (LESS, MORE)
    assert (extent.valued, extent.near, extent.counts) == (2, 2, [[1, 1, 0], [0, 1, 1]])


FRAMEWORK = """
framework shop "Shop" { version: "1" }
scale grade {
  poor = 1
  good = 2
}
kpi sales { type: number  formula: 1  rate on grade {
  >= 1 => good
  otherwise => poor
} }
"""
