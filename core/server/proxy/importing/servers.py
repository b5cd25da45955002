"""Domains of an import: server blocks by their names, those that only send visitors elsewhere folded into others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from core.server.proxy.importing.chain import Chain
from core.server.proxy.importing.handling import HandlingReader, Zones, snippet_text
from core.server.proxy.importing.ledger import Ledger
from core.server.proxy.importing.locations import LocationReader
from core.server.proxy.importing.notes import Note, Wanted
from core.server.proxy.importing.reading import Item
from core.server.proxy.importing.services import ImportedServices
from core.server.proxy.importing.values import document_name
from core.server.proxy.specs.text import DomainName
from core.server.told import Told

_SENT: Final = re.compile(r"(https?|\$scheme)://(\$host|\$server_name|\$http_host|[a-z0-9.-]+)(?::443)?\$request_uri")
_NAMES: Final[TypeAdapter[str]] = TypeAdapter(DomainName)
_OF_SERVER: Final = frozenset({"listen", "server_name", "http2", "ssl_certificate", "ssl_certificate_key", "ssl"})
_HOISTED: Final = (
    "access", "basic_auth", "limit", "cache", "compression", "body_kib", "buffer_answers", "buffer_requests",
    "read_seconds", "request_headers", "response_headers", "intercept_errors",
)  # fmt: skip
_FILES: Final = ("root", "index", "try_files", "autoindex")


@dataclass(frozen=True, slots=True)
class Server:
    """A server block with its names and ways in."""

    item: Item
    names: tuple[str, ...]
    plain: bool
    tls: bool


class ServerReader:
    """Makes domains and certificates; `wanted` is what a person has to give."""

    def __init__(self, ledger: Ledger, services: ImportedServices, zones: Zones, nodes: Sequence[str]) -> None:
        self._ledger = ledger
        self._services = services
        self._zones = zones
        self._nodes = list(nodes)
        self._owners: dict[str, str] = {}
        self._files: dict[str, str] = {}
        self.domains: dict[str, dict[str, Any]] = {}
        self.certificates: dict[str, dict[str, Any]] = {}
        self.wanted: list[Told] = []

    def read(self, items: Sequence[Item], chain: Chain) -> None:
        """Read server blocks: first those that answer, then those that send visitors to them."""
        servers = [self._server(each) for each in items]
        sending = [each for each in servers if _sent_to(each.item)[0]]
        for each in [each for each in servers if each not in sending]:
            self._domain(each, chain)
        for each in sending:
            if not self._folded(each):
                self._domain(each, chain)

    def _server(self, item: Item) -> Server:
        names: list[str] = []
        for word in (word for each in item.of("server_name") for word in each.arguments):
            names += [word[1:], f"*{word}"] if word.startswith(".") else [word]
        listens = [each.arguments for each in item.of("listen")] or [("80",)]
        is_on = any(each.arguments == ("on",) for each in item.of("ssl"))
        tls = [is_on or "ssl" in words for words in listens]
        return Server(item, tuple(self._known(item, names)), not all(tls), any(tls))

    def _known(self, item: Item, names: list[str]) -> list[str]:
        found = []
        for name in dict.fromkeys(names):
            try:
                found.append(_NAMES.validate_python(name))
            except ValidationError:
                place = f"{item.file}:{item.line}"
                self.wanted.append(Wanted.server_left_out(place=place, server=name or "-"))
        return [name for name in found if name != "_"]

    def _domain(self, server: Server, chain: Chain) -> None:
        taken = [name for name in server.names if name in self._owners]
        if not server.names or taken:
            name = taken[0] if taken else ""
            why = Note.name_is_domain(server=name, domain=self._owners[name]) if taken else Note.needs_name()
            self._ledger.lost(server.item, why)
            return
        name = document_name(server.names[0], self.domains)
        self._owners |= dict.fromkeys(server.names, name)
        spec: dict[str, Any] = {"names": list(server.names), **({"nodes": self._nodes} if self._nodes else {})}
        self.domains[name] = spec
        self._inside(name, spec, server, chain.within(server.item))
        self._ways(name, spec, server)
        self._ledger.understood(server.item, f"domain {name}")

    def _inside(self, name: str, spec: dict[str, Any], server: Server, chain: Chain) -> None:
        handling = HandlingReader(self._ledger, self._zones, name)
        reader = LocationReader(self._ledger, self._services, handling, name)
        made = reader.read(chain)
        own = handling.read(chain, host="$host")
        for item in reader.leftovers(chain):
            if item.name not in _OF_SERVER and not self._is_sent(item, made.found):
                handling.keep(item, own)
        self._rest(server, made.found, closed=own.closed or made.closed)
        _choose_service(spec, made.found, self._services, name)
        hoist(spec, made.found)
        if own.snippet:
            spec["snippet"] = snippet_text(dict.fromkeys(own.snippet))
        if made.found:
            spec["locations"] = made.found
        self.wanted += [Wanted.secret(secret=each) for each in dict.fromkeys(made.secrets)]

    def _is_sent(self, item: Item, found: list[dict[str, Any]]) -> bool:
        """Take over a server's own `return` as its one location."""
        if item.name != "return" or len(item.arguments) != 2 or not _SENT.fullmatch(item.arguments[1]):
            return False
        match = {"kind": "prefix", "path": "/"}
        found[:] = [{"match": match, "redirect": {"to": item.arguments[1], "status": int(item.arguments[0])}}]
        self._ledger.understood(item, "redirect")
        return True

    def _rest(self, server: Server, found: list[dict[str, Any]], *, closed: Told | None) -> None:
        """Say what becomes of paths that no location takes: NGINX would look for files."""
        files = list(server.item.of(*_FILES))
        for each in files:
            self._ledger.lost(each, Note.paths_without_files())
        if closed:
            for each in server.item.of("location"):
                self._ledger.withdrawn(each, Note.domain_answers_403(), closed)
            found[:] = [{"match": {"path": "/"}, "answer_status": 403}]
        elif not any(each["match"].get("path") == "/" and each["match"]["kind"] == "prefix" for each in found):
            found.append({"match": {"kind": "prefix", "path": "/"}, "answer_status": 501 if files else 404})

    def _ways(self, name: str, spec: dict[str, Any], server: Server) -> None:
        for item in server.item.of("listen", "server_name", "http2", "ssl"):
            is_usual = item.name != "listen" or re.search(r"(^|:)(80|443)$", (*item.arguments, "")[0])
            self._ledger.understood(item, f"domain {name}", *([] if is_usual else [Note.ports_of_node()]))
        if not server.tls:
            return
        files = [each.arguments[0] for each in server.item.of("ssl_certificate")]
        certificate = self._certificate(files[0] if files else name, name, server.names)
        http2 = any("http2" in each.arguments for each in server.item.of("listen"))
        http2 = http2 or any(each.arguments == ("on",) for each in server.item.of("http2"))
        spec["tls"] = {"certificate": certificate, "redirect_http": not server.plain, "http2": http2}
        for item in server.item.of("ssl_certificate", "ssl_certificate_key"):
            self._ledger.understood(item, f"certificate {certificate}", Note.file_to_upload())

    def _certificate(self, file: str, domain: str, names: tuple[str, ...]) -> str:
        if file not in self._files:
            self._files[file] = document_name(domain, self.certificates)
            self.certificates[self._files[file]] = {"names": [], "source": "uploaded"}
            self.wanted.append(Wanted.certificate(certificate=self._files[file], file=file))
        known = self.certificates[self._files[file]]["names"]
        known += [each for each in names if each not in known]
        return self._files[file]

    def _folded(self, server: Server) -> bool:
        """Fold a server that only sends visitors elsewhere into the domain that it sends them to."""
        scheme, to = _sent_to(server.item)
        parts = [self._part(server, each, scheme, each if to.startswith("$") else to) for each in server.names]
        if not parts or not all(parts):
            return False
        for name, spec in filter(None, parts):
            first = spec["names"][0]
            if name != first and name not in spec["names"]:
                spec["names"].append(name)
                spec["other_names"] = "redirect"
                self._owners[name] = self._owners[first]
            if server.tls:
                self._add_to_certificate(spec, name)
        for item in server.item.everything():
            self._ledger.understood(item, f"domain {self._owners[server.names[0]]}", Note.sends_by_308())
        return True

    def _part(self, server: Server, name: str, scheme: str, to: str) -> tuple[str, dict[str, Any]] | None:
        spec = self.domains.get(self._owners.get(to, ""))
        if spec is None or (scheme == "https" and not spec.get("tls", {}).get("redirect_http")):
            return None
        if name == to or name in spec["names"]:
            is_over = scheme == "https" and not server.tls and "other_names" not in spec
            return (name, spec) if is_over or name != to else None
        is_first = to == spec["names"][0] and (len(spec["names"]) == 1 or "other_names" in spec)
        return (name, spec) if is_first else None

    def _add_to_certificate(self, spec: dict[str, Any], name: str) -> None:
        names = self.certificates[spec["tls"]["certificate"]]["names"]
        names += [] if name in names else [name]


def _sent_to(item: Item) -> tuple[str, str]:
    """Return scheme and host that a server sends every visitor to; empty where it does something else."""
    places = [item, *(each for each in item.of("location") if each.arguments == ("/",))]
    returns = [each for place in places for each in place.of("return")]
    others = [each for each in item.of("location") if each not in places and "acme-challenge" not in each.arguments[-1]]
    found = _SENT.fullmatch(returns[0].arguments[-1]) if len(returns) == 1 and not others else None
    return (found[1], found[2]) if found and not any(item.of("if", "rewrite")) else ("", "")


def _choose_service(spec: dict[str, Any], found: list[dict[str, Any]], services: ImportedServices, name: str) -> None:
    """Make the service that most of a domain leads to its own, and take it out of the locations."""
    root = next((each["service"] for each in found if each["match"].get("path") == "/" and "service" in each), "")
    used = [each["service"] for each in found if "service" in each]
    spec["service"] = root or (used[0] if used else services.empty(name))
    for each in found:
        if each.get("service") == spec["service"]:
            del each["service"]


def hoist(spec: dict[str, Any], found: list[dict[str, Any]]) -> None:
    """Say once for the domain what all of its locations say alike."""
    passing = [each for each in found if "redirect" not in each and "answer_status" not in each]
    for field in _HOISTED:
        concerned = found if field in {"response_headers", "compression"} else passing
        values = [each.get(field) for each in concerned]
        if values and values[0] is not None and all(value == values[0] for value in values):
            spec[field] = values[0]
            for each in found:
                each.pop(field, None)
