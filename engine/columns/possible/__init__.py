"""The ratings still possible of the people of whom something is missing, many at a time."""
