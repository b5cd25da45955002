"""Where a source is: its country and its autonomous system, by databases that lie beside the program."""
