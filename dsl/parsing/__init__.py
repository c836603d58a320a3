"""The parts of the parser; `dsl/parse.py` is its one public pass."""
