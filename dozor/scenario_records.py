"""Turns a scenario's requests into records through the agent's own parser and aggregator, a second at a time."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from time import gmtime
from typing import Final

from agent.aggregate.aggregator import new_aggregator
from agent.parse.formats import DOZOR
from models.evaluation.request import Request, Scenario
from models.record import Record

_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Recorder:
    """Makes records of requests, as an agent beside NGINX would.

    `second` takes all requests of one second; a request's verdict is what Dozor's edge said of it: empty, `ban`,
    `limit`, `challenge` or `passed`.
    """

    def __init__(self) -> None:
        self._aggregator = new_aggregator(DOZOR)
        self._position = 0

    def second(self, at: int, requests: Iterable[Request], verdicts: Iterable[str]) -> Record:
        """Return the record of one second."""
        clock = _clock(at)
        lines = [_line(clock, request, verdict) for request, verdict in zip(requests, verdicts, strict=True)]
        self._aggregator.feed("".join(lines).encode("utf-8", "surrogateescape"))
        drained = self._aggregator.drain()
        record = Record(self._position, float(at), "scenario", drained.aggregates, drained.samples)
        self._position += 1
        return record


def seconds(requests: Sequence[Request]) -> Iterator[tuple[int, list[Request]]]:
    """Yield (second, its requests) in order."""
    for second, group in groupby(requests, key=lambda request: int(request.at)):
        yield second, list(group)


def records(scenario: Scenario) -> Iterator[Record]:
    """Yield a scenario's records, one a second, when nothing is ever refused."""
    recorder = Recorder()
    for second, requests in seconds(scenario.requests):
        yield recorder.second(second, requests, [""] * len(requests))


def _clock(at: int) -> str:
    t = gmtime(at)
    month = _MONTHS[t.tm_mon - 1]
    return f"{t.tm_mday:02}/{month}/{t.tm_year}:{t.tm_hour:02}:{t.tm_min:02}:{t.tm_sec:02} +0000"


def _line(clock: str, r: Request, verdict: str) -> str:
    """Return a request as NGINX writes it in the format `dozor`; a refused one has the edge's answer."""
    status = {"ban": 403, "challenge": 403, "limit": 429}.get(verdict, r.status)
    refused = status != r.status or verdict in {"ban", "challenge", "limit"}
    upstream = "-" if refused else f"{r.seconds:.3f}"
    url = r.url.replace('"', "\\x22") if '"' in r.url else r.url
    return (
        f'{r.source} - - [{clock}] "{r.method} {url} HTTP/1.1" {status} {r.size} "{r.referrer or "-"}" '
        f'"{r.agent or "-"}" "{r.service}" {r.seconds:.3f} "{upstream}" - "{verdict}"\n'
    )
