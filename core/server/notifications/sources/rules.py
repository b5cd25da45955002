"""Whom rules that notify met: each notice is an event of its own."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from core.server.notifications.event import Event
from core.server.notifications.sources.source import OVERLAP_SECONDS, bounded, identified

if TYPE_CHECKING:
    from core.server.decisions.rules.notice import Notice
    from core.server.pipeline.core import Core


class RuleHits:
    """The pipeline keeps the newest notices in its checkpoint: what nobody heard of before a restart is told after it.

    Labels name the rule and not the source, so that a rule that meets one after the other is damped as one subject.
    """

    name = "rules"

    def __init__(self, core: "Core") -> None:
        self._core = core
        self._seen: frozenset[str] = frozenset()
        self._since = 0.0
        self.heard = 0.0

    def begin(self, heard: float, open_events: Iterable[Event]) -> None:  # noqa: ARG002 - none of them goes on
        """Go on from there."""
        self.heard, self._since = heard, heard - OVERLAP_SECONDS

    async def look(self, now: float) -> list[Event]:
        """Return those that are new, also of what was processed long after it came."""
        notices = self._core.notices
        told = [_event(each) for each in notices if each.id not in self._seen and each.at > self._since]
        self._seen = frozenset(each.id for each in notices)
        self.heard = now
        return told


def _event(notice: "Notice") -> Event:
    facts = {
        "rule": notice.name,
        "rule_id": notice.rule,
        "text": notice.text,
        "scope": "ip",
        "value": notice.source,
        "score": notice.score,
        "had": [{"field": field, "value": value} for field, value in notice.had],
        "again_at": notice.again_at,
        "is_last": notice.is_last,
    }
    return identified(
        Event(
            id="",
            kind="rule",
            severity="high",
            at=notice.at,
            thread=f"rule:{notice.id}",
            state="closed",
            once=True,
            service=notice.service,
            labels={"rule": notice.name},
            facts=bounded(facts),
        )
    )
