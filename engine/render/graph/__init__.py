"""The dependency graph -> a drawing."""
