"""What the policy remembers: decisions that hold, offences, and what automation has spent of its budget."""

from heapq import heappop, heappush

import msgspec
from msgspec.structs import replace

from core.server.decisions.decision import Decision, supersedes
from core.server.decisions.memory import (
    MEMORY_SECONDS,
    STRIKE_SECONDS,
    AllowTally,
    Neighbourhood,
    Offence,
    Pressure,
    Probe,
    Spells,
    Spending,
    Strike,
    source_key,
)
from core.server.decisions.range_of import range_of
from core.server.decisions.rules.notice import Notice
from core.server.decisions.rules.tally import RuleTally
from core.server.decisions.usual_traffic import UsualTraffic

MAX_OFFENDERS = 100_000
MAX_ACTIVE = 20_000  # beyond it only bans (which have their own budget) and people's decisions are held
MAX_STRIKES = 50_000
MAX_SERVICES = 256  # whose usual traffic is remembered
PRESSURE_SECONDS = 600.0  # as long as a challenge holds
ASK_AGAIN_SECONDS = 600.0
_SWEEP_SECONDS = 60.0  # what is over counts no more; it is taken away now and then


class _Saved(msgspec.Struct):
    active: dict[str, Decision]
    strikes: dict[str, Strike]
    offences: dict[str, Offence]
    spells: dict[str, Spells]
    spending: dict[str, Spending]
    pressures: dict[str, Pressure]
    neighbourhoods: dict[str, Neighbourhood]
    probes: dict[str, Probe]
    asked: dict[str, float]
    told_parts: dict[str, float]
    false_alarms: dict[str, dict[str, float]]
    distrusted: list[str]
    pardons: dict[str, float]
    usual: dict[str, bytes]
    budget_exhausted: int
    left_out: int
    pruned_at: float
    swept_at: float
    rule_tallies: dict[str, RuleTally] = {}
    rule_running: dict[str, dict[str, float]] = {}
    allow_tallies: dict[str, AllowTally] = {}
    notices: tuple[Notice, ...] = ()


class DecisionState:
    """Changed in place by `DecisionStage.process` and `apply_command`, bounded, restored from bytes.

    `active` holds by id the decisions that are in force, simulated ones too. `strikes`, `offences`, `spells`,
    `pressures`, `probes` and `pardons` go by `source_key`. `budget_exhausted` counts the bans that fell to a limit
    because the budget was spent, `left_out` the milder decisions that were not made because MAX_ACTIVE are in force,
    and the sources of a record that were not looked at because so many others were less likely to be harmless.
    `asked` are addresses whose name was asked for and when, `questions` those of the record at hand. `told_parts` are
    the detector parts that were put out and when, `false_alarms` the incidents that a head was blamed for and when, and
    `distrusted` the heads that are back to simulation. `pruned_at` and `swept_at` tell when what is over was last
    forgotten: a restart must not forget sooner. `rule_tallies` and `allow_tallies` count by id what rules and
    entries of the allowlist met, `rule_running` tells by rule until when a hit of a source counts as the same one.
    `notices` are the newest that rules gave of whom they met, replaced as a whole.
    """

    def __init__(self) -> None:
        self.active: dict[str, Decision] = {}
        self.strikes: dict[str, Strike] = {}
        self.offences: dict[str, Offence] = {}
        self.spells: dict[str, Spells] = {}
        self.spending: dict[str, Spending] = {}
        self.pressures: dict[str, Pressure] = {}
        self.neighbourhoods: dict[str, Neighbourhood] = {}
        self.probes: dict[str, Probe] = {}
        self.asked: dict[str, float] = {}
        self.told_parts: dict[str, float] = {}
        self.false_alarms: dict[str, dict[str, float]] = {}
        self.distrusted: list[str] = []
        self.pardons: dict[str, float] = {}
        self.usual: dict[str, UsualTraffic] = {}
        self.budget_exhausted = 0
        self.left_out = 0
        self.rule_tallies: dict[str, RuleTally] = {}
        self.rule_running: dict[str, dict[str, float]] = {}
        self.allow_tallies: dict[str, AllowTally] = {}
        self.notices: tuple[Notice, ...] = ()
        self.questions: list[str] = []
        self.quiet_after = 0.0  # no neighbourhood has been quiet for long before then
        self._of_value: dict[str, set[str]] = {}
        self._ends: list[tuple[float, str]] = []  # a heap of when decisions end, and their ids
        self.pruned_at = 0.0
        self.swept_at = 0.0

    def hold(self, decision: Decision) -> None:
        """Put a decision in force, or another reading of it in the place of one with its id."""
        before = self.active.get(decision.id)
        self.active[decision.id] = decision
        if before is None or before.until_at != decision.until_at:
            heappush(self._ends, (decision.until_at, decision.id))
        self._of_value.setdefault(decision.value, set()).add(decision.id)

    def end_superseded(self, by: Decision) -> list[Decision]:
        """End the decisions in whose place another one stands, and return them as lifted when it was made."""
        held = [self.active[decision_id] for decision_id in sorted(self._of_value[by.value])]
        ended = [
            replace(decision, lifted_at=by.decided_at, replaced=True) for decision in held if supersedes(by, decision)
        ]
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
        """Return the decisions in force about a source at a service, those about its range and all services too."""
        of_value = self._of_value
        ids = [*sorted(of_value.get(value, ())), *sorted(of_value.get(range_of(value), ()))]
        if not ids:
            return []
        held = (self.active[decision_id] for decision_id in ids)
        return [d for d in held if d.service in {"", service} and d.until_at > at]

    def trust(self, head: str) -> None:
        """Forget the false alarms of a head of the detectors: it is heard again."""
        self.false_alarms.pop(head, None)
        self.distrusted = [each for each in self.distrusted if each != head]

    def forget_rule(self, rule_id: str) -> None:
        """Forget what a rule met."""
        self.rule_tallies.pop(rule_id, None)
        self.rule_running.pop(rule_id, None)

    def strike(self, key: str, second: int) -> Strike:
        """Return a source's run of anomalous seconds, a new one where the last was too long before `second`."""
        strike = self.strikes.get(key)
        if strike is None or second > strike.second + STRIKE_SECONDS or self._is_past(strike):
            strike = self.strikes[key] = Strike(second=0)
        return strike

    def _is_past(self, strike: Strike) -> bool:
        return strike.second < self.pruned_at - STRIKE_SECONDS

    def pressure(self, key: str, at: float) -> Pressure:
        """Return how a source went on while it was refused, a new account where nothing was for long."""
        pressure = self.pressures.get(key)
        if pressure is None or pressure.at < self.pruned_at - PRESSURE_SECONDS:
            pressure = self.pressures[key] = Pressure(at=at)
        return pressure

    def asked_at(self, value: str) -> float | None:
        """Return when a source's name was last asked for; None where it is time to ask again."""
        asked = self.asked.get(value)
        return None if asked is None or asked <= self.pruned_at - ASK_AGAIN_SECONDS else asked

    def is_pardoned(self, value: str, service: str, at: float) -> bool:
        """Tell whether a person let a source or its range go lately, at a service or at all of them."""
        if not self.pardons:
            return False
        values, services = {value, range_of(value)}, (service, "")
        return any(self.pardons.get(source_key(each, where), 0) > at for each in values for where in services)

    def prune(self, at: float) -> None:
        """Forget what has ended, at most once a second of the data's time, also after a clock was set back."""
        if abs(at - self.pruned_at) < 1:
            return
        self.pruned_at = at
        while self._ends and self._ends[0][0] <= at:
            _, decision_id = heappop(self._ends)
            decision = self.active.get(decision_id)
            if decision is not None and decision.until_at <= at:  # it was not prolonged
                self.release(decision_id)
        if abs(at - self.swept_at) >= _SWEEP_SECONDS:
            self.swept_at = at
            self._sweep(at)
        if len(self.strikes) > MAX_STRIKES:
            newest = sorted(self.strikes.items(), key=lambda item: (item[1].second, item[1].limits, item[0]))
            self.strikes = dict(newest[-MAX_STRIKES // 2 :])
        if len(self.offences) > MAX_OFFENDERS:
            self._forget_offences(at)
        if len(self.spells) > MAX_OFFENDERS:
            kept = sorted(self.spells.items(), key=lambda item: (item[1].began, item[0]))
            self.spells = dict(kept[-MAX_OFFENDERS // 2 :])

    def _sweep(self, at: float) -> None:
        self.strikes = {key: s for key, s in self.strikes.items() if s.second >= at - STRIKE_SECONDS}
        self.pardons = {key: until for key, until in self.pardons.items() if until > at}
        self.pressures = {key: p for key, p in self.pressures.items() if p.at >= at - PRESSURE_SECONDS}
        self.rule_running = {
            rule: {key: until for key, until in running.items() if until > at}
            for rule, running in self.rule_running.items()
        }
        self.asked = {value: asked for value, asked in self.asked.items() if asked > at - ASK_AGAIN_SECONDS}

    def _forget_offences(self, at: float) -> None:
        kept = [(key, o) for key, o in self.offences.items() if o.until_at > at - MEMORY_SECONDS]
        kept.sort(key=lambda item: item[1].until_at)
        self.offences = dict(kept[-MAX_OFFENDERS // 2 :])

    def to_bytes(self) -> bytes:
        """Return the state as bytes."""
        kept = {name: getattr(self, name) for name in _Saved.__struct_fields__ if name != "usual"}
        usual = {service: usual.to_bytes() for service, usual in self.usual.items()}
        return msgspec.msgpack.encode(_Saved(**kept, usual=usual))

    @classmethod
    def from_bytes(cls, data: bytes) -> "DecisionState":
        """Return what `to_bytes` wrote.

        Raises:
            ValueError: the bytes are damaged.
        """
        saved = msgspec.msgpack.decode(data, type=_Saved)
        state = cls()
        for name in _Saved.__struct_fields__:
            if name not in {"active", "usual"}:
                setattr(state, name, getattr(saved, name))
        for decision in saved.active.values():
            state.hold(decision)
        state.usual = {service: UsualTraffic.from_bytes(data) for service, data in saved.usual.items()}
        return state
