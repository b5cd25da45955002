"""Looks at what a service shows: one pull, again and again."""

import asyncio
import logging
from collections.abc import Callable
from typing import Any, Final

from agent.connection import Target, UnreachableError
from agent.custom.command import CommandError, output_of
from agent.custom.json_path import NotThereError, compile_path, find
from agent.custom.plan import Listed, Pull
from agent.custom.told import DocumentError, Refused, Told, decode, read_document, read_metric
from agent.streaming import open_answer

logger = logging.getLogger(__name__)

_KEPT_LOOKS: Final = 3


class PullError(Exception):
    """Nothing could be read; the text says why."""


Tell = Callable[[str, list[Told], list[Refused], float], None]
"""Origin, what is told, what is wrong with the rest, and for how long it is to be shown."""

Fail = Callable[[str, str], None]
"""Origin, and why nothing was told."""


class Puller:
    """Follows one pull, by its `number` told from others. `chance` spreads the first looks of several over a second."""

    def __init__(self, pull: Pull, tell: Tell, fail: Fail, chance: Callable[[], float], number: int = 1) -> None:
        self._pull = pull
        self._origin = f"pull {number}: {pull.shown}"
        self._tell = tell
        self._fail = fail
        self._chance = chance
        self._where = pull.target if pull.url else None

    async def run(self) -> None:
        """Look until cancelled: at fixed times, of which those are left out that a slow look took."""
        loop = asyncio.get_running_loop()
        every = self._pull.every_seconds
        due = loop.time() + min(every, 1.0) * self._chance()
        while True:
            await asyncio.sleep(due - loop.time())
            await self.look()
            due += every * max(1, -(-(loop.time() - due) // every))

    async def look(self) -> None:
        """Look once, and tell what came of it."""
        pull = self._pull
        try:
            document = decode(await self._body())
            told, refused = _listed(document, pull.metrics) if pull.metrics else read_document(document)
        except (PullError, DocumentError, CommandError) as error:
            self._fail(self._origin, str(error))
        except Exception as error:
            logger.exception("%s: it cannot be read", self._origin)
            self._fail(self._origin, f"{type(error).__name__}: {error}")
        else:
            self._tell(self._origin, told, refused, _KEPT_LOOKS * pull.every_seconds)

    async def _body(self) -> bytes:
        pull = self._pull
        if self._where is None:
            return await output_of(pull.command, within=pull.within_seconds, most_bytes=pull.most_bytes)
        try:
            async with asyncio.timeout(pull.within_seconds):
                return await _fetch(*self._where, pull)
        except TimeoutError:
            raise PullError(f"did not answer within {pull.within_seconds:g} s") from None
        except (UnreachableError, ValueError) as error:
            raise PullError(str(error)) from error


async def _fetch(target: Target, path: str, pull: Pull) -> bytes:
    """Return what the URL answers. A redirect is not followed: it would lead where nobody listed."""
    headers = {"Accept": "application/json", "Connection": "close", **pull.headers}
    body = bytearray()
    async with open_answer(target, "GET", path, headers=headers, within=pull.within_seconds) as answer:
        if answer.status != 200:
            raise PullError(f"answers {answer.status}")
        while part := await answer.read():
            body += part
            if len(body) > pull.most_bytes:
                raise PullError(f"answers more than {pull.most_bytes} bytes")
    return bytes(body)


def _listed(document: Any, metrics: list[Listed]) -> tuple[list[Told], list[Refused]]:
    told: list[Told] = []
    refused = []
    for metric in metrics:
        try:
            told.append(read_metric(_told_of(metric, find(document, compile_path(metric.path)))))
        except (NotThereError, DocumentError) as error:
            refused.append(Refused(metric.name, str(error)))
    return told, refused


def _told_of(metric: Listed, found: Any) -> Any:
    facts = {"type": metric.type, "name": metric.name, "unit": metric.unit}
    if metric.type == "histogram":
        return {**found, **facts} if isinstance(found, dict) else facts
    return {**facts, "value": int(found) if isinstance(found, bool) else found}
