"""The allowlist as the API shows it."""

from typing import TYPE_CHECKING, Final

from agent.contract.address import pack_address
from core.server.api.allowlist_schemas import AllowLineOut, AllowOut, OverlappingDecision
from core.server.api.decision_shapes import instant
from core.server.decisions.context import covers, within
from core.server.decisions.networks import Network, Networks, network_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.server.api.allow_lines import AllowLine
    from core.server.decisions.context import AllowEntry
    from core.server.decisions.decision import Decision
    from core.server.decisions.memory import AllowTally

UNUSED_DAYS: Final = 90
_DAY_SECONDS: Final = 86_400.0


def shown_entry(
    entry: "AllowEntry",
    tally: "AllowTally | None",
    lifted: list[str],
    ranges: "Iterable[tuple[Network, Decision]]",
    now: float,
) -> AllowOut:
    """Return an entry with what it was for. `ranges` are those that decisions hold about."""
    network = network_of(entry.network)
    met_at = max(tally.last_at, tally.since, entry.at) if tally else now
    return AllowOut(
        id=entry.id,
        network=entry.network,
        until_at=instant(entry.until_at) if entry.until_at else None,
        made_at=instant(entry.at),
        made_by=entry.by,
        owner=entry.owner or entry.by,
        reason=entry.reason,
        lifted_decisions=lifted,
        overlapping=[_brief(each) for held, each in ranges if held.overlaps(network)],
        counted_from=instant(tally.since) if tally else None,
        last_at=instant(tally.last_at) if tally and tally.last_at else None,
        last_source=tally.last_source if tally else "",
        last_service=tally.last_service if tally else "",
        requests=tally.requests if tally else 0,
        anomalous=tally.anomalous if tally else 0,
        unused=now - met_at >= UNUSED_DAYS * _DAY_SECONDS,
        unused_days=UNUSED_DAYS,
    )


def shown_lines(
    lines: "list[AllowLine]", entries: "list[AllowEntry]", active: "Iterable[Decision]"
) -> list[AllowLineOut]:
    """Return lines as they were read, with what they would do beside what is allowed and decided now."""
    lifts = covered({str(each.number): each.network for each in lines if each.network is not None}, active)
    known = [network_of(each.network) for each in entries]
    return [_line(each, known, lifts.get(str(each.number), [])) for each in lines]


def is_within(network: Network, value: str) -> bool:
    """Tell whether a decision's address or range lies in a network."""
    try:
        held = network_of(value)
        if held.num_addresses > 1:
            return within(held, network)
        return covers(network, pack_address(value))
    except ValueError:  # a decision about something other than addresses
        return False


def _line(line: "AllowLine", known: list[Network], lifts: "list[Decision]") -> AllowLineOut:
    network = line.network
    covered_by = next((each for each in known if network is not None and within(network, each)), None)
    return AllowLineOut(
        number=line.number,
        text=line.text,
        network=None if network is None else str(network),
        until_at=instant(line.until_at) if line.until_at else None,
        owner=line.owner,
        reason=line.reason,
        fault=line.fault,
        cut=network is not None and str(network.network_address) not in line.text.lower(),
        covered_by=None if covered_by is None else str(covered_by),
        lifts=[_brief(each) for each in lifts],
    )


def covered(networks: dict[str, Network], active: "Iterable[Decision]") -> "dict[str, list[Decision]]":
    """Return by a network's name the decisions that lie in it; there may be many of both."""
    index, found_in = Networks(networks.items()), dict[str, list["Decision"]]()
    for decision in active:
        if decision.scope == "ip":
            found = index.covering(pack_address(decision.value))
        else:
            found = (name for name, network in networks.items() if is_within(network, decision.value))
        for name in found:
            found_in.setdefault(name, []).append(decision)
    return found_in


def _brief(decision: "Decision") -> OverlappingDecision:
    return OverlappingDecision(
        id=decision.id,
        type=decision.type,
        value=decision.value,
        service=decision.service,
        simulated=decision.simulated,
    )
