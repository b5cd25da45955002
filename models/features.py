"""The feature vector of a source, and what each feature is good for.

Counts are decayed exponentially or distinct within 600 s; shares are shrunk towards what is usual, so that a handful
of requests says little. `rarity` is the mean of -log2 of the part of sources that ask for the same templates. Of most
features only "more" is suspicious; the ones in CONTEXT say what kind of client it is and never alarm by themselves.
"""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models import distinct
from models.decay import HOUR, INDEX
from models.entries import Entries
from models.service_load import MEASURES
from models.source_table import SourceTable

_COUNTS: Final = {
    "requests_10s": ("requests", 10),
    "requests_60s": ("requests", 60),
    "requests_600s": ("requests", 600),
    "requests_3600s": ("requests", HOUR),
    "client_errors_60s": ("status_4xx", 60),
    "client_errors_3600s": ("status_4xx", HOUR),
    "server_errors_60s": ("status_5xx", 60),
    "denied_600s": ("denied", 600),
    "logins_600s": ("logins", 600),
    "logins_3600s": ("logins", HOUR),
    "pages_60s": ("pages", 60),
    "pages_3600s": ("pages", HOUR),
    "sensitive_600s": ("sensitive", 600),
    "injections_600s": ("injections", 600),
    "exploits_600s": ("exploits", 600),
    "scanner_agents_600s": ("scanner_agents", 600),
    "paths_3600s": ("new_pages", HOUR),
    "not_found_paths_3600s": ("new_not_found", HOUR),
    "signature_paths_3600s": ("new_signatures", HOUR),
}
_SETS: Final = {
    "not_found_paths_600s": "not_found_paths",
    "paths_600s": "paths",
    "queries_600s": "queries",
    "rare_paths_600s": "rare_paths",
    "user_agents_600s": "user_agents",
    "signature_paths_600s": "signatures",
    "users_600s": "asset_agents",  # distinct User-Agents that load assets: people behind one address
}
_PRIOR_WEIGHT: Final = 4.0
# share: (counter, counter it is a part of, what is usual)
_SHARES: Final = {
    "client_error_share": ("status_4xx", "requests", 0.05),
    "redirect_share": ("redirects", "requests", 0.1),
    "odd_method_share": ("odd_methods", "requests", 0.02),
    "tool_agent_share": ("tool_agents", "requests", 0.02),
    "page_share": ("pages", "requests", 0.6),
    "no_referrer_share": ("no_referrer", "pages", 0.4),
    "post_share": ("posts", "requests", 0.1),
    "bot_share": ("bot_agents", "requests", 0.0),
    "passed_share": ("passed", "requests", 0.0),
    "rarity": ("rarity", "pages", 3.0),
    "agent_rarity": ("agent_rarity", "requests", 4.0),
}
_OTHERS: Final = (
    "repeats_60s",
    "service_share",
    "cost_share",
    "bytes_per_request",
    "burst",
    "regularity",
    "known_prefix",
    "service_assets",
)
NAMES: Final = ("requests_1s", *_COUNTS, *_SETS, *_SHARES, *_OTHERS)
FEATURE: Final = {name: i for i, name in enumerate(NAMES)}
_COUNTERS: Final = [INDEX[counter] for counter in _COUNTS.values()]
_ESTIMATES: Final = [distinct.SETS.index(name) for name in _SETS.values()]
_PARTS: Final = [INDEX[part, 600] for part, _, _ in _SHARES.values()]
_WHOLES: Final = [INDEX[whole, 600] for _, whole, _ in _SHARES.values()]
_USUAL: Final = np.array([_PRIOR_WEIGHT * usual for _, _, usual in _SHARES.values()], np.float32)
# Every other feature is a count.
BOUNDED: Final = frozenset(
    {*_SHARES, "service_share", "cost_share", "burst", "regularity", "known_prefix", "service_assets"}
)
CONTEXT: Final = frozenset(
    {
        "users_600s",
        "post_share",
        "bot_share",
        "passed_share",
        "agent_rarity",
        "cost_share",
        "bytes_per_request",
        "burst",
        "regularity",
        "known_prefix",
        "service_assets",
    }
)
ALARMING: Final = tuple(name for name in NAMES if name not in CONTEXT)  # the ones that the novelty heads look at
_LEAST_LOAD: Final = 60.0  # requests a minute; with fewer, a service is quiet and any share says little
_LEAST_COST: Final = 10.0  # seconds a minute
_LEAST_GAPS: Final = 8.0
_GAP_NOISE: Final = 1 / 6  # variance of the difference of two instants cut to seconds


def features_of(
    table: SourceTable, entries: Entries, load: NDArray[np.float64], known_prefix: NDArray[np.bool_]
) -> NDArray[np.float32]:
    """Return (n, features) in natural units, as of each entry's newest second.

    Args:
        table: what is remembered, this batch included.
        entries: whose features.
        load: (n, MEASURES) of each entry's service.
        known_prefix: (n,) whether each entry's network was seen before.
    """
    ew = table.ew[entries.slot]
    sets = distinct.estimate(table.bits, entries.slot, entries.held)
    shares = (ew[:, _PARTS] + _USUAL) / (ew[:, _WHOLES] + np.float32(_PRIOR_WEIGHT))
    features = np.empty((len(ew), len(NAMES)), np.float32)
    features[:, 0] = table.newest[entries.slot]
    begin = 1
    for block in (ew[:, _COUNTERS], sets[:, _ESTIMATES], shares):
        features[:, begin : (begin := begin + block.shape[1])] = block
    service = dict(zip(MEASURES, load.T, strict=True))
    requests = ew[:, INDEX["requests", 600]]
    others: list[NDArray[Any]] = [
        np.maximum(ew[:, INDEX["pages", 60]] - ew[:, INDEX["new_pages", 60]], 0),
        ew[:, INDEX["requests", 60]] / np.maximum(service["requests_60s"], _LEAST_LOAD),
        ew[:, INDEX["time", 60]] / np.maximum(service["time_60s"], _LEAST_COST),
        ew[:, INDEX["bytes", 600]] / np.maximum(requests, 1),
        np.log((ew[:, INDEX["requests", 10]] / 10 + 0.02) / (requests / 600 + 0.02)),
        _regularity(ew),
        known_prefix,
        service["assets_3600s"] / np.maximum(service["requests_3600s"], 1),
    ]
    for column, values in enumerate(others, begin):
        features[:, column] = values
    return features


def _regularity(ew: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return -ln of the variation coefficient of the gaps between active seconds; 0 where there are too few.

    A second is as fine as the log is: the noise of cutting instants to seconds is added to the variance, so that a
    gap of one second every second is not taken for a clock.
    """
    count = ew[:, INDEX["gaps", HOUR]].astype(np.float64)
    mean = ew[:, INDEX["gap_sum", HOUR]] / np.maximum(count, 1)
    variance = np.maximum(ew[:, INDEX["gap_squares", HOUR]] / np.maximum(count, 1) - mean**2, 0) + _GAP_NOISE
    regularity: NDArray[np.float64] = -0.5 * np.log(variance / np.maximum(mean, 1) ** 2)
    return np.where(count >= _LEAST_GAPS, np.maximum(regularity, 0), 0)
