"""Real signals to this very process."""

import asyncio
import os
import signal

import pytest

from core.server.signals import ended_by_signals


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_ends_what_runs_and_what_comes_after_goes_on(number):
    with ended_by_signals():
        os.kill(os.getpid(), number)
        await asyncio.Event().wait()
        raise AssertionError("it was to end here")
    await asyncio.sleep(0)  # nothing of the cancellation is left


async def test_more_signals_do_not_cut_the_stop_short():
    finished = False
    with ended_by_signals():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            await asyncio.Event().wait()
        finally:
            for number in (signal.SIGTERM, signal.SIGINT):
                os.kill(os.getpid(), number)
            for _ in range(5):
                await asyncio.sleep(0)
            finished = True
    assert finished


async def test_a_cancellation_from_elsewhere_stays_one():
    async def run():
        with ended_by_signals():
            await asyncio.Event().wait()

    running = asyncio.ensure_future(run())
    await asyncio.sleep(0)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
