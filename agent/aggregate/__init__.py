"""From lines to aggregates: one row per second, service and source."""
