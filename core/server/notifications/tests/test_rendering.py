import pytest

from core.server.notifications.channels.channel import Chat
from core.server.notifications.event import KINDS
from core.server.notifications.rendering import TEMPLATES, default_source, shown, title_of, with_template
from core.server.notifications.samples import AT, sample, samples
from core.server.notifications.telegram_html import faults, length, plain
from core.server.notifications.thread import Deed, Digest, Line, Thread, started
from core.server.notifications.words import LANGUAGES, WORDS

MOST = 4096
CHATS = {
    language: Chat(id="c", channel="tg", address="1", language=language, timezone="Europe/Moscow")
    for language in LANGUAGES
}


def thread_of(event, form="single"):
    return started("c", (event.thread, form), "all", event, AT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_default_template_shows_every_sample_as_telegram_takes_it(language):
    for event in samples():
        found = shown(thread_of(event), CHATS[language], {}, url="https://dozor.example/#x", most=MOST)
        assert not faults(found.text), (event.kind, found.text)
        assert length(found.text) <= MOST
        assert "{{" not in default_source("foot", language).replace("{{ ", "")
        assert "has no attribute" not in found.text, found.text
        assert found.title


def test_both_languages_have_the_same_words():
    assert set(WORDS["en"]) == set(WORDS["ru"])
    assert all(default_source(name, language) for name in (*TEMPLATES, "foot") for language in LANGUAGES)


def test_a_message_is_told_in_the_chats_language_and_time():
    text = plain(shown(thread_of(sample("incident")), CHATS["ru"], {}, url="", most=MOST).text)
    assert "HTTP-флуд: shop.example" in text
    assert "2030-03-17 20:45" in text


def test_a_message_says_who_did_what():
    thread = thread_of(sample("incident"))
    thread.note(Deed(at=AT, by="<maria>", what="ban", times=12), AT)
    thread.note(Deed(at=AT + 60, by="ann", what="allow", times=1), AT)
    text = plain(shown(thread, CHATS["en"], {}, url="", most=MOST).text)
    assert "20:46:40 <maria>: banned (12)" in text
    assert "20:47:40 ann: harmless, let through for a day" in text


def test_a_title_is_one_plain_line():
    for kind in KINDS:
        title = title_of(sample(kind, hostile=True), "en")
        assert title
        assert "\n" not in title


def test_a_group_lists_its_events_and_counts_those_that_have_no_room():
    thread = thread_of(sample("alarm"), "group")
    thread.left_out = 7
    assert "8 \N{MULTIPLICATION SIGN} Alarms" in plain(shown(thread, CHATS["en"], {}, url="", most=MOST).text)


def test_a_digest_of_forty_long_lines_fits():
    line = Line("critical", "opened", AT, {"en": "🔒" * 200, "ru": "я" * 200})
    counts = (("incident", 4000, 3), ("alarm", 6000, 0))
    thread = Thread(
        id="d",
        chat="c",
        key="digest",
        form="digest",
        rules=(),
        opened_at=AT,
        changed_at=AT,
        severity="critical",
        state="closed",
        digest=Digest(since=AT - 60, until=AT, counts=counts, lines=(line,) * 40),
    )
    for chat in CHATS.values():
        found = shown(thread, chat, {}, url="", most=MOST)
        assert not faults(found.text)
        assert found.text.count("🔴") == 40
        assert "10\N{NARROW NO-BREAK SPACE}000" in found.text


def test_an_edited_template_takes_the_place_of_the_default():
    edited = {("incident", "en"): "<b>{{ service }}</b> {{ facts.kind|word('incident') }}"}
    found = shown(thread_of(sample("incident")), CHATS["en"], edited, url="", most=MOST)
    assert (found.text, found.fault) == ("<b>shop.example</b> HTTP flood", "")
    assert found.title == "shop.example HTTP flood"


@pytest.mark.parametrize(
    "source",
    [
        "{{ nothing_of_the_kind }}",
        "{% if %}",
        "<div>{{ service }}</div>",
        "{{ 'x' * 5000 }}",
        "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
        "{{ ''.__class__.__mro__ }}",
    ],
)
def test_a_template_that_fails_falls_back_to_the_default_and_the_message_says_so(source):
    found = with_template(thread_of(sample("incident")), CHATS["en"], source, url="", most=MOST)
    assert found.fault
    assert "HTTP flood: shop.example" in plain(found.text)
    assert "The edited template failed" in plain(found.text)
    assert not faults(found.text)


def test_what_is_acknowledged_repeated_or_escalated_says_so_at_its_foot():
    thread = thread_of(sample("incident"))
    thread.repeats, thread.escalated = 2, True
    assert "Told 3 times" in shown(thread, CHATS["en"], {}, url="", most=MOST).text
    thread.acknowledged_by, thread.acknowledged_at = "<maria>", AT
    text = shown(thread, CHATS["en"], {}, url="", most=MOST).text
    assert "&lt;maria&gt; sees to it" in text
    assert "Nobody" not in text
