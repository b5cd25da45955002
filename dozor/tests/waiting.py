"""Free ports, and waiting for what other processes do: for the tests of all parts."""

import asyncio
import contextlib
import inspect
import socket

WITHIN_SECONDS = 60.0
"""A bound for what never comes about. What takes long on a busy machine is no failure."""


def free_port():
    """A port that is free for TCP and for UDP at every address of IPv4."""
    while True:
        with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
            tcp.bind(("0.0.0.0", 0))
            with contextlib.suppress(OSError):
                udp.bind(tcp.getsockname())
                return tcp.getsockname()[1]


def are_free(ports):
    """Whether nobody listens at any of these ports of this machine."""
    for port in ports:
        with socket.socket() as tcp:
            if tcp.connect_ex(("127.0.0.1", port)) == 0:
                return False
    return True


async def until(condition, *, within=WITHIN_SECONDS):
    """Poll a function or coroutine function until it gives something true, and return that; fail after the seconds."""
    async with asyncio.timeout(within):
        while True:
            held = condition()
            if inspect.isawaitable(held):
                held = await held
            if held:
                return held
            await asyncio.sleep(0.02)
