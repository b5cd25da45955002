"""Labels in PostgreSQL, and the kept rows that they are about."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, cast

import msgspec
import numpy as np

from core.server.db.queries import load_queries
from core.server.decisions.decision import SampleRecord
from core.server.errors import NotFound
from core.server.lab.feature_rows import unpack_rows
from core.server.lab.judgement import KnownLabel
from core.server.lab.kept import Kept
from core.server.lab.refused import RefusedLab
from core.server.lab.study import Member
from models.features import NAMES

if TYPE_CHECKING:
    from core.server.db.database import Database

_SQL: Final = load_queries(Path(__file__).with_name("labels.sql"))
_MOST: Final = 20_000
Word = Literal["attack", "harmless", "unsure"]


class StoredLabel(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody said of a source, by itself or (`incident`) by a verdict."""

    incident: str
    service: str
    source: str
    label: Word
    said_at: datetime
    said_by: str
    reason: str
    seen_at: datetime | None


class Labels:
    """Reads labels; they are written by the pipeline, as they travel in the log."""

    def __init__(self, database: "Database") -> None:
        self._database = database

    async def known(self, since: float) -> tuple[list[KnownLabel], list[Member]]:
        """Return the newest word on each source, and the members of incidents since that nobody has judged."""
        async with self._database.connection() as connection:
            labels = await connection.fetch(_SQL["labels"], None, 0.0, _MOST)
            members = await connection.fetch(_SQL["members"], since)
        return [_known(row) for row in labels], [Member(**row) for row in members]

    async def page(
        self, after: tuple[datetime, str], services: Sequence[str] | None, label: str, limit: int
    ) -> list[StoredLabel]:
        """Return labels behind a place in the list, newest first."""
        async with self._database.connection() as connection:
            rows = await connection.fetch(_SQL["page"], *after, services, label, limit)
        return [StoredLabel(**row) for row in rows]

    async def counts(self, services: Sequence[str] | None) -> dict[str, int]:
        """Return how many labels there are of each kind."""
        async with self._database.connection() as connection:
            rows = await connection.fetch(_SQL["counts"], services)
        return {row["label"]: row["labels"] for row in rows}

    async def said_since(self, since: float) -> set[tuple[str, str]]:
        """Return the services and sources of labels said from Unix second `since` on."""
        async with self._database.connection() as connection:
            rows = await connection.fetch(_SQL["labels"], None, since, _MOST)
        return {(row["service"], row["source"]) for row in rows}

    async def own(self, service: str, source: str) -> Any | None:
        """Return what was said of a source by itself: `label`, `reason`."""
        async with self._database.connection() as connection:
            return await connection.fetchrow(_SQL["one"], service, source)

    async def features(self, service: str, source: str, at: float, position: int) -> bytes:
        """Return the row of a source in a record that was kept, as little-endian f4.

        Raises:
            NotFound: it is no longer kept, or the source is not in it.
        """
        async with self._database.connection() as connection:
            data = await connection.fetchval(_SQL["row"], at, position)
        record = None if data is None else unpack_rows(bytes(data))
        kept = None if record is None else Kept.of([record])
        if kept is None:
            raise NotFound(RefusedLab.label_gone())
        for row in range(len(kept)):
            if kept.service_of(row) == service and kept.source(row) == source:
                features: bytes = kept.features[row].astype("<f4").tobytes()
                return features
        raise NotFound(RefusedLab.label_gone())

    async def samples(self, sources: Sequence[tuple[str, str]]) -> dict[tuple[str, str], list[SampleRecord]]:
        """Return some requests of each (service, source) that something was decided about."""
        found: dict[tuple[str, str], list[SampleRecord]] = {}
        async with self._database.connection() as connection:
            statement = await connection.prepare(_SQL["samples"])
            for service, source in sources:
                told = await statement.fetchval(source, service)
                if told:
                    found[service, source] = msgspec.json.decode(told, type=list[SampleRecord])
        return found


def _known(row: Any) -> KnownLabel:
    features = msgspec.json.decode(row["features"], type=dict[str, float])
    values = [features.get(name, float(np.nan)) for name in NAMES]
    return KnownLabel(service=row["service"], source=row["source"], label=cast("Word", row["label"]), features=values)
