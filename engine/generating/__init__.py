"""Python made from a plan: straight-line integer arithmetic for the case that all is present."""

from .evaluator import Evaluate, compile_plan, settled_steps

__all__ = ["Evaluate", "compile_plan", "settled_steps"]
