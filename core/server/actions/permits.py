"""What no node may refuse, whatever else holds: told to the nodes, as a wider range may be banned around it."""

from collections.abc import Iterator
from ipaddress import ip_network
from typing import Final

import msgspec

from agent.contract.address import address_text
from agent.contract.wire import Scope
from core.server.decisions.context import Context

FOR_GOOD_AT: Final = 32_503_680_000.0  # the year 3000


class Permit(msgspec.Struct, frozen=True):
    """An address or a network that is free of every decision until an instant (Unix seconds)."""

    scope: Scope
    value: str
    until_at: float


def permits_of(context: Context, at: float) -> dict[str, Permit]:
    """Return, by an id that stays the same, what is protected, allowlisted or a verified crawler at an instant."""
    return {name: permit for name, permit in _all(context) if permit.until_at > at}


def _all(context: Context) -> Iterator[tuple[str, Permit]]:
    for packed in sorted(context.protected):
        address = address_text(packed)
        yield f"protect:{address}", Permit("ip", address, FOR_GOOD_AT)
    for entry in context.allowlist.values():
        network = str(ip_network(entry.network, strict=False))
        yield f"allow:{entry.id}", Permit("range", network, entry.until_at or FOR_GOOD_AT)
    for bot in context.bots.values():
        if bot.verified:
            yield f"bot:{bot.address}", Permit("ip", bot.address, bot.until_at)
