"""The lines around one."""

import math
from contextlib import aclosing
from typing import TYPE_CHECKING, NamedTuple

from agent.contract.asking import End, LogLine, ReadLogs, WantedRequests
from core.server.asking.logs import Place, read_logs

if TYPE_CHECKING:
    from core.server.asking.asking import Asking


class Around(NamedTuple):
    """Lines by time. `position` is the place of the one that was meant among them, None where it is not there."""

    lines: list[LogLine]
    position: int | None


async def read_around(
    asking: "Asking",
    place: Place,
    line_id: str,
    at: float,
    count: int,
    *,
    requests: WantedRequests | None = None,
) -> tuple[Around, End]:
    """Return a line of one source with `count` lines before and after it, and how the answers ended.

    With `requests` these are requests that it finds.

    A line is found by its instant, so one among more than `count` lines of the very same instant may not be.
    """
    after_at = math.nextafter(at, math.inf)
    groups = requests is None
    earlier = ReadLogs(sources=[], until_at=after_at, tail=count + 1, group_lines=groups, requests=requests)
    later = ReadLogs(sources=[], since_at=at, limit=count + 1, group_lines=groups, requests=requests)
    found: dict[str, LogLine] = {}
    end = End()
    for what in (earlier, later):
        some, ended = await _some(asking, place, what, count + 1)
        found |= {each.id: each for each in some}
        end = end if ended.ok else ended
    lines = list(found.values())
    position = next((place for place, line in enumerate(lines) if line.id == line_id), None)
    return Around(lines, position), end


async def _some(asking: "Asking", place: Place, what: ReadLogs, most: int) -> tuple[list[LogLine], End]:
    """Return the lines of an answer and its end; of a node that goes on after `most` no more is heard."""
    lines: list[LogLine] = []
    end = End()
    async with aclosing(read_logs(asking, [place], what)) as stream:
        async for answers in stream:
            lines += [each for each in answers if isinstance(each, LogLine)]
            end = next((each for each in answers if isinstance(each, End)), end)
            if len(lines) > most:
                break
    return lines[:most], end
