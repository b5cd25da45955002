"""What may happen to a service on top of its usual traffic, and what detection makes of it.

Detection is a model, not the detectors: each bot of a distributed attack is found some time after its first request,
lognormal with the worst of three medians measured for Dozor (docs/detection.md: 7.2, 7.5 and 10.9 s), and a share is
never found (0.4 %). From 0.6 s later on it is refused where decisions are enforced; elsewhere it goes on and is told as
anomalous. An incident begins when the first twentieth of the bots is found and ends a minute after the attack. Every
pulse of a yo-yo attack comes from new addresses, so no ban of an earlier one helps. A flash crowd is told from an
attack after 10 s; until then a third of what it adds counts as anomalous.
"""

import math
from dataclasses import dataclass
from statistics import NormalDist
from typing import Final, Literal, get_args

import numpy as np

from models.scaling.simulator import Bools, Floats, Load
from models.scaling.traces import Trace, drawn

Scenario = Literal["none", "flash", "ddos", "yo-yo", "ramp", "fault"]
SCENARIOS: Final[tuple[Scenario, ...]] = get_args(Scenario)

_BEGINS: Final = 900
_FLASH_RISE: Final = 30.0
_FLASH_LASTS: Final = 900.0
_DDOS_LASTS: Final = 1800
_PULSE: Final = 120
_PAUSE: Final = 480
_RAMP_LASTS: Final = 7200.0
_SILENT: Final = 60
_INCIDENT_FROM: Final = 0.05
_INCIDENT_AFTER: Final = 60
_CROWD_TOLD_AFTER: Final = 10
_CROWD_SUSPECT: Final = 1 / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Detection:
    """What becomes of attackers: `enforced`, they are refused once they are found; else they are only told of."""

    enforced: bool = True
    median_seconds: float = 10.9
    spread: float = 0.7
    never_share: float = 0.004
    until_refused_seconds: float = 0.6

    def found(self, seconds: Floats) -> Floats:
        """Return the share of bots that are found so many seconds after their first request."""
        normal = NormalDist(math.log(self.median_seconds), self.spread)
        return np.array([(1 - self.never_share) * normal.cdf(math.log(s)) if s > 0 else 0.0 for s in seconds.tolist()])


NO_DETECTION: Final = Detection(enforced=False, never_share=1.0)


def load_of(
    trace: Trace, scenario: Scenario, seed: int, detection: Detection = NO_DETECTION, attack_rps: float = 300.0
) -> Load:
    """Return what comes in a scenario that happens a quarter of an hour after a trace begins."""
    at = np.arange(len(trace.expected), dtype=np.float64)
    legit = drawn(trace.expected * _factor(scenario, at), seed)
    sent = drawn(attack_rps * _attacked(scenario, at), seed + 1)
    attack, share, incident = _seen(scenario, sent, legit, at, detection)
    crowd = np.zeros(len(at), bool)
    if scenario == "flash":
        since = at - _BEGINS
        crowd = (since >= _CROWD_TOLD_AFTER) & (since < _FLASH_LASTS)
        added = 1 - 1 / _factor(scenario, at)
        share = np.where((since >= 0) & ~crowd & (since < _FLASH_LASTS), _CROWD_SUSPECT * added, share)
    return Load(
        started_at=trace.started_at,
        legit=legit,
        attack=attack,
        anomalous_share=share,
        incident=incident,
        crowd=crowd,
        silent=(scenario == "fault") & (at >= _BEGINS) & (at < _BEGINS + _SILENT),
        lost=np.where((scenario == "fault") & (at == _BEGINS), 1 / 3, 0.0),
    )


def _factor(scenario: Scenario, at: Floats) -> Floats:
    """Return (n,) how many times more legitimate requests come than usual."""
    since = at - _BEGINS
    if scenario == "flash":
        going = np.minimum(1.0, np.maximum(_FLASH_LASTS - since, 0) / (_FLASH_LASTS / 3))
        return 1 + 3 * np.clip(since / _FLASH_RISE, 0, 1) * going
    if scenario == "ramp":
        return 1 + 2 * np.clip(since / _RAMP_LASTS, 0, 1)
    return np.ones(len(at))


def _attacked(scenario: Scenario, at: Floats) -> Floats:
    """Return (n,) 1 while the attack sends."""
    since = at - _BEGINS
    if scenario == "ddos":
        return np.where((since >= 0) & (since < _DDOS_LASTS), 1.0, 0.0)
    if scenario == "yo-yo":
        return np.where((since >= 0) & (since % (_PULSE + _PAUSE) < _PULSE), 1.0, 0.0)
    return np.zeros(len(at))


def _seen(
    scenario: Scenario, sent: Floats, legit: Floats, at: Floats, detection: Detection
) -> tuple[Floats, Floats, Bools]:
    """Return (n,) of an attack: what reaches upstreams, the share told as anomalous, whether an incident runs."""
    attacked = _attacked(scenario, at) > 0
    since = (at - _BEGINS) % (_PULSE + _PAUSE) if scenario == "yo-yo" else at - _BEGINS
    found = np.where(attacked, detection.found(np.where(attacked, since, 0.0)), 0.0)
    refused = np.where(attacked, detection.found(np.where(attacked, since - detection.until_refused_seconds, 0.0)), 0.0)
    reaching = sent * (1 - refused) if detection.enforced else sent
    known = sent * np.maximum(found - refused, 0) if detection.enforced else sent * found
    share = known / np.maximum(reaching + legit, 1e-9)
    named = found >= _INCIDENT_FROM
    recently = np.convolve(named.astype(np.float64), np.ones(_INCIDENT_AFTER), mode="full")[: len(at)] > 0
    return reaching, share, recently
