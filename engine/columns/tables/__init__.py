"""Tables of rows about people -> columns of what is aggregated for each."""
