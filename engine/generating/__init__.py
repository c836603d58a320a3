"""Python code made from a plan: straight-line integer arithmetic for the case that all is present."""

from .evaluator import compile_plan

__all__ = ["compile_plan"]
