"""Attacks from one address: a flood, a scan, credential stuffing, and a scraper that passes for a browser."""

import asyncio
from collections.abc import Awaitable, Callable
from random import Random

from dozor.demo.request import Request, Target, send
from dozor.demo.site import ASSETS, BLOG_POSTS

_PROBES = (
    "/.env", "/.git/config", "/wp-login.php", "/wp-admin/setup-config.php", "/phpmyadmin/index.php", "/admin.php",
    "/backup.zip", "/db.sql", "/config.php.bak", "/.aws/credentials", "/server-status", "/actuator/env", "/shell.php",
    "/vendor/phpunit/phpunit/src/Util/PHP/eval-stdin.php", "/cgi-bin/test.cgi", "/solr/admin/info/system",
    "/?file=../../etc/passwd", "/?id=1%27%20UNION%20SELECT%201,2,3--", "/search?q=<script>alert(1)</script>",
)  # fmt: skip


def address(random: Random) -> str:
    """Return a fresh address of the pool that attackers come from."""
    return f"127.{random.randint(180, 199)}.{random.randint(0, 255)}.{random.randint(1, 254)}"


async def flood(target: Target, random: Random, source: str, seconds: float) -> None:
    """Ask for one page 120 times a second."""
    agent = {"User-Agent": f"Mozilla/5.0 (compatible; load/{random.randint(1, 9)})"}
    await pour(seconds, 120, lambda: send(target, Request(source, "shop.example", "/api/cart", headers=agent)))


async def scan(target: Target, random: Random, source: str, seconds: float) -> None:
    """Probe for forgotten files and holes 12 times a second."""
    agent = {"User-Agent": "Mozilla/5.0 (compatible; sitecheck)"}

    def probe() -> Awaitable[int]:
        path = random.choice(_PROBES) if random.random() < 0.6 else f"/old/{random.randint(1, 9999)}.php"
        return send(target, Request(source, "blog.example", path, headers=agent))

    await pour(seconds, 12, probe)


async def stuffing(target: Target, random: Random, source: str, seconds: float) -> None:
    """Try stolen passwords 6 times a second."""
    agent = {"User-Agent": "python-requests/2.32", "Content-Type": "application/x-www-form-urlencoded"}

    def attempt() -> Awaitable[int]:
        body = f"user=user{random.randint(1, 99999)}&password=stolen".encode()
        return send(target, Request(source, "shop.example", "/login", "POST", agent, body))

    await pour(seconds, 6, attempt)


async def scrape(target: Target, random: Random, source: str, seconds: float) -> None:
    """Read the blog from end to end, half as many assets as pages, as a browser without a person in it does."""
    agent = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0"}
    paths = iter(random.sample([f"/post/{number}" for number in range(1, BLOG_POSTS + 1)], BLOG_POSTS))

    async def read() -> int:
        if random.random() < 0.5:
            await send(target, Request(source, "blog.example", random.choice(ASSETS), headers=agent))
        return await send(target, Request(source, "blog.example", next(paths, "/archive"), headers=agent))

    await pour(seconds, 2, read)


async def pour(seconds: float, per_second: float, request: Callable[[], Awaitable[int]]) -> None:
    """Start `per_second` requests a second for `seconds`, without waiting for answers."""
    at_once = max(1, int(per_second / 20))

    async def one() -> None:
        await request()

    async with asyncio.TaskGroup() as group:
        for number in range(int(seconds * per_second)):
            group.create_task(one())
            if number % at_once == 0:
                await asyncio.sleep(at_once / per_second)
