"""Strategies that make whole frameworks as text, and evidence for the people they rate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from reference.outcome import Evidence

from assay.dsl.framework import Framework

from .choices import Choices
from .evidence import People
from .frameworks import GeneratedFramework, generate_framework


@st.composite
def generated_frameworks(draw: Callable[[st.SearchStrategy[Any]], Any]) -> GeneratedFramework:
    """Frameworks as text that check clean by construction."""
    return generate_framework(Choices.drawn(draw))


@st.composite
def people(draw: Callable[[st.SearchStrategy[Any]], Any], framework: Framework) -> Evidence:
    """Evidence about a person for a checked framework."""
    return People(framework).person(Choices.drawn(draw))
