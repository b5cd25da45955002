"""Hands each question to who can answer it, several at a time."""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any, Final

from agent.asked.link import AskedLink, Unknown
from agent.client import Backoff, CoreError, RefusedError
from agent.connection import UnreachableError
from agent.contract.asking import Answer, End, Question

logger = logging.getLogger(__name__)

Handler = Callable[[Any], AsyncGenerator[Answer, None]]
"""Answers a question of one kind: an async generator, closed where nobody listens any more. Its last word is an End."""

MOST_AT_ONCE: Final = 24
_NOT_ASKED_SECONDS: Final = 60.0
_EARLY_SECONDS: Final = 0.5
_ERROR_LIMIT: Final = 300


class Answering:
    """Hears the core's questions, and has each answered by who was added for questions of its type."""

    def __init__(self, link: AskedLink, chance: Callable[[], float]) -> None:
        self._link = link
        self._handlers: dict[type[Any], Handler] = {}
        self._chance = chance
        self._answering: set[str] = set()

    def add(self, kind: type[Any], handler: Handler) -> None:
        """Answer questions of this kind too."""
        self._handlers[kind] = handler

    async def run(self) -> None:
        """Work until cancelled."""
        backoff = Backoff(self._chance)
        async with asyncio.TaskGroup() as tasks:
            while True:
                started = time.monotonic()
                try:
                    questions = await self._link.questions()
                except CoreError as error:
                    logger.debug("no questions: %s", error)
                    await asyncio.sleep(_NOT_ASKED_SECONDS if isinstance(error, RefusedError) else backoff.failed())
                    continue
                backoff.worked()
                for question in questions:
                    if question.id not in self._answering:
                        self._answering.add(question.id)
                        tasks.create_task(self._answer(question))
                if not questions and time.monotonic() - started < _EARLY_SECONDS:
                    await asyncio.sleep(_EARLY_SECONDS)  # a core that does not wait is not asked without end

    async def _answer(self, question: Question | Unknown) -> None:
        try:
            async with aclosing(self._answers(question)) as answers:
                await self._link.answer(question.id, answers)
        except UnreachableError as error:
            logger.debug("an answer did not arrive: %s", error)
        finally:
            self._answering.discard(question.id)

    async def _answers(self, question: Question | Unknown) -> AsyncGenerator[Answer, None]:
        """Answer, whatever becomes of the handler: there is always an End."""
        handler = self._handlers.get(type(question.what)) if isinstance(question, Question) else None
        if handler is None or isinstance(question, Unknown):
            yield End(ok=False, error="this agent does not know that question")
            return
        if len(self._answering) > MOST_AT_ONCE:
            yield End(ok=False, error="this node answers too many questions already")
            return
        ended = False
        try:
            async with aclosing(handler(question.what)) as answers:
                async for answer in answers:
                    yield answer
                    ended = isinstance(answer, End)
        except Exception as error:
            logger.exception("a question cannot be answered")
            yield End(ok=False, error=f"{type(error).__name__}: {error}"[:_ERROR_LIMIT])
            return
        if not ended:
            yield End()
