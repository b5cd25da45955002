"""Writes an access log to measure with: many sources of Zipf popularity, and about one odd line in a hundred.

Usage: python bench/generate.py LINES > access.log
"""

import random
import sys
import time
from collections.abc import Iterator
from itertools import accumulate
from typing import Final
from zlib import crc32

START: Final = 1_700_000_000
_LINES_A_SECOND: Final = 10_000
_SOURCES: Final = 50_000

_AGENTS: Final = [
    *(
        f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36"
        for system in ("Windows NT 10.0; Win64; x64", "Macintosh; Intel Mac OS X 10_15_7", "X11; Linux x86_64")
        for version in range(100, 131)
    ),
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "curl/8.5.0",
    "python-requests/2.31.0",
    "-",
]

_PATHS: Final = [
    "/",
    *(f"/static/app.{number:08x}.{kind}" for number in range(1 << 24, (1 << 24) + 200) for kind in ("js", "css")),
    *(f"/images/{number}.webp" for number in range(600)),
    *(f"/catalog/{number}/item-{number * 7}" for number in range(800)),
    *(f"/articles/{2015 + number % 10}/{number % 12 + 1:02}/a-longer-title-number-{number}" for number in range(200)),
]

_ODD: Final = [
    '{ip} - john doe [{time}] "GET /private HTTP/1.1" 401 120 "-" "curl/8.5.0"',
    '{ip} - x [01/Jan/2000:00:00:00 +0000] "-" [{time}] "GET / HTTP/1.1" 200 1 "-" "-"',
    '{ip} - a [01/Jan/2000:00:00:00 +0000] b [{time}] "GET /hidden HTTP/1.1" 200 12 "-" "Mozilla/5.0"',
    '{ip} - - [{time}] "\\x16\\x03\\x01\\x00\\xEA\\x01" 400 166 "-" "-"',
    '{ip} - - [{time}] "" 400 0 "-" "-"',
    '{ip} - - [{time}] "-" 408 0 "-" "-"',
    '{ip} - - [{time}] "GET /.env HTTP/1.1" 404 162 "-" "Mozilla/5.0 zgrab/0.x"',
    '{ip} - - [{time}] "GET /?id=1%27%20UNION%20SELECT%201,2-- HTTP/1.1" 200 5120 "-" "sqlmap/1.7"',
    '{ip} - - [{time}] "GET /%252e%252e/%252e%252e/etc/passwd HTTP/1.1" 400 166 "-" "-"',
    '{ip} - - [{time}] "POST /wp-login.php HTTP/1.1" 200 4000 "https://example.org/wp-login.php" "Mozilla/5.0"',
    '{ip} - - [{time}] "GET /a b/c?d=e f HTTP/1.1" 200 77 "-" "quote \\"in\\" agent"',
    '2001:db8:{high:x}:{low:x}::{low:x} - - [{time}] "GET / HTTP/2.0" 304 0 "-" "Mozilla/5.0"',
    '{ip} - - [{time}] "GET / HTTP/1.1" 499 0 "-" "${{jndi:ldap://127.0.0.1/a}}"',
    '{ip} - - [{time}] "GET /\udce4\udcb8 HTTP/1.1" 404 0 "http://example.org/\udcff" "Mozilla/5.0"',
    '{ip} - - [{time}] "PROPFIND /dav HTTP/1.1" 405 0 "-" "-"',
    '{ip} - - [{time}] "GET /truncat',
    "no log line at all",
    'not.an.address - - [{time}] "GET / HTTP/1.1" 200 1 "-" "-"',
    '{ip} - - [{time}] "GET / HTTP/1.1" 2oo 1 "-" "-"',
    "",
]


def lines(count: int, seed: int = 1) -> Iterator[str]:
    """Yield lines in `combined`; bytes that are no UTF-8 stand as surrogate escapes."""
    chance = random.Random(seed)  # noqa: S311 - a log to measure with needs no secrets
    weights = list(accumulate(1 / rank**1.05 for rank in range(1, _SOURCES + 1)))
    popular = list(accumulate(1 / rank**0.8 for rank in range(1, len(_PATHS) + 1)))
    agents = [chance.choice(_AGENTS) for _ in range(_SOURCES)]
    for first in range(0, count, _LINES_A_SECOND):
        size = min(_LINES_A_SECOND, count - first)
        at = START + first // _LINES_A_SECOND
        moment = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(at))
        sources = chance.choices(range(_SOURCES), cum_weights=weights, k=size)
        paths = chance.choices(_PATHS, cum_weights=popular, k=size)
        for source, path in zip(sources, paths, strict=True):
            yield _line(chance, source, path, agents[source], moment)


def _line(chance: random.Random, source: int, path: str, agent: str, moment: str) -> str:
    high, low = divmod(source * 2_654_435_761 % (1 << 24), 1 << 16)
    address = f"{11 + high % 200}.{high % 256}.{low >> 8}.{low & 255}"
    roll = chance.random()
    if roll < 0.01:
        return chance.choice(_ODD).format(ip=address, time=moment, high=high, low=low)
    if roll < 0.06:
        path += f"?page={int(roll * 1e6) % 500}&sort=price"
    status = 404 if roll > 0.97 else 304 if roll > 0.85 else 302 if roll > 0.82 else 200
    method = "POST" if 0.06 < roll < 0.10 else "GET"
    referrer = "-" if roll < 0.3 else "https://www.example.org/catalog/index.html"
    size = 0 if status == 304 else 154 if status == 302 else 200 + crc32(path.encode()) % 60_000
    return f'{address} - - [{moment}] "{method} {path} HTTP/1.1" {status} {size} "{referrer}" "{agent}"'


def main() -> None:
    """Write as many lines as the first argument says."""
    write = sys.stdout.buffer.write
    for line in lines(int(sys.argv[1])):
        write(line.encode("utf-8", "surrogateescape") + b"\n")


if __name__ == "__main__":
    main()
