"""The oracle: what a checked framework means for a person, written as plainly as it can be.

A recursive, memoised walk over `assay.dsl.framework` with `fractions.Fraction`. It shares no code
with the engine and is slow on purpose; the property tests require the engine to agree with it on
every value.
"""
