"""Alarms: rules about metrics and nodes, what stands against them now, and what came of it."""
