"""A scheme -> the JSON-ready document that ratings carry along, and back."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from ...dsl.framework import Label
from ...dsl.types import Dimension, QuantityType
from .scheme import Scheme, SchemeLevel, SchemeMeasure
from .thresholds import Threshold

if TYPE_CHECKING:
    from ..render.summary.scheme_model import QuantityTypeModel, SchemeMeasureModel


def scheme_document(scheme: Scheme) -> dict[str, Any]:
    """Scheme -> the document of the model `SchemeModel`."""
    return {
        "framework": _text(scheme.label),
        "role": _text(scheme.role_label) if scheme.role else None,
        "measures": [_measure(each) for each in scheme.measures],
        "labels": {id: _text(label) for id, label in scheme.labels.items()},
    }


def scheme_of_document(
    document: Any, framework: str, version: str, meaning: str, role: str
) -> Scheme:
    """The document of a scheme, and what stands beside it -> Scheme; ValueError for any other."""
    from ..render.summary.scheme_model import SchemeModel

    model = SchemeModel.model_validate(document)
    return Scheme(
        framework,
        _label(model.framework),
        version,
        meaning,
        role,
        _label(model.role) if model.role is not None else Label(role, {}),
        tuple(_measure_of(each) for each in model.measures),
        {id: _label(text) for id, text in model.labels.items()},
    )


# --- out -----------------------------------------------------------------------------------


def _text(label: Label) -> dict[str, Any]:
    return {"text": label.text, "translations": dict(label.translations)}


def _measure(measure: SchemeMeasure) -> dict[str, Any]:
    return {
        "id": measure.id,
        "kind": measure.kind,
        "label": _text(measure.label),
        "type": None if measure.type is None else _type(measure.type),
        "levels": [
            {"id": level.id, "label": _text(level.label), "height": str(level.height)}
            for level in measure.levels
        ],
        "thresholds": [
            {"value": str(each.value), "gate": each.gate} for each in measure.thresholds
        ],
        "other_rules": measure.others,
    }


def _type(type: QuantityType) -> dict[str, Any]:
    dimension = type.dimension
    return {
        "kind": type.kind,
        "money": dimension.money,
        "days": dimension.days,
        "currency": dimension.currency,
    }


# --- back ----------------------------------------------------------------------------------


def _label(text: Any) -> Label:
    translations: Mapping[str, str] = text.translations
    return Label(text.text, dict(translations))


def _measure_of(model: SchemeMeasureModel) -> SchemeMeasure:
    return SchemeMeasure(
        model.id,
        model.kind,
        _label(model.label),
        None if model.type is None else _type_of(model.type),
        tuple(
            SchemeLevel(each.id, _label(each.label), Fraction(each.height)) for each in model.levels
        ),
        tuple(Threshold(Fraction(each.value), each.gate) for each in model.thresholds),
        model.other_rules,
    )


def _type_of(model: QuantityTypeModel) -> QuantityType:
    return QuantityType(model.kind, Dimension(model.money, model.days, model.currency))
