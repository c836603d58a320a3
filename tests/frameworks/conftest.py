"""What the tests of the shipped frameworks share: the paths, and ratings from the command line."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Rated:
    """One person's outcome; an absent value or score is "missing" or "not applicable"."""

    level: str | None
    score: Fraction | None
    values: dict[str, Fraction | str]
    scores: dict[str, Fraction | str]


def _exact(entry: dict[str, Any], name: str) -> Fraction | str:
    written = entry[name]
    return entry["absent"]["kind"] if written is None else Fraction(written["exact"])


def _rated(record: dict[str, Any]) -> Rated:
    measures = {**record["kpis"], **record["competencies"]}
    overall = record["overall"]
    return Rated(
        level=overall["level"],
        score=None if overall["score"] is None else Fraction(overall["score"]["exact"]),
        values={id: _exact(entry, "value") for id, entry in measures.items()},
        scores={id: _exact(entry, "score") for id, entry in measures.items()},
    )


@pytest.fixture(scope="session")
def director_rules() -> Path:
    return ROOT / "frameworks" / "enterprise_sales_director.rules"


@pytest.fixture(scope="session")
def examples_folder() -> Path:
    return ROOT / "examples"


@pytest.fixture(scope="session")
def crm_folder() -> Path:
    folder = ROOT.parent / "shared" / "data" / "crm"
    if not folder.is_dir():
        pytest.skip(f"the CRM data set is not in {folder}")
    return folder


@pytest.fixture(scope="session")
def rate_document(director_rules) -> Callable[..., dict[str, Any]]:
    """Arguments of `assay rate` after the framework -> the whole JSON document it prints."""
    from assay.cli import main

    def run(*arguments: str | Path, exit_code: int = 0) -> dict[str, Any]:
        command = ["rate", str(director_rules), *map(str, arguments), "--format", "json"]
        result = CliRunner().invoke(main, command)
        assert result.exit_code == exit_code, result.output
        return json.loads(result.stdout)

    return run


@pytest.fixture(scope="session")
def rate(rate_document) -> Callable[..., dict[str, Rated]]:
    """Arguments of `assay rate` after the framework -> what each person was rated."""

    def run(*arguments: str | Path) -> dict[str, Rated]:
        ratings = rate_document(*arguments)["ratings"]
        return {record["person"]: _rated(record) for record in ratings}

    return run
