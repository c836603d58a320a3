"""Sheets of workbooks as evidence."""
