"""A request that is only asked about: its variables, and the path that members would be asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from typing import Final
from urllib.parse import parse_qsl, quote

from core.server.proxy.locating import normalised
from core.server.proxy.searching import searched
from core.server.proxy.specs.location import RewriteSpec

_VARIABLE: Final = re.compile(r"\$(?:\{([A-Za-z0-9_]+)\}|([A-Za-z0-9_]+))")
_UNESCAPED: Final = "/!$&'()*+,;=:@~"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request. `host` is lowercase and without a port, `headers` have lowercase names, `path` may have a query."""

    host: str
    path: str
    https: bool = False
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict)
    address: str = ""

    @property
    def question(self) -> str:
        """The query with its `?`; empty where there is none."""
        _, mark, query = self.path.partition("?")
        return mark + query

    @property
    def cookies(self) -> dict[str, str]:
        """The cookies that it carries."""
        try:
            return {name: each.value for name, each in SimpleCookie(self.headers.get("cookie", "")).items()}
        except CookieError:
            return {}


def filled(template: str, asked: Asked) -> str:
    """Return a template with the variables that are known of the request; others stay as they are."""
    known = _variables(asked)

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if name.startswith("http_"):
            return asked.headers.get(name[5:].replace("_", "-"), "")
        if name.startswith("cookie_"):
            return asked.cookies.get(name[7:], "")
        if name.startswith("arg_"):
            return dict(parse_qsl(asked.question[1:])).get(name[4:], "")
        return known.get(name, found[0])

    return _VARIABLE.sub(value, template)


def rewritten(spec: RewriteSpec, asked: Asked) -> str:
    """Return the path that members are asked for, with its query.

    Raises:
        Invalid: the regular expression takes too long.
    """
    uri = normalised(asked.path) or b"/"
    if spec.strip_prefix is not None:
        pattern, replacement = rf"(?s)^{re.escape(spec.strip_prefix.rstrip('/'))}(?:/(.*))?\Z", "/$1"
    else:
        pattern, replacement = spec.regex or "", spec.replacement or ""
    [found] = searched([(pattern, False)], uri)
    if found is None:
        return asked.path  # as the visitor wrote it
    groups = {str(number): (each or b"") for number, each in enumerate(found, 1)}
    text = re.sub(
        r"\$([1-9])(?![A-Za-z0-9_])", lambda one: quote(groups.get(one[1], b""), safe=_UNESCAPED), replacement
    )
    return _with_query(filled(text, asked), asked)


def _with_query(text: str, asked: Asked) -> str:
    if text.endswith("?"):
        return text[:-1]
    if "?" in text and asked.question:
        return f"{text}&{asked.question[1:]}"
    return text + asked.question


def _variables(asked: Asked) -> dict[str, str]:
    return {
        "host": asked.host,
        "http_host": asked.host,
        "server_name": asked.host,
        "scheme": "https" if asked.https else "http",
        "dozor_scheme": "https" if asked.https else "http",
        "request_uri": asked.path,
        "args": asked.question[1:],
        "query_string": asked.question[1:],
        "is_args": "?" if len(asked.question) > 1 else "",
        "request_method": asked.method,
        "remote_addr": asked.address or "$remote_addr",
    }
