"""Explanations of generated frameworks: they say what the trace says, and fit on the page."""

from datetime import date
from fractions import Fraction

import pytest
from reference.adapter import Engine
from reference.values import BeyondLimit
from strategies.choices import Choices
from strategies.evidence import People
from strategies.frameworks import PERIODS, generate_framework

from assay.dsl.diagnostics.terminal import display_width
from assay.dsl.period import parse_period
from assay.dsl.types import LevelType
from assay.engine.explaining.explain import names
from assay.engine.explaining.explained import Explanation
from assay.engine.explaining.explanation import Node
from assay.engine.explaining.explanation_values import Absent, Outcome, Value
from assay.engine.explaining.explanation_weights import Contributions
from assay.engine.trace import Trace

SEEDED_FRAMEWORKS = 60


def _trace(seed: int) -> Trace | None:
    choices = Choices.seeded(seed)
    generated = generate_framework(choices)
    engine = Engine(generated.text)
    evidence = People(engine.framework).person(choices)
    role = choices.choose(generated.roles)
    try:
        return engine.evaluate(evidence, role, parse_period(choices.choose(PERIODS)))
    except BeyondLimit:
        return None


TRACES = {seed: trace for seed in range(SEEDED_FRAMEWORKS) if (trace := _trace(seed)) is not None}


def _agrees(trace: Trace, outcome: Outcome | None, index: int | None) -> None:
    if outcome is None or index is None:
        return
    if isinstance(outcome, Absent):
        absence = trace.absence(index)
        assert not trace.present(index)
        assert absence is not None
        assert outcome.kind == absence.kind
        return
    raw, type = trace.raw(index), trace.plan.steps[index].type
    if isinstance(type, LevelType):
        raw = trace.plan.framework.scales[type.scale].by_rank[int(raw)].id
    if isinstance(outcome.exact, date):
        raw = date.fromordinal(int(raw))
    assert outcome.exact == raw


def _adds_up(found: Contributions) -> None:
    if isinstance(found.total, Value):
        amounts = [part.amount.exact for part in found.parts if part.amount is not None]
        shown = [part.shown for part in found.parts if part.shown is not None]
        assert sum(amounts, Fraction(0)) == found.total.exact
        assert sum(shown, Fraction(0)) == found.shown_total


def _check(trace: Trace, node: Node) -> None:
    plan = trace.plan
    of_role = node.kind == "role"
    _agrees(trace, node.value, plan.values.get(node.id))
    _agrees(trace, node.rating, plan.overall if of_role else plan.ratings.get(node.id))
    _agrees(trace, node.score, plan.overall_score if of_role else plan.scores.get(node.id))
    for read in node.inputs:
        index = plan.values.get(read.id, plan.scores.get(read.id, plan.ratings.get(read.id)))
        _agrees(trace, read.value, index)
    if node.contributions is not None:
        _adds_up(node.contributions)
    if node.decision is not None and node.decision.taken is not None:
        results = [rule.result for rule in node.decision.rules]
        taken = node.decision.taken
        assert results == ["no"] * taken + ["yes"] + ["not reached"] * (len(results) - taken - 1)


@pytest.mark.parametrize("seed", TRACES)
def test_every_node_says_what_the_trace_says(seed: int) -> None:
    trace = TRACES[seed]
    for name in (None, *names(trace.plan)):
        for node in Explanation.of(trace, name).tree.nodes:
            _check(trace, node)


@pytest.mark.parametrize("seed", list(TRACES)[:20])
@pytest.mark.parametrize("language", ["en", "th"])
def test_every_explanation_fits_the_page_and_its_document_has_every_node(
    seed: int, language: str
) -> None:
    explanation = Explanation.of(TRACES[seed])
    for width in (40, 80):
        lines = explanation.text(language, width, depth=None).splitlines()
        assert max(display_width(line) for line in lines) <= width
    assert explanation.text(language, exact=True, depth=None)
    told = [node["id"] for node in explanation.document(language)["nodes"]]
    assert told == [node.id for node in explanation.tree.nodes]
