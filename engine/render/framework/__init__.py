"""A framework -> its document, and what it declares in words."""
