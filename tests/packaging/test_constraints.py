"""Every version that `make` installs is written down, down to the last dependency."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]


def lines(path):
    text = (ROOT / path).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def asked_for():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [
        *project["build-system"]["requires"],
        *project["project"]["dependencies"],
        *lines("requirements/dev.txt"),
        *lines("requirements/bench.txt"),
        *lines("requirements/browser.txt"),
    ]


def pinned():
    return {
        canonicalize_name(requirement.name): requirement
        for requirement in map(Requirement, lines("requirements/constraints.txt"))
    }


def test_each_constraint_is_one_exact_version():
    for line in lines("requirements/constraints.txt"):
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line), line


def test_no_registry_is_named():
    for path in ("pyproject.toml", "Makefile", ".ci/run", *(ROOT / "requirements").iterdir()):
        text = (ROOT / path).read_text(encoding="utf-8")
        assert "://" not in text, path
        assert "index-url" not in text, path


def test_what_is_asked_for_is_pinned_within_its_bounds():
    pins = pinned()
    for requirement in map(Requirement, asked_for()):
        pin = pins[canonicalize_name(requirement.name)]
        version = str(pin.specifier).removeprefix("==")
        assert requirement.specifier.contains(version), (str(requirement), str(pin))


def test_what_is_installed_for_it_is_pinned_too():
    pins = pinned()
    waiting = [Requirement(text) for text in asked_for()]
    seen = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in seen or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        seen.add(name)
        assert name in pins, f"{name} is installed but not pinned"
        try:
            waiting += map(Requirement, requires(name) or [])
        except PackageNotFoundError:
            # Only `make bench` and `make browser` install these.
            assert name in {"zen-engine", "openfisca-core", "axe-playwright-python", "playwright"}
    assert seen >= {"lark", "pydantic-core", "rpds-py", "execnet"}


@pytest.mark.parametrize("name", ["assay", "pip"])
def test_what_is_not_a_dependency_is_not_pinned(name):
    assert name not in pinned()
