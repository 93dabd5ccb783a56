"""Pure functions from records and an as-of date to facts."""
