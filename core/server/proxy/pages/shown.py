"""How many error pages visitors saw, by service, status and page: of the last day by the minute, in memory.

Nodes tell counts that grow, so nothing is counted twice and little is lost: what was shown while the core was away
counts when it is back, in that minute.
"""

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

KEPT_MINUTES: Final = 1440
KEYS_LIMIT: Final = 5000
_MINUTE: Final = 60


@dataclass(frozen=True, slots=True, order=True)
class ShownPage:
    """What was shown: `page` is SET/PAGE."""

    service: str
    status: int
    page: str


OTHERS: Final = ShownPage("", 0, "others")
"""What stands for all that there was no room to tell apart."""


class PagesShown:
    """The counts since `since_at`. Memory is bounded whatever nodes tell."""

    def __init__(self, since_at: float) -> None:
        self.since_at = since_at
        self._told: dict[str, Mapping[str, int]] = {}
        self._minutes: deque[tuple[int, Counter[ShownPage]]] = deque(maxlen=KEPT_MINUTES)

    def hear(self, node: str, before: Mapping[str, int], after: Mapping[str, int], now: float) -> None:
        """Take in what a node counted; `before` is what it last told where that was to another core than this one."""
        if not after:  # which an agent says that has not asked yet
            return
        more = _more(self._told.get(node, before), after)
        self._told[node] = after
        if more:
            self._minute(now).update(self._bounded(more))

    def of(self, service: str, minutes: int, now: float) -> tuple[list[int], list[int], Counter[ShownPage]]:
        """Return the last minutes, how many pages were shown in each, and which; of one service or, with "", of all."""
        newest = int(now) // _MINUTE * _MINUTE
        wanted = range(newest - (minutes - 1) * _MINUTE, newest + 1, _MINUTE)
        each: dict[int, int] = dict.fromkeys(wanted, 0)
        totals: Counter[ShownPage] = Counter()
        for minute, counts in self._minutes:
            if minute in each:
                found = {page: count for page, count in counts.items() if service in {"", page.service}}
                each[minute] += sum(found.values())
                totals.update(found)
        return list(each), list(each.values()), totals

    def _minute(self, now: float) -> Counter[ShownPage]:
        minute = int(now) // _MINUTE * _MINUTE
        if not self._minutes or self._minutes[-1][0] < minute:
            self._minutes.append((minute, Counter()))
        return self._minutes[-1][1]

    def _bounded(self, more: Mapping[ShownPage, int]) -> Counter[ShownPage]:
        known = {page for _, counts in self._minutes for page in counts}
        bounded: Counter[ShownPage] = Counter()
        for page, count in more.items():
            is_known = page in known or len(known) < KEYS_LIMIT
            bounded[page if is_known else OTHERS] += count
            known |= {page} if is_known else set()
        return bounded


def _more(before: Mapping[str, int], after: Mapping[str, int]) -> Counter[ShownPage]:
    """Return by how much counts grew. Where any shrank the node's NGINX was started anew, so all of it is new."""
    if any(after.get(name, 0) < count for name, count in before.items()):
        before = {}
    grown: Counter[ShownPage] = Counter()
    for name, count in after.items():
        page = _page(name)
        if page and count > before.get(name, 0):
            grown[page] += count - before.get(name, 0)
    return grown


def _page(name: str) -> ShownPage | None:
    """Read `SERVICE STATUS SET/PAGE`, as nodes say it; None where it is not."""
    service, _, rest = name[:512].partition(" ")
    status, _, page = rest.partition(" ")
    return ShownPage(service, int(status), page) if page and len(status) == 3 and status.isdecimal() else None
