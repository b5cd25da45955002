import pytest

from core.server.notifications.channels.channel import Chat
from core.server.notifications.links import link_of
from core.server.notifications.pressing import buttons_of
from core.server.notifications.samples import AT, sample
from core.server.notifications.thread import started

CHAT = Chat(id="c", channel="bot", address="1", language="en")


def actions(event, form="single", url="", *, acknowledged=False):
    thread = started("c", (event.thread, form), "all", event, AT)
    thread.acknowledged_at = AT if acknowledged else 0.0
    return [[each.action for each in row] for row in buttons_of(thread, CHAT, url)]


def test_under_an_incident_is_what_can_be_done_about_it():
    assert actions(sample("incident"), url="https://x") == [
        ["acknowledge", "silence"],
        ["ban", "unban"],
        ["extend", "allow"],
        ["open"],
    ]


def test_what_is_acknowledged_or_over_has_fewer_buttons():
    assert actions(sample("incident"), acknowledged=True)[0] == ["silence"]
    assert actions(sample("incident", "closed")) == [["unban", "extend"]]
    assert actions(sample("alarm")) == [["acknowledge", "silence"]]
    assert actions(sample("alarm", "closed")) == []
    assert actions(sample("incident"), "group") == [["acknowledge", "silence"]]


def test_whom_a_rule_met_can_be_banned_or_allowed_at_once():
    assert actions(sample("rule", "closed")) == [["ban", "allow"]]


def test_buttons_say_what_they_are_about():
    event = sample("incident")
    thread = started("c", (event.thread, "single"), "all", event, AT)
    ban = buttons_of(thread, CHAT, "")[1][0]
    assert ban.args == {
        "thread": thread.id,
        "kind": "incident",
        "service": "shop.example",
        "node": "edge-1",
        "id": event.facts["id"],
    }


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        ("incident", "incidents/5f2c8d1e9a7b4c3d2e1f0a9b"),
        ("rule", "sources/198.51.100.7"),
        ("ban", "decisions"),
        ("node", "nodes"),
        ("sign_in", "anomalies"),
    ],
)
def test_a_link_leads_to_where_the_application_shows_it(kind, place):
    assert link_of(sample(kind), "https://dozor.example") == f"https://dozor.example/{place}"
    assert link_of(sample(kind), "") == ""
