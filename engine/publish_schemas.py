"""The models of documents -> the published schemas in `schemas/`.

`python -m assay.engine.publish_schemas` writes them anew after a model has changed.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ..dsl.diagnostics.document import DiagnosticsDocument
from .render.evidence_model import EvidenceDocument
from .render.examples.trials_model import ExamplesDocument
from .render.explanation.document_model import ExplanationDocument
from .render.framework.model import FrameworkDocument
from .render.framework.origins_model import OriginsDocument
from .render.ratings.model import RatingDocument, RatingsDocument
from .render.summary.model import SummaryDocument
from .render.summary.scheme_model import RatingsMetadata
from .schemas import DRAFT

FOLDER = Path(__file__).parents[1] / "schemas"

MODELS: dict[str, type[BaseModel]] = {
    "diagnostics": DiagnosticsDocument,
    "evidence": EvidenceDocument,
    "examples": ExamplesDocument,
    "explanation": ExplanationDocument,
    "framework": FrameworkDocument,
    "origins": OriginsDocument,
    "rating": RatingDocument,
    "ratings": RatingsDocument,
    "ratings-metadata": RatingsMetadata,
    "summary": SummaryDocument,
}


def schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """Model -> the JSON Schema of its documents."""
    return {"$schema": DRAFT, **model.model_json_schema(mode="validation")}


def schema_text(model: type[BaseModel]) -> str:
    """Model -> the text of its published schema."""
    return json.dumps(schema_of(model), ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Writes every published schema."""
    for name, model in MODELS.items():
        (FOLDER / f"{name}.schema.json").write_text(schema_text(model), encoding="utf-8")


if __name__ == "__main__":
    main()
