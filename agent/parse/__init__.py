"""From the bytes of a line to the fields of a hit: formats, readers, and what a request looks like."""
