"""The version of the detectors, stored with every decision: raise it when features, priors or heads change."""

DETECTOR_VERSION = "2026.11.1"
