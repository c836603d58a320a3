"""Ratings -> tables, rows, columns and documents."""
