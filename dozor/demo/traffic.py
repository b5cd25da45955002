"""Drives the demo's traffic."""

import asyncio
from random import Random

from dozor.demo.campaign import keep_attacking
from dozor.demo.request import Target
from dozor.demo.visitors import keep_visiting


async def drive(target: Target, *, seed: int, visitors: int = 60, attacks: bool = True) -> None:
    """Send visitors all the time and, with `attacks`, attacks in turn, until cancelled."""
    random = Random(seed)  # noqa: S311 - traffic, not secrets
    async with asyncio.TaskGroup() as group:
        group.create_task(keep_visiting(target, random, at_once=visitors))
        if attacks:
            group.create_task(keep_attacking(target, random))
