"""The demo's attacks are bounded, come from loopback alone, and leave each service in peace in time."""

import asyncio
import socket
from ipaddress import ip_address
from random import Random

from dozor.demo import campaign
from dozor.demo.attacks import address, pour, scrape
from dozor.demo.botnet import distributed
from dozor.demo.request import Request, Target, send
from dozor.demo.services import serve

_AN_INCIDENT_ENDS_AFTER = 60  # quiet seconds
_USUAL_AGAIN_AFTER = 360  # seconds, of a whole service


def test_attackers_are_on_loopback_and_are_no_visitors() -> None:
    random = Random(1)
    found = [ip_address(address(random)) for _ in range(500)]
    assert all(each.is_loopback and int(each) >> 16 & 0xFF >= 180 for each in found)


def test_an_attack_sends_no_more_than_it_says() -> None:
    sent = []

    async def count() -> int:
        sent.append(1)
        return 200

    asyncio.run(pour(0.2, 120, count))
    assert len(sent) == 24


def test_a_scraper_reads_pages_that_are_there() -> None:
    async def visit() -> list[int]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = asyncio.ensure_future(serve(port))
        target = Target("127.0.0.1", port)
        while await send(target, Request("127.0.0.1", "blog.example", "/")) == 0:
            await asyncio.sleep(0)
        statuses = [await send(target, Request("127.0.0.1", "blog.example", f"/post/{n}")) for n in (1, 240, 241)]
        await scrape(target, Random(1), "127.180.0.1", 0.5)
        server.cancel()
        await asyncio.gather(server, return_exceptions=True)
        return statuses

    assert asyncio.run(visit()) == [200, 200, 404]


def test_a_service_has_peace_between_two_attacks_on_it() -> None:
    """So that each is an incident of its own; what the botnet brings about is over only when traffic is usual again."""
    twice = (*campaign.ROUND, *campaign.ROUND)
    starts, ends, at = [], [], 0.0
    for attack in twice:
        starts.append(at)
        ends.append(at + attack.seconds)
        at = ends[-1] + attack.peace_seconds
    for number, attack in enumerate(campaign.ROUND):
        host = _HOSTS[attack.run.__name__]
        following = next(n for n in range(number + 1, len(twice)) if _HOSTS[twice[n].run.__name__] == host)
        peace = _USUAL_AGAIN_AFTER if attack.run is distributed else _AN_INCIDENT_ENDS_AFTER
        assert starts[following] - ends[number] > peace, attack.run.__name__


_HOSTS = {"flood": "shop", "stuffing": "shop", "distributed": "shop", "scan": "blog", "scrape": "blog"}
