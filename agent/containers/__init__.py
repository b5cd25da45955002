"""The node's containers: measured each second, told to the core, and acted on."""
