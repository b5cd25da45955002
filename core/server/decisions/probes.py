"""Uptime probes: sources that ask for one thing at a steady pace, are answered, and have done so for an hour.

They are as regular as a bot and may be let be: a learned probe is at most watched, as long as it does no harm.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np

from agent.contract.address import address_text
from core.server.decisions.memory import Probe, source_key
from core.server.decisions.state import DecisionState
from models.features import FEATURE
from models.scores import Scores

_LEARNED_SECONDS: Final = 3600
_GAP_SECONDS: Final = 600
_MOST_PROBES: Final = 10_000
_NEARLY_ORDINARY: Final = 0.1  # p-value from which a source needs no exemption
_ODD: Final = 0.01  # p-value from which it matters that a source is no probe any more
_FEWEST_REQUESTS: Final = 5.0  # in ten minutes
_LIKE_A_PROBE: Final = {"paths_600s": 2.5, "requests_600s": 600.0, "client_error_share": 0.1, "user_agents_600s": 1.5}


def learn_probes(scores: Scores, state: DecisionState) -> None:
    """Follow the sources of a record that look like probes; one that does something else begins anew."""
    heard = ~scores.late & (scores.requests > 0)
    alike = scores.features[:, FEATURE["requests_600s"]] >= _FEWEST_REQUESTS
    for name, most in _LIKE_A_PROBE.items():
        alike &= scores.features[:, FEATURE[name]] <= most
    beginning = alike & (scores.p_value < _NEARLY_ORDINARY)
    ending = ~alike & (scores.p_value < _ODD)
    for i in np.flatnonzero(heard & (beginning | ending)).tolist():
        key = source_key(address_text(scores.address[i].tobytes()), scores.services[int(scores.service[i])])
        if not alike[i]:
            state.probes.pop(key, None)
            continue
        second = int(scores.second[i])
        probe = state.probes.get(key)
        if probe is None or second > probe.last + _GAP_SECONDS:
            probe = state.probes[key] = Probe(since=second, last=second)
        probe.last = max(probe.last, second)
    while len(state.probes) > _MOST_PROBES:
        del state.probes[next(iter(state.probes))]


def is_probe(key: str, features: Mapping[str, float], state: DecisionState) -> bool:
    """Tell whether a source is a learned probe and still acts like one."""
    probe = state.probes.get(key)
    learned = probe is not None and probe.last - probe.since >= _LEARNED_SECONDS
    return learned and all(features[name] <= most for name, most in _LIKE_A_PROBE.items())
