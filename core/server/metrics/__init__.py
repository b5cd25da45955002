"""Metrics of nodes over time: taken in, kept in blocks by tier, and read back in columns."""
