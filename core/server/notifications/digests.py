"""Several threads as one message."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

from core.server.notifications.choosing import MOST_LINES, counted
from core.server.notifications.event import Event, rank
from core.server.notifications.rendering import title_of
from core.server.notifications.thread import Digest, Line, Thread, thread_id
from core.server.notifications.words import LANGUAGES

_LISTED_FROM: Final = rank("high")


def digest_of(chat: str, threads: Sequence[Thread], now: float) -> Thread:
    """Return the message that tells of several: counts by kind, and one by one what is critical, then what is high.

    Of the same threads at the same versions it is the same message, also after a crash.
    """
    events = [event for thread in threads for event in thread.members.values()]
    listed = sorted((each for each in events if rank(each.severity) >= _LISTED_FROM), key=_order)
    worst = max(threads, key=lambda each: rank(each.severity))
    about = "\0".join(sorted(f"{each.id}.{each.version}" for each in threads))
    key = f"digest\x1f{blake2b(about.encode(), digest_size=12).hexdigest()}"
    return Thread(
        id=thread_id(chat, key),
        chat=chat,
        key=key,
        form="digest",
        rules=(),
        opened_at=now,
        changed_at=now,
        severity=worst.severity,
        state="closed",
        digest=Digest(
            since=min(each.at for each in events),
            until=max(each.at for each in events),
            counts=counted(threads),
            lines=tuple(_line(each) for each in listed[:MOST_LINES]),
        ),
    )


def _line(event: Event) -> Line:
    titles: dict[str, str] = {language: title_of(event, language) for language in LANGUAGES}
    return Line(event.severity, event.state, event.at, titles)


def _order(event: Event) -> tuple[int, bool, float]:
    return -rank(event.severity), event.state == "closed", event.at
