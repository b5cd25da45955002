"""Drives the stages over the ingest log, and keeps what they know."""
