"""What people have said: it changes decisions from the second it stands in the log."""

from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_address, ip_network

import msgspec
from msgspec.structs import replace

from agent.contract.address import address_text, pack_address
from agent.contract.wire import DecisionType
from core.server.decisions.budget import Budget
from core.server.decisions.decision import Mode
from core.server.decisions.durations import Durations
from core.server.decisions.networks import Networks
from core.server.decisions.rules.book import RuleBook
from core.server.decisions.thresholds import Thresholds
from core.server.ingest.commands import (
    Allow,
    AmendAllow,
    Command,
    Disallow,
    Freeze,
    OrderRules,
    Protect,
    PutRule,
    RemoveRule,
    Rule,
    SetBudget,
    SetDurations,
    SetMaxStep,
    SetMode,
    SetThresholds,
    VerifyBot,
)

_ALWAYS_PROTECTED = ("127.0.0.1", "::1")
_MOST_BOTS = 10_000
_SHIPPED = Thresholds()
_Network = IPv4Network | IPv6Network


class AllowEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the allowlist. `until_at` 0 is for good; `owner` is who answers for it, empty for who made it."""

    id: str
    network: str
    at: float
    until_at: float
    by: str
    reason: str
    owner: str = ""


class _Saved(msgspec.Struct):
    default_mode: Mode
    modes: dict[str, Mode]
    allowlist: dict[str, AllowEntry]
    protected: list[bytes]
    thresholds: dict[str, Thresholds]
    max_steps: dict[str, DecisionType]
    bots: dict[str, VerifyBot]
    frozen: Freeze | None
    rules: list[Rule] = []
    durations: Durations = Durations()
    budget: Budget = Budget()


class Context:
    """What people said: modes, thresholds and strongest steps by service, the allowlist, rules, durations, the budget.

    Beside it stand protected addresses and verified crawlers.

    Args:
        default_mode: how decisions are carried out for a service that nobody set a mode for.
    """

    def __init__(self, default_mode: Mode = "observe") -> None:
        self.default_mode: Mode = default_mode
        self.modes: dict[str, Mode] = {}
        self.allowlist: dict[str, AllowEntry] = {}
        self.bots: dict[str, VerifyBot] = {}  # by address, the last answer of each
        self.frozen: Freeze | None = None
        self.rules = RuleBook()
        self.durations = Durations()
        self.budget = Budget()
        self._thresholds: dict[str, Thresholds] = {}
        self._max_steps: dict[str, DecisionType] = {}
        self._networks: dict[str, _Network] = {}
        self._index: Networks | None = None
        self._protected: set[bytes] = set()
        self._protect(())

    def apply(self, command: Command) -> None:
        """Take over what a command says about what holds from now on; other commands change nothing here.

        Raises:
            ThresholdsError: thresholds that contradict each other; nothing is changed.
            LimitsError: durations or a budget beyond what there may be; nothing is changed.
        """
        match command:
            case SetMode():
                self.modes[command.service] = command.mode
            case Allow() | AmendAllow() | Disallow():
                self._change_allowlist(command)
            case Protect():
                self._protect(command.addresses)
            case SetThresholds() | SetMaxStep() | SetDurations() | SetBudget():
                self._set_bounds(command)
            case VerifyBot():
                self._remember_bot(command)
            case Freeze():
                self.frozen = command if command.frozen else None
            case PutRule() | RemoveRule() | OrderRules():
                self.rules.apply(command)
            case _:
                pass

    def _set_bounds(self, command: SetThresholds | SetMaxStep | SetDurations | SetBudget) -> None:
        match command:
            case SetThresholds():
                self._thresholds[command.service] = Thresholds.of(command)
            case SetMaxStep():
                self._max_steps[command.service] = command.max_step
            case SetDurations():
                self.durations = Durations.of(command)
            case SetBudget():
                self.budget = Budget.of(command)

    def _change_allowlist(self, command: Allow | AmendAllow | Disallow) -> None:
        known = self.allowlist.get(command.entry_id)
        match command:
            case Allow():
                self._allow(
                    AllowEntry(
                        id=command.entry_id,
                        network=command.network,
                        at=command.at,
                        until_at=command.until_at,
                        by=command.by,
                        reason=command.reason,
                        owner=command.owner,
                    )
                )
            case AmendAllow() if known is not None:
                said = {"until_at": command.until_at, "reason": command.reason, "owner": command.owner}
                self.allowlist[known.id] = replace(known, **said)
            case Disallow() if known is not None:
                del self.allowlist[known.id], self._networks[known.id]
                self._index = None

    def _allow(self, entry: AllowEntry) -> None:
        self.allowlist[entry.id] = entry
        self._networks[entry.id] = ip_network(entry.network, strict=False)
        self._index = None

    def _remember_bot(self, answer: VerifyBot) -> None:
        self.bots.pop(answer.address, None)
        self.bots[answer.address] = answer
        while len(self.bots) > _MOST_BOTS:
            del self.bots[next(iter(self.bots))]

    def _protect(self, addresses: tuple[str, ...]) -> None:
        self._protected = {pack_address(address) for address in (*_ALWAYS_PROTECTED, *addresses)}

    def mode(self, service: str) -> Mode:
        """Return how decisions about a service are carried out."""
        return self.modes.get(service, self.default_mode)

    def thresholds(self, service: str) -> Thresholds:
        """Return the thresholds of a service."""
        return self._thresholds.get(service) or self._thresholds.get("") or _SHIPPED

    def max_step(self, service: str) -> DecisionType:
        """Return the strongest step that automation may take at a service."""
        return self._max_steps.get(service) or self._max_steps.get("") or "ban"

    def bot(self, address: str, at: float) -> VerifyBot | None:
        """Return what is known of a source that claims to be a crawler; None where nothing is, or not any more."""
        answer = self.bots.get(address)
        return answer if answer is not None and answer.until_at > at else None

    @property
    def protected(self) -> frozenset[bytes]:
        """The fleet's own addresses, packed."""
        return frozenset(self._protected)

    def protects(self, packed: bytes) -> bool:
        """Tell whether a packed source is one of the fleet's own. Of an IPv6 /64 any member protects the whole."""
        return packed in self._protected

    def allows(self, packed: bytes, at: float) -> bool:
        """Tell whether an entry of the allowlist that holds at `at` covers a packed source."""
        return bool(self._networks) and any(
            not 0 < self.allowlist[entry_id].until_at <= at for entry_id in self.networks.covering(packed)
        )

    @property
    def networks(self) -> Networks:
        """The networks of the allowlist by entry, also of entries that do not hold any more."""
        if self._index is None:
            self._index = Networks(self._networks.items())
        return self._index

    def allows_range(self, network: _Network, at: float) -> bool:
        """Tell whether one entry of the allowlist that holds at `at` covers a whole network."""
        return any(
            within(network, allowed)
            for entry_id, allowed in self._networks.items()
            if not 0 < self.allowlist[entry_id].until_at <= at
        )

    def spares(self, network: _Network, at: float) -> bool:
        """Tell whether a network holds anything protected, allowed or verified: no decision may be about all of it."""
        allowed = (n for entry_id, n in self._networks.items() if not 0 < self.allowlist[entry_id].until_at <= at)
        verified = (bot.address for bot in self.bots.values() if bot.verified and bot.until_at > at)
        addresses = (*map(address_text, self._protected), *verified)
        return any(ip_address(address) in network for address in addresses) or any(
            network.overlaps(each) for each in allowed if each.version == network.version
        )

    def to_bytes(self) -> bytes:
        """Return the context as bytes."""
        return msgspec.msgpack.encode(
            _Saved(
                default_mode=self.default_mode,
                modes=self.modes,
                allowlist=self.allowlist,
                protected=sorted(self._protected),
                thresholds=self._thresholds,
                max_steps=self._max_steps,
                bots=self.bots,
                frozen=self.frozen,
                rules=list(self.rules.said.values()),
                durations=self.durations,
                budget=self.budget,
            )
        )

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
        context._thresholds, context._max_steps = saved.thresholds, saved.max_steps
        context.bots, context.frozen = saved.bots, saved.frozen
        for entry in saved.allowlist.values():
            context._allow(entry)
        context.rules = RuleBook(saved.rules)
        context.durations, context.budget = saved.durations, saved.budget
        return context


def covers(network: _Network, packed: bytes) -> bool:
    """Tell whether a network covers a packed source. A network smaller than an IPv6 source's /64 covers it too.

    A source is a whole /64: to allow one of its addresses is to allow the source.
    """
    address = ip_address(address_text(packed))
    if isinstance(address, IPv4Address) or isinstance(network, IPv4Network):
        return address in network
    return address in network or (network.prefixlen > 64 and packed == pack_address(str(network.network_address)))


def within(inner: _Network, outer: _Network) -> bool:
    """Tell whether a network lies in another one, of the same family."""
    if isinstance(inner, IPv4Network):
        return isinstance(outer, IPv4Network) and inner.subnet_of(outer)
    return isinstance(outer, IPv6Network) and inner.subnet_of(outer)
