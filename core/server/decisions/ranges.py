"""Bans of whole ranges, where nearly all that is active in one is banned already.

A neighbourhood is watched from the first ban in it. What is active there and not banned is who a ban of the range
would hit besides, so it is watched for a minute at least.
"""

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import ip_network
from typing import Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from agent.contract.address import address_text, pack_address
from core.server.decisions.context import Context
from core.server.decisions.decision import Decision
from core.server.decisions.durations import duration
from core.server.decisions.memory import Neighbourhood, source_key
from core.server.decisions.range_of import range_of
from core.server.decisions.state import DecisionState
from models.kernels.keys import network_keys
from models.scores import Scores
from models.stage import LATE_SECONDS

LEAST_BANNED: Final = 8
LEAST_SHARE: Final = 0.8
_WATCHED_SECONDS: Final = 60.0
_ACTIVE_SECONDS: Final = 600
_MOST_NEIGHBOURHOODS: Final = 2000
_MAPPED: Final = bytes(10) + b"\xff\xff"
_BITS_IN_COMMON: Final = np.uint64(2**63 - 1)  # of a network's key, that do not tell its family
_V4_BYTES, _V6_BYTES = 15, 6  # of a packed address, that its range has


def watch_neighbourhoods(scores: Scores, made: Iterable[Decision], state: DecisionState) -> set[str]:
    """Remember who is active near banned sources, and return the keys of the neighbourhoods with news."""
    for decision in made:
        if decision.type == "ban" and decision.scope == "ip":
            key = source_key(range_of(decision.value), decision.service)
            state.neighbourhoods.setdefault(key, Neighbourhood(since=scores.as_of, active={}))
    while len(state.neighbourhoods) > _MOST_NEIGHBOURHOODS:
        del state.neighbourhoods[next(iter(state.neighbourhoods))]
    touched = set()
    for i in _near(scores, state).tolist():
        packed = scores.address[i].tobytes()
        key = source_key(_range_of(_prefix(packed)), scores.services[int(scores.service[i])])
        if key in state.neighbourhoods:
            active = state.neighbourhoods[key].active
            active[packed] = max(int(scores.second[i]), active.get(packed, 0))
            touched.add(key)
    return touched


def range_ban(
    key: str, scores: Scores, decision_id: str, context: Context, state: DecisionState
) -> tuple[Decision, list[Decision]] | None:
    """Return the ban of a neighbourhood's range and the bans it replaces; None while it is not due."""
    value, _, service = key.partition("|")
    hood, at = state.neighbourhoods[key], scores.as_of
    hood.active = {packed: second for packed, second in hood.active.items() if second > at - _ACTIVE_SECONDS}
    if len(hood.active) < LEAST_BANNED or at < hood.since + _WATCHED_SECONDS or context.spares(ip_network(value), at):
        return None
    bans = [ban for packed in sorted(hood.active) for ban in _bans(packed, service, at, state)]
    members = {ban.value for ban in bans}
    if len(members) < LEAST_BANNED or len(members) < LEAST_SHARE * len(hood.active):
        return None
    del state.neighbourhoods[key]
    latest = max(bans, key=lambda ban: (ban.decided_at, ban.id))
    until_at = max(at + duration("ban", key, at, state, context.durations), *(ban.until_at for ban in bans))
    made = replace(
        latest,
        id=decision_id,
        scope="range",
        value=value,
        kind=Counter(ban.kind for ban in bans).most_common(1)[0][0],
        decided_at=at,
        until_at=until_at,
        simulated=any(ban.simulated for ban in bans),
        evidence=replace(latest.evidence, basis="members", members=len(members)),
    )
    return made, [replace(ban, lifted_at=at) for ban in bans]


def forget_neighbourhoods(at: float, state: DecisionState) -> None:
    """Let go of neighbourhoods in which nothing was active lately."""
    if at <= state.quiet_after:
        return
    last = {key: max(hood.active.values(), default=int(hood.since)) for key, hood in state.neighbourhoods.items()}
    for key in [key for key, second in last.items() if second < at - _ACTIVE_SECONDS]:
        del state.neighbourhoods[key]
        del last[key]
    state.quiet_after = min([int(at) - LATE_SECONDS, *last.values()]) + _ACTIVE_SECONDS  # what comes is younger


def _bans(packed: bytes, service: str, at: float, state: DecisionState) -> list[Decision]:
    held = state.held(address_text(packed), service, at)
    return [d for d in held if d.type == "ban" and d.scope == "ip" and d.origin == "detector" and d.service == service]


def _near(scores: Scores, state: DecisionState) -> NDArray[np.intp]:
    """Return the entries of a record that may lie in a watched neighbourhood."""
    if not state.neighbourhoods or not len(scores.address):
        return np.zeros(0, np.intp)
    watched = np.sort(np.fromiter(map(_number_of, state.neighbourhoods), np.uint64, len(state.neighbourhoods)))
    own = network_keys(scores.address) & _BITS_IN_COMMON
    nearest = watched[np.minimum(np.searchsorted(watched, own), len(watched) - 1)]
    return np.flatnonzero((nearest == own) & ~scores.late)


@lru_cache(maxsize=2 * _MOST_NEIGHBOURHOODS)
def _number_of(key: str) -> int:
    """Return the bits that the members of a neighbourhood have in common, as `_near` has them of an address."""
    packed = pack_address(key.partition("|")[0].partition("/")[0])
    return int.from_bytes(packed[8:_V4_BYTES] if packed.startswith(_MAPPED) else packed[:_V6_BYTES])


@lru_cache(maxsize=2 * _MOST_NEIGHBOURHOODS)
def _range_of(prefix: bytes) -> str:
    return range_of(address_text(prefix + bytes(1)))


def _prefix(packed: bytes) -> bytes:
    if packed.startswith(_MAPPED):
        return packed[:_V4_BYTES]
    return packed[:_V6_BYTES] + bytes(_V4_BYTES - _V6_BYTES)
