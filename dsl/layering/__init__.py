"""Frameworks in layers: files that extend others, roles based on others, and where each value
comes from."""
