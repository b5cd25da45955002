"""Sources with what is known of each, as whole columns: what lists, groups, maps and previews are made of."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from agent.contract.address import address_text
from core.server.decisions.decision import ANOMALOUS_SCORE
from core.server.decisions.networks import Networks
from core.server.pipeline.source_columns import SourceColumns, address_keys, packed_column

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.server.decisions.context import Context
    from core.server.decisions.decision import Decision
    from core.server.pipeline.source_columns import Rows
    from core.server.places.places import Places

Flags = NDArray[np.bool_]
_MAPPED: Final = bytes(10) + b"\xff\xff"
_HELD: Final = {"limit": 1, "challenge": 2, "ban": 3}


@dataclass(frozen=True, slots=True)
class SourceView:
    """n rows, one per source at one service. `key` is a number of the address, `held` the strongest step in force."""

    columns: SourceColumns
    key: NDArray[np.uint64]
    country: NDArray[np.uint32]
    system: NDArray[np.uint32]
    held: NDArray[np.int8]
    simulated: Flags
    allowed: Flags
    places: "Places"

    def __len__(self) -> int:
        return len(self.key)

    @property
    def anomalous(self) -> Flags:
        """Which rows stand out."""
        found: Flags = np.nan_to_num(self.columns.score) >= ANOMALOUS_SCORE
        return found

    @property
    def honest(self) -> Flags:
        """Which rows are of those who do no harm: neither anomalous nor held back."""
        found: Flags = ~self.anomalous & (self.held == 0)
        return found

    def of(self, rows: "Rows") -> Self:
        """Return some of the rows."""
        names = ("key", "country", "system", "held", "simulated", "allowed")
        return replace(self, columns=self.columns.of(rows), **{name: getattr(self, name)[rows] for name in names})

    def texts(self) -> list[str]:
        """Return the address of each row."""
        return [address_text(address.tobytes()) for address in self.columns.address]

    def within(self, network: IPv4Network | IPv6Network) -> Flags:
        """Say which rows lie in a network."""
        return in_network(self.columns.address, network)


def equal(column: NDArray[Any], value: int) -> Flags:
    """Say where a column has a value."""
    found: Flags = column == value
    return found


def in_network(addresses: NDArray[np.uint8], network: IPv4Network | IPv6Network) -> Flags:
    """Say which packed addresses lie in a network."""
    bits = network.prefixlen + (96 if network.version == 4 else 0)
    first = packed_column([str(network.network_address)])[0]
    whole, rest = divmod(min(bits, 128 if first.tobytes().startswith(_MAPPED) else 64), 8)
    found: Flags = (addresses[:, :whole] == first[:whole]).all(axis=1)
    if rest:
        found &= (addresses[:, whole] >> (8 - rest)) == (first[whole] >> (8 - rest))
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """What people and detectors have said: which decisions hold, and what is allowed, at an instant."""

    decisions: "list[Decision]"
    allowlist: list[str]
    protected: list[bytes]

    @classmethod
    def of(cls, decisions: "list[Decision]", context: "Context", now: float) -> "Standing":
        """Return what stands; quick, as the pipeline waits meanwhile."""
        allowed = [each.network for each in context.allowlist.values() if not 0 < each.until_at <= now]
        return cls(decisions, allowed, sorted(context.protected))


def view_of(
    columns: SourceColumns, places: "Places", standing: Standing, sees: Callable[[str], bool], service: str = ""
) -> SourceView:
    """Return the sources at a service ("" for all) among the services that who asks may see."""
    seen = np.array([service in {"", name} and sees(name) for name in columns.services], np.bool_)
    if not seen.all():
        columns = columns.of(seen[columns.service])
    key = address_keys(columns.address)
    held, simulated = _held(columns, key, standing.decisions)
    return SourceView(
        columns,
        key,
        places.countries(columns.address),
        places.systems(columns.address),
        held,
        simulated,
        _allowed(columns, standing),
        places,
    )


def _held(
    columns: SourceColumns, key: NDArray[np.uint64], decisions: "list[Decision]"
) -> tuple[NDArray[np.int8], Flags]:
    """Return the strongest step in force about each row, and whether any is simulated."""
    held, simulated = np.zeros(len(key), np.int8), np.zeros(len(key), np.bool_)
    for (step, is_simulated, service), values in _sorted(decisions).items():
        rows = np.ones(len(key), np.bool_) if not service else columns.service == _number(columns, service)
        addresses = [value for value in values if "/" not in value]
        named = np.isin(key, address_keys(packed_column(addresses))) if addresses else np.zeros(len(key), np.bool_)
        named |= Networks((value, ip_network(value)) for value in values if "/" in value).cover_many(columns.address)
        rows &= named
        if is_simulated:
            simulated |= rows
        else:
            held[rows] = np.maximum(held[rows], step)
    return held, simulated


def _sorted(decisions: "Iterable[Decision]") -> dict[tuple[int, bool, str], list[str]]:
    found: dict[tuple[int, bool, str], list[str]] = {}
    for decision in decisions:
        if decision.type in _HELD and decision.scope in {"ip", "range"}:
            key = (_HELD[decision.type], decision.simulated, decision.service)
            found.setdefault(key, []).append(decision.value)
    return found


def _number(columns: SourceColumns, service: str) -> int:
    return columns.services.index(service) if service in columns.services else -1


def _allowed(columns: SourceColumns, standing: Standing) -> Flags:
    found = Networks((text, ip_network(text)) for text in standing.allowlist).cover_many(columns.address)
    if standing.protected:
        own = np.frombuffer(b"".join(standing.protected), np.uint8).reshape(-1, 16)
        found |= np.isin(address_keys(columns.address), address_keys(own))
    return found
