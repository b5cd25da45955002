"""Containers made after a template, as many as the core orders: they join, are drained, and leave without a trace."""
