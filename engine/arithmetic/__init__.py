"""Numbers: exact rationals, irrational functions rounded with certainty, numerals as written."""
