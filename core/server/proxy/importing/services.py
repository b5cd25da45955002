"""Services of an import: upstream blocks, and addresses that `proxy_pass` names without one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from core.server.proxy.importing.ledger import Ledger
from core.server.proxy.importing.notes import Note, told_by
from core.server.proxy.importing.reading import Item
from core.server.proxy.importing.values import document_name, host_and_port, seconds
from core.server.proxy.specs.wrong import UnfitError
from core.server.told import Told

_PASSED: Final = re.compile(r"(?:(https?|grpcs?)://)?([^/]+)(/.*)?")
_METHODS: Final = {"least_conn": "least_connections", "ip_hash": "ip_hash"}
_OWN: Final = {
    "zone": Note.own,
    "keepalive_requests": Note.default_holds,
    "keepalive_timeout": Note.default_holds,
    "keepalive_time": Note.default_holds,
}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a location's requests go: a service, the path in `proxy_pass`, and what members are told as the host."""

    service: str
    path: str
    host: str


class ImportedServices:
    """Services as they come up; `documents` are plain specifications by name."""

    def __init__(self, upstreams: Iterable[Item], ledger: Ledger) -> None:
        self._ledger = ledger
        self._upstreams = {each.arguments[0]: each for each in upstreams if each.arguments}
        self._names: dict[tuple[str, str], str] = {}
        self._said: dict[tuple[str, str], Any] = {}
        self.documents: dict[str, dict[str, Any]] = {}

    def target(self, item: Item) -> Target:
        """Return where a `proxy_pass` or `grpc_pass` leads.

        Raises:
            UnfitError: it cannot be told beforehand, or it is nothing that a service may be.
        """
        text = item.arguments[0] if item.arguments else ""
        found = _PASSED.fullmatch(text)
        if found is None or "$" in text:
            raise UnfitError(Note.known_when_asked())
        protocol = found[1] or ("grpc" if item.name == "grpc_pass" else "http")
        return Target(self._service(protocol, found[2]), found[3] or "", found[2])

    def say(self, service: str, path: str, value: Any, item: Item) -> None:
        """Set a field of a service, as in `timeouts.connect_seconds`; who says something else later is not heard."""
        if self._said.setdefault((service, path), value) != value:
            self._ledger.lost(item, Note.said_differently(service=service, field=path))
            return
        part, _, field = path.rpartition(".")
        spec = self.documents[service]
        (spec.setdefault(part, {}) if part else spec)[field] = value
        self._ledger.understood(item, f"service {service}: {path}")

    def empty(self, wanted: str) -> str:
        """Make a service without members, for a domain that has none."""
        name = document_name(wanted, self.documents)
        self.documents[name] = {}
        return name

    def unused(self) -> None:
        """Take in the upstreams that nothing leads to."""
        for name in self._upstreams:
            if name not in {host for _, host in self._names}:
                self._service("http", name)

    def _service(self, protocol: str, host: str) -> str:
        if (protocol, host) not in self._names:
            block = self._upstreams.get(host)
            spec = self._upstream(block) if block else self._single(host, 443 if protocol.endswith("s") else 80)
            name = document_name(host, self.documents)
            self._names[protocol, host] = name
            self.documents[name] = {**({} if protocol == "http" else {"protocol": protocol}), **spec}
            if block:
                self._ledger.understood(block, f"service {name}")
        return self._names[protocol, host]

    def _single(self, host: str, usual: int) -> dict[str, Any]:
        address, port = host_and_port(host, usual)
        return {"members": [{"name": document_name(host), "host": address, "port": port}]}

    def _upstream(self, block: Item) -> dict[str, Any]:
        spec: dict[str, Any] = {"members": []}
        for item in block.block or ():
            try:
                self._of_upstream(spec, item)
            except (ValueError, IndexError) as error:
                self._ledger.lost(item, told_by(error))
        return spec

    def _of_upstream(self, spec: dict[str, Any], item: Item) -> None:
        notes: list[Told] = []
        if item.name == "server":
            notes = self._member(spec, item)
        elif item.name in _METHODS:
            spec["balance"] = {"method": _METHODS[item.name]}
        elif item.name == "hash":
            spec["balance"] = {"method": "hash", "key": item.arguments[0]}
            notes = [] if "consistent" in item.arguments else [Note.consistent()]
        elif item.name == "random":
            spec["balance"] = {"method": "random_two"}
        elif item.name == "keepalive":
            spec["keepalive"] = int(item.arguments[0])
        elif item.name == "sticky" and item.arguments[0] == "cookie":
            spec["sticky"] = _sticky(item.arguments[1:])
        elif item.name in _OWN:
            notes = [_OWN[item.name]()]
        else:
            raise UnfitError(Note.service_has_no_word())
        self._ledger.understood(item, "service", *notes)

    def _member(self, spec: dict[str, Any], item: Item) -> list[Told]:
        host, port = host_and_port(item.arguments[0], 80)
        name = document_name(f"{host.strip('[]')}-{port}", [each["name"] for each in spec["members"]])
        member: dict[str, Any] = {"name": name, "host": host, "port": port}
        passive: dict[str, Any] = {"failures": 1, "seconds": 10.0}
        ignored = []
        for word in item.arguments[1:]:
            key, _, value = word.partition("=")
            if key in {"weight", "max_conns"}:
                member["max_connections" if key == "max_conns" else key] = int(value)
            elif key in {"backup", "down"}:
                member["draining" if key == "down" else key] = True
            elif key in {"max_fails", "fail_timeout"}:
                passive["failures" if key == "max_fails" else "seconds"] = (
                    int(value) if key == "max_fails" else seconds(value)
                )
            else:
                ignored.append(word)
        first = spec.setdefault("passive", passive)
        spec["members"].append(member)
        notes = [Note.without(words=" ".join(ignored))] if ignored else []
        return notes if first == passive else [*notes, Note.passive_of_first()]


def _sticky(words: tuple[str, ...]) -> dict[str, Any]:
    spec: dict[str, Any] = {"cookie": words[0]}
    for word in words[1:]:
        if word.startswith("expires=") and word != "expires=max":
            spec["expires_seconds"] = int(seconds(word[8:]))
        if word == "secure":
            spec["secure"] = True
    return spec
