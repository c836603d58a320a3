"""From syntax to a checked framework: names, types, units, weights, rules, examples."""
