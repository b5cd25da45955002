"""Who is here: every source of the last hour, anomalous or not, in bounded memory.

The live view keeps the few that stand out with all that is known of them; this keeps a little of everybody, so that a
person can ask who else is there: in a network, of a country, at a service. At most SLOTS sources at services, some 100
bytes each; where there are more, those that were silent the longest are forgotten first.
"""

import threading
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from agent.contract.columns import AGENT
from agent.contract.wire import Aggregates, Report, Sample
from core.server.pipeline.source_columns import SourceColumns, packed_column
from core.server.series.rows import SourceRow
from models.kernels.keys import source_keys
from models.kernels.slots import new_slot_index
from models.places import Places
from models.scores import Scores

SLOTS: Final = 65_536
REACHES_BACK_SECONDS: Final = 3600
_LOAD_SECONDS: Final = 300.0  # the memory of `load`
_SCORE_SECONDS: Final = 900  # so long the highest score counts
_RPS_SECONDS: Final = 10
_MOST_AGENTS: Final = 4096
_MOST_HASH: Final = 2**32 - 1
_COLUMNS: Final[dict[str, Any]] = {
    "service": np.int64,
    "first": np.int64,
    "last": np.int64,
    "requests": np.int64,
    "refused": np.int64,
    "errors": np.int64,
    "rps": np.float32,
    "load": np.float32,
    "score": np.float32,
    "agent": np.uint32,
}


class PresentSources:
    """Filled by the pipeline's thread, read by any other."""

    def __init__(self, slots: int = SLOTS) -> None:
        self._lock = threading.Lock()
        self._places = Places()
        self._index = new_slot_index()
        self._free = np.arange(slots - 1, -1, -1)  # a stack: the first `_free_count` are free
        self._free_count = slots
        self._key = np.zeros(slots, np.uint64)
        self._used = np.zeros(slots, np.bool_)
        self._scored_at = np.zeros(slots, np.int64)
        self._address = np.zeros((slots, 16), np.uint8)
        self._held: dict[str, NDArray[Any]] = {name: np.zeros(slots, kind) for name, kind in _COLUMNS.items()}
        self._agents: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self._index)

    def take(self, report: Report, scores: Scores) -> None:
        """Take in what a report says of its sources."""
        here = np.flatnonzero(~scores.late & (scores.requests + scores.refused > 0))[: len(self._used)]
        if not len(here):
            return
        errors, agents = _errors(report.aggregates, scores), _agents(report.aggregates, scores)
        second = scores.second[here]
        with self._lock:
            slots = self._slots(scores.services, scores.service[here], scores.address[here], second)
            self._count(slots, second, scores.requests[here], scores.refused[here], errors[here])
            self._held["rps"][slots] = scores.rps[here]
            self._judge(slots, second, scores.score[here])
            self._held["agent"][slots] = np.where(agents[here] > 0, agents[here], self._held["agent"][slots])
            self._name_agents(report.samples, scores, agents)

    def recall(self, rows: list[SourceRow]) -> None:
        """Take in what was put out before a restart: of each service those that stood out or asked for most."""
        rows = list({(row.service, row.source): row for row in rows}.values())  # whatever a node called twice
        if not rows:
            return
        services = sorted({row.service for row in rows})
        service = np.array([services.index(row.service) for row in rows])
        address = packed_column([row.source for row in rows])
        second, requests, refused, errors = (
            np.array([getattr(row, name) for row in rows], np.int64) for name in ("t", "requests", "refused", "errors")
        )
        score = np.array([np.nan if row.score is None else row.score for row in rows], np.float32)
        with self._lock:
            slots = self._slots(services, service, address, second)
            self._count(slots, second, requests, refused, errors)
            self._judge(slots, second, score)

    def columns(self, now: int) -> SourceColumns:
        """Return who was here within the hour before `now`."""
        with self._lock:
            here = np.flatnonzero(self._used & (self._held["last"] > now - REACHES_BACK_SECONDS))
            columns = {name: held[here] for name, held in self._held.items()}
            address, scored_at = self._address[here], self._scored_at[here]
            services, agents = list(self._places.names), dict(self._agents)
        silent = now - columns["last"]
        columns["rps"][silent > _RPS_SECONDS] = 0
        columns["load"] *= np.exp(-np.maximum(silent, 0) / _LOAD_SECONDS).astype(np.float32)
        columns["score"][(scored_at > 0) & (scored_at < now - _SCORE_SECONDS)] = 0
        return SourceColumns(services, agents, address=address, **columns)

    def _slots(
        self, services: list[str], service: NDArray[Any], address: NDArray[np.uint8], second: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Return the slot of each source at its service, new ones included. No source comes twice."""
        keys = source_keys(self._places.hashes(services)[service], address)
        slots = self._index.find(keys)
        missing = np.flatnonzero(slots < 0)
        if len(missing):
            self._make_room(len(missing), slots[slots >= 0])
            self._free_count -= len(missing)
            new = self._free[self._free_count : self._free_count + len(missing)]
            slots[missing] = new
            self._index.put(keys[missing], new)
            self._start(new, keys[missing], address[missing], second[missing])
            self._held["service"][new] = self._places.of(services)[service[missing]]
        return slots

    def _start(
        self, slots: NDArray[np.int64], keys: NDArray[np.uint64], address: NDArray[Any], second: NDArray[np.int64]
    ) -> None:
        for held in self._held.values():
            held[slots] = 0
        self._held["score"][slots] = np.nan
        self._used[slots], self._key[slots], self._address[slots], self._scored_at[slots] = True, keys, address, 0
        self._held["first"][slots] = self._held["last"][slots] = second

    def _make_room(self, wanted: int, kept: NDArray[np.int64]) -> None:
        """Forget the stalest eighth where there is no room for who comes."""
        if wanted <= self._free_count:
            return
        used = self._used.copy()
        used[kept] = False
        candidates = np.flatnonzero(used)
        stalest = np.argsort(self._held["last"][candidates], kind="stable")
        gone = candidates[stalest[: max(wanted - self._free_count, len(used) // 8)]]
        self._index.remove(self._key[gone])
        self._used[gone] = False
        self._free[self._free_count : self._free_count + len(gone)] = gone
        self._free_count += len(gone)

    def _count(self, slots: NDArray[np.int64], second: NDArray[np.int64], *counts: NDArray[np.int64]) -> None:
        requests, refused, errors = counts
        held = self._held
        age = np.maximum(second - held["last"][slots], 0)
        came = (requests + refused) / _LOAD_SECONDS
        held["load"][slots] = held["load"][slots] * np.exp(-age / _LOAD_SECONDS) + came
        held["requests"][slots] += requests
        held["refused"][slots] += refused
        held["errors"][slots] += errors
        held["last"][slots] = np.maximum(held["last"][slots], second)
        held["first"][slots] = np.minimum(held["first"][slots], second)

    def _judge(self, slots: NDArray[np.int64], second: NDArray[np.int64], score: NDArray[np.float32]) -> None:
        before, at = self._held["score"][slots], self._scored_at[slots]
        higher = ~np.isnan(score) & ((score >= np.nan_to_num(before)) | (at < second - _SCORE_SECONDS))
        self._held["score"][slots] = np.where(higher, score, before)
        self._scored_at[slots] = np.where(higher, second, at)

    def _name_agents(self, samples: list[Sample], scores: Scores, agents: NDArray[np.uint32]) -> None:
        for sample in samples:
            entry = int(scores.entry[sample.row])
            if entry >= 0 and sample.user_agent and int(agents[entry]):
                self._agents.setdefault(int(agents[entry]), sample.user_agent)
        while len(self._agents) > _MOST_AGENTS:
            del self._agents[next(iter(self._agents))]


def _errors(aggregates: Aggregates, scores: Scores) -> NDArray[np.int64]:
    """Return (n,) answers 4xx and 5xx of each entry."""
    rows = sum((_column(aggregates, name, "<u4") for name in ("status_4xx", "status_5xx")), np.zeros(1, np.int64))
    known = scores.entry >= 0
    of_rows = np.broadcast_to(rows, len(scores.entry))[known].astype(np.float64)
    return np.bincount(scores.entry[known], of_rows, len(scores.score)).astype(np.int64)


def _agents(aggregates: Aggregates, scores: Scores) -> NDArray[np.uint32]:
    """Return (n,) the hash of the only User-Agent of each entry's rows, 0 where there are several or none."""
    counts = _column(aggregates, "agent_count", "u1")
    agents = _column(aggregates, AGENT[0].name, "<u4")
    lowest, highest = np.full(len(scores.score) + 1, _MOST_HASH), np.zeros(len(scores.score) + 1, np.int64)
    if len(counts) == len(scores.entry) and len(agents) == counts.sum():
        entry = np.repeat(scores.entry, counts)  # -1, untracked, is the last
        np.minimum.at(lowest, entry, agents)
        np.maximum.at(highest, entry, agents)
    return np.where(lowest == highest, highest, 0)[:-1].astype(np.uint32)


def _column(aggregates: Aggregates, name: str, kind: str) -> NDArray[np.int64]:
    return np.frombuffer(aggregates.columns.get(name, b""), kind).astype(np.int64)
