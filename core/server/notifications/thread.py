"""A thread: one message of one chat, and how far it is delivered."""

from hashlib import blake2b
from typing import Final, Literal

import msgspec

from core.server.notifications.event import Event, Severity, State, rank

Form = Literal["single", "group", "flapping", "digest", "test"]
Status = Literal["waiting", "delivered", "digested", "refused", "dropped"]
MOST_MEMBERS: Final = 30
MOST_DEEDS: Final = 5


class Line(msgspec.Struct, frozen=True):
    """What a digest says of one event."""

    severity: Severity
    state: State
    at: float
    title: dict[str, str]


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """What a digest tells: how many events of each kind between two instants, and some of them one by one.

    `counts` are kind, number, and how many of those are open still. All criticals are among `lines`.
    """

    since: float
    until: float
    counts: tuple[tuple[str, int, int], ...]
    lines: tuple[Line, ...]


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody did about what a thread tells of, so many times: `what` is a word such as `ban`."""

    at: float
    by: str
    what: str
    times: int


class Thread(msgspec.Struct, kw_only=True):
    """What one message of a chat is to show (`version`), and what of that was handed over (`delivered_version`).

    `members` are the newest events by their own threads: one, or several of a group or of what flaps; `left_out`
    counts those that had no room. `rules` brought it here. `external_id` is the message as the channel knows it, ""
    before it was sent; `answers` the one that a repeat refers to. `said` is what it shows where no template is to be
    asked. Instants are Unix seconds, 0 for never.
    """

    id: str
    chat: str
    key: str
    form: Form
    rules: tuple[str, ...]
    opened_at: float
    changed_at: float
    severity: Severity
    state: State
    members: dict[str, Event] = {}
    left_out: int = 0
    version: int = 1
    delivered_version: int = 0
    delivered_severity: Severity | Literal[""] = ""
    delivered_at: float = 0.0
    sent_at: float = 0.0
    external_id: str = ""
    has_picture: bool = False
    answers: str = ""
    status: Status = "waiting"
    attempts: int = 0
    error: str = ""
    repeats: int = 0
    escalated: bool = False
    acknowledged_by: str = ""
    acknowledged_at: float = 0.0
    deeds: tuple[Deed, ...] = ()
    digest: Digest | None = None
    said: str = ""

    @property
    def is_waiting(self) -> bool:
        """Whether something of it is to be handed over."""
        return self.status == "waiting"

    @property
    def is_new(self) -> bool:
        """Whether it waits to be sent, not edited."""
        return self.is_waiting and not self.external_id

    @property
    def newest(self) -> Event:
        """What it tells of, of several the newest."""
        return max(self.members.values(), key=lambda event: event.at)

    def put(self, event: Event, now: float, *, is_back: bool = False) -> bool:
        """Take an event in; False where it is known. `is_back`: of its thread it had one before, and no room for it."""
        before = self.members.get(event.thread)
        if before is not None and before.id == event.id:
            return False
        if before is None and len(self.members) >= MOST_MEMBERS:
            self._make_room()
            self.left_out += not is_back
        self.members[event.thread] = event
        self.severity = max((each.severity for each in self.members.values()), key=rank)
        self.state = "closed" if all(each.state == "closed" for each in self.members.values()) else "changed"
        self.touch(now)
        return True

    def touch(self, now: float) -> None:
        """Note that it is to show something else."""
        self.version += 1
        self.changed_at = now
        if self.status != "digested" or rank(self.severity) > rank(self.delivered_severity or "low"):
            self.status = "waiting"

    def handed_over(self, version: int, severity: Severity, external_id: str, now: float) -> None:
        """Note that the channel took what it showed as of a version; it may have changed since."""
        self.sent_at = self.sent_at if self.external_id else now
        self.external_id, self.delivered_at = external_id, now
        self.delivered_version, self.delivered_severity = version, severity
        self.attempts, self.error = 0, ""
        self.status = "delivered" if self.version == version else "waiting"

    def digested(self, version: int, severity: Severity, now: float) -> None:
        """Note that a digest told of it. Only what is worse since is told by itself."""
        self.sent_at = self.delivered_at = now
        self.delivered_version, self.delivered_severity = version, severity
        self.status = "waiting" if rank(self.severity) > rank(severity) else "digested"

    def note(self, deed: Deed, now: float) -> None:
        """Have it say what somebody did about it; of many deeds the newest."""
        if deed not in self.deeds:
            self.deeds = (*self.deeds, deed)[-MOST_DEEDS:]
            self.touch(now)

    def say_again(self, now: float) -> None:
        """Note that it is to be told once more, as an answer to what was told before."""
        self.repeats += 1
        self.answers, self.external_id = self.external_id or self.answers, ""
        self.touch(now)
        self.status = "waiting"

    def _make_room(self) -> None:
        over = (key for key, each in self.members.items() if each.state == "closed")
        del self.members[next(over, next(iter(self.members)))]


def thread_id(chat: str, key: str) -> str:
    """Return the id of a chat's thread: the same for whoever asks, also after a restart."""
    return blake2b(f"{chat}\0{key}".encode(), digest_size=12).hexdigest()


def started(chat: str, named: tuple[str, Form], rule: str, event: Event, now: float) -> Thread:
    """Return a new thread of a key and a form about an event."""
    key, form = named
    return Thread(
        id=thread_id(chat, key),
        chat=chat,
        key=key,
        form=form,
        rules=(rule,),
        opened_at=event.at,
        changed_at=now,
        severity=event.severity,
        state=event.state,
        members={event.thread: event},
    )
