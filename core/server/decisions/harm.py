"""The second key of a ban: not how unusual a source is, but what harm it does.

Each rule is over a few features that a person can read. Rates count pages, not assets: a browser that loads a heavy
page does not harm.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.server.decisions.decision import Kind
from models.features import FEATURE


class Rule(NamedTuple):
    """A kind of harm is shown where all features reach their least values.

    `damning` harm shows in what is asked for, not in how much: it lowers the anomaly that a ban wants
    (`Thresholds.damning_ban`). `at_once`: so far beyond any harmless source that one second is enough.
    """

    name: str
    kind: Kind
    least: Mapping[str, float]
    damning: bool = False
    at_once: bool = False


class Harm(NamedTuple):
    """What a source does: the first rule that proves harm, what it seems to be up to, and whether one second tells."""

    rule: Rule | None
    kind: Kind
    at_once: bool


# In order of how specific they are: the first that holds names the kind.
PROVEN: Final = (
    Rule("exploit_probes", "exploit", {"exploits_600s": 1.9, "signature_paths_600s": 2}, damning=True, at_once=True),
    Rule("exploit_tool", "exploit", {"exploits_600s": 0.9, "scanner_agents_600s": 0.9}, damning=True, at_once=True),
    Rule("scan_tool", "scan", {"signature_paths_600s": 2, "scanner_agents_600s": 1.9}, damning=True, at_once=True),
    Rule("probed_paths", "scan", {"signature_paths_600s": 2, "client_error_share": 0.3}, damning=True, at_once=True),
    Rule("logins", "stuffing", {"logins_600s": 10}),
    Rule("bare_logins", "stuffing", {"logins_600s": 5, "page_share": 0.85}),  # no browser, which loads assets too
    Rule("slow_logins", "stuffing", {"logins_3600s": 30}),
    Rule("denied", "stuffing", {"denied_600s": 20, "page_share": 0.8}),  # not the forbidden assets of an own page
    Rule("injections", "exploit", {"injections_600s": 3}),
    Rule("sensitive_paths", "scan", {"sensitive_600s": 4}),
    Rule("slow_signatures", "scan", {"signature_paths_3600s": 6}),
    Rule("missing_paths", "scan", {"not_found_paths_600s": 12, "client_error_share": 0.25}),  # not an office's
    Rule("slow_missing_paths", "scan", {"not_found_paths_3600s": 25, "client_error_share": 0.25}),
    Rule("rare_paths", "scan", {"rare_paths_600s": 25, "client_error_share": 0.25}),
    Rule("fast_flood", "flood", {"requests_10s": 200, "pages_60s": 180}, at_once=True),
    Rule("sudden_flood", "flood", {"requests_10s": 40, "pages_60s": 40, "page_share": 0.85}, at_once=True),
    Rule("flood", "flood", {"pages_60s": 120}),
    Rule("page_flood", "flood", {"requests_10s": 20, "pages_60s": 20, "page_share": 0.8}),
    Rule("many_pages", "scraping", {"pages_3600s": 60, "paths_3600s": 30, "page_share": 0.9}),
)
# Not harm enough for a ban: still named, and a ground for a challenge. Counts fade: three in two seconds are 2.998.
LIKELY: Final = (
    Rule("some_missing_paths", "scan", {"not_found_paths_600s": 4}),
    Rule("an_injection", "exploit", {"injections_600s": 0.9}),
    Rule("a_sensitive_path", "scan", {"sensitive_600s": 0.9}),
    Rule("an_exploit", "exploit", {"exploits_600s": 0.9}),
    Rule("an_attack_tool", "scan", {"scanner_agents_600s": 0.9}),
    Rule("odd_methods", "scan", {"odd_method_share": 0.3, "client_error_share": 0.25}),
    Rule("some_logins", "stuffing", {"logins_600s": 2.9}),
    Rule("some_denied", "stuffing", {"denied_600s": 2.9}),
    Rule("many_paths", "scraping", {"paths_600s": 60}),
    Rule("fast", "flood", {"requests_10s": 40}),
)
_RULES: Final = (*PROVEN, *LIKELY)
_COLUMN: Final = np.array([FEATURE[name] for rule in _RULES for name in rule.least])
_LEAST: Final = np.array([least for rule in _RULES for least in rule.least.values()])
_BEGINS: Final = np.cumsum([0, *(len(rule.least) for rule in _RULES[:-1])])  # each rule's first condition
_AT_ONCE: Final = np.array([rule.at_once for rule in PROVEN])
REPEATED: Final = "repeated_probes"  # what `ladder` calls it
DAMNING: Final = frozenset({REPEATED, *(rule.name for rule in PROVEN if rule.damning)})
_SHARED_USERS: Final = 4  # that load assets, as only browsers do
_MOST_PAGES: Final = 0.8
A_PROBE: Final = 0.9  # requests or distinct paths, as they fade
_SIGNS: Final = [FEATURE[name] for name in ("exploits_600s", "scanner_agents_600s", "signature_paths_600s")]


def harm_of(features: Mapping[str, float]) -> Rule | None:
    """Return the harm that the features of a source prove, or None."""
    return next((rule for rule in PROVEN if holds(rule.least, features)), None)


def harms_of(features: NDArray[np.float32]) -> list[Harm]:
    """Return the harm of each of (n, F) rows of features: all rules over all rows at once."""
    met: NDArray[np.bool_] = np.logical_and.reduceat(features[:, _COLUMN] >= _LEAST, _BEGINS, axis=1)
    proven = met[:, : len(PROVEN)]
    first = np.where(met.any(axis=1), met.argmax(axis=1), -1).tolist()
    first_proven = np.where(proven.any(axis=1), proven.argmax(axis=1), -1).tolist()
    at_once = (proven & _AT_ONCE).any(axis=1).tolist()
    return [
        Harm(PROVEN[p] if p >= 0 else None, _RULES[k].kind if k >= 0 else "unknown", once)
        for p, k, once in zip(first_proven, first, at_once, strict=True)
    ]


def shows_signs(features: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Tell of each row whether it has attackers' requests or tools in it: worth watching, however usual it is else."""
    return np.asarray((features[:, _SIGNS] >= A_PROBE).any(axis=1), np.bool_)


def is_probe_of_holes(features: Mapping[str, float]) -> bool:
    """Tell whether a source has asked for what only a prober asks for: such come once and go, so one second counts."""
    return features["signature_paths_600s"] >= A_PROBE


def is_shared(features: Mapping[str, float]) -> bool:
    """Tell whether an address seems to be that of many people, as an office's or a mobile carrier's is."""
    return features["users_600s"] >= _SHARED_USERS and features["page_share"] <= _MOST_PAGES


def holds(least: Mapping[str, float], features: Mapping[str, float]) -> bool:
    """Tell whether each feature named in `least` reaches its value."""
    for name, value in least.items():  # noqa: SIM110 - asked of every rule: a generator would take three times as long
        if not features[name] >= value:
            return False
    return True
