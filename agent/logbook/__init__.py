"""Logs on the node: kept in bounded spools, searched, followed."""
