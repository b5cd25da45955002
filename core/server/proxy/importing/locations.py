"""Locations of an import: what takes which paths, and what becomes of the requests."""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import ValidationError

from core.server.proxy.documents.read_errors import told_of
from core.server.proxy.importing.chain import Chain
from core.server.proxy.importing.handling import Handled, HandlingReader, keeps_out, snippet_text
from core.server.proxy.importing.ledger import Ledger
from core.server.proxy.importing.notes import Note, told_by
from core.server.proxy.importing.reading import Item
from core.server.proxy.importing.services import ImportedServices, Target
from core.server.proxy.importing.values import seconds
from core.server.proxy.importing.words import FILES, INHERITED, OWN, PAGES
from core.server.proxy.specs.location import LocationSpec, RedirectSpec, RewriteSpec
from core.server.told import Told

_REDIRECTS: Final = frozenset({"301", "302", "303", "307", "308"})


@dataclass(slots=True)
class Locations:
    """Locations of a domain as plain values, what has to be made by hand, and why nobody may be let in at all."""

    found: list[dict[str, Any]] = field(default_factory=list)
    secrets: list[str] = field(default_factory=list)
    closed: Told | None = None


class LocationReader:
    """Reads the locations of one server block."""

    def __init__(self, ledger: Ledger, services: ImportedServices, handling: HandlingReader, domain: str) -> None:
        self._ledger = ledger
        self._services = services
        self._handling = handling
        self._where = f"domain {domain}"

    def read(self, chain: Chain) -> Locations:
        """Return the locations of the innermost block, nested ones beside the others."""
        made = Locations()
        self._read(chain, made)
        return made

    def leftovers(self, chain: Chain) -> list[Item]:
        """Return what stands in the innermost block and is a matter of a snippet."""
        return [each for each in chain.blocks[-1] if each.name not in INHERITED | FILES | OWN | PAGES]

    def _read(self, chain: Chain, made: Locations) -> None:
        named = {each.arguments[0]: each for each in chain.blocks[-1] if _is_named(each)}
        pages = {word for item in chain.all("error_page") for word in item.arguments if word.startswith("/")}
        for item in chain.blocks[-1]:
            if item.name != "location" or _is_named(item):
                continue
            if item.arguments[-1:] and item.arguments[-1] in pages and not any(item.of("proxy_pass")):
                self._ledger.lost(item, Note.page_of_errors())
                continue
            self._location(item, chain, named, made)
            self._read(chain.within(item), made)
        for item in named.values():
            self._ledger.lost(item, Note.unreachable())

    def _location(self, item: Item, chain: Chain, named: dict[str, Item], made: Locations) -> None:
        match = _match(item)
        if match.get("path", "").startswith("/.well-known/acme-challenge"):
            self._ledger.lost(item, Note.answers_authorities())
            return
        inside = self._followed(item, named)
        try:
            spec, handled = self._spec(inside, chain.within(inside), match)
        except (ValueError, IndexError) as error:
            spec, handled = {}, Handled(closed=Note.not_understood(why=str(error)))
        spec = {"match": match, **_plain(handled.fields), **spec}
        if handled.snippet:
            spec["snippet"] = snippet_text(handled.snippet)
        closed: list[Told] = []
        if handled.closed:
            closed = [Note.answers_403(), handled.closed]
            spec, handled = {"match": match, "answer_status": 403}, Handled()
            self._ledger.withdrawn(inside, *closed)
        if why := _refusal(spec):
            self._ledger.withdrawn(inside, *why)
            if keeps_out(inside):
                made.closed = Note.not_taken_over(place=f"{item.file}:{item.line}", directive=item.name)
            self._ledger.lost(item, *why, Note.goes_elsewhere())
            return
        made.found.append(spec)
        made.secrets += handled.secrets
        self._ledger.understood(item, f"{self._where}: locations.{len(made.found) - 1}", *closed)

    def _followed(self, item: Item, named: dict[str, Item]) -> Item:
        """Return a location, or the named one that `try_files` leads to where there is no file: there are none here."""
        for each in item.of("try_files"):
            target = named.get(each.arguments[-1])
            if target is not None:
                self._ledger.lost(each, Note.no_files())
                self._ledger.understood(target, self._where, Note.by_try_files())
                rest = [other for other in item.block or () if other is not each and other.name not in FILES]
                return Item(item.name, item.arguments, item.file, item.line, [*rest, *(target.block or ())])
        return item

    def _spec(self, item: Item, chain: Chain, match: dict[str, Any]) -> tuple[dict[str, Any], Handled]:
        passing = next(iter(item.of("proxy_pass", "grpc_pass")), None)
        target: Target | None = None
        if passing is not None:
            try:
                target = self._services.target(passing)
            except ValueError as error:
                self._ledger.lost(passing, told_by(error), Note.answers_501())
        handled = self._handling.read(chain, host=target.host if target else "$host")
        if passing is not None and target is not None:
            spec = self._passed(passing, target, chain, match)
            _redirects_back(passing, target, chain, match, handled)
        else:
            handled.fields.pop("request_headers", None)
            spec = self._answered(item, passing, handled)
        for each in self.leftovers(chain):
            self._leftover(each, spec, handled)
        return spec, handled

    def _leftover(self, item: Item, spec: dict[str, Any], handled: Handled) -> None:
        if item.name == "return" and _returned(item, spec):
            self._ledger.understood(item, self._where)
        elif item.name == "rewrite" and self._rewrite(item, spec, handled):
            self._ledger.understood(item, f"{self._where}: rewrite")
        else:
            self._handling.keep(item, handled)

    def _rewrite(self, item: Item, spec: dict[str, Any], handled: Handled) -> bool:
        """Take over the one rewriting of a location that only changes what members are asked for."""
        is_alone = not any(each.name in {"rewrite", "if", "set", "return"} for each in handled.snippet)
        if item.arguments[2:] != ("break",) or "service" not in spec or "rewrite" in spec or not is_alone:
            return False
        try:
            RewriteSpec(regex=item.arguments[0], replacement=item.arguments[1])
        except ValidationError:
            return False
        spec["rewrite"] = {"regex": item.arguments[0], "replacement": item.arguments[1]}
        return True

    def _passed(self, item: Item, target: Target, chain: Chain, match: dict[str, Any]) -> dict[str, Any]:
        self._ledger.understood(item, f"{self._where}: service {target.service}")
        self._of_service(target.service, chain)
        is_rewritten = any(each.name == "rewrite" and each.arguments[2:] == ("break",) for each in chain.blocks[-1])
        spec: dict[str, Any] = {"service": target.service}
        path = match.get("path", "")
        if target.path and target.path != path and not is_rewritten:
            if match["kind"] == "prefix" and path.endswith("/") and target.path == "/":
                spec["rewrite"] = {"strip_prefix": path}
            else:
                replacement = target.path + ("$1" if match["kind"] == "prefix" else "")
                spec["rewrite"] = {"regex": f"^{re.escape(path)}(.*)$", "replacement": replacement}
        return spec

    def _of_service(self, service: str, chain: Chain) -> None:
        for prefix in ("proxy", "grpc"):
            for name in ("connect", "send"):
                if item := chain.last(f"{prefix}_{name}_timeout"):
                    self._services.say(service, f"timeouts.{name}_seconds", seconds(item.arguments[0]), item)
        if item := chain.last("proxy_next_upstream"):
            on = [word for word in item.arguments if word != "off"]
            self._services.say(service, "retry.on", on, item)
        if item := chain.last("proxy_next_upstream_tries"):
            self._services.say(service, "retry.tries", int(item.arguments[0]), item)
        if item := chain.last("proxy_next_upstream_timeout"):
            self._services.say(service, "retry.seconds", seconds(item.arguments[0]), item)
        if (item := chain.last("proxy_ssl_name")) and "$" not in item.arguments[0]:
            self._services.say(service, "tls.name", item.arguments[0], item)
        if item := chain.last("proxy_ssl_verify"):
            self._services.say(service, "tls.verify", item.arguments == ("on",), item)
        for item in chain.all("proxy_http_version", "proxy_ssl_server_name"):
            self._ledger.understood(item, f"service {service}", Note.own_protocol())

    def _answered(self, item: Item, passing: Item | None, handled: Handled) -> dict[str, Any]:
        files = list(item.of(*FILES))
        for each in files:
            self._ledger.lost(each, Note.no_files_501())
        if files or passing is not None:
            return {"answer_status": 501}
        if ("deny", ("all",)) in {(each.name, each.arguments) for each in handled.snippet}:
            return {"answer_status": 403}
        return {"answer_status": 404}


def _refusal(spec: dict[str, Any]) -> list[Told]:
    try:
        LocationSpec.model_validate(spec)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(each) for each in first["loc"])
        return [*([Note.at_field(field=place)] if place else []), told_of(first)]
    return []


def _redirects_back(item: Item, target: Target, chain: Chain, match: dict[str, Any], handled: Handled) -> None:
    """Say what NGINX does of itself: a member's redirect to the name that it was told leads the visitor back here."""
    told = {each.get("value") for each in handled.fields["request_headers"] if each["name"].lower() == "host"}
    if item.name == "proxy_pass" and told == {target.host} and not chain.nearest("proxy_redirect"):
        scheme = item.arguments[0].partition("://")[0]
        here = match.get("path", "/") if target.path else "/"
        redirect = ("proxy_redirect", (f"{scheme}://{target.host}{target.path or '/'}", here))
        handled.snippet.append(Item(*redirect, item.file, item.line))


def _returned(item: Item, spec: dict[str, Any]) -> bool:
    """Take over a `return` that a document can say, into a location that does nothing else."""
    status, to = (item.arguments[0], (*item.arguments[1:], "")[0]) if item.arguments else ("", "")
    if not status.isdecimal():
        status, to = "302", status
    if status in _REDIRECTS and to:
        try:
            RedirectSpec.model_validate({"to": to, "status": int(status)})
        except ValidationError:
            return False
        spec.clear()
        spec["redirect"] = {"to": to, "status": int(status)}
        return True
    if to or not 200 <= int(status) <= 599:
        return False
    spec.clear()
    spec["answer_status"] = int(status)
    return True


def _match(item: Item) -> dict[str, Any]:
    modifier, path = item.arguments if len(item.arguments) > 1 else ("", (*item.arguments, "")[0])
    for sign in ("=", "^~", "~*", "~") if not modifier else ():
        if path.startswith(sign):
            modifier, path = sign, path.removeprefix(sign)
            break
    if modifier in {"~", "~*"}:
        return {"kind": "regex", "regex": path, **({"ignore_case": True} if modifier == "~*" else {})}
    return {
        "kind": "exact" if modifier == "=" else "prefix",
        "path": path,
        **({"final": True} if modifier == "^~" else {}),
    }


def _is_named(item: Item) -> bool:
    return item.name == "location" and item.arguments[:1] != () and item.arguments[0].startswith("@")


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, [])}
