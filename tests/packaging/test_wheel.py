"""The wheel, built and installed in a clean environment away from the checkout, does the job."""

import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("commands", "dsl", "engine", "frameworks", "schemas")


def run(*command, cwd, **options):
    """Run a command away from the checkout, without the settings that could lead back to it."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    result = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
        **options,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built by way of the source distribution from a copy of the checkout.

    A copy, because setuptools leaves `build/` behind and packs what lies there the next time.
    """
    place = tmp_path_factory.mktemp("build")
    left_out = shutil.ignore_patterns(".*", "*.egg-info", "build", "dist", "tests", "__pycache__")
    shutil.copytree(ROOT, place / "checkout", ignore=left_out)
    run(
        *(sys.executable, "-m", "build", "--no-isolation", "--outdir", place, "checkout"),
        cwd=place,
    )
    (built,) = place.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The folder of the commands of a fresh environment that holds the wheel."""
    place = tmp_path_factory.mktemp("elsewhere")
    venv.create(place / "venv")
    run(
        *(sys.executable, "-m", "pip", "--python", place / "venv/bin/python"),
        *("install", "--quiet", "-c", ROOT / "requirements/constraints.txt", wheel),
        cwd=place,
    )
    return place / "venv/bin"


def files_of_the_package():
    """Every file that belongs in the wheel, by the place it has in the checkout."""
    modules = ROOT.glob("*.py")
    inside = (
        path
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )
    names = {path.relative_to(ROOT).as_posix() for path in (*modules, *inside)}
    return names | {"py.typed"}


def test_the_wheel_holds_the_package_whole_and_nothing_else(wheel):
    held = set(zipfile.ZipFile(wheel).namelist())
    package = {name.removeprefix("assay/") for name in held if name.startswith("assay/")}
    assert package == files_of_the_package()
    metadata = {name for name in held if name.startswith("assay-0.1.0.dist-info/")}
    assert held == metadata | {f"assay/{name}" for name in package}


@pytest.mark.parametrize(
    "name",
    [
        "assay/py.typed",
        "assay/dsl/grammar.lark",
        "assay/frameworks/enterprise_sales_director.rules",
        "assay/dsl/diagnostics/pages/*.md",
        "assay/schemas/*.json",
        "assay/engine/render/locale/th.po",
        "assay/engine/render/locale/en.po",
    ],
)
def test_what_is_no_python_is_inside_too(wheel, name):
    assert any(Path(held).match(name) for held in zipfile.ZipFile(wheel).namelist())


def test_it_adds_the_one_name_assay(installed):
    script = (
        "from importlib.metadata import files\n"
        "names = {path.parts[0] for path in files('assay')}\n"
        "print(sorted(name for name in names if not name.startswith(('..', 'assay-'))))\n"
    )
    result = run(installed / "python", "-c", script, cwd=installed.parent)
    assert result.stdout == "['assay']\n"


def test_it_is_what_runs_there(installed):
    script = "import assay; print(assay.__file__)"
    result = run(installed / "python", "-c", script, cwd=installed.parent)
    assert Path(result.stdout.strip()).is_relative_to(installed.parent)


def test_the_command_rates_and_explains_away_from_the_checkout(installed, tmp_path):
    for name in ("frameworks/enterprise_sales_director.rules", "examples/directors.csv"):
        shutil.copy(ROOT / name, tmp_path)
    framework, people = "enterprise_sales_director.rules", "directors.csv"
    assay = installed / "assay"
    assert run(assay, "--version", cwd=tmp_path).stdout == "assay 0.1.0\n"
    run(assay, "check", framework, cwd=tmp_path)
    rated = run(assay, "rate", framework, people, "--period", "2026-Q1", cwd=tmp_path)
    assert "director-01" in rated.stdout
    explained = run(
        *(assay, "explain", framework, people, "--period", "2026-Q1"),
        *("--person", "director-01", "--lang", "th"),
        cwd=tmp_path,
    )
    assert "director-01" in explained.stdout
    run(assay, "test", framework, cwd=tmp_path)


def test_each_error_page_is_found_there(installed, tmp_path):
    pages = sorted((ROOT / "dsl/diagnostics/pages").glob("*.md"))
    assert pages
    result = run(installed / "assay", "diagnostic", pages[0].stem, cwd=tmp_path)
    assert pages[0].stem in result.stdout


def test_the_shipped_framework_rates_from_python_there(installed, tmp_path):
    script = (
        "from importlib.resources import as_file, files\n"
        "import assay\n"
        "shipped = files('assay.frameworks') / 'enterprise_sales_director.rules'\n"
        "with as_file(shipped) as path:\n"
        "    framework = assay.load(path)\n"
        "rating = framework.rate({}, period='2026-Q1')\n"
        "print(rating.level)\n"
    )
    result = run(installed / "python", "-c", script, cwd=tmp_path)
    assert result.stdout == "None\n"
