"""The picture of an incident, made of what PostgreSQL keeps of its service's traffic and of what was decided."""

import asyncio
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from core.server.db.queries import load_queries
from core.server.notifications.chart import Chart
from core.server.notifications.words import WORDS, Language
from core.server.series.read import Columns, read_traffic
from core.server.series.tiers import choose

if TYPE_CHECKING:
    from core.server.clock import Clock
    from core.server.db.database import Database
    from core.server.notifications.channels.channel import Chat
    from core.server.notifications.event import Event

_SQL: Final = load_queries(Path(__file__).with_name("pictures.sql"))
_BEFORE_SECONDS: Final = (180, 1800)  # at least and at most; else as long as the incident lasts
_AFTER_SECONDS: Final = 60
_LONGEST_SECONDS: Final = 12 * 3600
_POINTS: Final = 300


class Pictures:
    """Draws what can be drawn."""

    def __init__(self, database: "Database", clock: "Clock") -> None:
        self._database = database
        self._clock = clock

    async def draw(self, event: "Event", chat: "Chat") -> bytes:
        """Return a PNG of an incident and of some time before it, b"" of anything else or where nothing is stored.

        Raises:
            DatabaseAway: it cannot be read.
        """
        facts = event.facts
        if event.kind != "incident" or not isinstance(facts.get("started_at"), float | int):
            return b""
        began_at, ended_at = float(facts["started_at"]), float(facts.get("ended_at") or 0.0) or None
        from_at, to_at = _span(began_at, ended_at, self._clock.now())
        choice = choose(from_at, to_at, int(self._clock.now()), -(-(to_at - from_at) // _POINTS))
        async with self._database.connection() as connection:
            columns = await read_traffic(connection, choice, [event.service], from_at, to_at)
            rows = await connection.fetch(_SQL["decided"], str(facts.get("id", "")))
        if not any(columns.rps):
            return b""
        chart = _chart(event, chat, columns, (began_at, ended_at), [row[0] for row in rows])
        return await asyncio.to_thread(_draw, chart)


def _span(began_at: float, ended_at: float | None, now: float) -> tuple[int, int]:
    """Return from when to when (Unix seconds) is drawn: of a long incident its newest hours."""
    to_at = int(min(now, ended_at + _AFTER_SECONDS) if ended_at else now)
    least, most = _BEFORE_SECONDS
    before = min(max(to_at - int(began_at), least), most)
    return max(int(began_at) - before, to_at - _LONGEST_SECONDS), to_at


def _chart(
    event: "Event", chat: "Chat", columns: Columns, span: tuple[float, float | None], decided_at: list[float]
) -> Chart:
    language: Language = "ru" if chat.language == "ru" else "en"
    words, facts = WORDS[language], event.facts
    kind = words.get(f"incident.{facts.get('kind')}", words["kind.incident"])
    severity = words[f"severity.{event.severity}"]
    return Chart(
        title=f"{kind} · {event.service}",
        note=f"{severity} · {words['chart.sources']}: {facts.get('sources', 0)}",
        language=language,
        zone=ZoneInfo(chat.timezone),
        first_at=columns.t[0],
        step_seconds=columns.step_seconds,
        served=columns.rps,
        refused=columns.refused_rps,
        usual_low=columns.expected_low,
        usual_high=columns.expected_high,
        began_at=span[0],
        ended_at=span[1],
        decided_at=decided_at,
    )


def _draw(chart: Chart) -> bytes:
    drawing = import_module("core.server.notifications.drawing")  # a core without a bot does not pay for Pillow
    drawn: bytes = drawing.draw(chart)
    return drawn
