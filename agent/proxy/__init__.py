"""The configuration of the node's NGINX as the core wants it: fetched, tested, run, gone back from."""
