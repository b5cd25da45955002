"""From what the parts measure to the metrics of a report."""
