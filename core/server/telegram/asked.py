"""A command as it was asked, and the small things that answers are made of."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from core.server.notifications.channels.channel import Button
from core.server.telegram.api import Session
from core.server.telegram.words import Html, Words

MOST_LINES: Final = 15
_SAME_DAY: Final = timedelta(hours=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command of somebody who is linked. `key` is the same if the same message is brought twice."""

    api: Session
    words: Words
    args: Sequence[str]
    key: str
    now: float


@dataclass(frozen=True, slots=True)
class Answer:
    """Markup, and what to press below it. Buttons of one `thread` are used up together with what they are about."""

    text: Html
    buttons: tuple[Button, ...] = ()
    thread: str = ""


Command = Callable[[Asked], Awaitable[Answer]]


def listed(words: Words, head: str, lines: Iterable[Html], *, total: int | None = None) -> Answer:
    """Return a bounded list. `total`: how many there are, where not all are at hand."""
    there = list(lines)
    shown = there[:MOST_LINES]
    left = (len(there) if total is None else max(total, len(there))) - len(shown)
    end = [words.say("more", count=left)] if left else []
    return Answer(Html("\n".join([*([head, ""] if head else []), *shown, *end])))


def when(text: str, now: float) -> str:
    """Return an instant of the API as people read it: the time, and the day where it is another."""
    at = datetime.fromisoformat(text)
    apart = abs(at - datetime.fromtimestamp(now, UTC))
    return f"{at:%H:%M} UTC" if apart < _SAME_DAY else f"{at:%d.%m. %H:%M} UTC"


def number(value: float | None) -> str:
    """Return a number with at most three digits that matter; a dash for none."""
    if value is None:
        return "—"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def share(value: float | None) -> str:
    """Return a share in percent."""
    return "—" if value is None else f"{number(100 * value)} %"


def by_whom(decision: dict[str, Any], words: Words) -> str:
    """Return who made a decision."""
    return str(decision["decided_by"]) if decision["origin"] == "person" else str(words.say("by_dozor"))
