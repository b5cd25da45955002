"""What a chat is told next: one thing by itself, an edit, or a digest of what is too much. Pure.

A few new things are told one by one, the gravest first. More than that, or what began and ended while the channel was
away, becomes digests: non-critical events are counted, criticals listed each. Nothing waits for room for ever.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from core.server.notifications.allowance import Allowance
from core.server.notifications.channels.channel import Limits
from core.server.notifications.event import rank
from core.server.notifications.thread import Thread

MOST_SINGLE: Final = 5
MOST_LINES: Final = 40
_OLD_SECONDS: Final = 600.0
_DIGEST_SECONDS: Final = 15.0
_CRITICALS_SECONDS: Final = 5.0


@dataclass(frozen=True, slots=True)
class One:
    """A thread to be sent or edited."""

    thread: Thread


@dataclass(frozen=True, slots=True)
class Many:
    """Threads to be told of in one digest."""

    threads: tuple[Thread, ...]


def choose(waiting: Iterable[Thread], allowance: Allowance, limits: Limits, now: float) -> One | Many | None:
    """Return what to hand over next, None where nothing is due."""
    there = list(waiting)
    new, changed = [each for each in there if each.is_new], [each for each in there if not each.is_new]
    found = _of_new(new, allowance, now)
    if found is not None and _is_pressing(found):
        return found
    due = [each for each in changed if _is_due(each, limits, now)]
    closing = [each for each in due if each.state == "closed" or each.severity == "critical"]
    if closing:
        return One(min(closing, key=lambda each: each.changed_at))
    if found is not None:
        return found
    if due and allowance.may_edit(limits, now):
        return One(min(due, key=lambda each: each.delivered_at))
    return None


def _of_new(new: Sequence[Thread], allowance: Allowance, now: float) -> One | Many | None:
    if not new:
        return None
    fresh = [each for each in new if not _is_stale(each, now)]
    if len(new) <= MOST_SINGLE and len(fresh) == len(new):
        return One(min(new, key=_urgency))
    critical = [each for each in fresh if each.severity == "critical"]
    if 0 < len(critical) <= MOST_SINGLE:
        return One(min(critical, key=_urgency))
    pause = _CRITICALS_SECONDS if critical else _DIGEST_SECONDS
    if allowance.digest_at <= now < allowance.digest_at + pause:
        return None
    return Many(_of_digest(new))


def _of_digest(new: Sequence[Thread]) -> tuple[Thread, ...]:
    """Return what one digest tells of: all, or of very many criticals as many as it can list."""
    ordered = sorted(new, key=_urgency)
    lines = list(accumulate(map(_criticals_of, ordered)))
    if lines[-1] <= MOST_LINES:
        return tuple(ordered)
    return tuple(ordered[: max(bisect_right(lines, MOST_LINES), 1)])


def _criticals_of(thread: Thread) -> int:
    """Return how many lines of a digest its criticals take: those of a group each one."""
    return sum(each.severity == "critical" for each in thread.members.values())


def _is_stale(thread: Thread, now: float) -> bool:
    return thread.state == "closed" and now - thread.changed_at > _OLD_SECONDS


def _is_pressing(found: One | Many) -> bool:
    threads = found.threads if isinstance(found, Many) else (found.thread,)
    return any(each.severity == "critical" for each in threads)


def _is_due(thread: Thread, limits: Limits, now: float) -> bool:
    return thread.state == "closed" or not thread.delivered_at <= now < thread.delivered_at + limits.edit_seconds


def _urgency(thread: Thread) -> tuple[int, bool, float]:
    return -rank(thread.severity), thread.state == "closed", thread.opened_at


def counted(threads: Iterable[Thread]) -> tuple[tuple[str, int, int], ...]:
    """Return kinds with how many events there are of each, and how many of those are open; the most frequent first."""
    all_of, open_of = Counter[str](), Counter[str]()
    for thread in threads:
        for event in thread.members.values():
            all_of[event.kind] += 1
            open_of[event.kind] += event.state != "closed"
    return tuple((kind, number, open_of[kind]) for kind, number in all_of.most_common())
