"""Features, detectors and their calibration: pure code that the core, the CLI and notebooks share."""
