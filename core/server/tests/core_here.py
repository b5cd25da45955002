"""A whole core in the process of a test."""

import asyncio
from contextlib import asynccontextmanager

from core.server.main import serve


@asynccontextmanager
async def running(settings):
    """A core in this process, until the end of the `with`."""
    ready = asyncio.get_running_loop().create_future()

    async def on_ready(started):
        ready.set_result(started)

    serving = asyncio.ensure_future(serve(settings, on_ready=on_ready))
    await asyncio.wait((serving, ready), return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        serving.result()
    try:
        yield ready.result()
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
