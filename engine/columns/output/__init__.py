"""What the columns came to -> the columns of the rated frame."""
