"""Templates of people before they are saved: they have to show every sample as Telegram takes it."""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from core.server.errors import Invalid
from core.server.notifications.apart_templates import Job
from core.server.notifications.apart_templates import rendered as rendered_apart
from core.server.notifications.channels.channel import Chat
from core.server.notifications.event import Event
from core.server.notifications.refused import RefusedNotification
from core.server.notifications.rendering import TEMPLATES, Template, fault_of, values_of
from core.server.notifications.samples import AT, sample
from core.server.notifications.thread import MOST_MEMBERS, Digest, Line, Thread, started
from core.server.notifications.words import LANGUAGES

MOST_SOURCE: Final = 20_000
MOST_TEXT: Final = 4096
_STATES: Final = ("opened", "changed", "closed")


def check_template(name: str, language: str, source: str) -> None:
    """See that a template can be saved. It blocks: it renders all samples, in a process of their own.

    Raises:
        Invalid: it cannot; the errors say on which samples, and why.
    """
    if name not in TEMPLATES or language not in LANGUAGES:
        raise Invalid(RefusedNotification.no_template(template=name, language=language))
    if len(source) > MOST_SOURCE:
        raise Invalid(RefusedNotification.template_long(most=MOST_SOURCE))
    chat = Chat(id="", channel="", address="", language=language)
    threads = _sample_threads(name)
    results = rendered_apart([Job(source, values_of(thread, chat)) for _, thread in threads])
    found = zip((about for about, _ in threads), (fault_of(each, MOST_TEXT) for each in results), strict=True)
    errors = [(about, fault) for about, fault in found if fault]
    if errors:
        told = RefusedNotification.template_on_sample(sample=errors[0][0], why=errors[0][1])
        raise Invalid(told, errors=errors)


def sample_thread(name: Template) -> Thread:
    """Return what a template shows where nothing of the kind has happened yet."""
    return _sample_threads(name)[0][1]


def _sample_threads(name: str) -> Sequence[tuple[str, Thread]]:
    if name == "digest":
        return [("few", _digest(3)), ("many", _digest(40))]
    if name == "group":
        return [("few", _group(2)), ("many, hostile texts", _group(MOST_MEMBERS, hostile=True))]
    return [
        (f"{state}, hostile texts" if hostile else state, started("", (name, "single"), "", event, AT))
        for hostile in (False, True)
        for state in _STATES
        if (event := sample(name, state, hostile=hostile))  # type: ignore[arg-type] # one of the kinds, by now
    ]


def _group(events: int, *, hostile: bool = False) -> Thread:
    first, *others = (_numbered(number, hostile=hostile) for number in range(events))
    thread = started("", ("group", "group"), "", first, AT)
    for event in others:
        thread.put(event, AT)
    return thread


def _numbered(number: int, *, hostile: bool) -> Event:
    return replace(sample("alarm", hostile=hostile), id=f"sample:{number}", thread=f"sample:{number}")


def _digest(lines: int) -> Thread:
    event = sample("incident", hostile=True)
    thread = started("", ("digest", "digest"), "", event, AT)
    line = Line("critical", "opened", AT, dict.fromkeys(LANGUAGES, "я" * 200))
    counts = (("incident", 4000, 3), ("alarm", 6000, 0))
    thread.digest = Digest(since=AT - 3600, until=AT, counts=counts, lines=(line,) * lines)
    return thread
