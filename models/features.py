"""The feature vector of a source, and what each feature is good for.

Counts are decayed exponentially or distinct within 600 s; shares are shrunk towards what is usual, so that a handful
of requests says little. `rarity` is the mean of -log2 of the part of sources that ask for the same templates. Of most
features only "more" is suspicious; the ones in CONTEXT say what kind of client it is and never alarm by themselves.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from models import distinct
from models.decay import HOUR, INDEX
from models.entries import Entries
from models.kernels.vector import Remembered, VectorPlan, fill
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
_NAMED: Final = (  # in the order of `vector.NAMED`
    ("pages", 60),
    ("new_pages", 60),
    ("requests", 10),
    ("requests", 60),
    ("requests", 600),
    ("time", 60),
    ("bytes", 600),
    ("gaps", HOUR),
    ("gap_sum", HOUR),
    ("gap_squares", HOUR),
)
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
_PLAN: Final = VectorPlan(
    count=np.array([INDEX[counter] for counter in _COUNTS.values()]),
    sets=np.array([distinct.SETS.index(name) for name in _SETS.values()]),
    part=np.array([INDEX[part, 600] for part, _, _ in _SHARES.values()]),
    whole=np.array([INDEX[whole, 600] for _, whole, _ in _SHARES.values()]),
    usual=np.array([_PRIOR_WEIGHT * usual for _, _, usual in _SHARES.values()], np.float32),
    prior=_PRIOR_WEIGHT,
    named=np.array([INDEX[counter] for counter in _NAMED]),
)
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
    sets = distinct.estimate(table.bits, entries.slot, entries.held)
    return fill(_PLAN, Remembered(table.ew, table.newest, entries.slot, sets, load, known_prefix))
