"""Trying a framework out: its examples run, what they leave untried, and examples for that."""
