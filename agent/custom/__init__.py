"""What services say of themselves: numbers that the agent pulls, and such as are pushed to it."""
