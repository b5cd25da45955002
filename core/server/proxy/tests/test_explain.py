import pytest

from agent.contract.proxy import MemberState, NodeState
from core.server.errors import Invalid
from core.server.proxy.documents.change import read_change, state_of
from core.server.proxy.explain import Context, explain
from core.server.proxy.locating import normalised
from core.server.proxy.rewriting import Asked

SERVICE = {
    "members": [
        {"name": "a", "host": "10.0.0.1", "port": 80, "weight": 3},
        {"name": "b", "host": "10.0.0.2", "port": 80},
        {"name": "c", "host": "10.0.0.3", "port": 80, "backup": True},
        {"name": "d", "host": "10.0.0.4", "port": 80, "draining": True},
    ]
}


def state(**more):
    domain = {"names": ["shop.example"], "service": "shop", "nodes": ["one"], **more}
    documents = {("service", "shop"): SERVICE, ("service", "next"): SERVICE, ("domain", "shop"): domain}
    documents["certificate", "c"] = {"names": ["shop.example"], "source": "uploaded"}
    return state_of({key: read_change(*key, value) for key, value in documents.items()})


def route(made, path="/", context=None, host="shop.example", **asked):
    [found] = explain(made, Asked(host=host, path=path, **asked), context or Context())
    return found


def states(**serving):
    members = [
        MemberState(service="shop", member=name, serving=is_on, healthy=is_on, reason="" if is_on else "refused")
        for name, is_on in serving.items()
    ]
    return Context(reports={"one": NodeState(members=members)})


def verdicts(found):
    return {each.name: (each.may_answer, each.share) for each in found.services[0].members}


def test_members_share_requests_by_weight_and_backups_and_drained_ones_wait():
    assert verdicts(route(state())) == {"a": (True, 0.75), "b": (True, 0.25), "c": (False, None), "d": (False, None)}


def test_who_is_unwell_is_left_out_with_the_reason_that_its_node_gave():
    found = route(state(), context=states(a=False, b=True, c=True))
    assert verdicts(found)["a"] == (False, None)
    assert verdicts(found)["b"] == (True, 1.0)
    assert "refused" in found.services[0].members[0].why


def test_a_backup_answers_where_nobody_else_is_left():
    assert verdicts(route(state(), context=states(a=False, b=False, c=True)))["c"] == (True, 1.0)


def test_where_all_are_unwell_all_but_the_drained_are_tried():
    assert verdicts(route(state(), context=states(a=False, b=False, c=False))) == {
        "a": (True, 0.75), "b": (True, 0.25), "c": (False, None), "d": (False, None)
    }  # fmt: skip


def test_an_entry_passes_a_visitor_to_the_nodes_that_serve():
    found = route(state(entries=["edge"], nodes=["one", "two"]))
    assert (found.nodes, found.serving) == (("edge",), ("one", "two"))
    assert {each.node for each in found.services[0].members} == {"one", "two"}


def test_an_unknown_host_gets_the_default_server_and_is_told_what_nearly_fits():
    assert (route(state(), host="other.example").status, route(state(), host="other.example").domain) == (404, "")
    assert any("not enabled" in step for step in route(state(enabled=False)).steps)
    assert any("no node" in step for step in route(state(nodes=[])).steps)


@pytest.mark.parametrize(
    ("more", "asked", "status", "to"),
    [
        ({"tls": {"certificate": "c"}}, {}, 308, "https://shop.example/x?y"),
        ({"tls": {"certificate": "c", "redirect_http": False}}, {}, 0, ""),
        ({"tls": {"certificate": "c"}}, {"https": True}, 0, ""),
        ({"names": ["new.example", "shop.example"], "other_names": "redirect"}, {}, 308, "http://new.example/x?y"),
        ({"maintenance": {"active": True}}, {}, 503, ""),
        ({"maintenance": {"active": True, "bypass_networks": ["10.0.0.0/8"]}}, {"address": "10.1.1.1"}, 0, ""),
        ({"access": {"allow": ["10.0.0.0/8"]}}, {"address": "11.1.1.1"}, 403, ""),
        ({"access": {"allow": ["10.0.0.0/8"]}}, {}, 0, ""),
    ],
)
def test_what_a_domain_does_with_all_visitors_comes_first(more, asked, status, to):
    found = route(state(**more), "/x?y", **asked)
    assert (found.status, found.to) == (status, to)


def test_a_canary_is_chosen_by_header_by_cookie_and_else_by_chance():
    canary = {"service": "next", "percent": 5, "header": "X-Canary", "cookie": "canary", "value": "yes"}
    made = state(locations=[{"match": {"path": "/"}, "canary": canary}])
    assert [(each.name, each.percent) for each in route(made).services] == [("shop", 95), ("next", 5)]
    for headers in ({"x-canary": "yes"}, {"cookie": "a=b; canary=yes"}):
        assert [(each.name, each.percent) for each in route(made, headers=headers).services] == [("next", 100)]


def test_windows_of_maintenance_count_as_they_are_now():
    assert route(state(), context=Context(in_maintenance=frozenset({"shop"}))).status == 503


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("/a//b/./c/../d?x=/../y", b"/a/b/d"),
        ("/a/..", b"/"),
        ("/a/.", b"/a/"),
        ("/%2e%2E/x", None),
        ("/..", None),
        ("/%61%2fb", b"/a/b"),
        ("/a%", None),
        ("/a%00b", None),
        ("//", b"/"),
    ],
)
def test_paths_are_compared_as_nginx_makes_them(path, uri):
    assert normalised(path) == uri


@pytest.mark.parametrize("path", ["/api", "/api/", "/api/x/y?q=1", "/apix"])
def test_a_prefix_is_stripped_as_nginx_strips_it(path):
    made = state(locations=[{"match": {"path": "/api"}, "rewrite": {"strip_prefix": "/api"}}])
    expected = {"/api": "/", "/api/": "/", "/api/x/y?q=1": "/x/y?q=1", "/apix": "/apix"}
    assert route(made, path).asked_path == expected[path]


@pytest.mark.parametrize(
    "location",
    [
        {"match": {"kind": "regex", "regex": "^/(a+)+$"}},
        {"match": {"path": "/"}, "rewrite": {"regex": "^/(a+)+$", "replacement": "/x"}},
    ],
)
def test_a_regex_that_never_comes_to_an_end_is_given_up(location):
    with pytest.raises(Invalid, match=r"\(a\+\)\+\$ takes too long"):
        route(state(locations=[location]), "/" + "a" * 60 + "!")
