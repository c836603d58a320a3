"""Who the people of large files are, and how many."""
