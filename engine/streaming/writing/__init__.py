"""Rated batches -> files of ratings, by what a file of each kind is like."""
