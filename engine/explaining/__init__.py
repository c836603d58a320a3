"""From a trace to an explanation: why a value is what it is, read off, never computed again."""
