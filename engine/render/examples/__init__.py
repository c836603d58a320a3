"""Outcomes of examples -> text, documents and JUnit."""
