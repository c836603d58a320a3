"""Files of people, what databases answer, and pipes -> batches of rows."""
