"""Threads and digests as texts: what templates may name, the templates to take, and what is done if one fails."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib.resources import files
from typing import Any, Final, Literal, get_args

from core.server.notifications.apart_templates import Job, TemplateFault
from core.server.notifications.apart_templates import rendered as rendered_apart
from core.server.notifications.channels.channel import Chat
from core.server.notifications.event import KINDS, Event, Severity, State
from core.server.notifications.telegram_html import cut, faults, length, plain, shortened
from core.server.notifications.thread import Digest, Thread
from core.server.notifications.words import LANGUAGES, WORDS, Language
from core.server.proxy import template_process

Template = Literal[
    "incident",
    "rule",
    "ban",
    "budget",
    "alarm",
    "node",
    "certificate",
    "deployment",
    "scaling",
    "sign_in",
    "health",
    "group",
    "digest",
]
TEMPLATES: Final[tuple[Template, ...]] = get_args(Template)
Edited = Mapping[tuple[str, str], str]
_ICONS: Final[Mapping[Severity, str]] = {"critical": "🔴", "high": "🟠", "medium": "🟡", "low": "🔵"}
_OVER: Final = "✅"
_MOST_TITLE: Final = 200
_MOST_LINE: Final = 75
_MOST_LISTED: Final = 20
_BLANK: Final = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message's text, and its first line without tags. `fault` says why an edited template was not taken."""

    text: str
    title: str
    fault: str = ""


def template_of(thread: Thread) -> Template:
    """Return the name of the template that shows a thread."""
    if thread.form == "digest":
        return "digest"
    return "group" if thread.form in {"group", "flapping"} else thread.newest.kind


def shown(thread: Thread, chat: Chat, edited: Edited, *, url: str, most: int) -> Rendered:
    """Return a thread as a chat is to see it. It blocks for a tenth of a second where its template is edited.

    Args:
        thread: what to show.
        chat: who reads it, in which language and time zone.
        edited: templates of people by name and language.
        url: where it is shown in the app, "" for nowhere.
        most: how many characters may be shown.
    """
    if thread.said:
        return _whole(thread.said, "", most, "")
    return with_template(thread, chat, edited.get((template_of(thread), chat.language)), url=url, most=most)


def with_template(thread: Thread, chat: Chat, source: str | None, *, url: str, most: int) -> Rendered:
    """Return a thread shown by a template of somebody, or where there is none or it fails, by Dozor's own."""
    values = values_of(thread, chat)
    fault = ""
    if source is not None:
        (said,) = rendered_apart([Job(source, values)])
        fault = fault_of(said, most)
        if isinstance(said, str) and not fault:
            return _whole(said, _foot(thread, values, url, ""), most, "")
    body = default_text(template_of(thread), values)
    return _whole(body, _foot(thread, values, url, fault), most, fault)


def values_of(thread: Thread, chat: Chat) -> dict[str, Any]:
    """Return what a template may name."""
    language = language_of(chat)
    around = {"words": dict(WORDS[language]), "language": language, "timezone": chat.timezone, "form": thread.form}
    if thread.digest is not None:
        return around | {"digest": _digest_values(thread.digest, language)}
    event = thread.newest
    values = around | _event_values(event)
    if thread.form in {"group", "flapping"}:
        ordered = sorted(thread.members.values(), key=lambda each: each.at)
        listed = [_line(each, language, chat.timezone) for each in ordered[-_MOST_LISTED:]]
        values |= {
            "events": listed,
            "count": len(ordered) + thread.left_out,
            "icon": icon(thread.severity, thread.state),
            "severity": thread.severity,
            "state": thread.state,
        }
    return values


def title_of(event: Event, language: Language, timezone: str = "UTC") -> str:
    """Return an event in one plain line."""
    values = {"words": dict(WORDS[language]), "language": language, "timezone": timezone, "form": "single"}
    text = plain(default_text(event.kind, values | _event_values(event) | {"icon": ""}))
    return text.strip().split("\n", 1)[0].strip()[:_MOST_TITLE]


def icon(severity: Severity, state: State) -> str:
    """Return the sign that a message begins with."""
    return _OVER if state == "closed" else _ICONS[severity]


def language_of(chat: Chat) -> Language:
    """Return the language that a chat is told in."""
    return "ru" if chat.language == "ru" else "en"


@lru_cache(maxsize=64)
def default_source(name: str, language: Language) -> str:
    """Return Dozor's own template."""
    folder = files("core.server.notifications").joinpath("templates", language)
    return folder.joinpath(f"{name}.html").read_text(encoding="utf-8")


def default_text(name: str, values: Mapping[str, Any]) -> str:
    """Return what Dozor's own template makes of values; the bare facts where they are not as it expects."""
    try:
        return template_process.rendered(default_source(name, values["language"]), values, "message")
    except Exception as error:  # noqa: BLE001 - facts of another release: something has to be told nevertheless
        about = " · ".join(filter(None, (str(values.get(each, "")) for each in ("kind", "service", "node"))))
        return f"<b>{escape(about or name)}</b>\n<i>{escape(str(error)[:200])}</i>"


def _event_values(event: Event) -> dict[str, Any]:
    return {
        "icon": _icon_of(event),
        "kind": event.kind,
        "severity": event.severity,
        "state": event.state,
        "service": event.service,
        "node": event.node,
        "at": event.at,
        "labels": event.labels,
        "facts": event.facts,
        "thread": event.thread,
    }


def _line(event: Event, language: Language, timezone: str) -> dict[str, Any]:
    title = shortened(title_of(event, language, timezone), _MOST_LINE)
    return {"icon": _icon_of(event), "at": event.at, "title": title}


def _icon_of(event: Event) -> str:
    """Return an event's sign; what has no duration, or failed, is not shown as if all were well again."""
    goes_on = event.once or event.facts.get("failed") is True
    return icon(event.severity, "changed" if goes_on else event.state)


def _digest_values(digest: Digest, language: Language) -> dict[str, Any]:
    lines = [
        {"icon": icon(each.severity, each.state), "at": each.at, "title": shortened(each.title[language], _MOST_LINE)}
        for each in digest.lines
    ]
    return {
        "since": digest.since,
        "until": digest.until,
        "total": sum(number for _, number, _ in digest.counts),
        "counts": [{"kind": kind, "number": number, "open": still} for kind, number, still in digest.counts],
        "lines": lines,
    }


def _foot(thread: Thread, values: Mapping[str, Any], url: str, fault: str) -> str:
    about = {
        "repeats": thread.repeats,
        "escalated": thread.escalated,
        "acknowledged_by": thread.acknowledged_by[:100],
        "acknowledged_at": thread.acknowledged_at,
        "deeds": [
            {"at": each.at, "by": each.by[:100], "what": each.what, "times": each.times} for each in thread.deeds
        ],
        "fault": fault[:200],
        "url": url,
    }
    return default_text("foot", {**values, **about})


def fault_of(said: str | TemplateFault, most: int) -> str:
    """Return why what a template made cannot be sent; "" where it can."""
    if isinstance(said, TemplateFault):
        return str(said)
    wrong = faults(said)
    if wrong:
        return wrong[0]
    return f"it is longer than {most} characters" if length(said) > most else ""


def _whole(body: str, foot: str, most: int, fault: str) -> Rendered:
    body, foot = _BLANK.sub("\n\n", body.strip()), foot.strip()
    room = most - length(foot) - 2 if foot else most
    text = cut(body, room) + (f"\n\n{foot}" if foot else "")
    title = plain(body).strip().split("\n", 1)[0].strip()[:_MOST_TITLE]
    return Rendered(text, title, fault)


assert set(TEMPLATES) == {*KINDS, "group", "digest"}
assert set(LANGUAGES) == set(WORDS)
