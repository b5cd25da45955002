"""Members that answer well, badly, with lies, and not at all."""

import asyncio
import contextlib
import os
import resource
import ssl
import subprocess

import pytest

from agent.contract.proxy import HealthCheck
from agent.proxy.members.checks import fault

OK = b"HTTP/1.1 200 OK\r\n"


@contextlib.asynccontextmanager
async def member(answer=b"", *, hang=False, heard=None, tls=None):
    """A server that reads one request, says something, and closes unless it is to hang."""
    closing = asyncio.Event()
    serving = []

    async def serve(reader, writer):
        serving.append(asyncio.current_task())
        with contextlib.suppress(OSError, EOFError):
            head = await reader.readuntil(b"\r\n\r\n")
            if heard is not None:
                heard.append(head.decode())
            await (answer(writer) if callable(answer) else say(writer, answer))
            if hang:
                await closing.wait()
        if hang:
            writer.transport.abort()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        closing.set()
        server.close()
        await asyncio.gather(*serving)


async def say(writer, text):
    writer.write(text)
    await writer.drain()


async def check(port, **more):
    return await fault(HealthCheck(**{"timeout_seconds": 5.0, **more}), "127.0.0.1", port)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (OK + b"Content-Length: 5\r\n\r\nready", ""),
        (OK + b"content-length: 5\r\n\r\nready and more", ""),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n3\r\nrea\r\n2;x=y\r\ndy\r\n0\r\n\r\n", ""),
        (OK + b"\r\nready", ""),
        (b"HTTP/1.0 200\r\n\r\nready", ""),
        (b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + OK + b"\r\nready", ""),
        (OK + b"Content-Length: 3\r\n\r\nready", "its answer lacks the expected text"),
        (OK + b"\r\n", "its answer lacks the expected text"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", "its answer lacks the expected text"),
        (b"HTTP/1.1 500 Ready\r\n\r\nready", "answered 500"),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 1000\r\n\r\n", "answered 404"),
        (OK + b"Content-Length: 1000\r\n\r\nready", "closed before its answer ended"),
        (OK + b"Content-Length: -1\r\n\r\nready", "its answer's length is none"),
        (OK + b"Content-Length: ready\r\n\r\nready", "its answer's length is none"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n-3\r\nready", "its answer's chunks are none"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\nffff\r\nready", "closed before its answer ended"),
        (OK + b"Transfer-Encoding: chunked\r\n\r\n" + b"1" * 30_000, "its answer's chunks are none"),
        (b"", "closed before its answer ended"),
        (b"HTTP/1.1 200 OK\r\nX: ", "closed before its answer ended"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "its answer is not HTTP"),
        (b"HTTP/1.1 2OO OK\r\n\r\n", "its answer is not HTTP"),
        (b"\0\xff\r\n\r\n", "its answer is not HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000, "its answer's head is too long"),
        (b"HTTP/1.1 100 Continue\r\n\r\n" * 10, "its answer never comes to an end of interim ones"),
    ],
)
async def test_an_answer_is_judged(answer, reason):
    async with member(answer) as port:
        assert await check(port, body="ready") == reason


async def test_a_redirect_is_not_followed():
    heard = []
    async with member(b"HTTP/1.1 302 Found\r\nLocation: /well\r\nContent-Length: 0\r\n\r\n", heard=heard) as port:
        assert await check(port) == ""
        assert await check(port, status_to=299) == "answered 302"
    assert len(heard) == 2


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 200", OK + b"Content-Length: 10\r\n\r\n", OK + b"\r\n"])
async def test_who_hangs_is_given_up_in_time(answer):
    async with member(answer, hang=True) as port:
        assert await check(port, timeout_seconds=0.1) == "no answer within 0.1 s"


async def test_no_more_than_is_needed_is_read_of_a_gigabyte():
    written = 0

    async def pour(writer):
        nonlocal written
        writer.write(OK + b"Content-Length: 1000000000\r\n\r\n")
        while written < 1_000_000_000:
            writer.write(b"x" * 65_536)
            written += 65_536
            await writer.drain()

    async with member(pour) as port:
        assert await check(port) == ""
        assert await check(port, body="ready") == "its answer lacks the expected text"
    assert written < 100_000_000


async def test_a_drip_does_not_gain_time():
    async def drip(writer):
        writer.write(OK + b"Content-Length: 100000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.01)

    async with member(drip) as port:
        assert await check(port, timeout_seconds=0.2) == "no answer within 0.2 s"


async def test_nobody_there_is_said_in_words():
    async with member() as port:
        pass
    assert await check(port) == "Connection refused"
    assert await check(port, kind="tcp") == "Connection refused"


async def test_what_this_machine_lacks_says_nothing_of_a_member():
    async with member(OK + b"Content-Length: 0\r\n\r\n") as port:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
        try:
            found = await check(port)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert found is None
        assert await check(port) == ""


async def test_a_connection_is_enough_for_tcp():
    async with member(hang=True) as port:
        assert await check(port, kind="tcp") == ""


async def test_the_request_names_the_host_and_asks_for_the_path():
    heard = []
    async with member(OK + b"Content-Length: 0\r\n\r\n", heard=heard) as port:
        await check(port, path="/health?full=1", host="shop.example")
        await check(port)
    assert heard[0].startswith("GET /health?full=1 HTTP/1.1\r\nHost: shop.example\r\n")
    assert f"Host: 127.0.0.1:{port}\r\n" in heard[1]


@pytest.mark.parametrize(
    "more",
    [{"path": "/ HTTP/1.1\r\nX: y"}, {"path": "/a b"}, {"path": "http://x/"}, {"path": ""}, {"host": "a\r\nX: y"},
     {"path": "/ю"}, {"kind": "https", "host": "a\0b"}],
)  # fmt: skip
async def test_what_would_change_the_request_is_not_sent(more):
    heard = []
    async with member(OK + b"\r\n", heard=heard) as port:
        assert await check(port, **more) == "the check's path or host cannot be sent"
    assert heard == []


@pytest.fixture
def certificate(tmp_path):
    key, chain = tmp_path / "key.pem", tmp_path / "chain.pem"
    subject = ["-subj", "/CN=another.example", "-days", "2"]
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    subprocess.run(
        ["openssl", "req", "-x509", *curve, "-keyout", key, "-out", chain, *subject],
        check=True,
        capture_output=True,
        env={**os.environ, "HOME": str(tmp_path)},
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return context


async def test_a_member_with_any_certificate_is_asked_over_tls(certificate):
    async with member(OK + b"Content-Length: 5\r\n\r\nready", tls=certificate) as port:
        assert await check(port, kind="https", body="ready", host="shop.example:443") == ""
        assert await check(port, kind="https", body="else") == "its answer lacks the expected text"


async def test_a_member_without_tls_is_not_well_over_tls():
    async with member(b"HTTP/1.1 400 Bad Request\r\n\r\n", hang=True) as port:
        assert "no" in await check(port, kind="https", timeout_seconds=0.3)
