"""An explanation -> text, and the document that other formats read."""
