"""A finished log as the records that it would have made: one a second, in the order of the log's own clock."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from agent.contract.columns import ADDRESS_BYTES, AGENT, ROW, URL
from agent.contract.wire import Aggregates, Sample
from models.batch import Batch, read_batch
from models.record import Record

HOLD_SECONDS: Final = 60


class Replay:
    """Puts drained aggregates into records.

    Rows that come up to HOLD_SECONDS out of order still find their place; what comes later than that, or after a
    clock that jumped back, is late data as it would be live.
    """

    def __init__(self) -> None:
        self._held: list[tuple[int, int, Aggregates, list[Sample]]] = []
        self._pieces = 0
        self._position = 0
        self._as_of = 0
        self._newest = 0

    def add(self, aggregates: Aggregates, samples: Sequence[Sample]) -> Iterator[Record]:
        """Yield the records that are complete now that these rows are known."""
        for second, piece, own in cut_by_second(aggregates, samples):
            self._held.append((second, self._pieces, piece, own))
            self._pieces += 1
            self._newest = max(self._newest, second)
        return self._release(self._newest - HOLD_SECONDS)

    def finish(self) -> Iterator[Record]:
        """Yield the rest."""
        return self._release(self._newest + 1)

    def _release(self, before: int) -> Iterator[Record]:
        ready = sorted((piece for piece in self._held if piece[0] < before), key=lambda piece: piece[:2])
        self._held = [piece for piece in self._held if piece[0] >= before]
        for second, _, aggregates, samples in ready:
            self._as_of = max(self._as_of, second)
            yield Record(self._position, float(self._as_of), "replay", aggregates, samples)
            self._position += 1


def cut_by_second(aggregates: Aggregates, samples: Sequence[Sample]) -> Iterator[tuple[int, Aggregates, list[Sample]]]:
    """Yield (second, its rows, their samples), the oldest first; rows of a second keep their order."""
    if not aggregates.rows:
        return
    batch = read_batch(Record(0, float(np.iinfo(np.int32).max) * 4, "", aggregates))
    order = np.argsort(batch.second, kind="stable")
    rank = np.empty_like(order)
    rank[order] = np.arange(batch.rows)
    seconds, starts = np.unique(batch.second[order], return_index=True)
    ends = np.append(starts[1:], batch.rows)
    sorted_batch = _Sorted(batch, order, rank)
    by_rank = sorted((int(rank[s.row]), i) for i, s in enumerate(samples) if 0 <= s.row < batch.rows)
    at = 0
    for second, start, end in zip(seconds.tolist(), starts.tolist(), ends.tolist(), strict=True):
        own = []
        while at < len(by_rank) and by_rank[at][0] < end:
            own.append(_moved(samples[by_rank[at][1]], by_rank[at][0] - start))
            at += 1
        yield second, sorted_batch.cut(start, end), own


class _Sorted:
    """A batch's columns by second, from which runs of rows are cut."""

    def __init__(self, batch: Batch, order: np.ndarray[tuple[int], np.dtype[np.int64]], rank: object) -> None:
        self._services = batch.services
        self._addresses = batch.addresses[order]
        self._row = {column.name: batch.row[column.name][order] for column in ROW}
        of_url = np.argsort(np.asarray(rank)[batch.url_row], kind="stable")
        of_agent = np.argsort(np.asarray(rank)[batch.agent_row], kind="stable")
        self._url = {column.name: batch.url[column.name][of_url] for column in URL}
        self._agent = batch.agent[of_agent]
        self._url_end = np.concatenate([[0], np.cumsum(self._row["url_count"], dtype=np.int64)])
        self._agent_end = np.concatenate([[0], np.cumsum(self._row["agent_count"], dtype=np.int64)])

    def cut(self, start: int, end: int) -> Aggregates:
        """Return the rows from `start` up to `end`."""
        columns = {name: column[start:end].tobytes() for name, column in self._row.items()}
        urls = slice(self._url_end[start], self._url_end[end])
        columns |= {name: column[urls].tobytes() for name, column in self._url.items()}
        columns[AGENT[0].name] = self._agent[self._agent_end[start] : self._agent_end[end]].tobytes()
        addresses = self._addresses[start:end].tobytes()
        assert len(addresses) == (end - start) * ADDRESS_BYTES
        return Aggregates(rows=end - start, services=self._services, addresses=addresses, columns=columns)


def _moved(sample: Sample, row: int) -> Sample:
    return Sample(
        row=row,
        method=sample.method,
        path=sample.path,
        status=sample.status,
        user_agent=sample.user_agent,
        referrer=sample.referrer,
        request_id=sample.request_id,
    )
