import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.server.proxy.specs.names import best, certified, covers
from core.server.proxy.specs.references import check_references, uses_of_secrets
from core.server.proxy.specs.state import DesiredState, read_spec

FLEET = {"edge", "one", "two"}


def state(**documents):
    def read(kind, values):
        return {name: read_spec({"kind": kind, **value}) for name, value in values.items()}

    return DesiredState(
        nodes=read("node", documents.get("nodes", {})),
        services=read(
            "service", documents.get("services", {"shop": {"members": [{"name": "a", "host": "h", "port": 1}]}})
        ),
        domains=read("domain", documents.get("domains", {})),
        pages=read("pages", documents.get("pages", {})),
        certificates=read("certificate", documents.get("certificates", {})),
    )


def domain(**more):
    return {"names": ["shop.example"], "service": "shop", "nodes": ["one"], **more}


def findings(made, severity):
    return {
        (each.name, each.path)
        for each in check_references(made, nodes=FLEET, secrets={"pw"})
        if each.severity == severity
    }


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"service": "nope"}, "service"),
        ({"nodes": ["nope"]}, "nodes.0"),
        ({"tls": {"certificate": "nope"}}, "tls.certificate"),
        ({"pages": "nope"}, "pages"),
        ({"basic_auth": {"users": {"ann": "nope"}}}, "basic_auth.users.ann"),
        ({"maintenance": {"bypass_secret": "nope"}}, "maintenance.bypass_secret"),
        ({"locations": [{"match": {"path": "/a"}, "service": "nope"}]}, "locations.0.service"),
        ({"locations": [{"match": {"path": "/a"}, "canary": {"service": "nope"}}]}, "locations.0.canary.service"),
        ({"entries": ["edge"]}, "nodes.0"),
    ],
)
def test_what_a_domain_names_must_be_there(more, path):
    assert ("shop", path) in findings(state(domains={"shop": domain(**more)}), "error")


def test_a_sound_state_has_no_findings():
    made = state(
        nodes={"one": {"address": "10.0.0.1"}, "edge": {"address": "10.0.0.9"}},
        domains={"shop": domain(entries=["edge"], basic_auth={"users": {"ann": "pw"}}, pages="default")},
    )
    assert check_references(made, nodes=FLEET, secrets={"pw"}) == []


def test_the_same_name_twice_on_a_node_is_an_error_and_on_two_nodes_is_not():
    twice = {"a": domain(), "b": domain()}
    assert ("b", "names.0") in findings(state(domains=twice), "error")
    apart = {"a": domain(), "b": domain(nodes=["two"])}
    assert findings(state(domains=apart), "error") == set()


def test_a_disabled_domain_shadows_nobody():
    assert findings(state(domains={"a": domain(enabled=False), "b": domain()}), "error") == set()


def test_a_name_that_a_wildcard_covers_too_is_a_warning():
    both = {"a": domain(names=["*.shop.example"]), "b": domain(names=["x.shop.example"])}
    assert ("b", "names") in findings(state(domains=both), "warning")


def test_a_wildcard_on_another_node_or_of_the_domain_itself_is_no_doubt():
    apart = {"a": domain(names=["*.shop.example"], nodes=["two"]), "b": domain(names=["x.shop.example"])}
    assert findings(state(domains=apart), "warning") == set()
    own = {"a": domain(names=["*.shop.example", "x.shop.example", "*.y.shop.example"])}
    assert findings(state(domains=own), "warning") == set()


def test_a_wildcard_within_a_wildcard_is_a_warning():
    both = {"a": domain(names=["*.shop.example"]), "b": domain(names=["*.x.shop.example"])}
    assert findings(state(domains=both), "warning") == {("b", "names")}


def test_what_uses_a_secret_is_known():
    handling = {"basic_auth": {"users": {"ann": "pw", "bob": "other"}}}
    site = domain(maintenance={"bypass_secret": "pw"}, locations=[{"match": {"path": "/a"}, **handling}])
    acme = {"challenge": "dns", "dns_provider": "dns_cf", "credentials": "cf"}
    made = state(domains={"shop": site}, certificates={"c": {"names": ["a.example"], "acme": acme}})
    assert uses_of_secrets(made) == {"pw": ["domain shop"], "other": ["domain shop"], "cf": ["certificate c"]}


@settings(deadline=None)
@given(
    st.dictionaries(
        st.sampled_from("abcd"),
        st.lists(st.sampled_from(["x.e", "y.x.e", "z.y.x.e", "*.e.f", "*.x.e", "*.y.x.e"]), min_size=1, unique=True),
    )
)
def test_every_name_below_a_foreign_wildcard_is_found(names):
    made = state(domains={name: domain(names=served) for name, served in names.items()})
    doubted = {name for name, path in findings(made, "warning") if path == "names"}
    owners = {}
    for name, served in sorted(names.items()):
        for server in served:
            owners.setdefault(server, name)
    assert doubted == {
        name
        for name, served in names.items()
        for server in served
        for pattern, owner in owners.items()
        if owner != name and pattern != server and covers(pattern, server)
    }


def test_a_certificate_for_other_names_is_a_warning():
    made = state(
        domains={"shop": domain(tls={"certificate": "c"}, names=["shop.example", "a.b.shop.example"])},
        certificates={"c": {"names": ["*.shop.example", "shop.example"], "source": "uploaded"}},
    )
    assert findings(made, "warning") == {("shop", "names.1")}


def test_a_service_without_members_and_one_that_nobody_uses_are_warnings():
    made = state(services={"shop": {}, "idle": {}}, domains={"shop": domain()})
    assert findings(made, "warning") == {("shop", "service"), ("idle", "")}


def test_a_member_that_is_a_node_needs_an_address():
    services = {"shop": {"members": [{"name": "a", "node": "two", "port": 80}]}}
    assert ("shop", "members.0.node") in findings(state(services=services), "error")
    assert findings(state(services=services, nodes={"two": {"address": "10.0.0.2"}}), "error") == set()


@pytest.mark.parametrize(
    ("pattern", "name", "is_covered"),
    [
        ("a.example", "a.example", True),
        ("*.example", "a.example", True),
        ("*.example", "b.a.example", True),
        ("*.example", "example", False),
        ("*.example", "anexample", False),
        ("a.example", "*.example", False),
    ],
)
def test_a_wildcard_covers_every_name_below_it(pattern, name, is_covered):
    assert covers(pattern, name) is is_covered


def test_the_exact_name_wins_and_then_the_longest_wildcard():
    names = ["*.example", "*.a.example", "b.a.example"]
    assert best(names, "b.a.example") == "b.a.example"
    assert best(names, "c.a.example") == "*.a.example"
    assert best(names, "c.example") == "*.example"
    assert best(names, "other") is None


def test_the_wildcard_of_a_certificate_stands_for_one_part():
    assert certified(["*.example"], "a.example")
    assert not certified(["*.example"], "b.a.example")
    assert not certified(["*.example"], "example")
    assert certified(["*.example"], "*.example")
