"""Traffic over time: the tier ladder, and how it reaches PostgreSQL."""
