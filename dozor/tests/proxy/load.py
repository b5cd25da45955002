"""Visitors who ask all the time at a bounded pace, on connections that are kept and on new ones, and count failures.

Two kinds of them, which see different faults: ours, and wrk, who reports by itself what it saw.
"""

import asyncio
import contextlib
import re
import signal
import subprocess
import threading
from collections import Counter

PAUSE_SECONDS = 0.02
_PACE = f"function delay() return {PAUSE_SECONDS * 1000:.0f} end"


class Load:
    """While its block runs: requests through a node. `failures` says what went wrong and how often.

    A kept connection that the server closed between two requests is opened anew, as browsers do; one that is closed
    with a request on its way is a failure.
    """

    def __init__(self, node, *, kept=4, fresh=2, host="shop.example"):
        self.done = Counter()
        self.members = Counter()
        self.failures = Counter()
        self._node, self._host = node, host
        self._counts = kept, fresh
        self._halt = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._drive()), daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._halt.set()
        self._thread.join(60)

    async def _drive(self):
        kept, fresh = self._counts
        async with asyncio.TaskGroup() as tasks:
            for number in range(kept):
                tasks.create_task(self._visit_kept(f"127.45.0.{1 + number}"))
            for number in range(fresh):
                tasks.create_task(self._visit_fresh(f"127.45.1.{1 + number}"))

    async def _visit_fresh(self, source):
        while not self._halt.is_set():
            await self._guarded("fresh", self._once(source))
            await asyncio.sleep(PAUSE_SECONDS)

    async def _once(self, source):
        reader, writer = await self._connected(source)
        try:
            await self._exchange("fresh", reader, writer, "close")
        finally:
            writer.close()

    async def _visit_kept(self, source):
        while not self._halt.is_set():
            await self._guarded("kept", self._session(source))

    async def _session(self, source):
        reader, writer = await self._connected(source)
        try:
            while not self._halt.is_set() and not reader.at_eof():
                if not await self._exchange("kept", reader, writer, "keep-alive"):
                    return
                await asyncio.sleep(PAUSE_SECONDS)
        finally:
            writer.close()

    async def _guarded(self, kind, work):
        try:
            async with asyncio.timeout(60 if kind == "fresh" else None):
                await work
        except (OSError, EOFError, TimeoutError, ValueError) as error:
            self.failures[f"{kind}: {error!r}"] += 1
            await asyncio.sleep(PAUSE_SECONDS)

    async def _connected(self, source):
        return await asyncio.open_connection(self._node.address, self._node.port, local_addr=(source, 0))

    async def _exchange(self, kind, reader, writer, connection):
        """Ask once; return whether the connection stays."""
        text = f"GET /load HTTP/1.1\r\nHost: {self._host}\r\nUser-Agent: load\r\nConnection: {connection}\r\n\r\n"
        writer.write(text.encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        lines = head.lower().split("\r\n")
        length = next((int(line.split(":")[1]) for line in lines if line.startswith("content-length")), None)
        if length is None:
            raise ValueError(head)
        body = await reader.readexactly(length)
        status = int(head.split(" ", 2)[1])
        if status != 200:
            self.failures[f"{kind}: {status}"] += 1
        else:
            self.done[kind] += 1
            with contextlib.suppress(IndexError):
                self.members[body.split(b'"member": "')[1].split(b'"')[0].decode()] += 1
        return "connection: close" not in lines


class Wrk:
    """While its block runs: wrk's requests through a node. After it: its own `report`, and what that says."""

    def __init__(self, node, folder, *, connections=8, host="shop.example", fresh=False):
        pace = folder / "pace.lua"
        pace.write_text(_PACE)
        headers = [f"Host: {host}", *(["Connection: close"] if fresh else [])]
        self._command = ["wrk", "-t1", f"-c{connections}", "-d1h", "--timeout=60s", "-s", pace]
        self._command += [word for header in headers for word in ("-H", header)]
        self._command.append(f"http://{node.address}:{node.port}/load")
        self.report = ""

    def __enter__(self):
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return self

    def __exit__(self, *_):
        self._process.send_signal(signal.SIGINT)
        self.report, _ = self._process.communicate(timeout=60)

    @property
    def requests(self):
        return int(re.search(r"(\d+) requests in", self.report)[1])

    @property
    def faults(self):
        """Lines that it only writes where something went wrong."""
        return re.findall(r"Socket errors.*|Non-2xx.*|unable.*", self.report)
