"""From the checked framework to a plan: every value of a role as a step, in order."""

from .lower import lower

__all__ = ["lower"]
