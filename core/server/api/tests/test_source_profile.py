import pytest

from core.server.api.source_subject import subject_of
from core.server.api.tests.test_anomalies import traffic
from core.server.api.tests.test_source_list import crowd, placed, table  # noqa: F401 - a fixture
from core.server.errors import Invalid

PROFILE = "/api/v1/sources/profile"


async def profile(person, of, **params):
    answer = await person.get(PROFILE, params={"of": of, **params})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_an_attacker_is_known_by_what_it_did_and_what_was_decided(admin, parts, clock):
    await traffic(parts, clock)
    found = await profile(admin, "127.0.9.9")
    assert (found["kind"], found["known"], found["network"]) == ("address", True, "127.0.9.0/24")
    assert found["summary"]["requests"] == found["requests"] == 900
    assert found["decisions"][0]["type"] == "ban"
    assert found["decisions"][0]["active"]
    assert found["flagged"][0]["reasons"]
    assert found["features"]
    assert [(s["path"], s["user_agent"]) for s in found["samples"]] == [("=cmd<script>", "\x00evil")]
    assert (found["heat"]["rows"], found["heat"]["samples"]) == ([{"path": "=cmd<script>", "counts": [1]}], 1)
    assert sum(found["series"]["rps"]) * found["series"]["step_seconds"] == 900
    assert max(score for score in found["series"]["score"] if score is not None) > 0.5
    assert found["first_seen_at"] <= found["last_seen_at"]


async def test_requests_kept_with_a_decision_are_shown_when_nobody_watches_any_more(admin, parts, clock):
    await traffic(parts, clock)
    parts.core.live._sources.clear()
    found = await profile(admin, "127.0.9.9")
    assert (found["flagged"], [sample["path"] for sample in found["samples"]]) == ([], ["=cmd<script>"])
    assert found["features"]


async def test_a_visitor_has_peers_of_its_network_and_no_flag(admin, parts, clock):
    await traffic(parts, clock)
    found = await profile(admin, "127.0.1.3")
    assert {each["key"] for each in found["peers"]} == {f"127.0.1.{n}" for n in range(10)} - {"127.0.1.3"}
    assert (found["flagged"], found["decisions"], found["known"]) == ([], [], True)


@pytest.mark.parametrize("of", ["198.51.100.77", "2001:db8::7", "198.51.100.0/24", "2001:db8::/48", "AS64999", "NO"])
async def test_one_that_never_came_is_unknown_and_no_error(admin, parts, clock, of):
    await traffic(parts, clock)
    found = await profile(admin, of)
    assert (found["known"], found["summary"], found["first_seen_at"]) == (False, None, None)
    assert sum(found["series"]["rps"]) == 0


async def test_one_that_never_came_can_be_banned_ahead_and_is_known_then(admin, parts, clock):
    made = await admin.post("/api/v1/decisions", json={"source": "198.51.100.77", "reason": "a list"})
    assert made.status_code == 201
    found = await profile(admin, "198.51.100.77")
    assert (found["known"], found["decisions"][0]["id"]) == (True, made.json()["id"])
    assert found["first_seen_at"] is None


async def test_a_network_is_its_members_and_what_was_decided_about_any_of_them(admin, parts, clock):
    await traffic(parts, clock)
    found = await profile(admin, "127.0.0.0/16")
    assert found["summary"]["sources"] == 12
    assert found["members"][0]["key"] == "127.0.9.9"
    assert [decision["value"] for decision in found["decisions"]] == ["127.0.9.9"]
    assert found["summary"]["key"] == "127.0.0.0/16"


async def test_a_system_and_a_country_are_whoever_of_them_is_here(admin, parts, clock, placed):  # noqa: F811 - a fixture
    await crowd(parts, clock)
    system, country = await profile(admin, "as64500"), await profile(admin, "nl")
    assert (system["key"], system["system"]["name"], country["country"]) == ("AS64500", "=Cloud, GmbH", "NL")
    assert system["members"][0]["key"] == "16.0.0.66"
    assert len(country["members"]) == country["summary"]["sources"] == 3
    one = await profile(admin, "16.0.0.1")
    assert (one["country"], one["system"]["number"]) == ("NL", 64500)


@pytest.mark.parametrize(
    "text", ["", "x", "AS99999999999", "1.2.3", "0.0.0.0/0", "1.2.3.4/99", "<script>", "::/0", "RUS"]
)
def test_what_names_nobody_is_refused(text):
    with pytest.raises(Invalid):
        subject_of(text)


def test_one_subject_has_one_name():
    names = {
        "192.0.2.7/32": "192.0.2.7",
        "2001:DB8::1": "2001:db8::",
        "192.0.2.9/24": "192.0.2.0/24",
        "ru": "RU",
        "as5": "AS5",
    }
    assert {text: subject_of(text).key for text in names} == names
    assert subject_of("192.0.2.0/24").covers("192.0.2.128/25")
    assert not subject_of("192.0.2.0/24").covers("192.0.3.1")
    assert not subject_of("192.0.2.0/24").covers("2001:db8::")
