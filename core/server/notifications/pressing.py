"""Which buttons stand under a message. What they do is the bot's, who may press them is the account's."""

from typing import Final

from core.server.notifications.channels.channel import Button, Chat
from core.server.notifications.event import Event
from core.server.notifications.rendering import language_of
from core.server.notifications.thread import Thread
from core.server.notifications.words import WORDS

Rows = tuple[tuple[Button, ...], ...]
_ACKNOWLEDGED: Final = frozenset({"incident", "alarm", "node", "budget", "certificate", "health"})
_FACTS: Final = ("id", "value", "scope")


def buttons_of(thread: Thread, chat: Chat, url: str) -> Rows:
    """Return the rows of buttons; `args` name the thread, and of one event what it is about."""
    if thread.form == "digest":
        return ()
    event = thread.newest
    goes_on = thread.state != "closed"
    actions: list[tuple[str, ...]] = []
    if goes_on and event.kind in _ACKNOWLEDGED:
        actions.append(("silence",) if thread.acknowledged_at else ("acknowledge", "silence"))
    if thread.form == "single":
        actions += _about(event, goes_on=goes_on)
    words, args = WORDS[language_of(chat)], _args(thread, event)
    rows = [tuple(Button(words[f"button.{action}"], action, args) for action in row) for row in actions]
    if url:
        rows.append((Button(words["button.open"], "open", {"url": url}),))
    return tuple(rows)


def _about(event: Event, *, goes_on: bool) -> list[tuple[str, ...]]:
    match event.kind:
        case "incident" if goes_on:
            return [("ban", "unban"), ("extend", "allow")]
        case "incident":
            return [("unban", "extend")]
        case "rule":
            return [("ban", "allow")]
        case "ban" if goes_on:
            return [("unban", "extend", "allow")]
        case _:
            return []


def _args(thread: Thread, event: Event) -> dict[str, str]:
    facts = {name: event.facts[name] for name in _FACTS if isinstance(event.facts.get(name), str)}
    return {"thread": thread.id, "kind": event.kind, "service": event.service, "node": event.node, **facts}
