"""Writes outputs to PostgreSQL: one transaction holds the rows, the position and the fence."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import msgspec

from core.server.db.queries import load_queries
from core.server.decisions.decision import Decision
from core.server.pipeline.output import EventRecord, Output
from core.server.series.partitions import Partitions, horizon
from core.server.series.rows import SourceRow, TrafficRow
from core.server.series.tiers import SOURCES, TOP_SOURCES, TRAFFIC

_JOB: Final = "store"
_SQL: Final = load_queries(Path(__file__).with_name("store.sql"))


class FencedError(Exception):
    """Another core writes to this database."""


class Store:
    """The writer of one log's outputs. Its epoch is claimed once; a newer writer's claim ends it."""

    def __init__(self, log_id: str) -> None:
        self._log_id = log_id
        self._epoch: int | None = None
        self._partitions = Partitions()
        self._rolled_at = 0
        self.newest = 0  # Unix seconds of the data

    async def open(self, connection: Any, first: int) -> int:
        """Claim the job, or go on with it, and return the position to store next; `first` where nothing was stored.

        Raises:
            FencedError: a newer writer has claimed it.
        """
        self._partitions = Partitions()
        if self._epoch is not None:
            position = await connection.fetchval(_SQL["read_position"], _JOB, self._log_id, self._epoch)
            if position is not None:
                return int(position)
            if await connection.fetchval("SELECT true FROM fence WHERE job = $1", _JOB):
                raise FencedError
        row = await connection.fetchrow(_SQL["claim"], _JOB, self._log_id, first)
        self._epoch = row["epoch"]
        return int(row["position"])

    async def write(self, connection: Any, outputs: Sequence[Output], position: int, after: int) -> None:
        """Store outputs that stand from `position` on and move the position to `after`.

        Raises:
            FencedError: a newer writer has claimed the job; nothing was stored.
        """
        traffic = merge_traffic(row for output in outputs for row in output.traffic)
        sources = [row for output in outputs for row in output.sources]
        self.newest = max((int(output.as_of) for output in outputs), default=self.newest)
        await self._prepare(connection, traffic, sources)
        async with connection.transaction():
            await self._advance(connection, position, after)
            await _add_traffic(connection, traffic, self.newest)
            await _add_sources(connection, sources, self.newest)
            await _add_decisions(connection, outputs)

    async def _prepare(self, connection: Any, traffic: list[TrafficRow], sources: list[SourceRow]) -> None:
        made = await self._partitions.make(connection, "traffic", {row.t for row in traffic}, self.newest)
        made |= await self._partitions.make(connection, "source_traffic", {row.t for row in sources}, self.newest)
        if made:
            await self._partitions.drop_old(connection, self.newest)

    async def _advance(self, connection: Any, position: int, after: int) -> None:
        if await connection.execute(_SQL["advance"], _JOB, self._epoch, position, after) != "UPDATE 1":
            raise FencedError

    async def roll_up(self, connection: Any) -> None:
        """Make the coarser tiers of the sources where they are due, at most every 10 s of the data."""
        if self.newest < self._rolled_at + 10:
            return
        self._rolled_at = self.newest
        for fine, coarse in pairwise(SOURCES):
            async with connection.transaction():
                await self._roll_up_tier(connection, fine.step_seconds, coarse.step_seconds)

    async def _roll_up_tier(self, connection: Any, fine: int, coarse: int) -> None:
        due = [row["t"] for row in await connection.fetch(_SQL["take_due"], coarse, self.newest)]
        if not due:
            return
        await connection.execute(_SQL["clear_sources"], coarse, due)
        await connection.execute(_SQL["roll_up_sources"], coarse, fine, due, TOP_SOURCES)
        for tier in SOURCES:
            if tier.step_seconds > coarse:
                await connection.execute(_SQL["mark_due"], tier.step_seconds, due)


def merge_traffic(rows: Iterable[TrafficRow]) -> list[TrafficRow]:
    """Return one row per (t, service), counts added up."""
    merged: dict[tuple[int, str], TrafficRow] = {}
    for row in rows:
        held = merged.get((row.t, row.service))
        merged[row.t, row.service] = row if held is None else _added(held, row)
    return [merged[key] for key in sorted(merged)]


def _added(one: TrafficRow, other: TrafficRow) -> TrafficRow:
    scores = [score for score in (one.score, other.score) if score is not None]
    return TrafficRow(
        t=one.t,
        service=one.service,
        requests=one.requests + other.requests,
        refused=one.refused + other.refused,
        bytes=one.bytes + other.bytes,
        status_2xx=one.status_2xx + other.status_2xx,
        status_3xx=one.status_3xx + other.status_3xx,
        status_4xx=one.status_4xx + other.status_4xx,
        status_5xx=one.status_5xx + other.status_5xx,
        request_seconds=one.request_seconds + other.request_seconds,
        request_seconds_max=max(one.request_seconds_max, other.request_seconds_max),
        latency_counts=_added_counts(one.latency_counts, other.latency_counts),
        score=max(scores, default=None),
        expected_low=one.expected_low if other.expected_low is None else other.expected_low,
        expected_high=one.expected_high if other.expected_high is None else other.expected_high,
    )


def _added_counts(one: list[int], other: list[int]) -> list[int]:
    if not one or not other:
        return one or other
    return [a + b for a, b in zip(one, other, strict=True)]


async def _add_traffic(connection: Any, rows: list[TrafficRow], newest: int) -> None:
    if not rows:
        return
    columns = [list(column) for column in zip(*(msgspec.structs.astuple(row) for row in rows), strict=True)]
    columns[11] = [f"{{{','.join(map(str, counts))}}}" for counts in columns[11]]  # unnest would flatten lists of lists
    steps = [tier.step_seconds for tier in TRAFFIC]
    await connection.execute(_SQL["add_traffic"], *columns, steps, [horizon(tier, newest) for tier in TRAFFIC])


async def _add_sources(connection: Any, rows: list[SourceRow], newest: int) -> None:
    if not rows:
        return
    finest, second = SOURCES[0], SOURCES[1]
    columns = [list(column) for column in zip(*(msgspec.structs.astuple(row) for row in rows), strict=True)]
    await connection.execute(_SQL["add_sources"], *columns, finest.step_seconds, horizon(finest, newest))
    kept = [row.t for row in rows if row.t >= horizon(finest, newest)]
    await connection.execute(_SQL["mark_due"], second.step_seconds, kept)


async def _add_decisions(connection: Any, outputs: Sequence[Output]) -> None:
    decisions = [_decision_values(decision) for output in outputs for decision in output.decisions]
    lifts = [(lift.decision_id, lift.lifted_at) for output in outputs for lift in output.lifts]
    events = {event.id: event for output in outputs for event in output.events}
    if decisions:
        await connection.executemany(_SQL["add_decision"], decisions)
    if lifts:
        await connection.executemany(_SQL["lift_decision"], lifts)
    if events:
        await connection.executemany(_SQL["put_event"], [_event_values(event) for event in events.values()])


def _decision_values(made: Decision) -> tuple[object, ...]:
    instants = (made.decided_at, made.until_at, made.lifted_at)
    noun = (made.id, made.type, made.scope, made.value, made.service, made.kind)
    return (*noun, *instants, made.origin, made.decided_by, made.simulated, made.score, *_json(made))


def _json(made: Decision) -> tuple[str, str]:
    """Return reasons and evidence as PostgreSQL takes them: it has no U+0000."""
    texts = (msgspec.json.encode(part).decode().replace("\\u0000", "\\ufffd") for part in (made.reasons, made.evidence))
    reasons, evidence = texts
    return reasons, evidence


def _event_values(event: EventRecord) -> tuple[object, ...]:
    return msgspec.structs.astuple(event)
