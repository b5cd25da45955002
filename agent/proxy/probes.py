"""Requests through the node's own NGINX, before and after a switch: what answered well has to answer well again."""

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from agent.contract.proxy import Probe, Problem
from agent.proxy.visit import visit

WITHIN_SECONDS: Final = 2.5
AGAIN_SECONDS: Final = 0.2
PROBES_LIMIT: Final = 200
NO_ANSWER: Final = 0
_AT_ONCE: Final = 8
_STATUS: Final = re.compile(rb"HTTP/1\.[01] (\d{3})")
_SAFE: Final = re.compile(r"[\x21-\x7e]*")


async def statuses(probes: Sequence[Probe]) -> list[int]:
    """Return the status that each probe is answered with, NO_ANSWER where none comes (nor a handshake)."""
    turns = asyncio.Semaphore(_AT_ONCE)

    async def one(probe: Probe) -> int:
        async with turns:
            return await _status(probe)

    return list(await asyncio.gather(*map(one, probes[:PROBES_LIMIT])))


async def compare(probes: Sequence[Probe], before: Sequence[int], *, within: float) -> list[Problem]:
    """Probe until all is as good as before, or for so many seconds after each was asked once; return what is not.

    A new upstream has no members for the first moment, so one bad answer says nothing. Only what was bad is asked
    again: where many sites hang, as they did before, asking all takes longer than there is time for.
    """
    after = await statuses(probes)
    with suppress(TimeoutError):
        async with asyncio.timeout(within):
            while bad := _bad(probes, before, after):
                await asyncio.sleep(AGAIN_SECONDS)
                for at, status in zip(bad, await statuses([probes[at] for at in bad]), strict=True):
                    after[at] = status
    return judge(probes, before, after)


def judge(probes: Sequence[Probe], before: Sequence[int], after: Sequence[int]) -> list[Problem]:
    """Return the probes whose answer is not the expected one, or is worse than before."""
    return [
        Problem(file=f"sites/{probes[at].site}.conf", line=0, message=_complaint(probes[at], before[at], after[at]))
        for at in _bad(probes, before, after)
    ]


def _bad(probes: Sequence[Probe], before: Sequence[int], after: Sequence[int]) -> list[int]:
    """Return which probes these are, by their places."""
    answers = zip(probes, before, after, strict=False)
    return [at for at, each in enumerate(answers) if not _is_good(*each)]


def _is_good(probe: Probe, before: int, after: int) -> bool:
    if probe.expect:
        return after == probe.expect
    was_good = NO_ANSWER < before < 500
    return not was_good or NO_ANSWER < after < 500


def _complaint(probe: Probe, before: int, after: int) -> str:
    wanted = f"{probe.expect} is expected" if probe.expect else f"before it was {before}"
    said = f"answers {after}" if after else "gets no answer"
    return f"{'https' if probe.tls else 'http'}://{probe.host}:{probe.port}{probe.path} {said}; {wanted}"


async def _status(probe: Probe) -> int:
    if not _SAFE.fullmatch(probe.host + probe.path):
        return NO_ANSWER
    try:
        async with asyncio.timeout(WITHIN_SECONDS):
            return await _ask(probe)
    except (OSError, TimeoutError, EOFError, ValueError):
        return NO_ANSWER


async def _ask(probe: Probe) -> int:
    name = probe.host if probe.tls else None
    async with visit(probe.address, probe.port, name=name, proxy_protocol=probe.proxy_protocol) as (reader, writer):
        head = (
            f"GET {probe.path} HTTP/1.1\r\nHost: {probe.host}\r\nUser-Agent: dozor-probe\r\nConnection: close\r\n\r\n"
        )
        writer.write(head.encode("ascii"))
        await writer.drain()
        match = _STATUS.match(await reader.readline())
        return int(match[1]) if match else NO_ANSWER
