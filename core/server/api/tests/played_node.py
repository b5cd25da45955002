"""A node, played: it speaks to a real core as an agent does, and answers what its test says."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator, Iterable

import httpx
import msgspec
import zstandard

from agent.contract.asking import Answer, Question
from agent.contract.inventory import Inventory


class PlayedNode:
    """A node of the fleet with its id and key."""

    def __init__(self, client: httpx.AsyncClient, node_id: str, name: str, key: str) -> None:
        self.id, self.name = node_id, name
        self._client = client
        self._headers = {"Authorization": f"Bearer {node_id}.{key}"}

    async def say(self, inventory: Inventory) -> httpx.Response:
        """Tell what there is."""
        body = zstandard.compress(msgspec.msgpack.encode(inventory))
        headers = {**self._headers, "Content-Encoding": "zstd"}
        return await self._client.post("/api/v1/agent/inventory", content=body, headers=headers)

    async def question(self) -> Question:
        """Wait for a question."""
        while True:
            answer = await self._client.get("/api/v1/agent/questions?wait=10", headers=self._headers)
            answer.raise_for_status()
            for question in msgspec.msgpack.decode(answer.content, type=list[Question]):
                return question

    async def answer(self, question: Question, *answers: Answer) -> httpx.Response:
        """Answer a question at once."""
        return await self.stream(question, _encoded(answers))

    async def stream(self, question: Question, chunks: AsyncIterable[bytes]) -> httpx.Response:
        """Answer a question as it goes."""
        path = f"/api/v1/agent/questions/{question.id}/answer"
        return await self._client.post(path, content=chunks, headers=self._headers)

    async def answers_next(self, *answers: Answer) -> Question:
        """Wait for a question and answer it."""
        question = await self.question()
        (await self.answer(question, *answers)).raise_for_status()
        return question


class Spoken:
    """An upload that goes on for as long as its test likes. `stopped` is set when the core wants no more."""

    def __init__(self) -> None:
        self._lines: asyncio.Queue[bytes | None] = asyncio.Queue()

    def say(self, *answers: Answer) -> None:
        """Say something now."""
        self._lines.put_nowait(b"".join(msgspec.json.encode(each) + b"\n" for each in answers))

    def stop(self) -> None:
        """Come to the end."""
        self._lines.put_nowait(None)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while (chunk := await self._lines.get()) is not None:
            yield chunk


async def _encoded(answers: Iterable[Answer]) -> AsyncIterator[bytes]:
    for answer in answers:
        yield msgspec.json.encode(answer) + b"\n"
