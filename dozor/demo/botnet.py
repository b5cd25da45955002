"""An attack from many addresses at once, none of which asks for much."""

import asyncio
from collections.abc import Awaitable
from random import Random
from typing import Final

from dozor.demo.attacks import pour
from dozor.demo.request import Request, Target, send

_BOTS: Final = 240
_PAUSE_SECONDS: Final = 4.0
_AGENTS: Final = (
    "Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/58.0.3029.110 Safari/537.36",
    "Mozilla/5.0 (Linux; Android 7.0; SM-G930V) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/59.0.3071.125 Mobile",
)


async def distributed(target: Target, random: Random, _source: str, seconds: float) -> None:
    """Make the shop search its catalogue 60 times a second, by bots that each ask every four seconds."""
    agent = {"User-Agent": random.choice(_AGENTS)}
    bots = [f"127.{random.randint(200, 219)}.{random.randint(0, 255)}.{random.randint(1, 254)}" for _ in range(_BOTS)]

    async def bot(source: str) -> None:
        await asyncio.sleep(random.uniform(0, _PAUSE_SECONDS))

        def search() -> Awaitable[int]:
            path = f"/catalog?find={random.randint(1, 10**6)}"
            return send(target, Request(source, "shop.example", path, headers=agent))

        await pour(seconds, 1 / _PAUSE_SECONDS, search)

    async with asyncio.TaskGroup() as group:
        for source in bots:
            group.create_task(bot(source))
