"""What people's commands do to decisions."""

from collections.abc import Callable
from ipaddress import ip_network
from typing import Final

from msgspec.structs import replace

from agent.contract.address import address_text, pack_address
from core.server.decisions.context import Context, covers, within
from core.server.decisions.decision import Decision, Evidence
from core.server.decisions.memory import source_key
from core.server.decisions.state import DecisionState
from core.server.ingest.commands import (
    Allow,
    Command,
    Disallow,
    Impose,
    Lift,
    Protect,
    PutRule,
    RemoveRule,
    ResetHead,
    SetMode,
    VerifyBot,
)

PARDON_SECONDS: Final = 600.0


def apply_command(command: Command, context: Context, state: DecisionState) -> list[Decision]:
    """Change the context by a command and return the decisions that it made or lifted (`lifted_at` > 0).

    An `Impose` on a protected or allowlisted address or a range that is allowlisted makes none: the allowlist wins over
    people too. A range may hold such addresses: the nodes leave them alone.
    """
    if isinstance(command, PutRule) and _begins_anew(command, context):
        state.rule_running.pop(command.rule.id, None)
    context.apply(command)
    match command:
        case Impose():
            return _impose(command, context, state)
        case Lift():
            return _lift(command, state)
        case ResetHead():
            state.trust(command.head)
            return []
        case RemoveRule():
            state.forget_rule(command.rule_id)
        case Disallow():
            state.allow_tallies.pop(command.entry_id, None)
        case _:
            pass
    ended = _ended_by(command)
    return [] if ended is None else _lift_where(ended, command.at, state)


def _ended_by(command: Command) -> Callable[[Decision], bool] | None:
    """Return which decisions a command calls off; None where it is none that does."""
    match command:
        case Allow():
            return _covered_by(command.network)
        case Protect():
            return lambda d: _is_about(d, command.addresses)
        case VerifyBot() if command.verified:
            return lambda d: d.origin != "person" and _is_about(d, (command.address,))
        case SetMode() if command.mode != "enforce":
            return lambda d: _is_called_off(d, command)
        case PutRule() | RemoveRule():
            return _taken_back_by(command)
        case _:
            return None


def _impose(command: Impose, context: Context, state: DecisionState) -> list[Decision]:
    value = command.value
    if command.scope == "ip":
        packed = pack_address(value)
        if context.protects(packed) or context.allows(packed, command.at):
            return []
        value = address_text(packed)
    elif command.scope == "range" and context.allows_range(ip_network(value), command.at):
        return []
    decision = Decision(
        id=command.decision_id,
        type=command.type,
        scope=command.scope,
        value=value,
        service=command.service,
        kind="unknown",
        decided_at=command.at,
        until_at=command.until_at,
        origin="person",
        simulated=False,
        score=0.0,
        decided_by=command.by,
        evidence=Evidence(said=command.reason),
    )
    state.hold(decision)
    return [decision, *state.end_superseded(decision)]


def _lift(command: Lift, state: DecisionState) -> list[Decision]:
    """Lift a decision and what automation holds against the same source, and leave it alone for a while."""
    decision = state.active.get(command.decision_id)
    if decision is None:
        return []
    state.pardons[source_key(decision.value, decision.service)] = command.at + PARDON_SECONDS
    return _lift_where(lambda d: d.id == decision.id or _is_of_same_source(d, decision), command.at, state)


def _is_of_same_source(held: Decision, lifted: Decision) -> bool:
    return held.origin != "person" and (held.value, held.service) == (lifted.value, lifted.service)


def _covered_by(network: str) -> Callable[[Decision], bool]:
    """Tell of decisions about what lies in a network. A range around it goes on: nodes leave the network alone."""
    allowed = ip_network(network, strict=False)

    def is_covered(decision: Decision) -> bool:
        if decision.scope == "range":
            return within(ip_network(decision.value), allowed)
        return decision.scope == "ip" and covers(allowed, pack_address(decision.value))

    return is_covered


def _is_about(decision: Decision, addresses: tuple[str, ...]) -> bool:
    return decision.scope == "ip" and pack_address(decision.value) in {pack_address(each) for each in addresses}


def _is_called_off(decision: Decision, command: SetMode) -> bool:
    """Tell whether a service's new mode ends a decision: enforced ones when it observes, all of them when off."""
    automatic = decision.origin != "person" and decision.service == command.service
    return automatic and (command.mode == "off" or not decision.simulated)


def _begins_anew(command: PutRule, context: Context) -> bool:
    """Tell whether a rule will say something else, or act where it did not: all that it meets are new hits."""
    before, after = context.rules.said.get(command.rule.id), command.rule
    return before is None or before.text != after.text or (after.mode == "on" != before.mode)


def _taken_back_by(command: PutRule | RemoveRule) -> Callable[[Decision], bool]:
    """Tell of decisions that their rule would not make again: it says something else now, is not on, or is gone."""
    rule = command.rule if isinstance(command, PutRule) else None
    rule_id = command.rule_id if isinstance(command, RemoveRule) else command.rule.id
    text = rule.text if rule is not None and rule.mode == "on" else None

    def is_taken_back(decision: Decision) -> bool:
        made_by = decision.evidence.rule
        return made_by is not None and made_by.id == rule_id and made_by.text != text

    return is_taken_back


def _lift_where(chosen: Callable[[Decision], bool], at: float, state: DecisionState) -> list[Decision]:
    lifted = [replace(d, lifted_at=at) for d in state.active.values() if chosen(d)]
    for decision in lifted:
        state.release(decision.id)
    return lifted
