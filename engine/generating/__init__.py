"""Python made from a plan: straight-line integer arithmetic for the case that all is present."""

from .evaluator import Evaluate, compile_plan, settled_steps
from .rows import Gather, compile_rows

__all__ = ["Evaluate", "Gather", "compile_plan", "compile_rows", "settled_steps"]
