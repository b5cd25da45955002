"""What the group detector takes from a record: per source how much it asked for, and the traits of its requests."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from agent.contract.columns import UrlFlag
from models.batch import Batch
from models.groups.keys import POST, QUERY, Keys, Trait, key_of
from models.scores import Scores
from models.shard import mix64, source_keys

MOST_PAGES: Final = 3.0  # of a source in a second: one that asks for more is no crowd, and is judged by itself


@dataclass(frozen=True, slots=True)
class Visits:
    """The timely (service, source) pairs of a record, n of them, and the u URLs and row traits they show.

    `weight` is what a source's pages, login attempts apart, count for in the sums over all sources. A trait of a URL
    counts its `hits`, one of the source (network, User-Agent) all of its pages.
    """

    entry: NDArray[np.int64]  # (n,) index into the record's scores
    key: Keys  # (n,) of the (service, source)
    place: NDArray[np.int64]  # (n,) of the service
    second: NDArray[np.int64]  # (n,)
    pages: NDArray[np.float64]  # (n,) requests other than assets
    assets: NDArray[np.float64]  # (n,)
    logins: NDArray[np.float64]  # (n,)
    weight: NDArray[np.float64]  # (n,)
    traits: Keys  # (n, 3) network, autonomous system, User-Agent; 0 where unknown
    url_of: NDArray[np.int64]  # (u,) which pair asked
    urls: Keys  # (u, 3) LOGIN, or PATH and TEMPLATE; 0 for the others
    hits: NDArray[np.float64]  # (u,)


def read_visits(
    batch: Batch, scores: Scores, places: NDArray[np.int64], hashes: Keys, systems: NDArray[np.uint32]
) -> Visits:
    """Return the visits of a record.

    Args:
        batch: the record's columns.
        scores: what scoring said of the record.
        places: (services,) place of each of the batch's services.
        hashes: (services,) fixed hash of each.
        systems: (rows,) autonomous system of each of the batch's rows, 0 where unknown.
    """
    of_row = _timely_entry(batch, scores)
    size = len(scores.score)
    counts = {name: _sum(batch.row[name], of_row, size) for name in ("requests", "assets", "logins")}
    entry = np.flatnonzero(~scores.late & (counts["requests"] > 0))
    rank = np.full(size + 1, -1)
    rank[entry] = np.arange(len(entry))
    service = scores.service[entry]
    place, address = places[service], scores.address[entry]
    pages = np.maximum(counts["requests"] - counts["assets"], 0)[entry]
    url_of = rank[of_row[batch.url_row]]
    listed = np.flatnonzero((url_of >= 0) & ((batch.url["url_flags"] & UrlFlag.ASSET) == 0))
    agent = _first_agent(batch, rank[of_row], len(entry))
    return Visits(
        entry=entry,
        key=source_keys(hashes[service], address) if len(entry) else np.zeros(0, np.uint64),
        place=place,
        second=scores.second[entry],
        pages=pages,
        assets=counts["assets"][entry],
        logins=counts["logins"][entry],
        weight=np.clip(pages - counts["logins"][entry], 0, MOST_PAGES),
        traits=_source_traits(place, address, agent, systems[scores.row[entry]]),
        url_of=url_of[listed],
        urls=url_traits(batch, listed, place[url_of[listed]]),
        hits=batch.url["url_requests"][listed].astype(np.float64),
    )


def _timely_entry(batch: Batch, scores: Scores) -> NDArray[np.int64]:
    """Return each row's entry, or -1 (the last of anything that has one more than there are entries)."""
    late = np.append(scores.late, True)[scores.entry]
    return np.where(late | (batch.second < scores.as_of - 10), -1, scores.entry)


def _sum(column: NDArray[Any], of_row: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    known = of_row >= 0
    return np.bincount(of_row[known], column[known].astype(np.float64), size).astype(np.float64)


def _first_agent(batch: Batch, rank: NDArray[np.int64], size: int) -> NDArray[np.uint32]:
    """Return a User-Agent of each source, 0 where none is known."""
    agent = np.zeros(size + 1, np.uint32)
    agent[rank[batch.agent_row]] = batch.agent
    return agent[:size]


def _source_traits(
    place: NDArray[np.int64], address: NDArray[np.uint8], agent: NDArray[np.uint32], system: NDArray[np.uint32]
) -> Keys:
    asn = np.where(system > 0, key_of(place, Trait.ASN, system), 0)
    known_agent = np.where(agent > 0, key_of(place, Trait.AGENT, agent), 0)
    return np.stack([key_of(place, Trait.PREFIX, _prefix(address)), asn, known_agent], axis=1).astype(np.uint64)


def _prefix(address: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Return a 32-bit hash of each address's /24, of IPv6 /48."""
    halves = np.ascontiguousarray(address).view(">u8").astype(np.uint64)
    mapped = (halves[:, 0] == 0) & (halves[:, 1] >> np.uint64(32) == 0xFFFF)
    network = np.where(mapped, halves[:, 1] >> np.uint64(8), halves[:, 0] >> np.uint64(16))
    return mix64(network) >> np.uint64(32)


def url_traits(batch: Batch, listed: NDArray[np.int64], place: NDArray[np.int64]) -> Keys:
    """Return (u, 3) LOGIN, or PATH and TEMPLATE, of entries of the batch's list of URLs; 0 for the others."""
    flags = batch.url["url_flags"][listed].astype(np.uint64)
    form = np.where(flags & UrlFlag.POST, POST, 0).astype(np.uint64)
    form |= np.where(flags & UrlFlag.QUERY, QUERY, 0).astype(np.uint64)
    tried = (flags & UrlFlag.LOGIN > 0) & (flags & UrlFlag.POST > 0)  # to look at a login page is no attempt
    login = np.where(tried, key_of(place, Trait.LOGIN, np.ones(len(place), np.uint64)), 0)
    path = key_of(place, Trait.PATH, batch.url["path"][listed].astype(np.uint64) | form)
    template = key_of(place, Trait.TEMPLATE, batch.url["template"][listed].astype(np.uint64) | form)
    other = login == 0
    return np.stack([login, np.where(other, path, 0), np.where(other, template, 0)], axis=1).astype(np.uint64)
