"""Benchmarks: each module prints its figures as JSON. Medians of several runs, ratios to peers run in turn."""
