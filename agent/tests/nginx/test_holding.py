import pytest

from agent.contract.wire import Action
from agent.nginx.holding import Holdings, UnsupportedError, source_key

NOW = 1_000.0


def act(decision, kind="ban", value="192.0.2.1", service="", until_at=2_000.0):
    return Action(
        revision=1, decision_id=decision, kind=kind, scope="ip", value=value, service=service, until_at=until_at
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::", "2001:db8:0:0"),
        ("2001:db8:0:a::/64", "2001:db8:0:a"),
        ("2001:0DB8:00ab:1:2:3:4:5", "2001:db8:ab:1"),
        ("::1", "0:0:0:0"),
    ],
)
def test_a_source_has_one_name(text, key):
    assert source_key(text) == key


@pytest.mark.parametrize("text", ["", "example.org", "10.0.0.0/8", "1.2.3", "!mark"])
def test_what_is_no_address_is_said_to_be_none(text):
    with pytest.raises(UnsupportedError, match="not an address"):
        source_key(text)


def test_entries_stand_strictest_first_and_the_longest_gives_the_time_to_live():
    holdings = Holdings()
    holdings.apply(act("a", "limit", until_at=3_000.2))
    holdings.apply(act("b", "ban", service="shop.example"))
    assert holdings.change("192.0.2.1", NOW) == ("192.0.2.1", "ban@2000@shop.example,limit@3001@", 2_000_200)


def test_what_parts_entries_is_encoded_in_the_name_of_a_service():
    holdings = Holdings()
    holdings.apply(act("a", "ban", service="~^a{1,2}@50%$"))
    assert holdings.change("192.0.2.1", NOW)[1] == "ban@2000@~^a{1%2C2}%4050%25$"


def test_a_decision_told_anew_replaces_what_it_said_before():
    holdings = Holdings()
    holdings.apply(act("a", value="192.0.2.1"))
    assert holdings.apply(act("a", value="192.0.2.2")) == {"192.0.2.1", "192.0.2.2"}
    assert holdings.change("192.0.2.1", NOW) == ("192.0.2.1", "", 0)


def test_what_has_ended_is_forgotten():
    holdings = Holdings()
    holdings.apply(act("a", until_at=1_500.0))
    holdings.apply(act("b", until_at=2_500.0))
    holdings.expire(2_000.0)
    assert [action.decision_id for action in holdings.actions] == ["b"]
    holdings.expire(3_000.0)
    assert holdings.sources == set()


def test_lifting_what_does_not_hold_changes_nothing():
    assert Holdings().apply(act("a", "lift")) == set()
