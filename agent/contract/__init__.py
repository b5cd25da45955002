"""What the agent and the core say to each other. Both import this package and nothing else of each other."""
