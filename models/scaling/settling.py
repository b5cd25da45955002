"""From what is needed now to what is ordered: memories, delays, pauses, sleep and bounds, each with its reason."""

import math
from dataclasses import replace
from typing import Final

from models.scaling.memory import Memory, with_peak
from models.scaling.need import Need
from models.scaling.observed import Observed
from models.scaling.policy import Policy
from models.scaling.reasons import Reason

_HOUR_SECONDS: Final = 3600.0


def remember(policy: Policy, observed: Observed, memory: Memory, need: Need, *, resumed: bool) -> Memory:
    """Return the memory with what is wanted now.

    When an attack is found, what was wanted before it was is forgotten: some of that was the attack's. After silence
    (`resumed`) what was ordered is held for the whole delay, as one second says little.
    """
    clean = () if memory.incident_since == memory.now else memory.clean_peaks
    if resumed:
        clean = with_peak(clean, memory.now, observed.wanted, policy.scale_down_delay_seconds)
    clean = with_peak(clean, memory.now, need.clean, policy.scale_down_delay_seconds)
    peaks = with_peak(memory.peaks, memory.now, need.wanted, policy.event_down_delay_seconds)
    return replace(memory, clean_peaks=clean, peaks=peaks)


def wanted_of(policy: Policy, memory: Memory) -> int:
    """Return what is wanted after the delays of going down; none where nothing was asked for long enough."""
    wanted = max(memory.clean_peaks[0][1], memory.peaks[0][1])
    if policy.least > 0:
        return wanted
    return 0 if memory.now - memory.active_at >= policy.idle_seconds else max(wanted, 1)


def settle(
    policy: Policy, observed: Observed, memory: Memory, wanted: int, *, panic: bool
) -> tuple[int, tuple[Reason, ...], Memory]:
    """Return what to order, why it is not what was `wanted`, and the memory of it."""
    current = observed.wanted
    if wanted > current:
        return _rise(policy, current, memory, wanted, panic=panic)
    memory = replace(memory, above_since=math.nan)
    return _fall(policy, current, memory, wanted) if wanted < current else (current, (), memory)


def _rise(
    policy: Policy, current: int, memory: Memory, wanted: int, *, panic: bool
) -> tuple[int, tuple[Reason, ...], Memory]:
    since = memory.now if math.isnan(memory.above_since) else memory.above_since
    memory = replace(memory, above_since=since)
    if policy.pause_out:
        return current, (Reason("growth_paused", {"wanted": wanted}),), memory
    if wanted - current <= policy.tolerance * current:
        return current, (Reason("tolerance", {"wanted": wanted}),), memory
    left = policy.scale_up_delay_seconds - (memory.now - since)
    if left > 0 and not panic and current > 0:
        return current, (Reason("up_delay", {"wanted": wanted, "seconds": left}),), memory
    return wanted, (), replace(memory, rising=True, above_since=math.nan)


def _fall(policy: Policy, current: int, memory: Memory, wanted: int) -> tuple[int, tuple[Reason, ...], Memory]:
    turns = tuple(at for at in memory.turns if at > memory.now - _HOUR_SECONDS)
    if policy.pause_in:
        return current, (Reason("shrinking_paused", {"wanted": wanted}),), memory
    if wanted > 0 and current - wanted <= policy.tolerance * current:
        return current, (Reason("tolerance", {"wanted": wanted}),), memory
    if memory.rising and len(turns) >= policy.flap_budget:
        return current, (Reason("flap_budget", {"wanted": wanted, "turns": policy.flap_budget}),), memory
    turned = (*turns, memory.now) if memory.rising else turns
    return wanted, (), replace(memory, rising=False, turns=turned)
