"""The ingest log: what was accepted, in order, durable before it is acknowledged."""
