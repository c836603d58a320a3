"""A summary -> text, pages, drawings and documents."""
