"""Ordinary visitors: they open pages, load what belongs to them, read for a while, and sometimes mistype a password."""

import asyncio
from random import Random

from dozor.demo.request import Request, Target, send
from dozor.demo.site import ASSETS, PAGES

_ARRIVE_WITHIN_SECONDS = 45.0  # all at once would be what an attack looks like
_BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1.15",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
)


def address(random: Random) -> str:
    """Return an address of the pool that visitors come from."""
    return f"127.{random.randint(20, 59)}.{random.randint(0, 255)}.{random.randint(1, 254)}"


async def keep_visiting(target: Target, random: Random, *, at_once: int) -> None:
    """Keep `at_once` visitors on the site, each replaced by another when it leaves."""
    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(_visitors_in_turn(target, Random(random.random())))  # noqa: S311 - traffic, not secrets


async def _visitors_in_turn(target: Target, random: Random) -> None:
    await asyncio.sleep(random.uniform(0, _ARRIVE_WITHIN_SECONDS))
    while True:
        await visit(target, random, source=address(random))
        await asyncio.sleep(random.expovariate(1 / 3))


async def visit(target: Target, random: Random, *, source: str) -> None:
    """Walk through one session of 1 to 8 pages."""
    host = random.choice(("shop.example", "shop.example", "blog.example"))
    browser = random.choice(_BROWSERS)
    referrer = "https://search.example/"
    for number in range(random.randint(1, 8)):
        path = _next_page(random, host)
        headers = {"User-Agent": browser, "Referer": referrer}
        await send(target, Request(source, host, path, headers=headers))
        referrer = f"http://{host}{path}"
        if number == 0:
            await _load_assets(target, source, host, browser, referrer)
        if host == "shop.example" and random.random() < 0.04:
            form = Request(
                source, host, "/login", "POST", {**headers, "Referer": referrer}, b"user=visitor&password=oops"
            )
            await send(target, form)
        await asyncio.sleep(random.uniform(0.7, 6))


def _next_page(random: Random, host: str) -> str:
    if random.random() < 0.02:
        return "/favicon-old.ico"
    pages = PAGES[host]
    return pages[min(int(random.expovariate(0.12)), len(pages) - 1)]


async def _load_assets(target: Target, source: str, host: str, browser: str, referrer: str) -> None:
    headers = {"User-Agent": browser, "Referer": referrer}
    async with asyncio.TaskGroup() as group:
        for path in ASSETS:
            group.create_task(send(target, Request(source, host, path, headers=headers)))
