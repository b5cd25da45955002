"""This machine's Docker engine: one client for all that is asked of it."""
