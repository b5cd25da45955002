"""Taking a batch in: what is remembered of its sources, and then what is popular."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.contract.columns import UrlFlag
from models import distinct
from models.batch import Array, Batch
from models.decay import LINES, PLAN
from models.entries import Entries
from models.kernels.counters import Addition, add_counters
from models.popularity import KNOWN_FROM, RARE_BELOW, Popularity
from models.source_table import SourceTable

_AGENTS: Final = 1 << 16  # popularity keeps User-Agents apart from templates by this much of the service's number
_ANSWERED: Final = 2 << 16  # and answered probes by this much
EXEMPT_FROM: Final = 2.0  # other sources that were answered: then a path is no probe here
_HALF: Final = 0.5  # of a path: what the estimate of a count may be off by
_NO_PATH: Final = 1 << 32  # above all hashes of paths
_LONGEST: Final = 1e6  # seconds that a row's requests may have taken; more, or NaN, is a broken clock
_PROBE: Final = UrlFlag.SENSITIVE | UrlFlag.INJECTION


def observe(batch: Batch, entries: Entries, table: SourceTable, popularity: Popularity, now: int) -> None:
    """Add a batch to what is remembered of its sources, and then to what is popular."""
    urls = _Urls(batch, entries)
    distinct.rotate(table.bits, table.epoch, entries.slot, entries.held)
    added = _derived(batch)
    rarity, rare = _rarity(urls, popularity, now)
    added["rarity"] = np.bincount(batch.url_row, rarity, batch.rows).astype(np.float32)
    _add_urls(urls, rare, table, added, _exempt(urls, table, popularity, now))
    added["agent_rarity"] = _add_agents(batch, entries, table, popularity, now)
    _count(batch, entries, table, added)
    _learn_popularity(urls, entries, table, popularity, now)


class _Urls:
    """The URLs of a batch with their slots and services (places); only those that have one are `listed`."""

    def __init__(self, batch: Batch, entries: Entries) -> None:
        entry = entries.of_row[batch.url_row]
        self.batch = batch
        self.flags = batch.url["url_flags"]
        self.listed = entry >= 0
        self.page = self.listed & ((self.flags & UrlFlag.ASSET) == 0)
        self.probe = self.listed & ((self.flags & _PROBE) != 0)
        known = len(entries.slot) > 0
        self.slot: Array = entries.slot[entry] if known else entry
        self.service: Array = entries.service[entry] if known else entry

    def per_row(self, chosen: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Return how many of the chosen URLs each row has."""
        return np.bincount(self.batch.url_row, chosen, self.batch.rows).astype(np.float32)


def _derived(batch: Batch) -> dict[str, Array]:
    added = {name: column.astype(np.float32) for name, column in batch.row.items() if column.dtype.kind == "u"}
    added["redirects"] = np.maximum(added["status_3xx"] - added["not_modified"], 0)
    added["pages"] = np.maximum(added["requests"] - added["assets"], 0)
    added["time"] = cost_seconds(batch)
    return added


def cost_seconds(batch: Batch) -> NDArray[np.float32]:
    """Return the seconds that each row cost: upstreams', or where the format has none, the requests' own."""
    upstream, whole = batch.row["upstream_time_sum"], batch.row["request_time_sum"]
    cost = np.where(upstream > 0, upstream, whole)
    return np.where((cost >= 0) & (cost <= _LONGEST), cost, 0).astype(np.float32)


def _rarity(urls: _Urls, popularity: Popularity, now: int) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return what each URL adds to the rarity of its row, and which ones hardly any source asks for."""
    page = urls.page
    rarity = np.zeros(len(page))
    rare = np.zeros(len(page), dtype=np.bool_)
    if not page.any():
        return rarity, rare
    of, url = urls.service[page], urls.batch.url
    askers = popularity.askers(of, url["template"][page], now)
    sources = popularity.sources(int(of.max()) + 1, now)[of]
    rarity[page] = _bits(askers, sources) * url["url_requests"][page]
    rare[page] = (askers < RARE_BELOW) & (sources >= KNOWN_FROM)
    return rarity, rare


def _bits(askers: NDArray[np.float64], sources: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return -log2 of the part of sources that asked, not below 0."""
    return np.maximum(-np.log2((askers + 0.5) / (sources + 10)), 0)


def _exempt(urls: _Urls, table: SourceTable, popularity: Popularity, now: int) -> NDArray[np.bool_]:
    """Tell which probes ask for what EXEMPT_FROM other sources were given here: they are no probes at this service.

    A source counts once for each path that was answered, so nobody exempts his own. A suspect does not count, nor who
    asks for other probes as well: where everything is answered (a "soft 404"), two scanners would exempt all they try.
    """
    exempt = np.zeros(len(urls.probe), np.bool_)
    which = np.flatnonzero(urls.probe)
    path, slot, service = urls.batch.url["path"][which], urls.slot[which], urls.service[which] + _ANSWERED
    own = distinct.contains(table.bits, "answered", slot, path)
    exempt[which] = popularity.askers(service, path, now) - own >= EXEMPT_FROM * 0.9
    answered = (urls.flags[which] & UrlFlag.ANSWERED) != 0
    counts = answered & (table.learned[slot] <= now) & ~_probes_elsewhere(slot, path, exempt[which], table, now)
    new = distinct.add(table.bits, "answered", slot[counts], path[counts])
    popularity.learn_many(service[counts][new], path[counts][new], now)
    return exempt


def _probes_elsewhere(
    slot: Array, path: Array, exempt: NDArray[np.bool_], table: SourceTable, now: int
) -> NDArray[np.bool_]:
    """Tell of probes (n,) whose source shows other signature paths, in this batch or lately."""
    known = distinct.estimate(table.bits, slot, np.full(len(slot), now))[:, distinct.SETS.index("signatures")]
    lately = known - distinct.contains(table.bits, "signatures", slot, path) > _HALF
    _, of = np.unique(slot, return_inverse=True)
    low, high = np.full(len(slot), _NO_PATH), np.full(len(slot), -1)  # paths of each source that are no exempt ones
    np.minimum.at(low, of[~exempt], path[~exempt])
    np.maximum.at(high, of[~exempt], path[~exempt])
    other: NDArray[np.bool_] = (low[of] < path) | (high[of] > path)
    return lately | other


def _add_urls(
    urls: _Urls, rare: NDArray[np.bool_], table: SourceTable, added: dict[str, Array], exempt: NDArray[np.bool_]
) -> None:
    """Add URLs to their sets, and to the rows how many were new to their source."""
    not_found = urls.listed & ((urls.flags & UrlFlag.NOT_FOUND) != 0)
    for name, chosen, column, told in (
        ("paths", urls.page, "path", "new_pages"),
        ("not_found_paths", not_found, "path", "new_not_found"),
        ("signatures", urls.probe & ~exempt, "path", "new_signatures"),
        ("queries", urls.listed & ((urls.flags & UrlFlag.QUERY) != 0), "url", ""),
        ("rare_paths", rare, "path", ""),
    ):
        new = np.zeros(len(chosen), np.bool_)
        new[chosen] = distinct.add(table.bits, name, urls.slot[chosen], urls.batch.url[column][chosen])
        if told:
            added[told] = urls.per_row(new)


def _add_agents(
    batch: Batch, entries: Entries, table: SourceTable, popularity: Popularity, now: int
) -> NDArray[np.float32]:
    """Add User-Agents to their sets and return how rare each row's are, once for each of its requests."""
    entry = entries.of_row[batch.agent_row]
    listed = entry >= 0
    entry, row, agent = entry[listed], batch.agent_row[listed], batch.agent[listed]
    slot, service = entries.slot[entry], entries.service[entry]
    with_assets = batch.row["assets"][row] > 0
    distinct.add(table.bits, "asset_agents", slot[with_assets], agent[with_assets])
    new = distinct.add(table.bits, "user_agents", slot, agent)
    askers = popularity.askers(service + _AGENTS, agent, now)
    rarity = _bits(askers, popularity.sources(int(service.max(initial=-1)) + 1, now)[service])
    mean = np.bincount(row, rarity, batch.rows) / np.maximum(np.bincount(row, minlength=batch.rows), 1)
    popularity.learn_many(service[new] + _AGENTS, agent[new], now)
    return (mean * batch.row["requests"]).astype(np.float32)


def _count(batch: Batch, entries: Entries, table: SourceTable, added: dict[str, Array]) -> None:
    """Bring the counters forward to each entry's newest second and add the rows, each faded by its age."""
    rows = np.flatnonzero(entries.of_row >= 0)
    ages = entries.held - table.last[entries.slot]
    gap = np.where(table.counted[entries.slot], ages, 0).astype(np.float32)
    held = np.zeros_like(batch.second)
    held[rows] = entries.held[entries.of_row[rows]]
    addition = Addition(
        slots=entries.slot,
        ages=ages,
        own=np.stack([(gap > 0).astype(np.float32), gap, gap * gap]),
        added=np.stack([added[name] for name in LINES]).astype(np.float32, copy=False),
        entry=entries.of_row,
        row_ages=held - batch.second,
    )
    add_counters(PLAN, table.ew, addition)
    _count_newest(batch, entries, table, rows)


def _count_newest(batch: Batch, entries: Entries, table: SourceTable, rows: NDArray[np.int64]) -> None:
    entry = entries.of_row[rows]
    table.newest[entries.slot[table.last[entries.slot] < entries.held]] = 0
    table.last[entries.slot] = entries.held
    current = batch.second[rows] == entries.held[entry]
    np.add.at(table.newest, entries.slot[entry[current]], batch.row["requests"][rows[current]].astype(np.int64))


def _learn_popularity(urls: _Urls, entries: Entries, table: SourceTable, popularity: Popularity, now: int) -> None:
    page = np.flatnonzero(urls.page)
    templates, service = urls.batch.url["template"][page], urls.service[page]
    new = distinct.add(table.bits, "templates", urls.slot[page], templates)
    popularity.learn_many(service[new], templates[new], now)
    fresh = ~table.counted[entries.slot]
    popularity.learn_sources(entries.service[fresh], now)
    table.counted[entries.slot] = True
