"""Writes outputs to PostgreSQL: one transaction holds the rows, the position and the fence."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec

from core.server.db.queries import load_queries
from core.server.decisions.decision import Decision
from core.server.decisions.incident import Incident
from core.server.metrics.rows import MetricRow
from core.server.metrics.writer import MetricWriter
from core.server.pipeline.output import Output
from core.server.series.partitions import Partitions
from core.server.series.rows import SourceRow, TrafficRow
from core.server.series.traffic import add_sources, add_traffic, merge_traffic, roll_up_sources

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
        self._metrics = MetricWriter()
        self._rolled_at = 0
        self.newest = 0  # Unix seconds of the data
        self.metrics_newest = 0  # of those metrics that are stored

    @property
    def metrics_unnamed(self) -> int:
        """How many rows of metrics were left out, as their names are unknown."""
        return self._metrics.unknown

    async def open(self, connection: Any, first: int) -> int:
        """Claim the job, or go on with it, and return the position to store next; `first` where nothing was stored.

        Raises:
            FencedError: a newer writer has claimed it.
        """
        self._partitions, self._metrics = Partitions(), MetricWriter(self._metrics.newest, self._metrics.unknown)
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
        metrics = [(output.position, output.metrics) for output in outputs if output.metrics is not None]
        await self._prepare(connection, traffic, sources, metrics)
        async with connection.transaction():
            await self._advance(connection, position, after)
            await add_traffic(connection, traffic, self.newest)
            await add_sources(connection, sources, self.newest)
            await _add_decisions(connection, outputs)
            await _add_incidents(connection, outputs)
            await _add_source_labels(connection, outputs)
            await _add_rows(connection, outputs)
            written = await self._metrics.add(connection, metrics)
        self._metrics.committed(written)
        self.metrics_newest = self._metrics.newest if metrics else self.metrics_newest

    async def roll_up(self, connection: Any) -> None:
        """Make the coarser tiers of the sources where they are due, at most every 10 s of the data."""
        if self.newest >= self._rolled_at + 10:
            self._rolled_at = self.newest
            await roll_up_sources(connection, self.newest)

    async def _prepare(
        self,
        connection: Any,
        traffic: list[TrafficRow],
        sources: list[SourceRow],
        metrics: list[tuple[int, MetricRow]],
    ) -> None:
        await self._metrics.prepare(connection, metrics, self.newest)
        made = await self._partitions.make(connection, "traffic", {row.t for row in traffic}, self.newest)
        made |= await self._partitions.make(connection, "source_traffic", {row.t for row in sources}, self.newest)
        if made:
            await self._partitions.drop_old(connection, self.newest)

    async def _advance(self, connection: Any, position: int, after: int) -> None:
        if await connection.execute(_SQL["advance"], _JOB, self._epoch, position, after) != "UPDATE 1":
            raise FencedError


async def _add_decisions(connection: Any, outputs: Sequence[Output]) -> None:
    decisions = [_decision_values(decision) for output in outputs for decision in output.decisions]
    lifts = [(lift.decision_id, lift.lifted_at) for output in outputs for lift in output.lifts]
    parts = [msgspec.structs.astuple(part) for output in outputs for part in output.parts]
    if decisions:
        await connection.executemany(_SQL["add_decision"], decisions)
    if lifts:
        await connection.executemany(_SQL["lift_decision"], lifts)
    if parts:
        await connection.executemany(_SQL["put_part"], parts)


async def _add_incidents(connection: Any, outputs: Sequence[Output]) -> None:
    incidents = {incident.id: incident for output in outputs for incident in output.incidents}
    if incidents:
        await connection.executemany(_SQL["put_incident"], [_incident_values(each) for each in incidents.values()])
    for labels in [labels for output in outputs for labels in output.labels]:
        await connection.execute(_SQL["forget_labels"], labels.incident)
        said = (labels.at, labels.by, labels.reason)
        rows = [(labels.incident, r.source, r.service, r.label, _text(r.features), *said) for r in labels.rows]
        await connection.executemany(_SQL["add_label"], rows)


async def _add_source_labels(connection: Any, outputs: Sequence[Output]) -> None:
    for each in [label for output in outputs for label in output.source_labels]:
        if each.label == "none":
            await connection.execute(_SQL["forget_source_label"], each.service, each.source)
        else:
            said = (each.label, _text(each.features), each.at, each.by, each.reason, each.seen_at)
            await connection.execute(_SQL["put_source_label"], each.service, each.source, *said)


async def _add_rows(connection: Any, outputs: Sequence[Output]) -> None:
    rows = [(output.as_of, output.position, output.rows) for output in outputs if output.rows]
    if rows:
        await connection.executemany(_SQL["add_rows"], rows)


def _decision_values(made: Decision) -> tuple[object, ...]:
    instants = (made.decided_at, made.until_at, made.lifted_at)
    noun = (made.id, made.type, made.scope, made.value, made.service, made.kind)
    texts = (_text(made.reasons), _text(made.evidence))
    return (*noun, *instants, made.origin, made.decided_by, made.simulated, made.score, *texts, made.incident)


def _incident_values(incident: Incident) -> tuple[object, ...]:
    return (*msgspec.structs.astuple(incident)[:-1], _text(incident.timeline))


def _text(value: object) -> str:
    """Return JSON as PostgreSQL takes it: it has no U+0000."""
    return msgspec.json.encode(value).decode().replace("\\u0000", "\\ufffd")
