"""The NGINX configuration of a node, as text: two files to include, one in `http {}`, one in each `server {}`."""

import json
import re
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from agent.nginx.control import remove_stale_socket
from agent.nginx.text import NginxConfigError, checked, safe_path

HTTP_FILE: Final = "dozor_http.conf"
SERVER_FILE: Final = "dozor_server.conf"
SCRIPT_FILE: Final = "dozor.js"
MODULE_FILES: Final = ("address.js", "challenge.js", "holding.js", "page.js", "shown.js")
PAGE_FILE: Final = "challenge_html.js"
GENERATION_FILE: Final = "dozor_generation.conf"

_REFUSED: Final = (
    "This address has to pass a browser check first. Open the site in a browser with JavaScript, then repeat this.\\n"
    "Сначала нужна проверка браузера. Откройте сайт в браузере с JavaScript, затем повторите.\\n"  # noqa: RUF001 - Russian
)
"""What a client gets that cannot show the page. In NGINX's words: no quotes, no variables."""

_BY_PAGES: Final = """\
# An error page is fetched by a redirect within NGINX, which comes by here again. Nobody else gets to that folder.
if ($uri ~ "^/\\.dozor/pages/") {
    break;
}
"""

_SOCKET_PATH_BYTES: Final = 107  # of sun_path on Linux, without its end
_RATE: Final = re.compile(r"[1-9][0-9]{0,5}r/[sm]")
_SIZE: Final = re.compile(r"[1-9][0-9]{0,5}[km]")


@dataclass(frozen=True, kw_only=True)
class NginxNode:
    """What the configuration of a node depends on. Paths are absolute.

    `folder` holds the two files and the scripts; `access_log` is what the agent tails. The socket's folder
    must be closed to others (0700): NGINX makes the socket itself writable by all. `state_file` keeps the bans
    over a restart of NGINX even while the agent is away; its folder must be writable for NGINX's workers.
    In a `generation` (see agent/proxy) the scripts are named relative to NGINX's prefix, requests are logged where
    `$dozor_counted` says so, and the control socket answers which generation the workers run.
    """

    folder: Path
    control_socket: Path
    access_log: Path
    state_file: Path | None = None
    zone_size: str = "64m"
    limit_rate: str = "1r/s"
    limit_burst: int = 5
    generation: bool = False


def render(node: NginxNode) -> dict[str, str]:
    """Return the files' texts by name; the same node always gives the same texts.

    Raises:
        NginxConfigError: a path or a size is not safe to write.
    """
    if len(str(node.control_socket)) > _SOCKET_PATH_BYTES:
        raise NginxConfigError(f"the control socket's path is longer than {_SOCKET_PATH_BYTES} bytes")
    scripts = {name: _shipped(name) for name in (SCRIPT_FILE, *MODULE_FILES)}
    page = f"// Written by Dozor from challenge.html.\nexport default {json.dumps(_shipped('challenge.html'))};\n"
    return {HTTP_FILE: _http(node), SERVER_FILE: _server(node), PAGE_FILE: page, **scripts}


def write(node: NginxNode) -> None:
    """Render into `node.folder`, make the socket's folder, and remove a socket that a killed NGINX left there."""
    node.folder.mkdir(parents=True, exist_ok=True)
    node.control_socket.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    remove_stale_socket(node.control_socket)
    for name, text in render(node).items():
        (node.folder / name).write_text(text, encoding="utf-8")


def _http(node: NginxNode) -> str:
    state = f" state={safe_path(node.state_file)}" if node.state_file else ""
    rate, size = checked(_RATE, node.limit_rate), checked(_SIZE, node.zone_size)
    return f"""\
# Written by Dozor: include in http {{}}. Changes are overwritten.
log_format dozor '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent '
                 '"$http_referer" "$http_user_agent" "$dozor_service" $request_time '
                 '"$upstream_response_time" $request_id "$dozor_verdict" "$upstream_addr"';

{_scripts(node)}
js_shared_dict_zone zone=dozor_held:{size} type=string timeout=3600s{state};
js_shared_dict_zone zone=dozor_key:32k type=string;  # never on disk, so apart
js_var $dozor_service $server_name;  # a server's own `set` goes before
js_shared_dict_zone zone=dozor_pages:256k type=number;  # error pages shown, by service and kind
js_set $dozor_held dozor.held;
js_set $dozor_page_logged dozor.isPageLogged;  # and counted
js_set $dozor_source dozor.source;

# Only limited sources have a key; the rest are not counted.
map $dozor_held $dozor_limited {{
    default  "";
    ~^limit  $dozor_source;
}}
limit_req_zone $dozor_limited zone=dozor_limit:10m rate={rate};

# What Dozor answered by itself: such requests never feed the detectors. Others by clients with a pass are `passed`.
map "$dozor_held:$limit_req_status:$uri" $dozor_verdict {{
    default                                      "";
    ~^ban:                                       ban;
    ~^challenge:                                 challenge;
    "~^[^:]*:[^:]*:/\\.dozor/challenge\\z"         challenge;
    "~^limit[^:]*:REJECTED:"                     limit;
    "~^(limit )?passed:"                         passed;
}}

server {{
    listen unix:{safe_path(node.control_socket)};
    server_name dozor-control;
    access_log off;
    client_max_body_size 4m;
    client_body_buffer_size 4m;
    location = /bans {{
        js_content dozor.control;
    }}
    location = /pages {{
        js_content dozor.pages;
    }}
    location = /status {{
        js_content dozor.status;
    }}{_generation(node)}
    location / {{
        return 404;
    }}
}}
"""


def _server(node: NginxNode) -> str:
    return f"""\
# Written by Dozor: include in server {{}}. Changes are overwritten.
access_log {safe_path(node.access_log)} dozor{" if=$dozor_counted" if node.generation else ""};
{_BY_PAGES if node.generation else ""}if ($dozor_held = ban) {{
    return 403;
}}
if ($dozor_held = challenge) {{
    rewrite ^ /.dozor/challenge last;
}}
limit_req zone=dozor_limit burst={int(node.limit_burst)} nodelay;
limit_req_status 429;
location = /.dozor/challenge {{
    client_max_body_size 4k;
    client_body_buffer_size 4k;
    error_page 413 = @dozor_refused;
    js_content dozor.challenge;
}}
location @dozor_refused {{
    default_type "text/plain; charset=utf-8";
    add_header Cache-Control no-store always;
    add_header Dozor-Challenge reload always;
    return 403 "{_REFUSED}";
}}
"""


def _scripts(node: NginxNode) -> str:
    if node.generation:
        return f"js_path .;\njs_import dozor from {SCRIPT_FILE};"
    return f"js_path {safe_path(node.folder)};\njs_import dozor from {safe_path(node.folder / SCRIPT_FILE)};"


def _generation(node: NginxNode) -> str:
    return f"\n    include {GENERATION_FILE};" if node.generation else ""


def _shipped(name: str) -> str:
    return files("agent.nginx").joinpath(name).read_text(encoding="utf-8")
