"""What begins again and again: counted, so that it becomes one message."""

from collections import deque
from typing import Final

from core.server.notifications.event import Event
from core.server.notifications.rule import Damping

_MOST: Final = 5000
Subject = tuple[str, ...]


def subject_of(event: Event) -> Subject:
    """Return what an event is about: the same each time that it begins anew."""
    labels = (part for name, value in sorted(event.labels.items()) for part in (name, value))
    return (event.kind, event.service, event.node, *labels)


class Flapping:
    """When what began lately, by subject. In memory alone: after a restart it is counted anew."""

    def __init__(self) -> None:
        self._begun: dict[Subject, deque[float]] = {}
        self._threads: dict[Subject, deque[str]] = {}

    def note(self, event: Event) -> None:
        """Count an event, where it is the first of its thread."""
        subject = subject_of(event)
        threads = self._threads.setdefault(subject, deque(maxlen=200))
        if event.thread in threads:
            return
        threads.append(event.thread)
        self._begun.setdefault(subject, deque(maxlen=200)).append(event.at)
        while len(self._begun) > _MOST:
            oldest = next(iter(self._begun))
            del self._begun[oldest], self._threads[oldest]

    def flaps(self, event: Event, damping: Damping | None) -> bool:
        """Say whether its subject began too often."""
        if damping is None:
            return False
        begun = self._begun.get(subject_of(event), ())
        return sum(at > event.at - damping.seconds for at in begun) > damping.times
