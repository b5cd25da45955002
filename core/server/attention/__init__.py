"""What is worth somebody's attention now, of all parts of the fleet together, and what people said to it."""
