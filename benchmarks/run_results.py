"""The results of a run of the benchmarks, kept for `report.py`: build/benchmarks/PART.json."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "build/benchmarks"


def keep(part: str, results: Mapping[str, Any]) -> None:
    """Keep the results of one script under the name of its part."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = json.dumps(results, indent=2, ensure_ascii=False)
    (FOLDER / f"{part}.json").write_text(text + "\n", encoding="utf-8")


def kept(part: str) -> Any:
    """The results of the last run of that part."""
    return json.loads((FOLDER / f"{part}.json").read_text(encoding="utf-8"))
