"""Documents in which every field of text says something, and the ways to each of them."""

import copy
import io
from collections.abc import Iterator
from functools import lru_cache

from crossplane.lexer import _lex_file_object

from core.server.proxy.render.context import Surroundings
from core.server.proxy.render.node import render_node
from core.server.proxy.specs.state import DesiredState, read_spec

HANDLING = {
    "access": {"allow": ["10.0.0.0/8"], "deny": ["10.1.0.0/16"]},
    "basic_auth": {"realm": "Staff", "users": {"ann": "pw"}},
    "limit": {"requests": 5, "burst": 3, "connections": 9},
    "cors": {"origins": ["https://a.example", "https://*.b.example"], "headers": ["X-One"], "methods": ["GET"]},
    "cache": {"key": "$host$uri", "bypass_cookie": "session"},
    "compression": {"types": ["text/css"]},
    "request_headers": [{"name": "X-In", "value": "in"}],
    "response_headers": [{"name": "X-Out", "value": "out"}],
}
SERVICE = {
    "description": "the shop",
    "members": [{"name": "a", "host": "a.internal", "port": 80}, {"name": "b", "container": "web", "port": 80}],
    "protocol": "https",
    "tls": {"name": "in.example", "verify": True},
    "balance": {"method": "hash", "key": "$arg_x"},
    "health": {"path": "/health", "host": "a.internal", "body": "ok"},
}
NEXT = {"protocol": "https", "sticky": {"cookie": "place"}}
NODE = {
    "description": "the first",
    "address": "10.0.0.1",
    "listen": ["127.0.0.1"],
    "http_port": 18080,
    "https_port": 18443,
    "trusted_hops": ["10.2.0.0/16"],
}
DOMAIN = {
    "description": "the shop",
    "names": ["shop.example", "www.shop.example"],
    "other_names": "redirect",
    "service": "shop",
    "nodes": ["one"],
    "maintenance": {"active": True, "bypass_networks": ["10.3.0.0/16"]},
    "probe": {"path": "/probe"},
    **HANDLING,
    "locations": [
        {"match": {"path": "/api/"}, "rewrite": {"strip_prefix": "/api"}, **HANDLING},
        {
            "match": {"kind": "regex", "regex": "^/old/(.*)"},
            "rewrite": {"regex": "^/old/(.*)", "replacement": "/new/$1"},
            "canary": {"service": "next", "header": "X-Canary", "cookie": "canary", "value": "yes", "percent": 5},
        },
        {"match": {"kind": "exact", "path": "/moved"}, "redirect": {"to": "https://new.example$request_uri"}},
    ],
}
DOCUMENTS = {"nodes": {"one": NODE}, "services": {"shop": SERVICE, "next": NEXT}, "domains": {"shop": DOMAIN}}
KINDS = {"nodes": "node", "services": "service", "domains": "domain"}
USUAL = [NODE, SERVICE, NEXT, DOMAIN]
_read: dict = {}
AROUND = Surroundings(passwords={"pw": "$2b$04$" + "a" * 53}, pass_tokens={"shop": "0" * 32})

CHOICES = {"protocol", "method", "other_names", "kind", "service", "nodes", "users", "methods"}
"""Fields in which one of a few words stands, or another document's name."""


def ways(value=DOCUMENTS, way=()) -> Iterator[tuple]:
    """Every way to a text, but to choices."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items:
        if isinstance(inner, dict | list):
            yield from ways(inner, (*way, key))
        elif isinstance(inner, str) and not CHOICES & {*way, key}:
            yield (*way, key)


def with_text(way, text, documents=DOCUMENTS):
    """The documents with another text at the end of a way."""
    changed = copy.deepcopy(documents)
    inner = changed
    for key in way[:-1]:
        inner = inner[key]
    inner[way[-1]] = text
    return changed


def read(documents) -> DesiredState:
    return DesiredState(
        **{
            plural: {name: _spec(KINDS[plural], value) for name, value in named.items()}
            for plural, named in documents.items()
        }
    )


def _spec(kind, value):
    """A document that is as ever is read once."""
    usual = next((each for each in USUAL if value == each), None)
    if usual is None:
        return read_spec({"kind": kind, **value})
    if id(usual) not in _read:
        _read[id(usual)] = read_spec({"kind": kind, **usual})
    return _read[id(usual)]


def rendered(state):
    """The files of the node, none of its sites left out."""
    made = render_node(state, "one", AROUND)
    assert not made.problems, made.problems
    return made.files


@lru_cache(maxsize=64)
def tree(text):
    """The names of directives within each other, as another reader sees them; the cases of maps have no names."""
    stack = [("", [])]
    words = []
    for token, _, quoted in _lex_file_object(io.StringIO(text)):
        if quoted or token not in {";", "{", "}"}:
            words += [] if token.startswith("#") and not quoted and not words else [token]
            continue
        if token == "}":
            name, inner = stack.pop()
            stack[-1][1].append((name, tuple(inner)))
            continue
        name = "case" if stack[-1][0] in {"map", "geo", "split_clients"} else words[0]
        if token == "{":
            stack.append((name, []))
        else:
            stack[-1][1].append((name, len(words) if name == "case" else None))
        words = []
    assert len(stack) == 1
    return tuple(stack[0][1])


def trees(files):
    return {name: tree(text) for name, text in files.items() if name.endswith(".conf")}
