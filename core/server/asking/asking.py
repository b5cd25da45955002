"""Questions to nodes, by requests that the nodes make (see agent.contract.asking)."""

import asyncio
import math
import secrets
from collections.abc import AsyncIterable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from agent.contract.asking import (
    BEAT_SECONDS,
    ActOnContainer,
    Answer,
    CountLogs,
    CountRequests,
    End,
    ListProcesses,
    Question,
    ReadLogs,
)
from core.server.asking.channel import Channel
from core.server.asking.lines import heard
from core.server.asking.refused import RefusedQuestion
from core.server.errors import DozorError, NotFound, Throttled

_MOST_AT_A_NODE: Final = 32
_SILENCE_SECONDS: Final = 3 * BEAT_SECONDS
_STALL_SECONDS: Final = 120.0
_TICK_SECONDS: Final = 0.001  # a timer may ring a little early
What = ReadLogs | CountLogs | CountRequests | ActOnContainer | ListProcesses


@dataclass(slots=True)
class _Asked:
    """A question on its way: waiting for its node, handed out, or being answered."""

    node: str
    question: Question
    channel: Channel
    until: float  # by the loop's clock: when the first sign of an answer must have come
    is_handed_out: bool = False
    is_answered: bool = False

    @property
    def most_seconds(self) -> float:
        """How long it may go without an answer once it began: empty lines keep only what has no end of its own."""
        what = self.question.what
        endless = isinstance(what, ActOnContainer) or (isinstance(what, ReadLogs) and what.follow)
        return math.inf if endless else self.question.within_seconds


class Asking:
    """The questions that wait or are being answered. All of it ends with the core."""

    def __init__(self) -> None:
        self._asked: dict[str, _Asked] = {}
        self._news: dict[str, asyncio.Event] = {}
        self._is_over = False

    async def questions(self, node: str, wait_seconds: float) -> list[Question]:
        """Return what a node is asked, each question once: at once where one waits, else what comes in that time."""
        try:
            async with asyncio.timeout(wait_seconds):
                while not (self._is_over or self._waiting(node)):
                    news = self._news.setdefault(node, asyncio.Event())
                    news.clear()
                    await news.wait()
        except TimeoutError:
            pass
        waiting = self._waiting(node)
        for asked in waiting:
            asked.is_handed_out = True
        return [asked.question for asked in waiting]

    @contextmanager
    def ask(
        self,
        node: str,
        what: What,
        *,
        within_seconds: float,
        bell: asyncio.Event | None = None,
        on_end: Callable[[End], None] | None = None,
    ) -> Iterator[Channel]:
        """Ask a node something for the length of a `with`, and give the channel by which it answers.

        Whatever happens, the channel ends: a node that does not begin to answer within `within_seconds`, falls silent
        or breaks off is an end that is not `ok`; so is one that says nothing but empty lines for as long, except to an
        act or what is followed. With `on_end` the answer is heard to its end though nobody reads it.

        Raises:
            Throttled: the node has too many questions already.
        """
        self._sweep()
        if sum(asked.node == node for asked in self._asked.values()) >= _MOST_AT_A_NODE:
            raise Throttled(RefusedQuestion.node_asked_much())
        channel = Channel(bell, outlives=on_end is not None, on_end=on_end or (lambda _end: None))
        question = Question(id=secrets.token_hex(16), what=what, within_seconds=within_seconds)
        loop = asyncio.get_running_loop()
        asked = self._asked[question.id] = _Asked(node, question, channel, loop.time() + within_seconds)
        late = loop.call_at(asked.until + _TICK_SECONDS, self._sweep)
        if self._is_over:
            self._drop(asked, "the core ends")
        self._news.setdefault(node, asyncio.Event()).set()
        try:
            yield channel
        finally:
            channel.leave()
            if not asked.is_handed_out:
                self._drop(asked, "it was withdrawn before the node heard of it")
            if channel.end is not None:
                late.cancel()
                self._asked.pop(question.id, None)

    async def hear(self, node: str, question_id: str, body: AsyncIterable[bytes]) -> None:
        """Pass on what a node answers, as fast as who asked reads it; returns early where nobody does.

        Raises:
            NotFound: this node is not asked that, or not any more.
            Invalid: what it sends is no answer.
        """
        asked = self._asked.get(question_id)
        if asked is None or asked.node != node or not asked.is_handed_out or asked.is_answered:
            raise NotFound("Nobody asks this node that.")
        asked.is_answered = True
        end = End(ok=False, error="the answer was broken off")
        try:
            async with asyncio.timeout(min(_SILENCE_SECONDS, asked.most_seconds)) as upload:
                asked.channel.begins(upload)
                end = await self._pass_on(asked, body, upload) or end
        except TimeoutError:
            end = End(ok=False, error="the node fell silent")
        except DozorError as error:
            end = End(ok=False, error=f"the node's answer is not understood: {error.detail}")
            raise
        finally:
            asked.channel.let_go()
            self._asked.pop(question_id, None)
            asked.channel.finish(end)

    def forget(self, node: str) -> None:
        """Ask a node that is no more nothing more."""
        for asked in [each for each in self._asked.values() if each.node == node]:
            self._drop(asked, "the node was deleted")
        self._news.pop(node, asyncio.Event()).set()

    def end(self) -> None:
        """Let all go who wait, and nobody wait any more: the core ends."""
        self._is_over = True
        for asked in list(self._asked.values()):
            self._drop(asked, "the core ends")
        for news in self._news.values():
            news.set()

    async def _pass_on(self, asked: _Asked, body: AsyncIterable[bytes], upload: asyncio.Timeout) -> End | None:
        """Return the end that the node itself told."""
        loop, channel = asyncio.get_running_loop(), asked.channel
        until = loop.time() + asked.most_seconds
        async for answers, size in heard(body):
            said: list[Answer] = [answer for answer in answers if not isinstance(answer, End)]
            upload.reschedule(loop.time() + _STALL_SECONDS)
            if said:
                await channel.put(said, size)
                until = loop.time() + asked.most_seconds
            channel.beat()
            for answer in answers:
                if isinstance(answer, End):
                    return answer
            if channel.end is not None:
                return channel.end
            upload.reschedule(min(loop.time() + _SILENCE_SECONDS, until))
        return None

    def _waiting(self, node: str) -> list[_Asked]:
        return [asked for asked in self._asked.values() if asked.node == node and not asked.is_handed_out]

    def _sweep(self) -> None:
        """End what no sign of an answer came of in time."""
        now = asyncio.get_running_loop().time()
        for asked in [each for each in self._asked.values() if each.until <= now and not each.is_answered]:
            self._drop(asked, "the node did not answer in time")

    def _drop(self, asked: _Asked, why: str) -> None:
        self._asked.pop(asked.question.id, None)
        asked.channel.finish(End(ok=False, error=why))
