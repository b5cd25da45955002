"""Alarms in PostgreSQL: what stands, what happened, what is remembered for the next start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from core.server.alarms.alarm import Alarm, Silence
from core.server.alarms.scoring import Score
from core.server.alarms.transition import Key, Transition
from core.server.db.queries import load_queries

if TYPE_CHECKING:
    from core.server.db.database import Database

SQL: Final = load_queries(Path(__file__).with_name("store.sql"))
_SCORES_KEPT_SECONDS: Final = 120 * 86_400
_DETECTOR_KEPT_SECONDS: Final = 7 * 86_400


@dataclass(frozen=True, slots=True)
class Kept:
    """What there was when the core ended."""

    states: Mapping[str, bytes]
    firing: list[Alarm]
    silences: dict[Key, Silence]
    detectors: list[Any]


async def load(database: "Database", now: float, most_detectors: int) -> Kept:
    """Read what was kept.

    Raises:
        DatabaseAway: it cannot be read.
    """
    async with database.connection() as connection:
        states = {row["name"]: row["data"] for row in await connection.fetch(SQL["states"])}
        firing = [Alarm.stored(row) for row in await connection.fetch(SQL["firing"])]
        silences = {
            Key(row["rule"], row["node_id"], row["entity"]): Silence(
                until=row["until_at"].timestamp(), at=row["made_at"].timestamp(), by=row["made_by"], note=row["note"]
            )
            for row in await connection.fetch(SQL["silences"], now)
        }
        return Kept(states, firing, silences, await connection.fetch(SQL["detectors"], most_detectors))


async def write(
    database: "Database",
    happened: Sequence[tuple[Transition, Alarm]],
    scores: Sequence[Score],
    state: tuple[float, bytes] | None,
) -> None:
    """Write what happened, with what stands since (when, and its bytes), in one transaction."""
    async with database.transaction() as connection:
        for transition, alarm in happened:
            await _write_one(connection, transition, alarm)
        rows = [(each.t, each.node, each.name.kind, each.name.entity, each.name.metric, each.score) for each in scores]
        await connection.executemany(SQL["add_score"], rows)
        if state is not None:
            await connection.execute(SQL["put_state"], "standings", *state)


async def write_memory(database: "Database", now: float, memory: bytes, detectors: Sequence[tuple[Any, ...]]) -> None:
    """Write what rules and detectors remember of the past."""
    async with database.transaction() as connection:
        await connection.execute(SQL["put_state"], "memory", now, memory)
        await connection.executemany(SQL["put_detector"], detectors)


async def forget(database: "Database", now: float, days: int) -> None:
    """Delete alarms that were over `days` ago, and what else is old."""
    async with database.transaction() as connection:
        await connection.execute(SQL["forget_alarms"], now - days * 86_400)
        await connection.execute(SQL["forget_silences"], now)
        await connection.execute(SQL["forget_scores"], int(now) - _SCORES_KEPT_SECONDS)
        await connection.execute(SQL["forget_detectors"], int(now) - _DETECTOR_KEPT_SECONDS)


async def _write_one(connection: Any, happened: Transition, alarm: Alarm) -> None:
    match happened.what:
        case "fired":
            said = alarm.rule.model_dump_json(exclude_defaults=True)
            about = (alarm.id, *alarm.key, said, alarm.rule.severity, alarm.since, alarm.fired_at, alarm.value)
            await connection.execute(SQL["put_alarm"], *about)
        case "cleared":
            await connection.execute(SQL["clear_alarm"], alarm.id, happened.at, happened.why)
        case "acknowledged":
            said_by = (happened.at, happened.by, happened.note, happened.until or None)
            await connection.execute(SQL["acknowledge_alarm"], alarm.id, *said_by)
        case "unacknowledged":
            await connection.execute(SQL["acknowledge_alarm"], alarm.id, None, "", "", None)
        case _:
            pass
    told = (happened.what, happened.value, happened.why, happened.by, happened.note, happened.until or None)
    await connection.execute(SQL["add_event"], alarm.id, happened.at, *told)
