"""What a location does besides passing requests on: directives that hold in it, as fields of its document."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from core.server.proxy.documents.read_errors import told_of
from core.server.proxy.importing.chain import Chain
from core.server.proxy.importing.ledger import Ledger
from core.server.proxy.importing.notes import Note, told_by
from core.server.proxy.importing.reading import Item
from core.server.proxy.importing.values import document_name, kib, seconds
from core.server.proxy.render.text import Directive, written
from core.server.proxy.snippets import problems_of
from core.server.proxy.specs.location import HandlingSpec, HeaderSpec
from core.server.told import Told

CLOSING: Final = frozenset(
    """
    allow deny satisfy internal limit_except auth_basic auth_basic_user_file auth_request auth_jwt secure_link
    secure_link_md5 secure_link_secret valid_referers ssl_verify_client ssl_client_certificate
    """.split()  # noqa: SIM905 - a list of quoted names would be read by nobody
)
"""What keeps somebody out: a place where one of these cannot be taken over is closed, never open by mistake."""

_TOLD_ANYWAY: Final[Mapping[str, frozenset[str]]] = {
    "host": frozenset({"$host"}),
    "x-real-ip": frozenset({"$remote_addr"}),
    "x-forwarded-for": frozenset({"$proxy_add_x_forwarded_for", "$remote_addr"}),
    "x-forwarded-proto": frozenset({"$scheme"}),
    "x-forwarded-host": frozenset({"$host"}),
    "x-request-id": frozenset({"$request_id"}),
}
_FRAMING: Final = frozenset({"connection", "upgrade", "te", "keep-alive", "transfer-encoding", "content-length"})


@dataclass(slots=True)
class Handled:
    """What came of a place. `closed` says why it must let nobody in; `secrets` are to be made before it is saved."""

    fields: dict[str, Any] = field(default_factory=dict)
    snippet: list[Item] = field(default_factory=list)
    closed: Told | None = None
    secrets: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Zones:
    """Shared zones of `limit_req_zone` and `limit_conn_zone` by name, and the variables that are not taken over."""

    requests: Mapping[str, Item]
    connections: Mapping[str, Item]
    unknown_variables: frozenset[str]


class HandlingReader:
    """Reads places of one domain, which is called `domain`."""

    def __init__(self, ledger: Ledger, zones: Zones, domain: str) -> None:
        self._ledger = ledger
        self._zones = zones
        self._domain = domain

    def read(self, chain: Chain, *, host: str) -> Handled:
        """Return what holds in the innermost block; `host` is what members are told where nobody says otherwise."""
        made = Handled()
        self._simple(chain, made)
        self._headers(chain, made, host)
        self._access(chain, made)
        self._password(chain, made)
        self._limits(chain, made)
        self._cache(chain, made)
        self._compression(chain, made)
        for item in chain.nearest("satisfy"):
            self.keep(item, made)
        for item in chain.all("auth_jwt", "ssl_verify_client", "ssl_client_certificate"):
            self._close(item, made, Note.no_word_at_all())
        return made

    def keep(self, item: Item, made: Handled) -> None:
        """Put a directive into the snippet of a place, where that lets it in."""
        if why := refusal(item, self._zones.unknown_variables):
            if keeps_out(item):
                self._close(item, made, why)
            else:
                self._ledger.lost(item, why)
            return
        made.snippet.append(item)
        self._ledger.kept(item, f"domain {self._domain}")

    def _close(self, item: Item, made: Handled, why: Told) -> None:
        made.closed = Note.not_taken_over(place=f"{item.file}:{item.line}", directive=item.name)
        self._ledger.lost(item, why, Note.nobody_let_in())

    def _simple(self, chain: Chain, made: Handled) -> None:
        switches = {"proxy_buffering": "buffer_answers", "proxy_request_buffering": "buffer_requests"}
        for name, into in switches.items():
            self._value(chain, name, made, into, lambda text: text == "on")
        self._value(chain, "client_max_body_size", made, "body_kib", kib)
        self._value(chain, "proxy_read_timeout", made, "read_seconds", seconds)
        self._value(chain, "grpc_read_timeout", made, "read_seconds", seconds)
        item = chain.last("proxy_intercept_errors")
        if item and item.arguments == ("on",):
            made.fields["intercept_errors"] = True
            self._understood(item, "intercept_errors", Note.pages_of_set())
        elif item:
            self._understood(item, "intercept_errors")

    def _value(self, chain: Chain, name: str, made: Handled, into: str, read: Any) -> None:
        item = chain.last(name)
        if item is None:
            return
        try:
            made.fields[into] = read(item.arguments[0])
        except (ValueError, IndexError) as error:
            self._ledger.lost(item, told_by(error))
        else:
            self._understood(item, into)

    def _headers(self, chain: Chain, made: Handled, host: str) -> None:
        asked: dict[str, dict[str, str]] = {"host": {"name": "Host", "value": host}}
        for item in chain.nearest("proxy_set_header", "grpc_set_header"):
            name, value = (*item.arguments, "", "")[:2]
            if name.lower() in _FRAMING:
                self._understood(item, "", Note.own_connections())
            elif value in _TOLD_ANYWAY.get(name.lower(), ()):
                asked.pop(name.lower(), None)
                further = [Note.goes_no_further()] if "proxy_add" in value else []
                self._understood(item, "", Note.told_anyway(), *further)
            elif self._header(item, name, value, made):
                asked[name.lower()] = {"name": name, "value": value}
        made.fields["request_headers"] = list(asked.values())
        self._answers(chain, made)

    def _answers(self, chain: Chain, made: Handled) -> None:
        headers: list[dict[str, str]] = []
        for item in chain.nearest("add_header"):
            name, value = (*item.arguments, "", "")[:2]
            if name.lower() not in {each["name"].lower() for each in headers} and self._header(item, name, value, made):
                headers.append({"name": name, "value": value})
        taken = {each["name"].lower() for each in headers}
        for item in chain.nearest("proxy_hide_header", "grpc_hide_header"):
            name = item.arguments[0] if item.arguments else ""
            if name.lower() in taken:
                self.keep(item, made)
            elif self._header(item, name, "", made):
                headers.append({"name": name})
        made.fields["response_headers"] = headers

    def _header(self, item: Item, name: str, value: str, made: Handled) -> bool:
        try:
            HeaderSpec(name=name, value=value)
        except ValidationError:
            self.keep(item, made)
            return False
        is_partial = item.name == "add_header" and "always" not in item.arguments
        self._understood(item, f"header {name}", *([Note.on_errors_too()] if is_partial else []))
        return True

    def _access(self, chain: Chain, made: Handled) -> None:
        items = chain.nearest("allow", "deny")
        rules = [(each.name, (*each.arguments, "")[0]) for each in items]
        if not rules:
            return
        denied: list[str] = []
        while rules and rules[0][0] == "deny" and rules[0][1] != "all":
            denied.append(rules.pop(0)[1])
        allowed: list[str] = []
        while rules and rules[0][0] == "allow" and rules[0][1] != "all":
            allowed.append(rules.pop(0)[1])
        is_whole = rules == [("deny", "all")] if allowed else rules in ([], [("allow", "all")])
        if is_whole and not any(each.startswith("unix:") for each in (*denied, *allowed)):
            if denied or allowed:
                made.fields["access"] = {"deny": denied, "allow": allowed}
            for item in items:
                self._understood(item, "access")
        else:
            for item in items:
                self.keep(item, made)

    def _password(self, chain: Chain, made: Handled) -> None:
        realm, users = chain.last("auth_basic"), chain.last("auth_basic_user_file")
        if realm is None or realm.arguments == ("off",):
            for item in filter(None, (realm, users)):
                self._understood(item, "", Note.no_password_asked())
            return
        secret = document_name(f"{self._domain}-password")
        made.fields["basic_auth"] = {"realm": (*realm.arguments, "")[0].replace("$", ""), "users": {"user": secret}}
        made.secrets.append(secret)
        self._understood(realm, "basic_auth")
        if users:
            self._ledger.lost(users, Note.no_hashes(secret=secret))

    def _limits(self, chain: Chain, made: Handled) -> None:
        limit: dict[str, Any] = {}
        for item in chain.nearest("limit_req"):
            words = dict(word.partition("=")[::2] for word in item.arguments)
            zone = self._zones.requests.get(words.get("zone", ""))
            if zone is None or "requests" in limit:
                self._ledger.lost(item, Note.one_limit())
                continue
            rate = next(word for word in zone.arguments if word.startswith("rate="))[5:]
            limit |= {"requests": int(rate[:-3]), "per": "second" if rate.endswith("r/s") else "minute"}
            limit |= {"burst": int(words.get("burst", 0)), "delay": "nodelay" not in words}
            self._understood(item, "limit", Note.limit_counts())
            self._understood(zone, "limit")
        for item in chain.nearest("limit_conn"):
            zone = self._zones.connections.get((*item.arguments, "")[0])
            if zone is None or "connections" in limit:
                self._ledger.lost(item, Note.one_limit())
                continue
            limit["connections"] = int(item.arguments[1])
            self._understood(item, "limit", Note.limit_counts())
            self._understood(zone, "limit")
        if limit:
            made.fields["limit"] = limit
        for item in chain.all("limit_req_status", "limit_conn_status"):
            self._understood(item, "limit", Note.limit_is_429())

    def _cache(self, chain: Chain, made: Handled) -> None:
        item = chain.last("proxy_cache")
        if item is None or item.arguments == ("off",):
            return
        spec: dict[str, Any] = {"stale_while_away": bool(chain.nearest("proxy_cache_use_stale"))}
        for valid in chain.nearest("proxy_cache_valid")[:1]:
            *statuses, time = valid.arguments
            spec["seconds"] = max(1, int(seconds(time)))
            if statuses and all(each.isdecimal() for each in statuses):
                spec["statuses"] = [int(each) for each in statuses]
            self._understood(valid, "cache")
        key = chain.last("proxy_cache_key")
        if key:
            spec["key"] = (*key.arguments, "")[0].replace("$proxy_host", "$host")
            self._understood(key, "cache.key")
        names = ("proxy_cache_use_stale", "proxy_cache_lock", "proxy_cache_background_update")
        for each in (item, *chain.all(*names)):
            self._understood(each, "cache", *([Note.own_cache()] if each is item else []))
        made.fields["cache"] = spec

    def _compression(self, chain: Chain, made: Handled) -> None:
        item = chain.last("gzip")
        names = ("gzip_comp_level", "gzip_min_length", "gzip_types", "gzip_vary", "gzip_proxied", "gzip_http_version")
        for each in (*filter(None, [item]), *chain.all(*names)):
            self._understood(each, "compression")
        if item is None or item.arguments != ("on",):
            return
        spec: dict[str, Any] = {"level": 1, "from_bytes": 20, "types": ["text/html"]}
        for name, into in (("gzip_comp_level", "level"), ("gzip_min_length", "from_bytes")):
            if found := chain.last(name):
                spec[into] = int(found.arguments[0])
        if types := chain.last("gzip_types"):
            spec["types"] = list(types.arguments)
        made.fields["compression"] = spec

    def _understood(self, item: Item, where: str, *notes: Told) -> None:
        self._ledger.understood(item, f"domain {self._domain}{': ' if where else ''}{where}", *notes)


def keeps_out(item: Item) -> bool:
    """Return whether somebody would be let in who was not, if a directive were left out."""
    refused = any(
        each.arguments[:1] and each.arguments[0].startswith("4") for each in item.everything() if each.name == "return"
    )
    return refused or any(each.name in CLOSING for each in item.everything())


def refusal(item: Item, unknown: Iterable[str] = ()) -> Told | None:
    """Return why a directive may not stand in a snippet; None where it may."""
    words = " ".join(word for each in item.everything() for word in each.arguments)
    for name in unknown:
        if f"${name}" in words or f"${{{name}}}" in words:
            return Note.uses_variable(variable=name)
    try:
        text = snippet_text([item])
        problems = problems_of(text)
        if not problems:
            HandlingSpec(snippet=text)
    except ValidationError as error:
        return told_of(error.errors(include_url=False)[0])
    except ValueError as error:
        return told_by(error)
    return problems[0].told if problems else None


def snippet_text(items: Iterable[Item]) -> str:
    """Return directives as a snippet."""
    return written([_directive(each) for each in items])


def _directive(item: Item) -> Directive:
    block = None if item.block is None else tuple(_directive(each) for each in item.block)
    return Directive(item.name, item.arguments, block)
