"""The node's own part of a generation: `nginx.conf` and all that knows of this node's paths. Pure.

The core's files (`common.conf`, `services/*.conf`, `sites/*.conf`) stand inside of it. What they may rely on:
`include dozor_server.conf;` in each server (after `set $dozor_service NAME;`), `include dozor_acme.conf;`,
`include dozor_limit.conf;` where a location has a limit of its own, `include dozor_authorities.conf;` where members'
certificates are looked at, `include dozor_page_log.conf;` where error pages are served, `include
dozor_nameservers.conf;` in servers that staple, the cache zone `dozor`, and a resolver that knows the members' names.
They define `$dozor_counted`.
"""

import getpass
import os
import re
from typing import Final

from agent.nginx.render import NginxNode, render
from agent.nginx.text import checked, safe_path
from agent.proxy.nameservers import nameservers_text
from agent.proxy.place import Place

_USER: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,31}")
_ADDRESS: Final = re.compile(r"(\[[0-9a-fA-F:]+\]|[0-9.]+):\d{1,5}")
_LISTEN: Final = re.compile(r"((\[[0-9a-fA-F:]+\]|[0-9.]+):)?\d{1,5}")
_SIZE: Final = re.compile(r"[1-9][0-9]{0,5}[mg]")

_TYPES: Final = {
    "text/html": "html htm",
    "text/css": "css",
    "text/plain": "txt",
    "text/xml": "xml",
    "text/javascript": "js mjs",
    "application/json": "json map",
    "application/pdf": "pdf",
    "application/wasm": "wasm",
    "application/zip": "zip",
    "font/woff2": "woff2",
    "image/avif": "avif",
    "image/gif": "gif",
    "image/jpeg": "jpeg jpg",
    "image/png": "png",
    "image/svg+xml": "svg svgz",
    "image/webp": "webp",
    "image/x-icon": "ico",
    "video/mp4": "mp4",
}


def frame(place: Place) -> dict[str, str]:
    """Return the texts of the node's own files by name; `common.conf` stands in until the core sends one.

    Raises:
        NginxConfigError: a path or another value of the settings is not safe to write.
    """
    node = NginxNode(
        folder=place.live,
        control_socket=place.control_socket,
        access_log=place.access_log,
        state_file=place.folder / "state" / "bans.json",
        generation=True,
    )
    types = "".join(f"    {kind} {endings};\n" for kind, endings in _TYPES.items())
    return render(node) | {
        "nginx.conf": _main(place),
        "mime.types": f"types {{\n{types}}}\n",
        "common.conf": _common(place),
        "dozor_acme.conf": _acme(place),
        "dozor_page_log.conf": f"access_log {safe_path(place.access_log)} dozor if=$dozor_page_logged;\n",
        "dozor_limit.conf": _limit(node),
        "dozor_authorities.conf": _authorities(place),
        "dozor_nameservers.conf": nameservers_text(place.nameservers),
    }


def generation_text(name: str, digest: str) -> str:
    """Return what NGINX's workers answer about themselves: the generation's name and its manifest's digest."""
    return f"""\
location = /generation {{
    default_type text/plain;
    keepalive_timeout 0;
    return 200 "{name} {digest}";
}}
"""


def _main(place: Place) -> str:
    temporary = "".join(
        f"    {kind}_temp_path {safe_path(place.folder / 'temp' / kind)};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    cache = f"levels=1:2 keys_zone=dozor:16m max_size={checked(_SIZE, place.cache_size)} inactive=1d use_temp_path=off"
    return f"""\
# Written by Dozor's agent. The core's part is in common.conf, services/ and sites/.
{_user(place)}worker_processes auto;
worker_rlimit_nofile 16384;
worker_shutdown_timeout 1h;  # long connections outlive a reload, but no worker does for ever
pid {safe_path(place.pid_file)};
error_log {safe_path(place.error_log)} warn;

events {{
    worker_connections 8192;
}}

http {{
    include mime.types;
    default_type application/octet-stream;
    access_log off;
    server_tokens off;
    sendfile on;
    tcp_nopush on;
    keepalive_min_timeout 3s;  # so that a reload does not close a connection on which a request is on its way
    server_names_hash_max_size 32768;
    server_names_hash_bucket_size 512;
    map_hash_max_size 32768;
    map_hash_bucket_size 256;
    variables_hash_max_size 8192;
    variables_hash_bucket_size 256;
    proxy_headers_hash_max_size 2048;
    proxy_headers_hash_bucket_size 256;
{temporary}    proxy_cache_path {safe_path(place.cache_folder)} {cache};
    resolver {checked(_ADDRESS, place.resolver)};  # its answers say how long they hold: members not at all
    resolver_timeout 1s;  # which is also the wait before a question is asked again
    include dozor_http.conf;
    include common.conf;
    include services/*.conf;
    include sites/*.conf;
}}
"""


def _common(place: Place) -> str:
    listen = "".join(f"    listen {checked(_LISTEN, each)} default_server;\n" for each in place.listen)
    return f"""\
# Stands in until the core sends its own.
map "" $dozor_counted {{
    default 1;
}}
server {{
{listen}    server_name _;
    include dozor_acme.conf;
    include dozor_server.conf;
    location / {{
        return 404;
    }}
}}
"""


def _acme(place: Place) -> str:
    return f"""\
location ^~ /.well-known/acme-challenge/ {{
    root {safe_path(place.acme_webroot)};
    default_type text/plain;
    try_files $uri =404;
}}
"""


def _limit(node: NginxNode) -> str:
    return f"""\
# A location's own limit takes the place of the server's, which therefore stands here again.
limit_req zone=dozor_limit burst={node.limit_burst} nodelay;
"""


def _authorities(place: Place) -> str:
    file = safe_path(place.authorities)
    return f"""\
proxy_ssl_trusted_certificate {file};
grpc_ssl_trusted_certificate {file};
"""


def _user(place: Place) -> str:
    """Only root may say who the workers are; unless told otherwise they are who may read the folder."""
    if os.geteuid() != 0:
        return ""
    return f"user {checked(_USER, place.user or getpass.getuser())};\n"
