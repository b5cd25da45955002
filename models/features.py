"""The feature vector of a source: numbers over windows in which only "more" is suspicious.

Counts are decayed exponentially or distinct within 600 s; shares are shrunk towards what is usual, so that a handful
of requests says little. `rarity` is the mean of -log2 of the part of sources that ask for the same templates.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.contract.columns import UrlFlag
from models import distinct
from models.batch import Array, Batch
from models.decay import COUNTERS, INDEX, decay_factors
from models.entries import Entries
from models.popularity import KNOWN_FROM, RARE_BELOW, Popularity
from models.source_table import SourceTable

_COUNTS: Final = {
    "requests_10s": ("requests", 10),
    "requests_60s": ("requests", 60),
    "requests_600s": ("requests", 600),
    "client_errors_60s": ("status_4xx", 60),
    "server_errors_60s": ("status_5xx", 60),
    "denied_600s": ("denied", 600),
    "logins_600s": ("logins", 600),
    "pages_60s": ("pages", 60),
    "sensitive_600s": ("sensitive", 600),
    "injections_600s": ("injections", 600),
}
_SETS: Final = {
    "not_found_paths_600s": "not_found_paths",
    "paths_600s": "paths",
    "queries_600s": "queries",
    "rare_paths_600s": "rare_paths",
    "user_agents_600s": "user_agents",
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
}
_RARITY_USUAL: Final = 3.0
NAMES: Final = ("requests_1s", *_COUNTS, *_SETS, "repeats_60s", *_SHARES, "rarity", "service_share")
FEATURE: Final = {name: i for i, name in enumerate(NAMES)}
BOUNDED: Final = frozenset({*_SHARES, "rarity", "service_share"})  # every other feature is a count


def observe(batch: Batch, entries: Entries, table: SourceTable, popularity: Popularity, now: int) -> None:
    """Add a batch to what is remembered of its sources, and then to what is popular."""
    slots_of_url, services_of_url, listed = _urls(batch, entries)
    distinct.rotate(table.bits, table.epoch, entries.slot, entries.held)
    added = {column: batch.row[column].astype(np.float32) for column in batch.row}
    added["redirects"] = added["status_3xx"] - added["not_modified"]
    added["pages"] = added["requests"] - added["assets"]
    rarity, rare = _rarity(batch, services_of_url, listed, popularity, now)
    added["rarity"] = np.bincount(batch.url_row, rarity, batch.rows).astype(np.float32)
    new = _add_urls(batch, table, slots_of_url, listed, rare)
    added["new_pages"] = np.bincount(batch.url_row, new, batch.rows).astype(np.float32)
    _add_agents(batch, entries, table)
    _count(batch, entries, table, added)
    _learn_popularity(batch, entries, table, popularity, now)


def _urls(batch: Batch, entries: Entries) -> tuple[Array, Array, NDArray[np.bool_]]:
    """Return each URL's slot and service, and whether it has one."""
    entry = entries.of_row[batch.url_row]
    listed = entry >= 0
    if not len(entries.slot):
        return entry, entry, listed
    return entries.slot[entry], entries.service[entry], listed


def _rarity(
    batch: Batch, services: Array, listed: NDArray[np.bool_], popularity: Popularity, now: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return what each URL adds to the rarity of its row, and which ones hardly any source asks for."""
    page = listed & ((batch.url["url_flags"] & UrlFlag.ASSET) == 0)
    rarity = np.zeros(len(page))
    rare = np.zeros(len(page), dtype=np.bool_)
    if not page.any():
        return rarity, rare
    of = services[page]
    askers = popularity.askers(of, batch.url["template"][page], now)
    sources = popularity.sources(int(of.max()) + 1, now)[of]
    rarity[page] = -np.log2((askers + 0.5) / (sources + 10)) * batch.url["url_requests"][page]
    rare[page] = (askers < RARE_BELOW) & (sources >= KNOWN_FROM)
    return np.maximum(rarity, 0), rare


def _add_urls(
    batch: Batch, table: SourceTable, slots: Array, listed: NDArray[np.bool_], rare: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Add paths and queries to their sets and tell which pages were new to their source."""
    flags = batch.url["url_flags"]
    page = listed & ((flags & UrlFlag.ASSET) == 0)
    new = np.zeros(len(page), dtype=np.bool_)
    new[page] = distinct.add(table.bits, "paths", slots[page], batch.url["path"][page])
    for name, chosen, column in (
        ("not_found_paths", listed & ((flags & UrlFlag.NOT_FOUND) != 0), "path"),
        ("queries", listed & ((flags & UrlFlag.QUERY) != 0), "url"),
        ("rare_paths", rare, "path"),
    ):
        distinct.add(table.bits, name, slots[chosen], batch.url[column][chosen])
    return new


def _add_agents(batch: Batch, entries: Entries, table: SourceTable) -> None:
    entry = entries.of_row[batch.agent_row]
    listed = entry >= 0
    distinct.add(table.bits, "user_agents", entries.slot[entry[listed]], batch.agent[listed])


def _count(batch: Batch, entries: Entries, table: SourceTable, added: dict[str, Array]) -> None:
    """Bring the counters forward to each entry's newest second and add the rows, each faded by its age."""
    rows = np.flatnonzero(entries.of_row >= 0)
    entry = entries.of_row[rows]
    fading = decay_factors(entries.held[entry] - batch.second[rows])
    table.ew[entries.slot] *= decay_factors(entries.held - table.last[entries.slot])
    values = np.stack([added[counter.name][rows] for counter in COUNTERS], axis=1) * fading
    np.add.at(table.ew, entries.slot[entry], values.astype(np.float32))
    _count_newest(batch, entries, table, rows)


def _count_newest(batch: Batch, entries: Entries, table: SourceTable, rows: NDArray[np.int64]) -> None:
    entry = entries.of_row[rows]
    table.newest[entries.slot[table.last[entries.slot] < entries.held]] = 0
    table.last[entries.slot] = entries.held
    current = batch.second[rows] == entries.held[entry]
    np.add.at(table.newest, entries.slot[entry[current]], batch.row["requests"][rows[current]].astype(np.int64))


def _learn_popularity(batch: Batch, entries: Entries, table: SourceTable, popularity: Popularity, now: int) -> None:
    listed = entries.of_row[batch.url_row] >= 0
    page = np.flatnonzero(listed & ((batch.url["url_flags"] & UrlFlag.ASSET) == 0))
    entry = entries.of_row[batch.url_row[page]]
    templates = batch.url["template"][page]
    new = distinct.add(table.bits, "templates", entries.slot[entry], templates)
    popularity.learn_many(entries.service[entry[new]], templates[new], now)
    fresh = ~table.counted[entries.slot]
    popularity.learn_sources(entries.service[fresh], now)
    table.counted[entries.slot] = True


def features_of(table: SourceTable, entries: Entries, service_requests_60s: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return (n, features) in natural units, as of each entry's newest second.

    Args:
        table: what is remembered, this batch included.
        entries: whose features.
        service_requests_60s: (n,) decayed requests of each entry's service.
    """
    ew = table.ew[entries.slot]
    sets = distinct.estimate(table.bits, entries.slot, entries.held)
    columns: list[Array] = [table.newest[entries.slot]]
    columns += [ew[:, INDEX[counter]] for counter in _COUNTS.values()]
    columns += [sets[:, distinct.SETS.index(name)] for name in _SETS.values()]
    columns.append(np.maximum(ew[:, INDEX["pages", 60]] - ew[:, INDEX["new_pages", 60]], 0))
    columns += [
        _shrunk(ew[:, INDEX[part, 600]], ew[:, INDEX[whole, 600]], usual) for part, whole, usual in _SHARES.values()
    ]
    columns.append(_shrunk(ew[:, INDEX["rarity", 600]], ew[:, INDEX["pages", 600]], _RARITY_USUAL))
    columns.append(ew[:, INDEX["requests", 60]] / np.maximum(service_requests_60s, 60))
    return np.stack(columns, axis=1).astype(np.float32)


def _shrunk(part: Array, whole: Array, usual: float) -> Array:
    return (part + _PRIOR_WEIGHT * usual) / (whole + _PRIOR_WEIGHT)
