"""When group events begin, and when they end."""

from hashlib import blake2b
from typing import Final

import numpy as np

from models.groups.counting import count_matches
from models.groups.keys import Trait, key_of
from models.groups.meter import BUCKET_SECONDS
from models.groups.recent import BUCKETS
from models.groups.running import LOGINS, PAGES, Running
from models.groups.signatures import MOST_KEYS, Signature, find_signature
from models.groups.state import GroupState
from models.groups.vetoes import judge, take_census

_SPAN: Final = BUCKETS * BUCKET_SECONDS
_QUIET_SECONDS: Final = 60.0
_FADED: Final = 0.25  # of the highest excess
_LEAST_RATE: Final = 0.25  # matching requests per second that keep an event going
_ABOVE_USUAL: Final = 3.0  # times as many as usual match
_LONGEST: Final = {"open": 300.0, "crowd": 3600.0, "attack": 6 * 3600.0}  # then what is new counts as usual
_MOST_RUNNING: Final = 64


def follow(state: GroupState, now: float) -> None:
    """Bring the running events up to date with a bucket that has ended, and drop those that are over."""
    recent = state.meter.recent()
    for running in state.running:
        running.excess = max(float(recent[running.place, running.track]) - running.usual, 0.0)
        running.peak = max(running.peak, running.excess)
        running.census = take_census(running, state.register, now)
        running.verdict = judge(running)
        rate = (running.requests - running.requests_before) / BUCKET_SECONDS
        running.requests_before = running.requests
        by_chance = running.usual * (1 if running.track == LOGINS else running.base_share)
        goes_on = rate > max(_LEAST_RATE, _ABOVE_USUAL * by_chance)
        if goes_on or running.excess > max(_FADED * running.peak, 1.0):
            running.active_at = now
        if running.track == PAGES and running.excess > max(_FADED * running.peak, 1.0):
            _widen(running, state, now)
    for running in state.running:
        if running.verdict != "open" and _lasts(running, now):
            state.meter.settle(running.place, running.track)
    state.running = [
        running for running in state.running if now - running.active_at <= _QUIET_SECONDS and not _lasts(running, now)
    ]


def _lasts(running: Running, now: float) -> bool:
    patience = 3 if running.track == LOGINS else 1  # who tries once a minute takes a while to repeat it
    return now - running.started_at > patience * _LONGEST[running.verdict]


def _widen(running: Running, state: GroupState, now: float) -> None:
    """Take in traits that the excess has changed to.

    Where it is no attack so far, and what there is now has nothing in common with it, the event makes room for another.
    """
    found = _signature(running.place, running.usual, running.excess, state, now)
    if found is None:
        return
    new = sorted(set(found.keys.tolist()) - set(running.signature))
    if len(new) == len(found.keys) and running.verdict != "attack":
        running.active_at = now - _QUIET_SECONDS - 1
        return
    running.signature = sorted({*running.signature, *new[: MOST_KEYS - len(running.signature)]})
    beside = set(found.companions.tolist()) - set(running.signature)
    running.companions = sorted({*running.companions, *beside})[:MOST_KEYS]
    if new:
        running.base_share = min(max(running.base_share, found.base_share), 1.0)


def open_events(state: GroupState, now: float, position: int) -> None:
    """Open an event wherever there is an excess that has something in common; what has not becomes usual soon."""
    busy = {(running.place, running.track) for running in state.running}
    for place, track in np.argwhere(state.meter.risen()).tolist():
        if (place, track) not in busy and len(state.running) < _MOST_RUNNING:
            _open(place, track, state, now, position)


def _open(place: int, track: int, state: GroupState, now: float, position: int) -> None:
    usual = float(state.meter.usual()[place, track])
    excess = float(state.meter.recent()[place, track]) - usual
    signature = _signature(place, usual, excess, state, now) if track == PAGES else _login_signature(place, state)
    if signature is None:
        if state.meter.lasting()[place, track]:
            state.meter.settle(place, track)
        return
    state.events += 1
    service = state.places.names[place]
    running = Running(
        number=state.events,
        id=blake2b(f"group|{position}|{now!r}|{service}|{track}".encode(), digest_size=12).hexdigest(),
        service=service,
        place=place,
        track=track,
        started_at=now - _SPAN,
        active_at=now,
        signature=signature.keys.tolist(),
        base_share=signature.base_share,
        companions=signature.companions.tolist(),
        usual=usual,
        excess=excess,
        peak=excess,
    )
    for _, visits in state.recent.visits:
        count_matches(visits, state.register.find(visits.key), running, state.register)
    running.requests_before = running.requests
    running.census = take_census(running, state.register, now)
    running.verdict = judge(running)
    state.running.append(running)


def _signature(place: int, usual: float, excess: float, state: GroupState, now: float) -> Signature | None:
    keys, counts = state.recent.counts(place)
    shares = state.usual.share(keys, place, now)
    return find_signature(keys, counts, shares, usual * _SPAN, excess * _SPAN)


def _login_signature(place: int, state: GroupState) -> Signature:
    usual = state.meter.usual()[place]
    key = key_of(np.array([place]), Trait.LOGIN, np.ones(1, np.uint64))
    return Signature(key, min(float(usual[LOGINS] / max(usual[PAGES], 0.01)), 1.0), key[:0])
