"""Layers that say the same together as one file rate everyone as that file does."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from reference.adapter import Engine, flatten_trace
from reference.values import BeyondLimit, Held
from strategies.choices import Choices
from strategies.evidence import People
from strategies.frameworks import PERIODS, generate_framework
from strategies.layers import layers_of

import assay
from assay.dsl.period import parse_period

BLOCKS = 4
FRAMEWORKS_OF_A_BLOCK = 10


def loaded(layers: list[str]) -> assay.Framework:
    """The framework of layers, the topmost first."""
    with TemporaryDirectory() as folder:
        for number, text in enumerate(layers):
            base = "" if number + 1 == len(layers) else f'extends "{number + 1}.rules"\n\n'
            Path(folder, f"{number}.rules").write_text(base + text, encoding="utf-8")
        return assay.load(Path(folder, "0.rules"))


def outcomes(
    framework: assay.Framework, generated: Engine, choices: Choices
) -> list[dict[str, Held]]:
    """Every value of some people, rated by a framework; the people are those of `generated`."""
    engine = Engine.__new__(Engine)
    engine.loaded = framework
    found = []
    for _ in range(2):
        person = People(generated.framework).person(choices)
        role = choices.choose(tuple(generated.framework.roles))
        period = parse_period(choices.choose(PERIODS))
        try:
            flat = flatten_trace(engine.evaluate(person, role, period))
        except BeyondLimit:
            found.append({})
            continue
        found.append({name: value for name, value in flat.items() if not name.startswith("holds ")})
    return found


@pytest.mark.parametrize("block", range(BLOCKS))
def test_layers_and_the_text_of_them_together_rate_everyone_alike(block: int) -> None:
    first = block * FRAMEWORKS_OF_A_BLOCK
    for seed in range(first, first + FRAMEWORKS_OF_A_BLOCK):
        choices = Choices.seeded(seed)
        text = generate_framework(choices).text
        alone = Engine(text)
        layers = layers_of(choices, text, choices.between(2, 4))
        layered = loaded(layers)
        resolved = assay.loads(assay.show_resolved(layered.checked))
        meaning = alone.loaded.digests.meaning
        assert [layered.digests.meaning, resolved.digests.meaning] == [meaning, meaning], layers
        expected = outcomes(alone.loaded, alone, Choices.seeded(seed))
        assert outcomes(layered, alone, Choices.seeded(seed)) == expected
        assert outcomes(resolved, alone, Choices.seeded(seed)) == expected


def test_layers_are_taken_apart_in_every_way() -> None:
    """So that the property above says something of each."""
    words: set[str] = set()
    for seed in range(BLOCKS * FRAMEWORKS_OF_A_BLOCK):
        choices = Choices.seeded(seed)
        text = generate_framework(choices).text
        for layer in layers_of(choices, text, 3)[:-1]:
            lines = [line.split() for line in layer.splitlines()]
            words |= {
                " ".join(line[:2]) for line in lines if line[:1] in (["override"], ["remove"])
            }
    assert words >= {
        *(f"override {kind}" for kind in KINDS),
        *("remove metric", "remove kpi", "remove formula", "remove range", "remove column"),
        *("remove level", "remove from", "remove responsibility", "remove competency"),
        *("remove gates", "remove overall", "remove description", "remove when", "remove better"),
        *("remove all", "remove assessed", "remove rate", "remove indicator", "remove person"),
    }


KINDS = ("scale", "input", "table", "parameter", "metric", "kpi", "competency", "role")
