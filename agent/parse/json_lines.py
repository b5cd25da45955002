"""JSON logs: one object a line, transcribed into a text format of our own that the kernel and its twin read."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from agent.parse.fields import read_time_iso, read_time_local
from agent.parse.format import Plan, compile_format
from agent.parse.variables import TIMES, Field

_MARK: Final = b"\x01"  # begins a transcript; a line that is no JSON object goes through without it, to be counted
_ALWAYS: Final = {
    Field.ADDRESS: "remote_addr",
    Field.MSEC: "msec",
    Field.REQUEST: "request",
    Field.STATUS: "status",
    Field.BYTES: "body_bytes_sent",
    Field.SERVICE: "server_name",
    Field.REQUEST_TIME: "request_time",
    Field.UPSTREAM_TIME: "upstream_response_time",
    Field.UPSTREAM_ADDRESS: "upstream_addr",
    Field.REQUEST_ID: "request_id",
    Field.VERDICT: "dozor_verdict",
    Field.FORWARDED_FOR: "http_x_forwarded_for",
    Field.PROXY_ADDRESS: "proxy_protocol_addr",
    Field.CLIENT_ADDRESS: "http_cf_connecting_ip",
}
# A log without these fields must not look as if every client left them out: a plan for each combination.
_SOMETIMES: Final = {Field.REFERRER: "http_referer", Field.USER_AGENT: "http_user_agent"}
_COMBINATIONS: Final = ((), (Field.REFERRER,), (Field.USER_AGENT,), (Field.REFERRER, Field.USER_AGENT))
_UNSAFE: Final = re.compile(rb'[\x00-\x1f"\\\x7f]')


def _plan(number: int, extra: tuple[Field, ...]) -> Plan:
    variables = [*_ALWAYS.values(), *(_SOMETIMES[field] for field in extra)]
    return compile_format(f"\x01{number}" + "".join(f'"${name}"' for name in variables)).plans[0]


TRANSCRIPT: Final = tuple(_plan(number, extra) for number, extra in enumerate(_COMBINATIONS))


class Transcriber:
    """Turns JSON lines into transcripts; `json_names` as in LineFormat, the first name wins where a line has two."""

    def __init__(self, json_names: tuple[tuple[str, Field], ...]) -> None:
        self._names = {name: (rank, field) for rank, (name, field) in enumerate(json_names)}

    def transcribe(self, line: bytes) -> bytes:
        """Return the transcript of a line (without its newline), or the line itself where it is no JSON object."""
        if not line.strip():
            return b""
        try:
            found = json.loads(line.decode("utf-8", "surrogateescape"))
        except (ValueError, RecursionError):
            found = None
        fields = self._fields(found) if isinstance(found, dict) else {}
        return _transcript(fields) or line.lstrip(_MARK)

    def _fields(self, found: dict[str, Any]) -> dict[Field, str]:
        ranks: dict[Field, int] = {}
        fields: dict[Field, str] = {}
        for name, value in _flat(found):
            rank, field = self._names.get(name, (0, None))
            if field is not None and rank < ranks.get(field, rank + 1):
                ranks[field], fields[field] = rank, value
        return fields


def _flat(found: dict[str, Any], prefix: str = "", depth: int = 4) -> Iterator[tuple[str, str]]:
    """Names and values, names of nested objects joined by dots as in ECS."""
    for name, value in found.items():
        if isinstance(value, dict) and depth:
            yield from _flat(value, f"{prefix}{name}.", depth - 1)
        elif isinstance(value, str | int | float) and not isinstance(value, bool):
            yield prefix + name, str(value)


def _transcript(fields: dict[Field, str]) -> bytes:
    """The transcript of what has an address and a time; else nothing."""
    fields[Field.MSEC] = _moment(fields)
    if not (fields[Field.MSEC] and fields.get(Field.ADDRESS)):
        return b""
    fields[Field.REQUEST] = _request(fields)
    extra = tuple(field for field in _SOMETIMES if field in fields)
    values = b'""'.join(_escaped(fields.get(field, "-")) for field in (*_ALWAYS, *extra))
    return b'%b%d"%b"' % (_MARK, _COMBINATIONS.index(extra), values)


def _moment(fields: dict[Field, str]) -> str:
    for field in TIMES:
        value = fields.get(field, "")
        text = value.encode("ascii", "replace")
        second = read_time_local(text)
        if second is None:
            second = read_time_iso(text)
        if second is not None:
            return str(second)
        if re.fullmatch(r"\d{9,10}(\.\d+)?", value, re.ASCII):
            return value
        if re.fullmatch(r"\d{12,13}", value, re.ASCII):
            return value[:-3]
    return ""


def _request(fields: dict[Field, str]) -> str:
    """The request line; where `request` holds only the URL, or the log has only parts, it is put together."""
    request, method = fields.get(Field.REQUEST, ""), fields.get(Field.METHOD, "")
    url = fields.get(Field.URI, "")
    if request and not (method and request.startswith("/")):
        return request
    url, query = url or request, fields.get(Field.QUERY, "")
    if query not in {"", "-"} and "?" not in url:
        url += "?" + query.removeprefix("?")
    return f"{method or 'GET'} {url} HTTP/1.1"


def _escaped(value: str) -> bytes:
    """A value as NGINX writes it in quotes."""
    try:
        data = value.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = value.encode("utf-8", "replace")
    return _UNSAFE.sub(lambda byte: b"\\x%02X" % byte[0][0], data)
