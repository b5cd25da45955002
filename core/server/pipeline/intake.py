"""Takes reports and commands into the log: each report once, and nothing is acknowledged before it is durable."""

import asyncio
from typing import TYPE_CHECKING

from agent.contract.wire import Report
from core.server.errors import Unavailable
from core.server.ingest.commands import Command
from core.server.ingest.commit import GroupCommit
from core.server.ingest.dedup import Dedup
from core.server.ingest.entry import encode_command, encode_report
from core.server.ingest.systems import SystemsDatabase
from core.server.places.places import Finder, countries_of

if TYPE_CHECKING:
    from concurrent.futures import Future

_Key = tuple[str, str]


class Intake:
    """Belongs to one event loop. `dedup` knows every report that is in the log.

    `systems` and `countries` know where sources are; what they say goes into the log with the report.
    """

    def __init__(
        self,
        commit: GroupCommit,
        dedup: Dedup,
        systems: SystemsDatabase | None = None,
        countries: Finder | None = None,
    ) -> None:
        self._commit = commit
        self._dedup = dedup
        self._systems = systems
        self._countries = countries
        self._under_way: dict[_Key, asyncio.Future[int | BaseException]] = {}

    async def take_report(self, node: str, report: Report, received_at: float) -> int | None:
        """Return the position of a report once it is durable; None for one that was taken in before.

        Raises:
            Unavailable: the log cannot be written.
        """
        key = (node, report.outbox)
        while (before := self._under_way.get(key)) is not None:
            await asyncio.wait([before])
        if self._dedup.seen(node, report.outbox, report.sequence):
            return None
        return _position_of(await asyncio.shield(self._submit(key, report, received_at)))

    async def take_command(self, command: Command) -> int:
        """Return the position of a command once it is durable.

        Raises:
            Unavailable: the log cannot be written.
        """
        future = asyncio.wrap_future(self._commit.submit(encode_command(command)))
        await asyncio.wait([future])
        return _position_of(future.exception() or future.result())

    def _submit(self, key: _Key, report: Report, received_at: float) -> "asyncio.Future[int | BaseException]":
        """Return what is settled with the outcome, also when nobody waits for it any more."""
        loop = asyncio.get_running_loop()
        settled: asyncio.Future[int | BaseException] = loop.create_future()
        self._under_way[key] = settled

        def settle(future: "Future[int]") -> None:
            del self._under_way[key]
            error = future.exception()
            if error is None:
                self._dedup.mark(*key, report.sequence)
            settled.set_result(future.result() if error is None else error)

        addresses = report.aggregates.addresses
        systems = self._systems.systems(addresses) if self._systems else b""
        countries = countries_of(self._countries, addresses) if self._countries else b""
        future = self._commit.submit(encode_report(key[0], report, received_at, systems, countries))
        future.add_done_callback(lambda done: loop.call_soon_threadsafe(settle, done))
        return settled


def _position_of(outcome: int | BaseException) -> int:
    if isinstance(outcome, BaseException):
        raise Unavailable(f"The log cannot be written: {outcome}")
    return outcome
