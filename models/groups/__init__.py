"""Attacks that no single source shows: what many sources do together."""
