"""Columns of people: the same plan read over a whole frame at a time, as exactly as for one."""
