"""From scores to decisions: pure, deterministic functions of the log."""
