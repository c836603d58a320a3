"""The ratings still possible while something is missing."""
