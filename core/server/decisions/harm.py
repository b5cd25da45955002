"""The second key of a ban: not how unusual a source is, but what harm it does.

Each evidence is a rule over a few features that a person can read. Rates count pages, not assets: a browser that
loads a heavy page does not harm.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from core.server.decisions.decision import Kind


class Evidence(NamedTuple):
    """A kind of harm is shown where all of its features reach their least values."""

    kind: Kind
    least: Mapping[str, float]


# In order of how specific they are: the first that holds names the kind.
EVIDENCE: Final = (
    Evidence("stuffing", {"logins_600s": 10}),
    Evidence("stuffing", {"denied_600s": 20, "page_share": 0.8}),  # not the forbidden assets of an own page
    Evidence("exploit", {"injections_600s": 3}),
    Evidence("scan", {"sensitive_600s": 4}),
    Evidence("scan", {"not_found_paths_600s": 12, "client_error_share": 0.25}),  # not an office behind one address
    Evidence("scan", {"rare_paths_600s": 25, "client_error_share": 0.25}),
    Evidence("flood", {"pages_60s": 120}),
)
# Without harm enough for a ban, still named.
_MILDER: Final = (
    Evidence("scan", {"not_found_paths_600s": 4}),
    Evidence("exploit", {"injections_600s": 1}),
    Evidence("scan", {"sensitive_600s": 1}),
    Evidence("scraping", {"paths_600s": 60}),
    Evidence("flood", {"requests_10s": 40}),
)
# So far beyond any harmless source that one second is enough.
FAST_FLOOD: Final = {"requests_10s": 200.0, "pages_60s": 180.0}


def harm_of(features: Mapping[str, float]) -> Kind | None:
    """Return the kind of harm that the features of a source show, or None."""
    return next((evidence.kind for evidence in EVIDENCE if holds(evidence.least, features)), None)


def kind_of(features: Mapping[str, float]) -> Kind:
    """Return what an anomalous source seems to be up to."""
    return next((evidence.kind for evidence in (*EVIDENCE, *_MILDER) if holds(evidence.least, features)), "unknown")


def holds(least: Mapping[str, float], features: Mapping[str, float]) -> bool:
    """Tell whether each feature named in `least` reaches its value."""
    return all(features[name] >= value for name, value in least.items())
