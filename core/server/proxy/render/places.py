"""From a line of a rendered site back to the document: which field it is from, and which line of an expert's own. Pure.

Sites carry what is needed in their comments: `# limit` before what a field needs outside of the servers,
`# locations.2` before a location, `# snippet, 3 lines:` before a snippet.
"""

import re
from typing import Final, NamedTuple

_SNIPPET: Final = re.compile(r" *# ((?:locations\.\d+\.)?snippet), (\d+) lines:")
_OUTSIDE: Final = re.compile(r"# ((?:locations\.\d+\.)?[a-z_]+)")
_LOCATION: Final = re.compile(r" {4}# (locations\.\d+)")
_DIRECTIVE: Final = re.compile(r" *\"?([a-z0-9_]+)")

_OF_SERVERS: Final = {
    "server_name": "names",
    "ssl_certificate": "tls.certificate",
    "ssl_certificate_key": "tls.certificate",
    "gzip_types": "compression.types",
}
_OF_LOCATIONS: Final = {
    "location": "match",
    "allow": "access",
    "deny": "access",
    "auth_basic": "basic_auth",
    "auth_basic_user_file": "basic_auth",
    "limit_req": "limit",
    "limit_conn": "limit",
    "limit_conn_status": "limit",
    "if": "cors",
    "rewrite": "rewrite",
    "client_max_body_size": "body_kib",
    "proxy_set_header": "request_headers",
    "grpc_set_header": "request_headers",
    "add_header": "response_headers",
    "proxy_hide_header": "response_headers",
    "grpc_hide_header": "response_headers",
    "proxy_buffering": "buffer_answers",
    "proxy_request_buffering": "buffer_requests",
    "proxy_pass": "service",
    "grpc_pass": "service",
    "error_page": "pages",
}


class Origin(NamedTuple):
    """Where a line is from: a field as `locations.2.snippet`, empty where it is of the whole, and a line within it.

    `line` counts from 1, and is 0 where the field is not text of several lines.
    """

    field: str
    line: int


def place_of(text: str, line: int) -> Origin:
    """Return what a line of a rendered site is from; lines count from 1."""
    lines = text.split("\n")[:line]
    field, number = "", 0
    while number < len(lines):
        current = lines[number]
        number += 1
        if match := _SNIPPET.fullmatch(current):
            if number < line <= number + int(match[2]):
                return Origin(match[1], line - number)
            number += int(match[2])
        elif match := _OUTSIDE.fullmatch(current) or _LOCATION.fullmatch(current):
            field = match[1]
        elif current == "server {" or (current == "    }" and number < line):
            field = ""
    return Origin(_within(field, lines[-1] if lines else ""), 0)


def _within(field: str, line: str) -> str:
    name = match[1] if (match := _DIRECTIVE.match(line)) else ""
    if re.fullmatch(r"locations\.\d+", field):
        part = "cache" if name.startswith("proxy_cache") else _OF_LOCATIONS.get(name, "")
        part = "compression" if name.startswith("gzip") else part
        part = "redirect" if name == "return" else part
        return f"{field}.{part}".rstrip(".")
    return field or _OF_SERVERS.get(name, "")
