"""How long a command takes to start, against `python -c pass`.

The package is installed from the checkout into a fresh environment, as its user has it: the
editable installation of the checkout slows Python's own start, and so would flatter the ratios.
"""

import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

from measuring import interleaved, verdict

ROOT = Path(__file__).parents[1]
FRAMEWORK = ROOT / "frameworks/enterprise_sales_director.rules"
ROUNDS = 25
LIMITS = {"assay --version": 5, "assay --help": 5, f"assay check {FRAMEWORK.name}": 30}


def install_elsewhere(place: Path) -> Path:
    """Install the package, not editable, into a new environment; the folder of its commands."""
    left_out = shutil.ignore_patterns(".*", "*.egg-info", "build", "tests", "__pycache__")
    shutil.copytree(ROOT, place / "checkout", ignore=left_out)
    venv.create(place / "venv")
    pip = [sys.executable, "-m", "pip", "--quiet", "--quiet"]
    constraints = ["-c", str(ROOT / "requirements/constraints.txt")]
    wheels = ["--no-deps", "--no-build-isolation", "--wheel-dir", str(place)]
    subprocess.run([*pip, "wheel", *wheels, str(place / "checkout")], check=True)
    (wheel,) = place.glob("*.whl")
    target = ["--python", str(place / "venv/bin/python")]
    subprocess.run([*pip, *target, "install", *constraints, str(wheel)], check=True)
    return place / "venv/bin"


def start(*command: str | Path) -> Callable[[], object]:
    """A call that runs the command to its end, its output thrown away."""
    return partial(
        subprocess.run, command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
    )


def main() -> int:
    """Measure, print, and return 1 if a limit is exceeded."""
    with tempfile.TemporaryDirectory() as place:
        commands = install_elsewhere(Path(place))
        assay = commands / "assay"
        seconds = interleaved(
            {
                "python -c pass": start(commands / "python", "-c", "pass"),
                "assay --version": start(assay, "--version"),
                "assay --help": start(assay, "--help"),
                f"assay check {FRAMEWORK.name}": start(assay, "check", FRAMEWORK),
            },
            ROUNDS,
            perf_counter,
        )
    bare = seconds["python -c pass"]
    print(f"Start-up, median of {ROUNDS} interleaved runs; python -c pass: {bare * 1000:.1f} ms")
    kept = [
        verdict(f"{name}: {seconds[name] * 1000:.0f} ms", seconds[name] / bare, at_most=limit)
        for name, limit in LIMITS.items()
    ]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
