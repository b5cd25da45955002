"""What answered well before a switch has to answer well after it."""

import asyncio
import os
import signal

import pytest

from agent.contract.proxy import Probe
from agent.proxy import probes as probing
from agent.proxy.probes import compare, judge, statuses
from agent.proxy.tests.conftest import BINARY
from dozor.tests.waiting import free_port

SHOP = Probe(site="shop", host="shop.example")
STRICT = Probe(site="shop", host="shop.example", expect=301)


@pytest.mark.parametrize(
    ("probe", "before", "after", "is_good"),
    [
        (SHOP, 200, 200, True),
        (SHOP, 200, 404, True),
        (SHOP, 200, 502, False),
        (SHOP, 200, 0, False),
        (SHOP, 502, 503, True),
        (SHOP, 0, 0, True),
        (SHOP, 0, 502, True),
        (SHOP, 404, 500, False),
        (STRICT, 200, 301, True),
        (STRICT, 301, 200, False),
        (STRICT, 0, 0, False),
    ],
)
def test_worse_is_a_failure_where_there_was_none_or_what_is_not_expected(probe, before, after, is_good):
    assert bool(judge([probe], [before], [after])) != is_good


def test_a_complaint_names_the_site_and_both_answers():
    problem = judge([Probe(site="shop", host="shop.example", path="/x", tls=True, port=443)], [200], [0])[0]
    assert problem.file == "sites/shop.conf"
    assert problem.message == "https://shop.example:443/x gets no answer; before it was 200"


async def test_a_probe_asks_for_its_host_and_path(nginx, until):
    probes = [
        Probe(site="x", host="x.example", port=nginx.port),
        Probe(site="x", host="x.example", port=1),
        Probe(site="x", host="x.example", port=nginx.port, tls=True),
        Probe(site="x", host="x.example\r\nX-Evil: 1", port=nginx.port),
        Probe(site="x", host="x.example", path="/ HTTP/1.1\r\n\r\nGET /", port=nginx.port),
    ]
    assert await statuses(probes) == [404, 0, 0, 0, 0]
    log = nginx.place.access_log
    await until(lambda: '"dozor-probe"' in log.read_text())  # it is written after the answer was sent
    assert log.read_text().count("GET / HTTP/1.1") == 1


@pytest.fixture
async def hanging():
    """The port of a server that takes requests and never answers."""

    async def hang(reader, writer):
        await reader.read()
        writer.close()

    server = await asyncio.start_server(hang, "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


async def test_sites_that_hang_are_told_of_where_asking_all_once_takes_longer_than_asking_again_may(
    hanging, monkeypatch
):
    monkeypatch.setattr("agent.proxy.probes.WITHIN_SECONDS", 0.2)
    probes = [Probe(site=f"s{each}", host="x.example", port=hanging) for each in range(20)]
    assert len(await compare(probes, [200] * 20, within=0.1)) == 20


async def test_only_what_was_bad_is_asked_again(hanging, monkeypatch):
    monkeypatch.setattr("agent.proxy.probes.WITHIN_SECONDS", 0.1)
    asked, ask = [], probing._ask

    async def noted(probe):
        asked.append(probe.site)
        late = 200 if asked.count("late") > 1 else 502
        return late if probe.site == "late" else await ask(probe)

    monkeypatch.setattr(probing, "_ask", noted)
    hang = [Probe(site="hangs", host="x.example", port=hanging) for _ in range(20)]
    probes = [Probe(site="late", host="late.example"), *hang]
    assert await compare(probes, [200, *[0] * 20], within=60) == []
    assert (asked.count("late"), asked.count("hangs")) == (2, 20)


async def test_a_node_behind_the_proxy_protocol_is_spoken_to_in_it(tmp_path):
    port, plain = free_port(), free_port()
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; events {{}} http {{ access_log off; server {{ listen 127.0.0.1:{plain};"
        f" listen 127.0.0.1:{port} proxy_protocol; return 418; }} }}"
    )
    command = [BINARY, "-p", tmp_path, "-c", "nginx.conf", "-e", tmp_path / "error.log", "-g", "daemon off;"]
    process = await asyncio.create_subprocess_exec(*command, start_new_session=True)
    try:
        async with asyncio.timeout(60):
            while await statuses([Probe(site="x", host="x.example", port=plain)]) != [418]:
                await asyncio.sleep(0.02)
        spoken = [Probe(site="x", host="x.example", port=port, proxy_protocol=each) for each in (True, False)]
        assert await statuses(spoken) == [418, 0]
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
