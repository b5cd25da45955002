"""What the policy remembers: decisions that hold, offences, and what automation has spent of its budget."""

import msgspec
from msgspec.structs import replace

from core.server.decisions.decision import Decision, supersedes
from core.server.decisions.seen_sources import SeenSources

STRIKE_SECONDS = 60
MAX_OFFENDERS = 100_000
MAX_ACTIVE = 20_000  # beyond it only bans (which have their own budget) and people's decisions are held
MAX_SERVICES = 1024  # whose sources are counted
MEMORY_SECONDS = 7 * 86400.0


def source_key(value: str, service: str) -> str:
    """Return the key of a source at a service."""
    return f"{value}|{service}"


class Strike(msgspec.Struct):
    """A source's recent run of anomalous seconds, the last one and how many."""

    second: int
    limits: int  # seconds beyond the threshold of a limit
    bans: int  # seconds beyond the threshold of a ban


class Offence(msgspec.Struct):
    """How often a source was banned or limited by automation, and when it last ended."""

    count: int
    until_at: float


class Spending(msgspec.Struct):
    """What automation banned at one service in the running window."""

    started_at: float
    banned: int


class _Saved(msgspec.Struct):
    active: dict[str, Decision]
    strikes: dict[str, Strike]
    offences: dict[str, Offence]
    spending: dict[str, Spending]
    pardons: dict[str, float]
    seen: dict[str, bytes]
    budget_exhausted: int
    left_out: int


class DecisionState:
    """Changed in place by `DecisionStage.process` and `apply_command`, bounded, restored from bytes.

    `strikes`, `offences` and `pardons` go by `source_key`. `active` holds by id the decisions that are in force
    (simulated ones too); `budget_exhausted` counts the bans that fell to a limit because the budget was spent,
    `left_out` the milder decisions that were not made because MAX_ACTIVE are in force.
    """

    def __init__(self) -> None:
        self.active: dict[str, Decision] = {}
        self.strikes: dict[str, Strike] = {}
        self.offences: dict[str, Offence] = {}
        self.spending: dict[str, Spending] = {}
        self.pardons: dict[str, float] = {}
        self.seen: dict[str, SeenSources] = {}
        self.budget_exhausted = 0
        self.left_out = 0
        self._of_value: dict[str, set[str]] = {}
        self._pruned_at = 0.0

    def hold(self, decision: Decision) -> None:
        """Put a decision in force."""
        self.active[decision.id] = decision
        self._of_value.setdefault(decision.value, set()).add(decision.id)

    def end_superseded(self, by: Decision) -> list[Decision]:
        """End the decisions in whose place another one stands, and return them as lifted when it was made."""
        held = [self.active[decision_id] for decision_id in sorted(self._of_value[by.value])]
        ended = [replace(decision, lifted_at=by.decided_at) for decision in held if supersedes(by, decision)]
        for decision in ended:
            self.release(decision.id)
        return ended

    def release(self, decision_id: str) -> Decision | None:
        """Take a decision out of force; None if it was not in force."""
        decision = self.active.pop(decision_id, None)
        if decision is not None:
            ids = self._of_value[decision.value]
            ids.discard(decision_id)
            if not ids:
                del self._of_value[decision.value]
        return decision

    def held(self, value: str, service: str, at: float) -> list[Decision]:
        """Return the decisions in force about a source at a service, those about all services among them."""
        held = (self.active[decision_id] for decision_id in sorted(self._of_value.get(value, ())))
        return [d for d in held if d.service in {"", service} and d.until_at > at]

    def is_pardoned(self, value: str, service: str, at: float) -> bool:
        """Tell whether a person let a source go lately, at a service or at all of them."""
        return any(self.pardons.get(source_key(value, where), 0) > at for where in (service, ""))

    def prune(self, at: float) -> None:
        """Forget what has ended, at most once a second of the data's time."""
        if at < self._pruned_at + 1:
            return
        self._pruned_at = at
        for decision_id in [d.id for d in self.active.values() if d.until_at <= at]:
            self.release(decision_id)
        self.strikes = {key: s for key, s in self.strikes.items() if s.second >= at - STRIKE_SECONDS}
        self.pardons = {key: until for key, until in self.pardons.items() if until > at}
        if len(self.offences) > MAX_OFFENDERS:
            self._forget_offences(at)

    def _forget_offences(self, at: float) -> None:
        kept = [(key, o) for key, o in self.offences.items() if o.until_at > at - MEMORY_SECONDS]
        kept.sort(key=lambda item: item[1].until_at)
        self.offences = dict(kept[-MAX_OFFENDERS // 2 :])

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        return msgspec.msgpack.encode(
            _Saved(
                active=self.active,
                strikes=self.strikes,
                offences=self.offences,
                spending=self.spending,
                pardons=self.pardons,
                seen={service: seen.to_bytes() for service, seen in self.seen.items()},
                budget_exhausted=self.budget_exhausted,
                left_out=self.left_out,
            )
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "DecisionState":
        """Return what `to_bytes` wrote.

        Raises:
            msgspec.MsgspecError: the bytes are damaged.
        """
        saved = msgspec.msgpack.decode(data, type=_Saved)
        state = cls()
        for decision in saved.active.values():
            state.hold(decision)
        state.strikes, state.offences, state.spending = saved.strikes, saved.offences, saved.spending
        state.pardons, state.budget_exhausted = saved.pardons, saved.budget_exhausted
        state.left_out = saved.left_out
        state.seen = {service: SeenSources.from_bytes(data) for service, data in saved.seen.items()}
        return state
