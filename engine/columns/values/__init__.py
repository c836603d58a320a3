"""Exact columns: whole numbers over whole numbers, conditions, and what is absent, row by row."""
