"""The HTTP connection against servers that speak raw bytes, well and badly."""

import asyncio
import shutil
import ssl
import subprocess
from contextlib import asynccontextmanager

import pytest

from agent.connection import Connection, Target, UnreachableError


@asynccontextmanager
async def serving(*answers, close=False, tls=None):
    """A server that gives one answer per request and counts its connections."""
    connections = []
    waiting = list(answers)

    async def serve(reader, writer):
        connections.append(writer)
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
                writer.write(waiting.pop(0))
                await writer.drain()
                if close:
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    port = server.sockets[0].getsockname()[1]
    try:
        yield port, connections
    finally:
        server.close()
        for writer in connections:
            writer.close()
        await server.wait_closed()


@pytest.fixture
async def ask():
    opened = []

    async def ask(target, connection=None):
        connection = connection or Connection(target)
        opened.append(connection)
        return await connection.request("POST", "/x", body=b"body", within=30)

    yield ask
    for connection in opened:
        connection.close()


OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Name: a: b\r\n\r\nok"


async def test_a_connection_is_used_again(ask):
    async with serving(OK, OK) as (port, connections):
        connection = Connection(Target(host="127.0.0.1", port=port))
        for _ in range(2):
            response = await ask(None, connection)
            assert (response.status, response.headers["x-name"], response.body) == (200, "a: b", b"ok")
        assert len(connections) == 1


async def test_one_that_was_closed_in_the_meantime_is_replaced(ask):
    async with serving(OK, OK, close=True) as (port, connections):
        connection = Connection(Target(host="127.0.0.1", port=port))
        await ask(None, connection)
        assert (await ask(None, connection)).body == b"ok"
        assert len(connections) == 2


async def test_a_chunked_answer_is_put_together(ask):
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"
    async with serving(chunked, OK) as (port, _):
        connection = Connection(Target(host="127.0.0.1", port=port))
        assert (await ask(None, connection)).body == b"abcde"
        assert (await ask(None, connection)).body == b"ok"


@pytest.mark.parametrize(
    "answer",
    [
        b"SSH-2.0-OpenSSH\r\n\r\n",
        b"HTTP/1.1 ok\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
        b"",
    ],
)
async def test_an_answer_that_is_none_is_an_error_and_never_another_one(ask, answer):
    async with serving(answer, close=True) as (port, _):
        with pytest.raises(UnreachableError):
            await ask(Target(host="127.0.0.1", port=port))


async def test_an_answer_without_a_length_ends_where_the_connection_does(ask):
    endless = b"HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\nall of it"
    async with serving(endless, OK, close=True) as (port, connections):
        connection = Connection(Target(host="127.0.0.1", port=port))
        assert (await ask(None, connection)).body == b"all of it"
        assert (await ask(None, connection)).body == b"ok"
        assert len(connections) == 2


async def test_a_server_that_says_nothing_is_given_up_in_time():
    async with serving(b"") as (port, _):
        connection = Connection(Target(host="127.0.0.1", port=port))
        with pytest.raises(UnreachableError, match="TimeoutError"):
            await connection.request("POST", "/x", within=0.05)


@pytest.fixture
def certificate(tmp_path):
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost"
    command += " -addext subjectAltName=DNS:localhost"
    subprocess.run(command.split(), cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


async def test_tls_is_spoken_with_a_core_whose_certificate_is_trusted_and_no_other(ask, certificate):
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    async with serving(OK, tls=tls) as (port, _):
        url = f"https://localhost:{port}"
        assert (await ask(Target.of_url(url, authority_file=str(certificate / "cert.pem")))).body == b"ok"
        with pytest.raises(UnreachableError, match="self-signed certificate"):
            await ask(Target.of_url(url))
