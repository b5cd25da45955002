"""Which threads of which chats change by an event, or by time. No clock, no database, no network.

It goes by levels: what is open is compared with what chats were told, again and again. So what was silenced is told
when the silence ends, a new rule tells of what is open already, and what a crash repeats is found to be known.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from core.server.notifications.event import Event
from core.server.notifications.flapping import Flapping, subject_of
from core.server.notifications.rule import NotificationRule
from core.server.notifications.thread import Deed, Form, Thread, started, thread_id

if TYPE_CHECKING:
    from core.server.notifications.silence import Silence

_MOST_KNOWN: Final = 50_000
_MOST_THREADS: Final = 50_000
_CLOSED_KEPT_SECONDS: Final = 86_400.0
_MOST_OPEN: Final = 20_000


class Routing:
    """All threads that go on, those that ended lately, and what is open. `changed` are threads to be kept, by id.

    `dropped` counts threads that had no room and were told to nobody; criticals are never among them.
    """

    def __init__(self) -> None:
        self.rules: Mapping[str, NotificationRule] = {}
        self.silences: Mapping[str, Silence] = {}
        self.chats: frozenset[str] = frozenset()
        self.threads: dict[str, Thread] = {}
        self.open: dict[str, Event] = {}
        self.changed: dict[str, Thread] = {}
        self.dropped = 0
        self._known: OrderedDict[str, None] = OrderedDict()
        self._about: dict[str, set[str]] = {}
        self._keys: dict[str, set[str]] = {}
        self._groups: dict[tuple[str, ...], tuple[str, float]] = {}
        self._flapping = Flapping()
        self._routed_by: object = None
        self._holding: list[Silence] = []
        self._hours_at = -1.0
        self._open_hours: dict[tuple[int, bool], tuple[NotificationRule, bool]] = {}

    def restore(self, threads: Iterable[Thread], open_events: Iterable[Event], known: Iterable[str]) -> None:
        """Go on from what was kept."""
        for thread in threads:
            self._hold(thread)
        self.open.update((event.thread, event) for event in open_events)
        for event_id in known:
            self._remember(event_id)

    def take(self, events: Iterable[Event], now: float) -> list[Event]:
        """Take events in, and return those that are new."""
        new = []
        self._see(now)
        for event in events:
            if event.id not in self._known:
                self._remember(event.id)
                new.append(event)
                self._take(event, now)
        return new

    def look(self, now: float) -> None:
        """See what time, silences and changed rules make of what is open."""
        self._see(now)
        self._route_anew(now)
        for thread in list(self.threads.values()):
            if thread.state != "closed" and not thread.acknowledged_at and thread.form != "digest":
                self._insist(thread, now)
            self._drop_unwanted(thread)
        self._groups = {key: each for key, each in self._groups.items() if each[1] > now}
        self._forget(now)

    def acknowledge(self, key: str, by: str, now: float) -> list[Thread]:
        """Note in all chats that somebody sees to what a key is about; return the threads that say so now."""
        found = [self.threads[each] for each in self._about.get(key, ()) if not self.threads[each].acknowledged_at]
        for thread in found:
            thread.acknowledged_by, thread.acknowledged_at = by, now
            thread.touch(now)
            self.changed[thread.id] = thread
        return found

    def note(self, key: str, deed: Deed, now: float) -> None:
        """Have all chats hear what somebody did about what a key is about."""
        for thread in [self.threads[each] for each in self._about.get(key, ())]:
            thread.note(deed, now)
            self.changed[thread.id] = thread

    def may_tell(self, thread: Thread, now: float) -> bool:
        """Say whether a thread may be told now: it was before, or the hours of one of its rules are open."""
        if thread.form == "digest" or thread.sent_at:
            return True
        rules = self._rules_of(thread)
        return not rules or any(self._is_open(rule, thread, now) for _, rule in rules)

    def unplace(self, chat: str) -> None:
        """Forget where a chat's messages are, as the chat is elsewhere now: what goes on is told anew there."""
        for thread in [each for each in self.threads.values() if each.chat == chat and each.external_id]:
            thread.external_id = thread.answers = ""
            self.changed[thread.id] = thread

    def keep(self, thread: Thread) -> None:
        """Take in a thread that delivery made or changed."""
        self._hold(thread)
        self.changed[thread.id] = thread

    def _take(self, event: Event, now: float) -> None:
        before = self.open.get(event.thread)
        if event.state == "closed":
            self.open.pop(event.thread, None)
        elif len(self.open) < _MOST_OPEN or before is not None:
            self.open[event.thread] = event
        if before is None:
            self._flapping.note(event)
        for each in list(self._about.get(event.thread, ())):
            self._put(self.threads[each], event, now)
        self._route(event, now)
        by = event.facts.get("acknowledged_by")
        if isinstance(by, str) and by:
            self.acknowledge(event.thread, by, now)

    def _route_anew(self, now: float) -> None:
        """Go through all that is open, where rules, chats or the silences that hold are others than the last time."""
        around = (tuple(self.rules.items()), self.chats, tuple(self._holding))
        if around != self._routed_by:
            self._routed_by = around
            for event in list(self.open.values()):
                self._route(event, now)

    def _route(self, event: Event, now: float) -> None:
        if self._is_silenced(event):
            return
        for name, rule in self.rules.items():
            if rule.enabled and rule.events.fits(event):
                for chat in self._present(rule.chats):
                    self._reach(chat, name, rule, event, now)

    def _reach(self, chat: str, name: str, rule: NotificationRule, event: Event, now: float) -> None:
        """Have a chat told of an event by a rule, unless one of its threads tells of it already."""
        there = [self.threads[each] for each in self._about.get(event.thread, ()) if self.threads[each].chat == chat]
        if there:
            for thread in there:
                if name not in thread.rules:
                    thread.rules = (*thread.rules, name)
            return
        key, form = self._key_of(chat, name, rule, event, now)
        found = self.threads.get(thread_id(chat, key))
        if found is not None:
            self._put(found, event, now)
        else:
            self.keep(started(chat, (key, form), name, event, now))

    def _key_of(self, chat: str, name: str, rule: NotificationRule, event: Event, now: float) -> tuple[str, Form]:
        if rule.group_by:
            group = (chat, name, *rule.group_of(event))
            key, until = self._groups.get(group, ("", 0.0))
            if now >= until:
                key = "\x1f".join(("group", name, *rule.group_of(event), f"{now:.3f}"))
                self._groups[group] = (key, now + rule.group_seconds)
            return key, "group"
        if self._flapping.flaps(event, rule.damping):
            return "\x1f".join(("flapping", *subject_of(event), str(int(event.at // 86_400)))), "flapping"
        return event.thread, "single"

    def _put(self, thread: Thread, event: Event, now: float) -> None:
        if thread.put(event, now, is_back=event.thread in self._keys.get(thread.id, ())):
            self._tie(thread, event.thread)
            self.changed[thread.id] = thread

    def _tie(self, thread: Thread, key: str) -> None:
        """Have a thread go on with what a key is about, also once it has no room to show that."""
        self._about.setdefault(key, set()).add(thread.id)
        self._keys.setdefault(thread.id, set()).add(key)

    def _insist(self, thread: Thread, now: float) -> None:
        """Tell again, and others, what nobody sees to; what is silenced, once it no longer is."""
        rules = self._rules_of(thread)
        if not any(rule.repeat_seconds or rule.escalate_seconds for _, rule in rules) or self._is_muted(thread):
            return
        noisy = [rule for _, rule in rules if rule.repeat_seconds and self._is_open(rule, thread, now)]
        repeat = min((rule.repeat_seconds for rule in noisy), default=0)
        if repeat and thread.sent_at and not thread.is_waiting and now >= thread.sent_at + repeat:
            thread.say_again(now)
            self.changed[thread.id] = thread
        for name, rule in rules:
            if rule.escalate_seconds and not thread.escalated and now >= thread.opened_at + rule.escalate_seconds:
                self._escalate(thread, name, rule, now)

    def _escalate(self, thread: Thread, name: str, rule: NotificationRule, now: float) -> None:
        thread.escalated = True
        self.changed[thread.id] = thread
        for chat in self._present(rule.escalate_to):
            if thread_id(chat, thread.key) not in self.threads:
                first, *others = thread.members.values()
                made = started(chat, (thread.key, thread.form), name, first, now)
                for event in others:
                    made.put(event, now)
                made.escalated = True
                self.keep(made)

    def _drop_unwanted(self, thread: Thread) -> None:
        """What was never told need not be any more once nothing asks for it: no rule, or a silence and its end."""
        if thread.is_waiting and thread.chat not in self.chats:
            self._drop(thread)
        if not thread.is_new or thread.answers or thread.form in {"digest", "test"}:
            return
        if not self._rules_of(thread) or self._is_muted(thread):
            self._drop(thread)

    def _rules_of(self, thread: Thread) -> list[tuple[str, NotificationRule]]:
        """Return the rules that brought a thread and hold still."""
        found = ((name, self.rules.get(name)) for name in thread.rules)
        return [(name, rule) for name, rule in found if rule is not None and rule.enabled]

    def _is_muted(self, thread: Thread) -> bool:
        return all(map(self._is_silenced, thread.members.values()))

    def _is_silenced(self, event: Event) -> bool:
        return any(each.means(event) for each in self._holding)

    def _see(self, now: float) -> None:
        """Find out which silences hold: once for all events of an instant, as hours take long to tell."""
        self._holding = [each for each in self.silences.values() if each.holds(now)]

    def _is_open(self, rule: NotificationRule, thread: Thread, now: float) -> bool:
        """Say whether the hours of a rule let a thread be told; found out once for all threads of an instant."""
        if now != self._hours_at:
            self._hours_at, self._open_hours = now, {}
        key = id(rule), thread.severity == "critical"
        if key not in self._open_hours:
            self._open_hours[key] = (rule, rule.opens_at(thread.severity, now) <= now)
        return self._open_hours[key][1]

    def _present(self, chats: Sequence[str]) -> Iterator[str]:
        return (chat for chat in chats if chat in self.chats)

    def _remember(self, event_id: str) -> None:
        self._known[event_id] = None
        if len(self._known) > _MOST_KNOWN:
            self._known.popitem(last=False)

    def _hold(self, thread: Thread) -> None:
        self.threads[thread.id] = thread
        for key in thread.members:
            self._tie(thread, key)

    def _drop(self, thread: Thread) -> None:
        thread.status = "dropped"
        self.changed[thread.id] = thread
        self._let_go(thread)

    def _let_go(self, thread: Thread) -> None:
        self.threads.pop(thread.id, None)
        for key in self._keys.pop(thread.id, ()):
            about = self._about.get(key, set())
            about.discard(thread.id)
            if not about:
                self._about.pop(key, None)

    def _forget(self, now: float) -> None:
        for thread in list(self.threads.values()):
            if thread.state == "closed" and not thread.is_waiting and thread.changed_at < now - _CLOSED_KEPT_SECONDS:
                self._let_go(thread)
        if len(self.threads) > _MOST_THREADS:
            spare = [each for each in self.threads.values() if each.severity != "critical"]
            spare.sort(key=lambda each: (each.is_waiting, each.changed_at))
            for thread in spare[: len(self.threads) - _MOST_THREADS]:
                self.dropped += thread.is_waiting
                if thread.is_waiting:
                    self._drop(thread)
                self._let_go(thread)
