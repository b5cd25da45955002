"""The formats known by name."""

from pathlib import Path
from typing import Final

from agent.parse.format import LineFormat, compile_format
from agent.parse.variables import FIELDS, Field

_COMMON = '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent'
_COMBINED = _COMMON + ' "$http_referer" "$http_user_agent"'
_MAIN = _COMBINED + ' "$http_x_forwarded_for"'

_BEFORE_MEMBERS = _COMBINED + ' "$dozor_service" $request_time "$upstream_response_time" $request_id "$dozor_verdict"'
DOZOR_FORMAT: Final = _BEFORE_MEMBERS + ' "$upstream_addr"'

# The second is what Dozor wrote before it told the members: such lines stand in logs, and an NGINX that was not
# reloaded since goes on writing them.
DOZOR: Final = LineFormat(
    name="dozor", plans=tuple(compile_format(text).plans[0] for text in (DOZOR_FORMAT, _BEFORE_MEMBERS))
)

# `combined` and its kin that are met under that name: without the last two fields (`common`), with the forwarded
# address behind it (the `main` of NGINX's own packages); with a virtual host before it, or what syslog writes there
# (`Jul 18 11:07:07 host nginx[2869]: `, a day below ten behind two spaces); with the empty user of a server that quotes
# it.
_SYSLOG = tuple(f"$hostname{gap}$hostname $hostname $hostname $hostname " for gap in (" ", "  "))
COMBINED: Final = LineFormat(
    name="combined",
    plans=tuple(
        compile_format(prefix + text.replace("$remote_user", user)).plans[0]
        for prefix in ("", "$host ", *_SYSLOG)
        for user in ("$remote_user", '""')
        for text in (_COMBINED, _COMMON, _MAIN)
    ),
)

_JSON_NAMES = {
    **{name: field for name, field in FIELDS.items() if name not in {"uri", "document_uri"}},
    "ip": Field.ADDRESS,
    "client_ip": Field.ADDRESS,
    "clientip": Field.ADDRESS,
    "remote_ip": Field.ADDRESS,
    "client.ip": Field.ADDRESS,
    "client.address": Field.ADDRESS,
    "source.ip": Field.ADDRESS,
    "source.address": Field.ADDRESS,
    "@timestamp": Field.TIME_ISO,
    "timestamp": Field.TIME_ISO,
    "time": Field.TIME_ISO,
    "date": Field.TIME_ISO,
    "ts": Field.TIME_ISO,
    "method": Field.METHOD,
    "http.request.method": Field.METHOD,
    "uri": Field.URI,
    "url": Field.URI,
    "path": Field.URI,
    "url.original": Field.URI,
    "url.path": Field.URI,
    "query": Field.QUERY,
    "url.query": Field.QUERY,
    "status_code": Field.STATUS,
    "response": Field.STATUS,
    "http.response.status_code": Field.STATUS,
    "bytes": Field.BYTES,
    "length": Field.BYTES,
    "size": Field.BYTES,
    "http.response.body.bytes": Field.BYTES,
    "referrer": Field.REFERRER,
    "referer": Field.REFERRER,
    "http.request.referrer": Field.REFERRER,
    "user_agent": Field.USER_AGENT,
    "agent": Field.USER_AGENT,
    "ua": Field.USER_AGENT,
    "user_agent.original": Field.USER_AGENT,
    "vhost": Field.SERVICE,
    "url.domain": Field.SERVICE,
    "duration": Field.REQUEST_TIME,
    "upstream_time": Field.UPSTREAM_TIME,
    "x_forwarded_for": Field.FORWARDED_FOR,
    "http.request.id": Field.REQUEST_ID,
}

JSON: Final = LineFormat(name="json", plans=(), json_names=tuple(_JSON_NAMES.items()))

_NAMED = {"combined": COMBINED, "common": COMBINED, "main": COMBINED, "dozor": DOZOR, "json": JSON}


def named_format(name: str) -> LineFormat:
    """Return the format that `--format` names: `combined`, `dozor`, `json`, or a file that holds a `log_format`.

    Raises:
        FormatError: the file's format cannot be read safely.
        OSError: there is no such file, or it cannot be read.
    """
    if name in _NAMED:
        return _NAMED[name]
    return compile_format(Path(name).read_text(encoding="utf-8"), name=Path(name).name)
