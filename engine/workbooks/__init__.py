"""Workbooks that assay writes: the ratings of a run, and an empty one to be filled in."""
