"""What holds for the sources of this node: a fold over actions, and the words in which NGINX is told. Pure."""

import math
import re
from collections import Counter
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final

from agent.contract.address import WIDEST_RANGE, address_text, pack_address
from agent.contract.wire import Action

_SERVICE: Final = re.compile(r"[\x21-\x7e]{0,253}")
_SEPARATORS: Final = str.maketrans({"%": "%25", ",": "%2C", "@": "%40"})  # a regular expression may be a server's name
_ANY: Final = {4: 0, 6: 0}
_SOURCE_BITS: Final = {4: 32, 6: 64}


class UnsupportedError(ValueError):
    """This NGINX cannot carry the action out; the text says why."""


def source_key(address: str) -> str:
    """Return how NGINX's script names a source: an IPv4 address, or the first four groups of an IPv6 address.

    Raises:
        UnsupportedError: it is no address.
    """
    try:
        source = ip_address(address_text(pack_address(address.removesuffix("/64"))))
    except ValueError as error:
        raise UnsupportedError(f"not an address: {address[:60]!r}") from error
    if isinstance(source, IPv4Address):
        return str(source)
    return ":".join(f"{int(group, 16):x}" for group in source.exploded.split(":")[:4])


def range_key(network: str, *, widest: dict[int, int]) -> str:
    """Return how NGINX's script names a range: the source at its beginning and `/` bits; one source is just that.

    Raises:
        UnsupportedError: it is no network, or wider than `widest` (bits by IP version).
    """
    try:
        parsed: IPv4Network | IPv6Network = ip_network(network)
    except ValueError as error:
        raise UnsupportedError(f"not a range: {network[:60]!r}") from error
    if isinstance(parsed, IPv6Network) and parsed.network_address.ipv4_mapped:
        raise UnsupportedError(f"IPv4 written as IPv6: {parsed}")
    if parsed.prefixlen < widest[parsed.version]:
        raise UnsupportedError(f"wider than /{widest[parsed.version]}: {parsed}")
    source = source_key(str(parsed.network_address))
    return source if parsed.prefixlen >= _SOURCE_BITS[parsed.version] else f"{source}/{parsed.prefixlen}"


def check(action: Action) -> str:
    """Return the name of the source or range that an action is about.

    Raises:
        UnsupportedError: it cannot be carried out here.
    """
    if action.scope not in {"ip", "range"}:
        raise UnsupportedError(f"this node carries out decisions about addresses, not about scope {action.scope!r}")
    if not _SERVICE.fullmatch(action.service):
        raise UnsupportedError(f"not a service name: {action.service[:60]!r}")
    if not 0 <= action.until_at < 1e11:
        raise UnsupportedError(f"not an instant: {action.until_at!r}")
    if action.scope == "ip":
        return source_key(action.value)
    return range_key(action.value, widest=_ANY if action.kind == "allow" else WIDEST_RANGE)


class Holdings:
    """The decisions that hold, by id, and by source or range for telling NGINX."""

    def __init__(self) -> None:
        self._by_decision: dict[str, tuple[str, Action]] = {}
        self._by_source: dict[str, tuple[str, ...]] = {}
        self._lengths: Counter[tuple[int, int]] = Counter()

    def __len__(self) -> int:
        return len(self._by_decision)

    @property
    def sources(self) -> set[str]:
        """Every source and range for which something holds."""
        return set(self._by_source)

    @property
    def actions(self) -> Iterable[Action]:
        """What holds, as the actions that brought it."""
        return (action for _, action in self._by_decision.values())

    def lengths(self, version: int) -> list[int]:
        """Return how many bits the ranges of an IP version have in common, longest first."""
        return sorted((bits for family, bits in self._lengths if family == version), reverse=True)

    def apply(self, action: Action) -> set[str]:
        """Take an action in; return the sources and ranges whose entries it changed.

        Raises:
            UnsupportedError: it cannot be carried out here; nothing changed.
        """
        if action.kind == "lift":
            return self._remove(action.decision_id)
        source = check(action)
        changed = self._remove(action.decision_id)
        self._by_decision[action.decision_id] = (source, action)
        if source not in self._by_source:
            self._lengths.update(_length(source))
        self._by_source[source] = (*self._by_source.get(source, ()), action.decision_id)
        return changed | {source}

    def expire(self, now: float) -> None:
        """Forget what has ended; NGINX has forgotten it by itself."""
        over = [decision for decision, (_, action) in self._by_decision.items() if action.until_at <= now]
        for decision in over:
            self._remove(decision)

    def about(self, source: str) -> list[Action]:
        """Return what holds for a source or range."""
        return [self._by_decision[decision][1] for decision in self._by_source.get(source, ())]

    def decisions_but(self, kept: Iterable[str]) -> list[str]:
        """Return the ids of the decisions that hold and are not among `kept`."""
        return list(self._by_decision.keys() - set(kept))

    def change(self, source: str, now: float) -> tuple[str, str, int]:
        """Return what NGINX is to be told about a source or range: each kind with its end and service."""
        holding = [action for action in self.about(source) if action.until_at > now]
        entries = sorted(
            {(each.kind, math.ceil(each.until_at), each.service.translate(_SEPARATORS)) for each in holding}
        )
        until_at = max((action.until_at for action in holding), default=now)
        return source, ",".join("@".join(map(str, entry)) for entry in entries), math.ceil((until_at - now) * 1000)

    def changes(self, sources: Iterable[str], now: float) -> list[tuple[str, str, int]]:
        """Return what NGINX is to be told about several: what frees before what holds, so that it never holds alone."""
        told = [self.change(source, now) for source in sorted(sources)]
        return sorted(told, key=lambda change: "allow@" not in change[1])

    def _remove(self, decision: str) -> set[str]:
        source, _ = self._by_decision.pop(decision, ("", None))
        if not source:
            return set()
        rest = tuple(each for each in self._by_source.pop(source) if each != decision)
        if rest:
            self._by_source[source] = rest
        else:
            self._lengths -= _length(source)
        return {source}


def _length(source: str) -> Counter[tuple[int, int]]:
    """Return the IP version and bits of a range's name; nothing for a source's."""
    network, _, bits = source.partition("/")
    return Counter({(6 if ":" in network else 4, int(bits)): 1} if bits else {})
