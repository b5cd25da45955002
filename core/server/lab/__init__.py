"""Detector versions: their registry, a challenger on trial in shadow, and what other thresholds would do."""
