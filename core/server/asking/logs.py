"""Logs of several nodes, asked for at once: partial where a node does not answer, and saying so."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from agent.contract.asking import Answer, CountLogs, CountRequests, End, LogCounts, ReadLogs, Skipped
from core.server.asking.merging import Voice, by_arrival, by_time, newest, oldest
from core.server.errors import DozorError

if TYPE_CHECKING:
    from core.server.asking.asking import Asking

_LEVELS: Final = frozenset({"", "trace", "debug", "info", "warning", "error", "fatal"})
_What = ReadLogs | CountLogs | CountRequests
_MOST_LINES: Final = 1 << 50
_MOST_SKIPPED: Final = 1000
_SLACK_SECONDS: Final = 5.0  # beyond what a node may take: the way there and back


@dataclass(frozen=True, slots=True)
class Place:
    """Sources of one node. `away` says why it need not be asked, empty where it is there."""

    node: str
    name: str
    sources: list[str]
    away: str = ""


class Counted(NamedTuple):
    """Lines by level in steps of time, and what of them is not here."""

    steps: dict[float, dict[str, int]]
    skipped: list[Skipped]
    end: End


async def read_logs(asking: "Asking", places: Sequence[Place], what: ReadLogs) -> AsyncGenerator[list[Answer], None]:
    """Yield the lines of several nodes, each source as `NODE/KIND:NAME`; at the end an `End`.

    What is bounded comes by time, what is followed as it comes. A node that does not answer is told by a `Skipped` of
    `NODE/`, whose number of lines is 0, as nobody knows it.
    """
    with ExitStack() as stack:
        asked = Asked(asking, places, what, stack)
        yield list(asked.news())
        async for answers in _in_order(asked, what):
            yield [*answers, *asked.news()]
        yield [*asked.news(), asked.end()]


async def count_logs(asking: "Asking", places: Sequence[Place], what: CountLogs) -> Counted:
    """Return how many lines of which level several nodes have, added up."""
    steps: dict[float, Counter[str]] = defaultdict(Counter)
    with ExitStack() as stack:
        asked = Asked(asking, places, what, stack)
        skipped = list(asked.news())
        async for answers in by_time(asked.voices):
            for answer in answers:
                if isinstance(answer, LogCounts):
                    steps[_step(answer.at, what)].update(_levels(answer))
                elif isinstance(answer, Skipped) and len(skipped) < _MOST_SKIPPED:
                    skipped.append(answer)
        skipped += asked.news()
        plain = {at: dict(levels) for at, levels in sorted(steps.items())}
        return Counted(plain, [each for each in skipped if isinstance(each, Skipped)], asked.end())


def _in_order(asked: "Asked", what: ReadLogs) -> AsyncIterator[list[Answer]]:
    if what.follow:
        return by_arrival(asked.voices, asked.bell)
    if what.tail:
        lines = by_time(asked.voices)
        return newest(lines, what.tail, asked.cut) if len(asked.voices) > 1 else lines
    return oldest(by_time(asked.voices), what.limit, asked.cut)


def _step(at: float, what: CountLogs) -> float:
    """Return the start of the step that an instant is in: nodes cut time alike, but a hostile one need not."""
    number = round((min(at, what.until_at) - what.since_at) / what.step_seconds)
    return what.since_at + max(0, number) * what.step_seconds


def _levels(counts: LogCounts) -> dict[str, int]:
    return {level: count for level, count in counts.levels.items() if level in _LEVELS and 0 <= count <= _MOST_LINES}


class Asked:
    """One question at several nodes."""

    def __init__(self, asking: "Asking", places: Sequence[Place], what: _What, stack: ExitStack) -> None:
        self.bell = asyncio.Event()
        self.voices: list[Voice] = []
        self._failed: list[str] = []
        self._untold: list[Voice] = []
        self._skipped: list[Skipped] = []
        self._ended: list[tuple[str, End]] = []
        self._is_cut = False
        for place in places:
            self._ask(asking, place, what, stack)

    def cut(self) -> None:
        """Take note that there is more than was asked for."""
        self._is_cut = True

    def news(self) -> Iterator[Answer]:
        """Yield what is to be said of nodes that ended since the last time."""
        yield from self._skipped
        self._skipped = []
        over = [voice for voice in self._untold if voice.channel.is_over]
        for voice in over:
            self._untold.remove(voice)
            end = voice.channel.end or End()
            self._ended.append((voice.name, end))
            if not end.ok:
                yield self._missing(voice.name, end.error)

    def end(self) -> End:
        """Return the end of it all: not `ok` where a node is missing, with what nodes said that were cut short."""
        said = [f"{name}: {end.error}" for name, end in self._ended if end.ok and end.error]
        missing = [f"not all is here: {', '.join(self._failed)}"] if self._failed else []
        return End(
            ok=not self._failed,
            error="; ".join((*missing, *said)),
            more=self._is_cut or any(end.more for _, end in self._ended),
            scanned_bytes=sum(end.scanned_bytes for _, end in self._ended),
        )

    def _ask(self, asking: "Asking", place: Place, what: _What, stack: ExitStack) -> None:
        if place.away:
            self._skipped.append(self._missing(place.name, place.away))
            return
        own = msgspec.structs.replace(what, sources=place.sources)
        bell = self.bell if isinstance(what, ReadLogs) and what.follow else None
        within = what.within_seconds + _SLACK_SECONDS
        try:
            channel = stack.enter_context(asking.ask(place.node, own, within_seconds=within, bell=bell))
        except DozorError as error:
            self._skipped.append(self._missing(place.name, error.detail))
        else:
            self.voices.append(Voice(place.name, channel))
            self._untold.append(self.voices[-1])

    def _missing(self, name: str, why: str) -> Skipped:
        self._failed.append(name)
        return Skipped(source=f"{name}/", lines=0, why=why)
