"""Taking a batch in: what is remembered of its sources, and then what is popular."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from agent.contract.columns import UrlFlag
from models import distinct
from models.batch import Array, Batch
from models.decay import LINES, PLAN
from models.entries import Entries
from models.kernels.arrivals import Arrivals, Seen, arrive
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
_LINE: Final = {name: line for line, name in enumerate(LINES)}

Indices = NDArray[np.intp]


def observe(batch: Batch, entries: Entries, table: SourceTable, popularity: Popularity, now: int) -> None:
    """Add a batch to what is remembered of its sources, and then to what is popular."""
    urls = _Urls(batch, entries)
    distinct.rotate(table.bits, table.epoch, entries.slot, entries.held)
    added = _derived(batch)
    rare = _add_rarity(urls, added, popularity, now)
    probes = _probes(urls, table, popularity, now)
    _add_urls(urls, rare, probes, table, added)
    added[_LINE["agent_rarity"]] = _add_agents(batch, entries, table, popularity, now)
    fresh = _count(batch, entries, table, added)
    _learn_templates(urls, table, popularity, now)
    popularity.learn_sources(entries.service[fresh], now)


class _Urls:
    """The URLs of a batch by their index, as far as they have an entry: pages, probes, what is missing, queries."""

    def __init__(self, batch: Batch, entries: Entries) -> None:
        self.row = batch.url_row
        self.column = batch.url
        self.entry = entries.of_row[batch.url_row]
        self._entries = entries
        # Listed URLs alone keep flags; turned round, ASSET tells of a page.
        self._flags = np.where(self.entry >= 0, batch.url["url_flags"] ^ np.uint8(UrlFlag.ASSET), np.uint8(0))
        self.page = self.with_flag(UrlFlag.ASSET)
        self.page_slot, self.page_service = self.slot(self.page), self.service(self.page)

    def with_flag(self, flag: int) -> Indices:
        """Return the URLs that have one of the flags."""
        return (self._flags & np.uint8(flag)).nonzero()[0]

    def slot(self, which: Indices) -> NDArray[np.int64]:
        """Return the slots of some URLs."""
        return self._entries.slot[self.entry[which]]

    def service(self, which: Indices) -> NDArray[np.int64]:
        """Return the services (places) of some URLs."""
        return self._entries.service[self.entry[which]]


def _derived(batch: Batch) -> NDArray[np.float32]:
    """Return what the rows add to the counters (LINES, rows), as far as their own columns tell."""
    added = np.zeros((len(LINES), batch.rows), np.float32)
    row = batch.row
    for line, name in zip(added, LINES, strict=True):
        if name in row:
            line[:] = row[name]
    requests, assets = added[_LINE["requests"]], row["assets"].astype(np.float32)
    redirects = added[_LINE["redirects"]]
    np.subtract(row["status_3xx"].astype(np.float32), row["not_modified"].astype(np.float32), out=redirects)
    np.maximum(redirects, 0, out=redirects)
    pages = added[_LINE["pages"]]
    np.maximum(np.subtract(requests, assets, out=pages), 0, out=pages)
    added[_LINE["time"]] = cost_seconds(batch)
    return added


def cost_seconds(batch: Batch) -> NDArray[np.float32]:
    """Return the seconds that each row cost: upstreams', or where the format has none, the requests' own."""
    upstream, whole = batch.row["upstream_time_sum"], batch.row["request_time_sum"]
    cost = np.where(upstream > 0, upstream, whole)
    return np.where((cost >= 0) & (cost <= _LONGEST), cost, 0).astype(np.float32)


def _add_rarity(urls: _Urls, added: NDArray[np.float32], popularity: Popularity, now: int) -> NDArray[np.bool_]:
    """Add to the rows how rare their pages are; return of each page whether hardly any source asks for it."""
    page, service = urls.page, urls.page_service
    if not len(page):
        return np.zeros(0, np.bool_)
    askers = popularity.askers(service, urls.column["template"][page], now)
    sources = popularity.sources(int(service.max()) + 1, now)[service]
    rarity = _bits(askers, sources) * urls.column["url_requests"][page]
    added[_LINE["rarity"]] = np.bincount(urls.row[page], rarity, added.shape[1])
    return (askers < RARE_BELOW) & (sources >= KNOWN_FROM)


def _bits(askers: NDArray[np.float64], sources: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return -log2 of the part of sources that asked, not below 0."""
    return np.maximum(-np.log2((askers + 0.5) / (sources + 10)), 0)


def _probes(urls: _Urls, table: SourceTable, popularity: Popularity, now: int) -> Indices:
    """Return the probes among the URLs, without those that are none at this service (see `_is_exempt`)."""
    which = urls.with_flag(_PROBE)
    popularity.rescale(now)
    return which[~_is_exempt(which, urls, table, popularity, now)] if len(which) else which


def _is_exempt(which: Indices, urls: _Urls, table: SourceTable, popularity: Popularity, now: int) -> NDArray[np.bool_]:
    """Tell which probes ask for what EXEMPT_FROM other sources were given here: they are no probes at this service.

    A source counts once for each path that was answered, so nobody exempts his own. A suspect does not count, nor who
    asks for other probes as well: where everything is answered (a "soft 404"), two scanners would exempt all they try.
    """
    path, slot, service = urls.column["path"][which], urls.slot(which), urls.service(which) + _ANSWERED
    own = distinct.contains(table.bits, "answered", slot, path)
    exempt: NDArray[np.bool_] = popularity.askers(service, path, now) - own >= EXEMPT_FROM * 0.9
    answered = (urls.column["url_flags"][which] & UrlFlag.ANSWERED) != 0
    counts = answered & (table.learned[slot] <= now) & ~_probes_elsewhere(slot, path, exempt, table, now)
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
    urls: _Urls, rare: NDArray[np.bool_], probes: Indices, table: SourceTable, added: NDArray[np.float32]
) -> None:
    """Add URLs to their sets, and to the rows how many were new to their source."""
    for name, which, column, told in (
        ("paths", urls.page, "path", "new_pages"),
        ("not_found_paths", urls.with_flag(UrlFlag.NOT_FOUND), "path", "new_not_found"),
        ("signatures", probes, "path", "new_signatures"),
        ("queries", urls.with_flag(UrlFlag.QUERY), "url", ""),
        ("rare_paths", urls.page[rare], "path", ""),
    ):
        if not len(which):
            continue
        new = distinct.add(table.bits, name, urls.slot(which), urls.column[column][which])
        if told:
            added[_LINE[told]] = np.bincount(urls.row[which[new]], minlength=added.shape[1])


def _add_agents(
    batch: Batch, entries: Entries, table: SourceTable, popularity: Popularity, now: int
) -> NDArray[np.float64]:
    """Add User-Agents to their sets and return how rare each row's are, once for each of its requests."""
    listed = (entries.of_row[batch.agent_row] >= 0).nonzero()[0]
    row, agent = batch.agent_row[listed], batch.agent[listed]
    entry = entries.of_row[row]
    slot, service = entries.slot[entry], entries.service[entry]
    with_assets = (batch.row["assets"][row] > 0).nonzero()[0]
    distinct.add(table.bits, "asset_agents", slot[with_assets], agent[with_assets])
    new = distinct.add(table.bits, "user_agents", slot, agent).nonzero()[0]
    askers = popularity.askers(service + _AGENTS, agent, now)
    rarity = _bits(askers, popularity.sources(int(service.max(initial=-1)) + 1, now)[service])
    mean = np.bincount(row, rarity, batch.rows) / np.maximum(np.bincount(row, minlength=batch.rows), 1)
    popularity.learn_many(service[new] + _AGENTS, agent[new], now)
    return np.asarray(mean * batch.row["requests"], np.float64)


def _count(batch: Batch, entries: Entries, table: SourceTable, added: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Bring the counters forward to each entry's newest second and add the rows, each faded by its age.

    Returns which entries are counted for the first time.
    """
    arrivals = Arrivals(entries.slot, entries.held, entries.of_row, batch.second, batch.row["requests"])
    ages = arrive(Seen(table.last, table.newest, table.counted), arrivals)
    addition = Addition(entries.slot, ages.age, ages.gap, added, entries.of_row, ages.row_age)
    add_counters(PLAN, table.ew, addition)
    return ages.fresh


def _learn_templates(urls: _Urls, table: SourceTable, popularity: Popularity, now: int) -> None:
    templates = urls.column["template"][urls.page]
    new = distinct.add(table.bits, "templates", urls.page_slot, templates).nonzero()[0]
    popularity.learn_many(urls.page_service[new], templates[new], now)
