"""Rules that people write: whoever matches one is decided about, beside what the ladder decides."""
