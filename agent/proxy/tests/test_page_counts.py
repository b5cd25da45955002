"""Pages shown, counted by a real NGINX."""

import asyncio

import pytest

from agent.contract.proxy import Manifest
from agent.proxy.frame import frame
from agent.proxy.generations import Generations
from agent.proxy.page_counts import PageCounts

PAGES = """\
error_page 404 /.dozor/pages/default/404.en.html;
error_page 403 /.dozor/pages/default/banned.en.html;
location ^~ /.dozor/pages/ {
    internal;
    alias pages/;
    include dozor_page_log.conf;
}
location = /none { return 404; }
location = /no { return 403; }
"""


@pytest.fixture
async def counts(place):
    counts = PageCounts(place.control_socket)
    yield counts
    counts.close()


@pytest.fixture
async def pages(nginx, place, site):
    """A site with pages, on an NGINX that runs."""
    nginx.stop()
    texts = {
        "common.conf": 'geo $dozor_hop { default ""; }\nmap $http_x_hop $dozor_counted { default 1; fleet 0; }\n',
        "sites/shop.conf": site("shop", "one", extra=PAGES),
        "pages/default/404.en.html": "none here",
        "pages/default/banned.en.html": "banned",
    }
    generations = Generations(place.folder)
    files = {name: generations.blobs.put(text.encode()) for name, text in texts.items()}
    generations.point(generations.build(Manifest(files=files).digest, files, frame(place)))
    nginx.start()
    return nginx


async def counted(counts, expected):
    """Wait for NGINX to have logged what it answered, and so to have counted it."""
    async with asyncio.timeout(60):
        while counts.counts != expected:
            await counts.look()


async def test_each_page_shown_is_counted_by_service_status_and_page(pages, counts):
    for path in ("/none", "/none", "/no", "/"):
        pages.get(path=path)
    await counted(counts, {"shop 404 default/404": 2, "shop 403 default/banned": 1})
    assert counts.changed.is_set()


async def test_a_request_that_got_a_page_is_logged_once_and_not_where_an_entry_logged_it(pages, counts, place):
    assert pages.get(path="/none") == (404, "none here")
    pages.get(path="/none", hop="fleet")
    await counted(counts, {"shop 404 default/404": 2})
    log = place.access_log.read_text().splitlines()
    assert [line.split('"')[1] for line in log] == ["GET /none HTTP/1.1"]


async def test_nobody_asks_for_the_pages_themselves(pages, counts):
    assert pages.get(path="/.dozor/pages/default/banned.en.html") == (404, "none here")


async def test_while_nginx_is_away_the_counts_stay(pages, counts):
    pages.get(path="/none")
    await counted(counts, {"shop 404 default/404": 1})
    pages.stop()
    await counts.look()
    assert counts.counts == {"shop 404 default/404": 1}
