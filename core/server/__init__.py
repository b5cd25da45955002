"""The core: takes in reports, scores sources, decides, and serves the API."""
