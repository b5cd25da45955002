import asyncio
import contextlib
import math
import os
import socket
import time

import pytest

from agent.host.nginx import NginxGauge
from agent.host.nginx_workers import NginxWorkersGauge, Whose, workers
from agent.host.roots import Roots
from agent.proxy.tests.conftest import nginx, place, program  # noqa: F401 - fixtures


@pytest.fixture
async def start():
    """Have a gauge ask, and stop it after the test."""
    running = []

    def run(control, **settings):
        gauge = NginxGauge(control, Roots(), live=None, lines=lambda: 0, **settings)
        running.append((gauge, asyncio.ensure_future(gauge.run())))
        return gauge

    yield run
    for gauge, work in running:
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work
        gauge.close()


@contextlib.asynccontextmanager
async def answering(path, body, status="200 OK"):
    """What answers at a control socket like this."""

    async def answer(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write((head + body).encode())
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_unix_server(answer, path):
        yield


async def test_a_real_nginx_is_asked_and_its_connections_are_counted(nginx, place, start, values, until):  # noqa: F811
    gauge = start(place.control_socket)
    gauge._live = place.live
    await until(lambda: gauge._status)
    with contextlib.ExitStack() as connections:
        for _ in range(12):
            connections.enter_context(socket.create_connection(("127.0.0.1", nginx.port)))
        await until(lambda: values(gauge, time.monotonic()).get("connections_active_count") == 12)
    told = values(gauge, time.monotonic())
    assert told["up_count"] == 1
    asked_at = gauge._asked_at
    await until(lambda: gauge._asked_at > asked_at)
    assert values(gauge, time.monotonic())["connections_opened_per_second"] >= 0
    nginx.stop()
    await until(lambda: values(gauge, time.monotonic())["up_count"] == 0)
    assert "connections_active_count" not in values(gauge, time.monotonic())


async def test_one_with_stub_status_is_believed(tmp_path, start, values, until):
    said = '{"connection": 900, "active": 7, "reading": 1, "writing": 2, "waiting": 4}'
    async with answering(tmp_path / "control.sock", said):
        gauge = start(tmp_path / "control.sock")
        await until(lambda: gauge._status)
        told = values(gauge, 1.0)
    counts = [told[f"connections_{name}_count"] for name in ("active", "reading", "writing", "waiting")]
    assert counts == [7, 1, 2, 4]


@pytest.mark.parametrize("said", ["", "{}", "[1]", '{"connection": "many"}', "\0" * 1000, '{"connection": 1e999}'])
async def test_an_answer_that_makes_no_sense_is_none(tmp_path, start, values, said, until):
    async with answering(tmp_path / "control.sock", said):
        gauge = start(tmp_path / "control.sock")
        await until(lambda: gauge._asked_at)
    assert values(gauge, 1.0)["up_count"] == 0


async def test_an_nginx_that_is_older_than_the_question_is_only_told_to_be_away(tmp_path, start, values, until):
    async with answering(tmp_path / "control.sock", "no", status="404 Not Found"):
        gauge = start(tmp_path / "control.sock")
        await until(lambda: gauge._asked_at)
    assert values(gauge, 1.0)["up_count"] == 0


def test_requests_are_the_lines_that_were_read(tmp_path, values):
    lines = iter([100, 400])
    gauge = NginxGauge(tmp_path / "none", Roots(), live=None, lines=lambda: next(lines))
    assert math.isnan(values(gauge, 0.0)["requests_per_second"])
    assert values(gauge, 2.0)["requests_per_second"] == 150


async def test_the_workers_of_this_nginx_and_of_no_other_are_told_of(nginx, place, values, until):  # noqa: F811
    await until(lambda: len(workers(Roots(), Whose(str(place.live)))) == os.cpu_count())
    found = workers(Roots(), Whose(str(place.live)))
    assert found == workers(Roots(), Whose(pid_file=place.pid_file))
    assert not any(found.values())
    assert workers(Roots(), Whose(f"{place.live}/other", place.folder / "none")) == {}
    gauge = NginxWorkersGauge(Roots(), Whose(str(place.live)))
    values(gauge, 0.0)
    assert gauge._aside.wait(60)
    told = values(gauge, 1.0)
    assert told["workers_count"] == os.cpu_count()
    assert told["workers_stopping_count"] == 0
    assert told["workers_memory_bytes"] > 1_000_000
    nginx.stop()
    await until(lambda: values(gauge, 2.0)["workers_count"] == 0)
