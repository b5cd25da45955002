"""What attacks the demo when: each attack is found, ends, and leaves its service in peace before the next comes."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from dozor.demo.attacks import address, flood, scan, scrape, stuffing
from dozor.demo.botnet import distributed
from dozor.demo.request import Target


@dataclass(frozen=True, slots=True)
class Attack:
    """An attack, for how long it lasts, and how long there is peace afterwards."""

    run: Callable[[Target, Random, str, float], Awaitable[None]]
    origin: str
    seconds: float
    peace_seconds: float = 35.0


# The services take turns, so that an incident, which ends after a quiet minute, ends before the next one begins.
# The distributed one comes late: what is unusual of a whole service is known only after five minutes of it. Then the
# shop is left alone: that its traffic is as usual again is believed after five minutes, too.
ROUND: Final = (
    Attack(flood, "", 25),
    Attack(scan, "", 25),
    Attack(stuffing, "", 30),
    Attack(scrape, "", 80),
    Attack(distributed, "240 addresses", 40),
    Attack(scan, "", 25, peace_seconds=75),
    Attack(scrape, "", 80, peace_seconds=200),
)
FIRST_AFTER_SECONDS: Final = 25.0


async def keep_attacking(target: Target, random: Random) -> None:
    """Run one round of attacks after the other, saying on standard output what begins, until cancelled."""
    await asyncio.sleep(FIRST_AFTER_SECONDS)
    while True:
        for attack in ROUND:
            source = address(random)
            name = attack.run.__name__
            print(f"demo: {name} from {attack.origin or source} begins", flush=True)  # noqa: T201 - for a person
            await attack.run(target, random, source, attack.seconds)
            await asyncio.sleep(attack.peace_seconds)
