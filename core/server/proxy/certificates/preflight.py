"""Looks before an order whether it can go well: do the names lead to us, may this authority, is the budget left."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import dns.asyncresolver
import dns.exception
import dns.inet
import dns.nameserver
import dns.rdatatype
import dns.resolver

from core.server.proxy.certificates.directories import Directory
from core.server.proxy.certificates.looked import Looked
from core.server.told import Told

Verdict = Literal["ok", "doubt", "refused"]
_WITHIN_SECONDS: Final = 3.0
_AT_ONCE: Final = 10


@dataclass(frozen=True, slots=True)
class Finding:
    """An answer to one question about one name (or all: empty). What is `refused` would fail for certain."""

    what: Literal["directory", "reach", "caa", "budget", "node", "credentials"]
    name: str
    verdict: Verdict
    told: Told

    @property
    def message(self) -> str:
        """What is told, in English."""
        return str(self.told)


@dataclass(frozen=True, slots=True)
class Where:
    """Where the DNS leads who asks for a name. `error` is why it is not known."""

    name: str
    verdict: Literal["here", "elsewhere", "nowhere", "unknown"]
    addresses: frozenset[str] = frozenset()
    error: str = ""


class Looker:
    """Asks the DNS. Without nameservers it asks those of the machine."""

    def __init__(self, nameservers: Sequence[tuple[str, int]] = ()) -> None:
        self._nameservers = nameservers

    async def look(
        self, names: Iterable[str], ours: Iterable[str], directory: Directory, *, by_http: bool
    ) -> list[Finding]:
        """Return what the DNS says of names; `ours` are addresses or names of nodes that visitors come to."""
        resolver = self._resolver()
        turns = asyncio.Semaphore(_AT_ONCE)
        addresses = {each for host in ours for each in await _known(resolver, host.strip("[]"))}

        async def one(name: str) -> list[Finding]:
            async with turns:
                reach = [_reach(resolver, name, addresses)] if by_http else []
                return list(await asyncio.gather(*reach, _caa(resolver, name, directory)))

        return [finding for each in await asyncio.gather(*map(one, names)) for finding in each]

    async def where(self, names: Iterable[str], ours: Iterable[str]) -> list[Where]:
        """Return where names lead; `ours` are addresses or names of nodes that visitors come to."""
        resolver = self._resolver()
        turns = asyncio.Semaphore(_AT_ONCE)
        addresses = {each for host in ours for each in await _known(resolver, host.strip("[]"))}

        async def one(name: str) -> Where:
            async with turns:
                return await _where(resolver, name, addresses)

        return list(await asyncio.gather(*map(one, names)))

    def _resolver(self) -> dns.asyncresolver.Resolver:
        resolver = dns.asyncresolver.Resolver(configure=not self._nameservers)
        if self._nameservers:
            resolver.nameservers = [dns.nameserver.Do53Nameserver(host, port) for host, port in self._nameservers]
        resolver.lifetime = _WITHIN_SECONDS
        return resolver


async def _reach(resolver: dns.asyncresolver.Resolver, name: str, ours: set[str]) -> Finding:
    try:
        found = await _addresses(resolver, name)
    except dns.exception.DNSException as error:
        return Finding("reach", name, "doubt", Looked.reach_unknown(server=name, why=str(error)))
    if not found:
        return Finding("reach", name, "refused", Looked.reach_nowhere(server=name))
    if not ours:
        return Finding("reach", name, "doubt", Looked.reach_unjudged(server=name, addresses=_listed(found)))
    foreign = found - ours
    if foreign:
        return Finding("reach", name, "doubt", Looked.reach_elsewhere(server=name, addresses=_listed(foreign)))
    return Finding("reach", name, "ok", Looked.reach_here(server=name, addresses=_listed(found)))


async def _where(resolver: dns.asyncresolver.Resolver, name: str, ours: set[str]) -> Where:
    try:
        found = frozenset(await _addresses(resolver, name.removeprefix("*.")))
    except dns.exception.DNSException as error:
        return Where(name, "unknown", error=str(error))
    if not found:
        return Where(name, "nowhere")
    if not ours:
        return Where(name, "unknown", found)
    return Where(name, "here" if found & ours else "elsewhere", found)


async def _known(resolver: dns.asyncresolver.Resolver, host: str) -> set[str]:
    try:
        return await _addresses(resolver, host)
    except dns.exception.DNSException:
        return set()


async def _addresses(resolver: dns.asyncresolver.Resolver, host: str) -> set[str]:
    """Return the addresses of a name; an address is its own."""
    try:
        return {dns.inet.canonicalize(host)}
    except (ValueError, dns.exception.DNSException):
        pass
    found: set[str] = set()
    for kind in (dns.rdatatype.A, dns.rdatatype.AAAA):
        try:
            found.update(str(each) for each in await resolver.resolve(host, kind, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            continue
    return found


async def _caa(resolver: dns.asyncresolver.Resolver, name: str, directory: Directory) -> Finding:
    """Climb from a name up to the first one with CAA records (RFC 8659), and see whether they permit the directory."""
    is_wildcard, at = name.startswith("*."), name.removeprefix("*.")
    while at:
        try:
            records = list(await resolver.resolve(at, dns.rdatatype.CAA, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            at = at.partition(".")[2]
            continue
        except dns.exception.DNSException as error:
            return Finding("caa", name, "doubt", Looked.caa_unknown(domain=at, why=str(error)))
        return _judged(name, at, [(each.tag, each.value) for each in records], directory, is_wildcard=is_wildcard)
    return Finding("caa", name, "ok", Looked.caa_none(server=name))


def _judged(
    name: str, at: str, records: list[tuple[bytes, bytes]], directory: Directory, *, is_wildcard: bool
) -> Finding:
    by_tag: dict[str, list[str]] = {}
    for tag, value in records:
        authority = value.decode("ascii", "replace").partition(";")[0].strip().lower()
        by_tag.setdefault(tag.decode("ascii", "replace").lower(), []).append(authority)
    permitted = by_tag.get("issuewild") if is_wildcard and "issuewild" in by_tag else by_tag.get("issue")
    if permitted is None:
        return Finding("caa", name, "ok", Looked.caa_open(domain=at))
    if not directory.caa:
        return Finding("caa", name, "doubt", Looked.caa_unjudged(domain=at, permitted=_listed(permitted)))
    if common := set(permitted) & set(directory.caa):
        return Finding("caa", name, "ok", Looked.caa_permits(domain=at, permitted=_listed(common)))
    others, authority = _listed(filter(None, permitted)), _listed(directory.caa)
    told = Looked.caa_forbids(domain=at, permitted=others, authority=authority)
    return Finding("caa", name, "refused", told if others else Looked.caa_forbids_all(domain=at, authority=authority))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)[:10])
