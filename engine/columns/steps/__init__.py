"""The steps of a plan over some rows of people: decisions, weights, scores."""
