"""Requests of several nodes, counted at once."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, NamedTuple

from agent.contract.asking import CountedFrom, CountRequests, End, Facet, MemberCounts, RequestCounts, Skipped
from core.server.asking.logs import Asked, Place
from core.server.asking.members import MemberSums
from core.server.asking.merging import by_time

if TYPE_CHECKING:
    from core.server.asking.asking import Asking

CLASSES: Final = ("2xx", "3xx", "4xx", "5xx", "refused", "1xx", "other")
_MOST: Final = 1 << 50
_MOST_VALUES: Final = 20_000
_MOST_SKIPPED: Final = 1000


class CountedRequests(NamedTuple):
    """Requests by class in steps of time, and values of fields with how often each was, the most frequent first.

    `members` are by address. Before `counted_from` not all nodes had the time to count; 0 where all is counted.
    """

    steps: dict[float, dict[str, int]]
    facets: dict[str, list[tuple[str, int]]]
    members: MemberSums
    counted_from: float
    skipped: list[Skipped]
    end: End


async def count_requests(asking: "Asking", places: Sequence[Place], what: CountRequests) -> CountedRequests:
    """Return what several nodes count, added up."""
    steps: dict[float, Counter[str]] = defaultdict(Counter)
    facets: dict[str, Counter[str]] = {field: Counter() for field in what.facets}
    members, counted_from = MemberSums(), 0.0
    with ExitStack() as stack:
        asked = Asked(asking, places, what, stack)
        skipped = list(asked.news())
        async for answers in by_time(asked.voices):
            for answer in answers:
                match answer:
                    case RequestCounts():
                        steps[_step(answer.at, what)].update(_classes(answer))
                    case Facet() if answer.field in facets and len(facets[answer.field]) < _MOST_VALUES:
                        facets[answer.field][answer.value] += max(0, min(answer.count, _MOST))
                    case MemberCounts() if what.members:
                        members.hear(answer)
                    case CountedFrom():
                        counted_from = max(counted_from, min(answer.at, what.until_at))
                    case Skipped() if len(skipped) < _MOST_SKIPPED:
                        skipped.append(answer)
        skipped += asked.news()
        told = [each for each in skipped if isinstance(each, Skipped)]
        top = {field: counter.most_common(what.top) for field, counter in facets.items()}
        return CountedRequests(
            {at: dict(each) for at, each in sorted(steps.items())}, top, members, counted_from, told, asked.end()
        )


def _step(at: float, what: CountRequests) -> float:
    """Return the start of the step that an instant is in: nodes cut time alike, but a hostile one need not."""
    number = round((min(at, what.until_at) - what.since_at) / what.step_seconds)
    return what.since_at + max(0, number) * what.step_seconds


def _classes(counts: RequestCounts) -> dict[str, int]:
    return {name: count for name, count in counts.classes.items() if name in CLASSES and 0 <= count <= _MOST}
