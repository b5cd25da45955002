"""Answers the pipeline's questions about names, and writes the answers into the log."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from itertools import islice
from typing import Final, Protocol

import dns.asyncresolver
import dns.exception
import dns.resolver

from core.server.clock import Clock
from core.server.errors import Unavailable
from core.server.ingest.commands import Command, VerifyBot
from core.server.verification.names import Answer, identify

_LOG: Final = logging.getLogger(__name__)
_CERTAIN_SECONDS: Final = 86_400.0
_UNCERTAIN_SECONDS: Final = 600.0
_LOOK_SECONDS: Final = 0.25
_AT_ONCE: Final = 16
_MOST_UNDER_WAY: Final = 2000  # lookups; who forges crawlers by the thousand must not fill the memory with them
_LIFETIME_SECONDS: Final = 4.0  # of one lookup; both together stay within what the policy waits


class Asking(Protocol):
    """Where questions come from and answers go: the core."""

    def take_questions(self) -> list[str]:
        """Return the addresses to be verified since the last call."""

    async def command(self, command: Command) -> int:
        """Write a command into the log."""


class Verifier:
    """Looks up at most sixteen names at once; `resolver` None is the system's.

    Of a flood of questions those that find _MOST_UNDER_WAY others before them go unanswered: the policy asks again.
    """

    def __init__(self, core: Asking, clock: Clock, resolver: dns.asyncresolver.Resolver | None = None) -> None:
        self._core = core
        self._clock = clock
        self._resolver = resolver or system_resolver()
        self._under_way: set[str] = set()

    async def run(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        """Answer questions until cancelled."""
        room = asyncio.Semaphore(_AT_ONCE)
        async with asyncio.TaskGroup() as lookups:
            while True:
                for address in self._new(self._core.take_questions()):
                    lookups.create_task(self._verify(address, room))
                await sleep(_LOOK_SECONDS)

    def _new(self, asked: Iterable[str]) -> list[str]:
        new = (address for address in dict.fromkeys(asked) if address not in self._under_way)
        fresh = list(islice(new, _MOST_UNDER_WAY - len(self._under_way)))
        self._under_way.update(fresh)
        return fresh

    async def _verify(self, address: str, room: asyncio.Semaphore) -> None:
        try:
            async with room:
                answer = await self._identify(address)
            now = self._clock.now()
            until_at = now + (_CERTAIN_SECONDS if answer.definite else _UNCERTAIN_SECONDS)
            verified = bool(answer.bot)
            await self._core.command(
                VerifyBot(at=now, address=address, bot=answer.bot, verified=verified, until_at=until_at)
            )
        except Unavailable as error:
            _LOG.warning("what the names say of %s could not be written down: %s", address, error)
        finally:
            self._under_way.discard(address)

    async def _identify(self, address: str) -> Answer:
        if self._resolver is None:
            return Answer("", definite=False)
        return await identify(address, self._resolver)


def system_resolver() -> dns.asyncresolver.Resolver | None:
    """Return a resolver over the system's name servers; None where it has none."""
    try:
        resolver = dns.asyncresolver.Resolver()
    except (dns.resolver.NoResolverConfiguration, dns.exception.DNSException, OSError) as error:
        _LOG.warning("no crawler can be verified, as this machine has no name servers: %s", error)
        return None
    resolver.lifetime = _LIFETIME_SECONDS
    return resolver
