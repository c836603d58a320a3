"""Columns of a frame -> exact columns of what people supplied."""
