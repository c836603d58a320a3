"""Frameworks to start from: a small complete one, or what a spreadsheet already says."""
