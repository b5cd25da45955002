"""The demo: two small services behind NGINX, ordinary visitors, and one attack after the other with peace between."""
