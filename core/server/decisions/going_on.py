"""Sources that go on while they are refused: hysteresis, so that nobody waits a ban out with the tap open.

What is refused reaches no service and teaches no detector; only here it counts. A ban is prolonged, with growth, for
a source that was refused to its last minute. A limit becomes a ban where the source hammers at it and does harm,
counting the pages it was refused among those that it asked for. A challenge becomes one where a prober fails it again
and again.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
from msgspec.structs import replace

from agent.contract.address import address_text
from core.server.decisions.context import Context
from core.server.decisions.decision import RANK, Decision
from core.server.decisions.durations import duration
from core.server.decisions.evidence import feature_values
from core.server.decisions.harm import harm_of, is_probe_of_holes, is_shared
from core.server.decisions.memory import Pressure, source_key
from core.server.decisions.state import DecisionState
from models.scores import Membership, Scores

_LAST_SECONDS: Final = 60.0
_STEADY_SECONDS: Final = 5.0  # of the last minute's: one in ten, refused again and again
_HAMMERED: Final = 60.0  # requests of the last minute
_HAMMERED_SECONDS: Final = 10.0
_FLOODED: Final = 100.0  # requests of the last minute, however few seconds they came in
_FAILED_TIMES: Final = 4
_FAILED_BY_HARM: Final = 10
_FAILED_IN_ATTACK: Final = 3  # its bots may ask once a minute and less
_LOGINS: Final = 2.0


def growing_decisions(scores: Scores, context: Context, state: DecisionState) -> list[tuple[int, Decision]]:
    """Count a record's refused requests, and return the entries whose held decision is to grow into a ban."""
    growing = []
    for i in np.flatnonzero((scores.refused > 0) & ~scores.late).tolist():
        service = scores.services[int(scores.service[i])]
        value = address_text(scores.address[i].tobytes())
        held = [d for d in state.held(value, service, scores.as_of) if not d.simulated]
        strongest = max(held, key=lambda d: (RANK[d.type], d.until_at), default=None)
        if strongest is None or strongest.origin != "detector" or strongest.scope != "ip":
            continue
        pressure = state.pressure(source_key(value, service), scores.as_of)
        pressure.add(int(scores.refused[i]), scores.as_of)
        most = context.max_step(service)
        if most == "ban" and _grows(strongest, pressure, scores, i):
            growing.append((i, strongest))
    return growing


def grown(decision: Decision, scores: Scores, i: int, decision_id: str, state: DecisionState) -> Decision:
    """Return the ban that a held decision grows into, on its own evidence and on what was refused since."""
    key = source_key(decision.value, decision.service)
    pressure = state.pressures[key]
    harm = harm_of(_asked(feature_values(scores, i), pressure))
    evidence = replace(
        decision.evidence,
        basis="refused",
        refused_60s=round(pressure.refused),
        harm=decision.evidence.harm or (harm.name if harm else ""),
    )
    return replace(
        decision,
        id=decision_id,
        type="ban",
        kind=decision.kind if harm is None or decision.type == "ban" else harm.kind,
        decided_at=scores.as_of,
        until_at=scores.as_of + duration("ban", key, scores.as_of, state),
        evidence=evidence,
    )


def _grows(held: Decision, pressure: Pressure, scores: Scores, i: int) -> bool:
    if held.type == "ban":
        return held.until_at - scores.as_of <= _LAST_SECONDS and pressure.seconds >= _STEADY_SECONDS
    features = feature_values(scores, i)
    if held.type == "challenge" and (_fails(pressure, features) or _fails_in_attack(held, pressure, features)):
        return True
    steadily = pressure.refused > _HAMMERED and pressure.seconds >= _HAMMERED_SECONDS
    hammers = steadily or (pressure.refused > _FLOODED and pressure.times > 1)
    spared = is_shared(features) or scores.membership[i] == Membership.CROWD
    return hammers and not spared and harm_of(_asked(features, pressure)) is not None


def _fails(pressure: Pressure, features: Mapping[str, float]) -> bool:
    """Tell whether a source that does harm fails a challenge again and again: a browser solves it in two seconds.

    Who probes or tries logins has fewer tries than one whose harm is how much it asks for.
    """
    if is_shared(features):
        return False
    meant_harm = is_probe_of_holes(features) or features["logins_600s"] >= _LOGINS
    rule = harm_of(_asked(features, pressure))
    does_harm = rule is not None and rule.kind != "scraping"  # crawlers of nobody's list walk and fail alike
    return (meant_harm and pressure.times >= _FAILED_TIMES) or (does_harm and pressure.times >= _FAILED_BY_HARM)


def _fails_in_attack(held: Decision, pressure: Pressure, features: Mapping[str, float]) -> bool:
    """Tell whether one that was challenged for what a distributed attack does goes on without an answer."""
    in_attack = held.kind == "distributed" and not is_shared(features)
    return in_attack and pressure.times >= _FAILED_IN_ATTACK


def _asked(features: Mapping[str, float], pressure: Pressure) -> dict[str, float]:
    """Return the features as if the refused requests had been answered: pages as far as the source asks for pages."""
    refused_pages = pressure.refused * features["page_share"]
    return {**features, "pages_60s": features["pages_60s"] + refused_pages}
