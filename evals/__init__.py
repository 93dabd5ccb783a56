"""Datasets, scorers and benchmarks."""
