"""A question and a scope turned into passages."""
