"""Which nodes documents concern."""

import pytest

from core.server.proxy.documents.change import changed, read_change, state_of
from core.server.proxy.specs.concerned import keys_changed, nodes_held_back, nodes_touched
from core.server.proxy.specs.state import Unreadable

MEMBER = {"name": "a", "host": "10.0.0.5", "port": 80}
STATE = state_of(
    {
        (kind, name): read_change(kind, name, spec)
        for kind, name, spec in (
            ("node", "one", {"address": "10.0.0.1"}),
            ("service", "shop", {"members": [MEMBER]}),
            ("service", "blog", {"members": [{"name": "b", "node": "one", "port": 80}]}),
            ("certificate", "own", {"names": ["shop.example"], "acme": {"node": "four"}}),
            ("domain", "shop", {"names": ["s.example"], "service": "shop", "nodes": ["one"], "entries": ["edge"]}),
            ("domain", "blog", {"names": ["b.example"], "service": "blog", "nodes": ["two"]}),
            (
                "domain",
                "safe",
                {"names": ["t.example"], "service": "shop", "nodes": ["three"], "tls": {"certificate": "own"}},
            ),
        )
    }
)


@pytest.mark.parametrize(
    ("kind", "name", "said", "nodes"),
    [
        ("domain", "new", {"nodes": ["one", 7], "entries": "edge"}, {"one"}),
        ("domain", "new", {"nodes": {"one": 1}}, set()),
        ("service", "shop", {}, {"one", "edge", "three"}),
        ("node", "one", {}, {"one", "edge", "two"}),
        ("node", "four", {}, {"four", "three"}),
        ("certificate", "own", {}, {"three"}),
        ("pages", "any", {}, set()),
    ],
)
def test_what_cannot_be_read_holds_back_whose_members_it_may_change(kind, name, said, nodes):
    held_back = nodes_held_back(state_of(_specs(), {(kind, name): Unreadable(said, "wrong")}))
    assert held_back == {(kind, name): nodes}


def test_a_change_touches_the_nodes_of_its_domains_before_and_after():
    service = read_change("service", "shop", {"members": [MEMBER], "keepalive": 7})
    moved = read_change("domain", "blog", {"names": ["b.example"], "service": "blog", "nodes": ["five"]})
    after = changed(STATE, {("service", "shop"): service, ("domain", "blog"): moved})
    keys = keys_changed(STATE, after)
    assert sorted(keys) == [("domain", "blog"), ("service", "shop")]
    assert nodes_touched(STATE, after, keys) == {"one", "edge", "two", "three", "five"}


def test_a_change_of_a_node_may_touch_any():
    after = changed(STATE, {("node", "one"): None})
    assert nodes_touched(STATE, after, keys_changed(STATE, after)) is None


def _specs():
    return {(kind, name): spec for kind, name, spec in STATE.documents()}
