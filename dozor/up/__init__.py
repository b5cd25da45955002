"""`dozor up`: the core, one agent and a real NGINX on this machine, started, watched and stopped together."""
