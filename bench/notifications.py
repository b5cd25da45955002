"""Notifications: from an attack to the message handed over, a flood of events, and hours without the channel.

The first is in real time, with a real pipeline, PostgreSQL and a webhook's reader at a socket; the others pass their
minutes at once, with a channel whose far end is in the process.
"""

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

import asyncpg

from core.server.alarms.alarms import Alarms
from core.server.clock import SystemClock
from core.server.conftest import SetClock
from core.server.db.database import Database
from core.server.db.embedded import EmbeddedPostgres
from core.server.db.migrate import migrate, read_migrations
from core.server.fleet.fleet import Fleet
from core.server.ingest.commands import SetMode
from core.server.notifications.assembling import Heard, assembled
from core.server.notifications.book import Said
from core.server.notifications.channels.channel import Away, Chat
from core.server.notifications.channels.specs import WebhookSpec
from core.server.notifications.channels.tests.reader import Reader
from core.server.notifications.notifications import Notifications
from core.server.notifications.samples import FACTS
from core.server.notifications.telegram.held import Held
from core.server.notifications.tests.core import Core as Told
from core.server.notifications.tests.events import AT, event
from core.server.pipeline.core import Core
from core.server.pipeline.tests.reports import flood, report
from core.server.proxy.proxy import Proxy
from core.server.settings.settings import read_settings

RUNS: Final = 30
EVENTS: Final = 10_000
_CRITICAL_EACH: Final = 20
_HOURS: Final = 3


@asynccontextmanager
async def database() -> AsyncIterator[tuple[Database, Path]]:
    """Give a database of its own, and a folder beside it."""
    with tempfile.TemporaryDirectory() as folder:
        server = EmbeddedPostgres(Path(folder) / "postgres")
        await server.start()
        try:
            connection = await asyncpg.connect(server.url())
            await migrate(connection, read_migrations())
            await connection.close()
            made = Database(server.url())
            await made.start()
            made.ready.set()
            yield made, Path(folder)
            await made.stop()
        finally:
            await server.stop()


async def attack_to_message() -> dict[str, float]:
    """Return seconds from a report that begins an incident to the webhook's reader having the message."""
    async with database() as (base, folder), AsyncExitStack() as stack:
        core, told = await _running(base, folder, stack)
        reader = Reader()
        server = await stack.enter_async_context(await asyncio.start_server(reader.handle, "127.0.0.1", 0))
        said = Said(time.time(), "bench")  # noqa: TID251 - the core's own clock is meant
        await told.book.put_channel("hook", WebhookSpec(allow_local=True), said)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        await told.book.put_chat(Chat(id="", channel="hook", address=url), said)
        seconds = sorted([await _react(core, reader, run) for run in range(RUNS)])
    return {
        "median": round(statistics.median(seconds), 3),
        "max": round(seconds[-1], 3),
        "runs": RUNS,
        "goal_median": 1.0,
    }


async def _running(base: Database, folder: Path, stack: AsyncExitStack) -> tuple[Core, Notifications]:
    settings, clock = read_settings({"DOZOR_DATA_DIR": str(folder / "data")}), SystemClock()
    core = Core(folder / "pipeline", base.url)
    await core.start()
    stack.push_async_callback(core.stop)
    fleet = Fleet(base, clock, folder / "nodes.json")
    alarms = Alarms(base, clock, fleet, core.metrics.averages)
    await alarms.load()
    heard = Heard(core=core, proxy=Proxy(base, clock, fleet, settings.seal_keys), alarms=alarms, fleet=fleet)
    told = assembled(settings, base, clock, heard, Held(base, clock, settings.seal_keys[0]))
    await told.load()
    going = asyncio.ensure_future(told.run())

    async def end() -> None:
        going.cancel()
        await asyncio.wait([going])

    stack.push_async_callback(end)
    return core, told


async def _react(core: Core, reader: Reader, run: int) -> float:
    service, now = f"shop-{run}", time.time()  # noqa: TID251 - the core's own clock is meant
    await core.command(SetMode(at=now, service=service, mode="enforce", by="bench"))
    rows = [flood(f"127.9.9.{run + 1}", int(now) - 1, 900) | {"service": service}]
    began_at = time.monotonic()
    await core.accept("n1", report(run, rows), now)
    await reader.answered.acquire()
    return time.monotonic() - began_at


async def flood_of_events() -> dict[str, Any]:
    """Return what comes of 10,000 events in a minute, one in twenty critical."""
    async with database() as (base, _):
        told = await _told(base)
        began_at = time.perf_counter()
        for second in range(60):
            for number in range(EVENTS * second // 60, EVENTS * (second + 1) // 60):
                told.tell(_incident(number, AT + second))
            await told.go(1, step=0.25)
        seconds = time.perf_counter() - began_at
        await told.go(600, step=0.5)
    at = [each for each, *_ in told.channel.handed]
    texts = "\n".join(message.text for *_, message in told.channel.handed)
    critical = range(0, EVENTS, _CRITICAL_EACH)
    return {
        "events": EVENTS,
        "critical": len(critical),
        "critical_in_no_message": sum(f"shop-{each}.example" not in texts for each in critical),
        "messages": len(at),
        "most_messages_in_a_minute": max(sum(begin <= each < begin + 60 for each in at) for begin in at),
        "last_message_after_seconds": round(max(at) - AT, 1),
        "work_seconds_of_the_minute": round(seconds, 2),
    }


async def hours_away() -> dict[str, Any]:
    """Return how many messages tell of three hours without the channel, in which there was an incident a minute."""
    async with database() as (base, _):
        told = await _told(base)
        told.channel.away = Away("down")
        for minute in range(60 * _HOURS):
            told.tell(_incident(minute, told.clock.at))
            await told.go(30, step=30)
            told.tell(_incident(minute, told.clock.at, "closed"))
            await told.go(30, step=30)
        told.channel.away = None
        await told.go(600, step=1)
    return {"incidents": 60 * _HOURS, "messages": len(told.channel.handed)}


async def _told(base: Database) -> Told:
    made = Told(base, SetClock())
    await made.start()
    await made.bind()
    return made


def _incident(number: int, at: float, state: Any = "opened") -> Any:
    severity = "critical" if number % _CRITICAL_EACH == 0 else "high"
    facts = FACTS["incident"] | {"id": str(number)}
    return event(f"incident:{number}", state, at, severity=severity, service=f"shop-{number}.example", facts=facts)


def main() -> None:
    """Print the figures."""
    parts: dict[str, Callable[[], Awaitable[dict[str, Any]]]] = {
        "attack_to_message_seconds": attack_to_message,
        "flood_of_events": flood_of_events,
        "hours_away": hours_away,
    }
    print(json.dumps({name: asyncio.run(_run(part)) for name, part in parts.items()}))  # noqa: T201


async def _run(part: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any]:
    return await part()


if __name__ == "__main__":
    main()
