"""Checks each member in its time, a bounded number at once, and keeps what came of it."""

import asyncio
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Final

from agent.contract.proxy import HealthCheck, Member, Upstream
from agent.proxy.members.checks import fault
from agent.proxy.members.health import Health, after_check

MOST_AT_ONCE: Final = 256

_LEAST_SECONDS, _MOST_SECONDS = 0.1, 3600.0
_LOOK_FOR_ADDRESS_SECONDS: Final = 0.5
_JITTER: Final = 0.1

Key = tuple[str, str]
"""The names of a service and of a member."""


@dataclass
class _Watched:
    member: Member
    check: HealthCheck
    health: Health
    task: asyncio.Task[None] | None = None


class Watching:
    """The health of all members that are checked. `heard` is told the service of which something is different."""

    def __init__(
        self, chance: Callable[[], float], address_of: Callable[[Member], str], heard: Callable[[str], None]
    ) -> None:
        self._chance = chance
        self._address_of = address_of
        self._heard = heard
        self._watched: dict[Key, _Watched] = {}
        self._slots = asyncio.Semaphore(MOST_AT_ONCE)
        self._tasks: asyncio.TaskGroup | None = None

    def watch(self, upstreams: Iterable[Upstream], *, unwell: Collection[Key] | None = None) -> None:
        """Check the members of these, and no others. What is known of a member stays while it is at the same place.

        With `unwell` all are taken to be well but these, instead of being unknown.
        """
        before, self._watched = self._watched, {}
        services = {service for service, _ in before}
        for upstream in upstreams:
            for member in upstream.members if upstream.health else ():
                key = upstream.name, member.id
                fresh = Health(trusted=upstream.name not in services)
                self._watched[key] = self._entry(before.pop(key, None), member, upstream.health, fresh)
                if unwell is not None:
                    self._watched[key].health = _presumed(key in unwell)
        for gone in before.values():
            _stop(gone)
        self._start()

    def health(self, upstream: Upstream, member: Member) -> Health | None:
        """Return what is known of a member, nothing where it is not checked."""
        watched = self._watched.get((upstream.name, member.id))
        return watched.health if watched else None

    def unwell(self, upstream: Upstream) -> set[str]:
        """Return the members of an upstream that are checked and not known to be well."""
        healths = ((member.id, self.health(upstream, member)) for member in upstream.members)
        return {name for name, health in healths if health and health.is_unwell}

    def all_unwell(self) -> list[Key]:
        """Return all such members, to be kept over a restart."""
        return [key for key, watched in self._watched.items() if watched.health.is_unwell]

    async def run(self) -> None:
        """Check until cancelled."""
        async with asyncio.TaskGroup() as self._tasks:
            self._start()
            await asyncio.Event().wait()

    def _entry(self, known: _Watched | None, member: Member, check: HealthCheck | None, health: Health) -> _Watched:
        assert check
        if known and (known.member, known.check) == (member, check):
            return known
        fresh = _Watched(member, check, health)
        if known:
            _stop(known)
            if _place(known.member) == _place(member):
                fresh.health = known.health
        return fresh

    def _start(self) -> None:
        for key, watched in self._watched.items() if self._tasks else ():
            if watched.task is None and self._tasks:
                watched.task = self._tasks.create_task(self._follow(key[0], watched))

    async def _follow(self, service: str, watched: _Watched) -> None:
        """A member that nothing is known of is checked at once, the others spread over their interval."""
        seconds = _within(watched.check.interval_seconds)
        if watched.health.well is not None:
            await asyncio.sleep(seconds * self._chance())
        while True:
            address = self._address_of(watched.member)
            if address and 0 < watched.member.port <= 65_535:
                await self._look(service, watched, address)
                await asyncio.sleep(seconds * (1 + _JITTER * (2 * self._chance() - 1)))
            else:
                await asyncio.sleep(min(seconds, _LOOK_FOR_ADDRESS_SECONDS))

    async def _look(self, service: str, watched: _Watched, address: str) -> None:
        async with self._slots:
            reason = await fault(watched.check, address, watched.member.port)
        if reason is None:
            return
        before, watched.health = watched.health, after_check(watched.health, reason, watched.check)
        if (before.well, before.reason) != (watched.health.well, watched.health.reason):
            self._heard(service)


def _place(member: Member) -> tuple[str, str, int]:
    return member.container, member.host, member.port


def _presumed(unwell: bool) -> Health:  # noqa: FBT001 - one fact in, its record out
    return Health(well=not unwell, reason="unwell before the agent was started again" if unwell else "")


def _stop(watched: _Watched) -> None:
    if watched.task:
        watched.task.cancel()
        watched.task = None


def _within(seconds: float) -> float:
    return min(seconds, _MOST_SECONDS) if seconds >= _LEAST_SECONDS else _LEAST_SECONDS
