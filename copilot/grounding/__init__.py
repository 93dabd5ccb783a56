"""Answers held against the evidence they cite."""
