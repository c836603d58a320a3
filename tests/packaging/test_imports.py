"""Which libraries each command may load: start-up time is a promise, and imports are its price."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FRAMEWORK = "frameworks/enterprise_sales_director.rules"
PEOPLE = "examples/directors.csv"
PERIOD = ("--period", "2026-Q1")

# Every library that costs more than a millisecond or two to import, whoever asks for it.
HEAVY = {
    "asyncio",
    "babel",
    "click",
    "confusable_homoglyphs",
    "flint",
    "html5lib",
    "gmpy2",
    "jinja2",
    "jsonschema",
    "lark",
    "networkx",
    "numpy",
    "openpyxl",
    "xlsxwriter",
    "pandas",
    "polars",
    "pydantic",
    "referencing",
    "rich",
    "setuptools",
    "wcwidth",
}

# The grammar ships compiled: no command needs lark. Circles are found in the graph of
# dependencies, and what a command writes is laid out by the width of its characters.
CHECKING = {"click", "networkx", "wcwidth"}
RATING = CHECKING | {"babel", "flint", "pydantic"}
EXPLAINING = RATING

# Command -> what it may load of the heavy libraries. A command that must load one is tested where
# that command is; here stands only what nobody should have to wait for.
COMMANDS = {
    ("--version",): {"click"},
    ("--help",): {"click"},
    ("rate", "--help"): {"click"},
    ("explain", "--help"): {"click"},
    ("diagnostic", "unknown-name"): {"click"},
    ("check", FRAMEWORK): CHECKING,
    ("fmt", "--check", FRAMEWORK): {"click", "wcwidth"},
    ("show", FRAMEWORK): CHECKING | {"pydantic"},
    ("graph", FRAMEWORK): CHECKING,
    ("schema", FRAMEWORK): CHECKING | {"pydantic"},
    ("rate", FRAMEWORK, PEOPLE, *PERIOD): RATING,
    ("test", FRAMEWORK): RATING,
    ("explain", FRAMEWORK, PEOPLE, *PERIOD, "--person", "director-01"): EXPLAINING,
}

RUN_COMMAND = """
import json, os, sys
from importlib.metadata import entry_points
(command,) = entry_points(group="console_scripts", name="assay")
sys.argv = ["assay", *sys.argv[1:]]
status = 0
try:
    status = command.load()()
except SystemExit as exit:
    status = exit.code
sys.stdout.flush()
os.write(2, b"\\n" + json.dumps([status, sorted(sys.modules)]).encode())
"""


def loaded(script, *arguments):
    """What a script of its own process gave, and the heavy libraries it loaded."""
    result = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert result.returncode == 0, result.stderr
    status, modules = json.loads(result.stderr.splitlines()[-1])
    return status, {name.partition(".")[0] for name in modules} & HEAVY, set(modules)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_loads_only_what_it_needs(command):
    status, libraries, _ = loaded(RUN_COMMAND, *command)
    assert status in {0, None}
    assert libraries <= COMMANDS[command]


def test_only_handbooks_are_made_from_templates(tmp_path):
    status, libraries, _ = loaded(RUN_COMMAND, "docs", FRAMEWORK, "-o", str(tmp_path / "book"))
    assert status in {0, None}
    assert libraries <= CHECKING | {"babel", "jinja2"}
    assert not any("jinja2" in allowed for allowed in COMMANDS.values())


def test_only_excel_files_need_a_library_for_them(tmp_path):
    target = tmp_path / "team.rules"
    status, libraries, _ = loaded(RUN_COMMAND, "new", "team", "--output", str(target))
    assert status in {0, None}
    assert target.exists()
    assert libraries <= CHECKING | {"babel", "flint"}


def test_importing_assay_loads_no_library():
    script = "import assay, json, sys; print(json.dumps([0, sorted(sys.modules)]), file=sys.stderr)"
    _, libraries, _ = loaded(script)
    assert libraries == set()


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_a_question_about_the_command_loads_neither_language_nor_engine(option):
    _, _, modules = loaded(RUN_COMMAND, option)
    inside = {name for name in modules if name.startswith("assay.")}
    assert inside == {"assay.cli"}
