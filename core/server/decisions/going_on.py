"""Sources that go on while they are refused: hysteresis, so that nobody waits a ban out with the tap open.

What is refused reaches no service and teaches no detector; only here it counts. A ban is prolonged, with growth, for
a source that was refused to its last minute. A limit becomes a ban where the source hammers at it and does harm,
counting the pages it was refused among those that it asked for. A challenge becomes one where it is left unanswered
again and again, as no visitor's browser does.
"""

from collections.abc import Mapping
from math import sqrt
from typing import Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from agent.contract.address import address_text
from core.server.decisions.context import Context
from core.server.decisions.decision import RANK, Decision
from core.server.decisions.durations import duration
from core.server.decisions.evidence import feature_values
from core.server.decisions.harm import A_PROBE, harm_of, is_probe_of_holes, is_shared
from core.server.decisions.memory import STRIKE_SECONDS, TRY_SECONDS, Pressure, Strike, source_key
from core.server.decisions.state import DecisionState
from models.features import FEATURE
from models.scores import Membership, Scores

_LAST_SECONDS: Final = 60.0
_STEADY_SECONDS: Final = 5.0  # of the last minute's: one in ten, refused again and again
_WAITED_TIMES: Final = 10
_HAMMERED: Final = 60.0  # requests of the last minute
_HAMMERED_SECONDS: Final = 10.0
_FLOODED: Final = 100.0  # requests of the last minute, however few seconds they came in
_PRESSED_SECONDS: Final = 20.0  # by one who was beyond the threshold of a ban, and asks for so many pages
_PRESSED_PAGES: Final = 80.0
_FAILED_TIMES: Final = 3  # who takes part in an attack may ask once a minute and less
_FAILED_OFTEN: Final = 10
_A_BROWSER: Final = 0.9  # of a User-Agent that has loaded assets
_RESTLESS_SECONDS: Final = 20.0  # of the last minute's
_BUSY_SECONDS: Final = 8.0  # of one who is halfway from a limit's doubt to a ban's
_LOGINS: Final = 2.0
_SIGNATURES: Final = FEATURE["signature_paths_600s"]
_PLAIN_KINDS: Final = frozenset({"exploit", "distributed"})
_MEANT_KINDS: Final = _PLAIN_KINDS | {"stuffing", "scan"}


def growing_decisions(scores: Scores, context: Context, state: DecisionState) -> list[tuple[int, Decision]]:
    """Count a record's refused requests, and return the entries whose held decision is to grow into a ban."""
    growing, has_pass = [], _has_pass(scores)
    _take_passes(has_pass, scores, state)
    for i in np.flatnonzero((scores.refused > 0) & ~scores.late).tolist():
        value, service = _named(scores, i)
        held = [d for d in state.held(value, service, scores.as_of) if not d.simulated]
        strongest = max(held, key=lambda d: (RANK[d.type], d.until_at), default=None)
        if strongest is None or strongest.origin != "detector" or strongest.scope != "ip":
            continue
        pressure = state.pressure(source_key(value, service), scores.as_of)
        challenged = strongest.type == "challenge" and not has_pass[i]
        apart = 0.0 if scores.features[i, _SIGNATURES] >= A_PROBE else TRY_SECONDS  # it is no page's many requests
        pressure.add(int(scores.refused[i]), scores.as_of, challenged=challenged, apart=apart)
        most = context.max_step(service)
        beyond = _was_beyond(state.strikes.get(source_key(value, service)), scores.as_of)
        if most == "ban" and _grows(strongest, pressure, scores, i, beyond=beyond):
            growing.append((i, strongest))
    return growing


def _take_passes(has_pass: NDArray[np.bool_], scores: Scores, state: DecisionState) -> None:
    """Forgive the tries of those who came through with a pass."""
    for i in np.flatnonzero(has_pass & ~scores.late).tolist() if state.pressures else ():
        pressure = state.pressures.get(source_key(*_named(scores, i)))
        if pressure is not None:
            pressure.answer(scores.as_of)


def _has_pass(scores: Scores) -> NDArray[np.bool_]:
    """Tell of each entry whether requests of it were answered, as they are behind a challenge with a pass alone."""
    return np.asarray((scores.requests > 0) & (scores.features[:, FEATURE["passed_share"]] > 0), np.bool_)


def _named(scores: Scores, i: int) -> tuple[str, str]:
    return address_text(scores.address[i].tobytes()), scores.services[int(scores.service[i])]


def grown(
    decision: Decision, scores: Scores, i: int, context: Context, state: DecisionState, *, decision_id: str
) -> Decision:
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
        until_at=scores.as_of + duration("ban", key, scores.as_of, state, context.durations),
        evidence=evidence,
    )


def _was_beyond(strike: Strike | None, at: float) -> bool:
    """Tell whether a source was beyond the threshold of a ban in its present run of anomalous seconds."""
    return strike is not None and strike.bans > 0 and strike.second >= at - STRIKE_SECONDS


def _grows(held: Decision, pressure: Pressure, scores: Scores, i: int, *, beyond: bool) -> bool:
    if held.type == "ban":
        is_over = held.until_at - scores.as_of <= _LAST_SECONDS
        return is_over and (pressure.seconds >= _STEADY_SECONDS or _waits(held, pressure))
    features = feature_values(scores, i)
    if is_shared(features) or is_shared(held.evidence.features):  # also while few of the many are there
        return False
    if held.type == "challenge" and _fails(held, pressure, features, beyond=beyond):
        return True
    return scores.membership[i] != Membership.CROWD and _hammers(pressure, _asked(features, pressure), beyond=beyond)


def _waits(held: Decision, pressure: Pressure) -> bool:
    """Tell whether a banned source only waits, asking at a slow pace, for what no visitor's program asks for."""
    return held.kind in _MEANT_KINDS and pressure.times >= _WAITED_TIMES


def _hammers(pressure: Pressure, asked: Mapping[str, float], *, beyond: bool) -> bool:
    """Tell whether a source goes on against its limit: it does harm, or has no doubt left and hardly a pause."""
    if beyond and pressure.seconds >= _PRESSED_SECONDS and asked["pages_60s"] >= _PRESSED_PAGES:
        return True
    steadily = pressure.refused > _HAMMERED and pressure.seconds >= _HAMMERED_SECONDS
    return (steadily or (pressure.refused > _FLOODED and pressure.times > 1)) and harm_of(asked) is not None


def _fails(held: Decision, pressure: Pressure, features: Mapping[str, float], *, beyond: bool) -> bool:
    """Tell whether a source fails a challenge again and again: a browser solves it in two seconds.

    Who probes, tries logins or takes part in an attack has fewer tries. Crawlers of nobody's list fail as scrapers do:
    of these only the restless are banned, and whoever was beyond the threshold of a ban. Behind who has loaded assets
    there may be an application whose own requests are challenged, of which people see nothing: logins do not hasten it.
    """
    tries_logins = features["logins_600s"] >= _LOGINS and features["users_600s"] < _A_BROWSER
    means_harm = held.kind in _PLAIN_KINDS or is_probe_of_holes(features) or tries_logins
    if means_harm and pressure.unanswered >= _FAILED_TIMES:
        return True
    if held.kind == "flash_crowd" or pressure.unanswered < _FAILED_OFTEN:
        return False
    rule = harm_of(_asked(features, pressure))
    does_harm = rule is not None and rule.kind != "scraping"
    thresholds = held.evidence.thresholds
    is_halfway = held.evidence.p_value < sqrt(thresholds["limit"] * thresholds["ban"])
    return does_harm or beyond or pressure.seconds >= (_BUSY_SECONDS if is_halfway else _RESTLESS_SECONDS)


def _asked(features: Mapping[str, float], pressure: Pressure) -> dict[str, float]:
    """Return the features as if the refused requests had been answered: pages as far as the source asks for pages."""
    refused_pages = pressure.refused * features["page_share"]
    return {**features, "pages_60s": features["pages_60s"] + refused_pages}
