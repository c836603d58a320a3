"""Files of people -> a file of their ratings, some people at a time."""
