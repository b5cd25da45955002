"""What stands behind the nodes: servers that say who they are and what they were told, on a thread of their own."""

import asyncio
import base64
import contextlib
import hashlib
import json
import threading

CHUNK = b"x" * 4096
CHUNKS = 256
_MAGIC = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class Members:
    """Any number of servers on loopback, by name. `/long` takes a while, `/socket` is a WebSocket that echoes."""

    def __init__(self):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._servers = {}

    def start(self, name):
        """Start one and return its port."""
        self._servers[name] = self._do(asyncio.start_server(lambda *pair: _serve(name, *pair), "127.0.0.1", 0))
        return self._servers[name].sockets[0].getsockname()[1]

    def stop(self, name):
        """Let one take no more connections; those that it has go on."""
        self._loop.call_soon_threadsafe(self._servers.pop(name).close)

    def close(self):
        for name in list(self._servers):
            self.stop(name)
        self._do(_cancel_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _do(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)


async def _cancel_all():
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def _serve(name, reader, writer):
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ", 2)[1]
            headers = dict(line.split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
            if path == "/long":
                await _send_long(writer)
            elif path == "/socket":
                await _echo(headers, reader, writer)
                break
            else:
                body = json.dumps({"member": name, "path": path, "headers": headers}).encode()
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
                await writer.drain()
    writer.close()


async def _send_long(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (len(CHUNK) * CHUNKS))
    for _ in range(CHUNKS):
        writer.write(CHUNK)
        await writer.drain()
        await asyncio.sleep(0.02)


async def _echo(headers, reader, writer):
    accept = base64.b64encode(hashlib.sha1(headers["Sec-WebSocket-Key"].encode() + _MAGIC).digest())
    writer.write(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: %b\r\n\r\n" % accept
    )
    while data := await reader.read(4096):
        writer.write(data)
        await writer.drain()
