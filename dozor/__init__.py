"""The `dozor` program: wires agent, models and core together. Nothing imports this package."""
