"""How many messages a chat, and a channel as a whole, bear now. Pure: the time is an argument."""

from collections import deque
from typing import Final

from core.server.notifications.channels.channel import Limits

_MINUTE: Final = 60.0
_LEAST_BACKOFF: Final = 1.0
_MOST_BACKOFF: Final = 300.0
_JITTER_SECONDS: Final = 1.0
EDITS_SHARE: Final = 0.75
"""Of a minute's messages, how many may be edits of what goes on: the rest is for what is new."""


class Allowance:
    """What was handed to one chat lately, and until when it is to be left alone."""

    def __init__(self) -> None:
        self._handed: deque[float] = deque()
        self.wait_until = 0.0
        self._failures = 0
        self.digest_at = 0.0
        self._seen_at = 0.0

    def is_free(self, limits: Limits, now: float) -> bool:
        """Say whether a message may go out now."""
        self._forget(now)
        if now < self.wait_until or len(self._handed) >= limits.chat_per_minute:
            return False
        return not self._handed or now - self._handed[-1] >= 1 / limits.chat_per_second

    def may_edit(self, limits: Limits, now: float) -> bool:
        """Say whether there is room for an edit that is not pressing."""
        self._forget(now)
        return len(self._handed) < limits.chat_per_minute * EDITS_SHARE

    def spend(self, now: float) -> None:
        """Count a message that is handed over now, whatever comes of it."""
        self._handed.append(now)

    def throttled(self, now: float, retry_after: float) -> None:
        """Wait for as long as the channel says."""
        self.wait_until = max(self.wait_until, now + retry_after)

    def failed(self, now: float) -> None:
        """Wait twice as long as the last time, five minutes at most."""
        self.wait_until = now + min(_LEAST_BACKOFF * 2**self._failures, _MOST_BACKOFF)
        self._failures = min(self._failures + 1, 16)

    def worked(self) -> None:
        """Forget failures: the chat can be reached."""
        self._failures = 0

    @property
    def is_failing(self) -> bool:
        """Whether the last message did not get through."""
        return self._failures > 0

    @property
    def last_at(self) -> float:
        """When a message was handed over last, 0 for not in the last minute."""
        return self._handed[-1] if self._handed else 0.0

    def _forget(self, now: float) -> None:
        while self._handed and self._handed[0] <= now - _MINUTE:
            self._handed.popleft()
        if now < self._seen_at - _JITTER_SECONDS:  # the clock was set back: what was to come is not hours away
            self.wait_until += now - self._seen_at
        self._seen_at = now
        while self._handed and self._handed[-1] > now + _JITTER_SECONDS:
            self._handed.pop()


class Throughput:
    """What a channel was handed in the last second, whichever the chat."""

    def __init__(self) -> None:
        self._handed: deque[float] = deque()

    def take(self, limits: Limits, now: float) -> bool:
        """Take the right to hand over one more message, if there is one."""
        while self._handed and not now - 1 < self._handed[0] <= now:
            self._handed.popleft()
        if len(self._handed) >= max(limits.all_per_second, 1):
            return False
        self._handed.append(now)
        return True
