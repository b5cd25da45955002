"""NGINX on the node: its configuration, the bans it holds, the socket by which it is told."""
