"""From what people have, files or records, to the checked evidence of a person."""
