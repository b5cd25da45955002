"""What people have said: it changes decisions from the second it stands in the log."""

from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address, ip_network

import msgspec

from agent.contract.address import address_text, pack_address
from core.server.decisions.decision import Mode
from core.server.ingest.commands import Allow, Command, Disallow, Protect, SetMode

_ALWAYS_PROTECTED = ("127.0.0.1", "::1")


class AllowEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the allowlist. `until_at` 0 is for good."""

    id: str
    network: str
    at: float
    until_at: float
    by: str
    reason: str


class _Saved(msgspec.Struct):
    default_mode: Mode
    modes: dict[str, Mode]
    allowlist: dict[str, AllowEntry]
    protected: list[bytes]


class Context:
    """Modes by service, the allowlist and the protected addresses.

    Args:
        default_mode: how decisions are carried out for a service that nobody set a mode for.
    """

    def __init__(self, default_mode: Mode = "observe") -> None:
        self.default_mode: Mode = default_mode
        self.modes: dict[str, Mode] = {}
        self.allowlist: dict[str, AllowEntry] = {}
        self._networks: dict[str, IPv4Network | IPv6Network] = {}
        self._protected: set[bytes] = set()
        self._protect(())

    def apply(self, command: Command) -> None:
        """Take over what a command says about modes, allowances and protection; other commands change nothing here."""
        match command:
            case SetMode():
                self.modes[command.service] = command.mode
            case Allow():
                self._allow(
                    AllowEntry(
                        id=command.entry_id,
                        network=command.network,
                        at=command.at,
                        until_at=command.until_at,
                        by=command.by,
                        reason=command.reason,
                    )
                )
            case Disallow():
                self.allowlist.pop(command.entry_id, None)
                self._networks.pop(command.entry_id, None)
            case Protect():
                self._protect(command.addresses)
            case _:
                pass

    def _allow(self, entry: AllowEntry) -> None:
        self.allowlist[entry.id] = entry
        self._networks[entry.id] = ip_network(entry.network, strict=False)

    def _protect(self, addresses: tuple[str, ...]) -> None:
        self._protected = {pack_address(address) for address in (*_ALWAYS_PROTECTED, *addresses)}

    def mode(self, service: str) -> Mode:
        """Return how decisions about a service are carried out."""
        return self.modes.get(service, self.default_mode)

    def protects(self, packed: bytes) -> bool:
        """Tell whether a packed source is one of the fleet's own. Of an IPv6 /64 any member protects the whole."""
        return packed in self._protected

    def allows(self, packed: bytes, at: float) -> bool:
        """Tell whether an entry of the allowlist that holds at `at` covers a packed source."""
        return any(
            covers(network, packed)
            for entry_id, network in self._networks.items()
            if not 0 < self.allowlist[entry_id].until_at <= at
        )

    def to_bytes(self) -> bytes:
        """Return the context as bytes."""
        saved = _Saved(self.default_mode, self.modes, self.allowlist, sorted(self._protected))
        return msgspec.msgpack.encode(saved)

    @classmethod
    def from_bytes(cls, data: bytes) -> "Context":
        """Return what `to_bytes` wrote.

        Raises:
            msgspec.MsgspecError: the bytes are damaged.
        """
        saved = msgspec.msgpack.decode(data, type=_Saved)
        context = cls(saved.default_mode)
        context.modes = saved.modes
        context._protected = set(saved.protected)
        for entry in saved.allowlist.values():
            context._allow(entry)
        return context


def covers(network: IPv4Network | IPv6Network, packed: bytes) -> bool:
    """Tell whether a network covers a packed source. A network smaller than an IPv6 source's /64 covers it too.

    A source is a whole /64: to allow one of its addresses is to allow the source.
    """
    address = ip_address(address_text(packed))
    if isinstance(address, IPv4Address) or isinstance(network, IPv4Network):
        return address in network
    return address in network or (network.prefixlen > 64 and packed == pack_address(str(network.network_address)))
