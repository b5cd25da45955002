"""What nodes are told to do, and what came of it."""
