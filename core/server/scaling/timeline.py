"""What was decided about services' replicas and why, as it is kept and read back."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import msgspec

from core.server.db.queries import load_queries
from core.server.series.tiers import MOST_POINTS, first_point
from models.scaling.reasons import Reason

STEP_SECONDS: Final = 10
_SQL: Final = load_queries(Path(__file__).with_name("timeline.sql"))
_REASONS: Final = msgspec.json.Decoder(tuple[Reason, ...])
EventKind = Literal["more", "less", "held", "goes_on", "paused", "resumed"]


class Point(NamedTuple):
    """A service at an instant (Unix seconds). Loads are in replicas; NaN where unknown."""

    service: str
    at: float
    desired: int
    ordered: int
    ready: int
    starting: int
    load: float
    forecast: float
    requests: float
    anomalous_share: float
    reasons: Sequence[Reason]


class Event(NamedTuple):
    """Something that happened to a service; `by` is who did it, empty for the rule."""

    service: str
    at: float
    kind: EventKind
    before: int
    after: int
    reasons: Sequence[Reason]
    by: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """Points `step_seconds` apart (rows with `t`, and the columns of a Point), and events, oldest first."""

    step_seconds: int
    t: range
    points: dict[int, Any]
    events: list[Any]


async def write(connection: Any, points: Sequence[Point], events: Sequence[Event]) -> None:
    """Keep points and events."""
    rows = [(*each[:6], *map(_number, each[6:10]), kept(each.reasons)) for each in points]
    await connection.executemany(_SQL["add_point"], rows)
    told = [(*each[:5], kept(each.reasons), each.by) for each in events]
    await connection.executemany(_SQL["add_event"], told)


async def read_history(connection: Any, service: str, from_at: int, to_at: int) -> History:
    """Return what was kept of a service in [from_at, to_at), Unix seconds, in at most 3,600 points."""
    step = STEP_SECONDS * max(math.ceil((to_at - from_at) / STEP_SECONDS / MOST_POINTS), 1)
    first = first_point(from_at, to_at, step)
    rows = await connection.fetch(_SQL["points"], service, first, to_at, step)
    events = await connection.fetch(_SQL["events"], service, from_at, to_at)
    return History(step, range(first, to_at, step), {row["t"]: row for row in rows}, events[::-1])


async def forget(connection: Any, before: float) -> None:
    """Delete what is older."""
    for name in ("forget_points", "forget_events"):
        await connection.execute(_SQL[name], before)


def reasons_of(written: str) -> tuple[Reason, ...]:
    """Return what was written of reasons; a sentence of an older release is one."""
    try:
        return _REASONS.decode(written)
    except msgspec.DecodeError:
        return (Reason("said", {"text": written}),) if written else ()


def kept(reasons: Sequence[Reason]) -> str:
    """Return what is written of reasons."""
    return msgspec.json.encode(reasons).decode()


def _number(value: float) -> float | None:
    return value if math.isfinite(value) else None
