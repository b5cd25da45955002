"""Requests of access logs: read out of their lines, tested, counted."""
