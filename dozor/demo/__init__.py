"""The demo: two small services behind NGINX, ordinary visitors, and an attack every minute or so."""
