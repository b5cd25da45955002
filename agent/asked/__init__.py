"""What the core asks this node: heard, handed to who knows, answered."""
