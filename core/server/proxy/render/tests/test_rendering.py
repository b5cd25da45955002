"""The text itself: the same from the same, readable, and each name its own."""

import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.server.proxy.render.context import Surroundings
from core.server.proxy.render.names import label, upstream, variable
from core.server.proxy.render.node import render_node, upstreams_of
from core.server.proxy.render.tests.running import desired
from core.server.proxy.specs.state import DesiredState, read_spec

GOLDEN = Path(__file__).parent / "golden"
NAMES = st.from_regex(r"[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?", fullmatch=True)
TOKEN = "0123456789abcdef" * 2

TYPICAL = {
    "nodes": {
        "edge": {"address": "192.0.2.1", "trusted_hops": ["198.51.100.0/24"]},
        "one": {"address": "10.0.0.1", "ipv6": False},
    },
    "services": {
        "shop": {
            "members": [
                {"name": "a", "host": "10.0.0.11", "port": 8080, "weight": 2},
                {"name": "b", "host": "10.0.0.12", "port": 8080},
                {"name": "spare", "host": "10.0.0.13", "port": 8080, "backup": True, "max_connections": 50},
            ],
            "balance": {"method": "least_connections"},
            "sticky": {"expires_seconds": 3600},
        },
        "shop.api": {"members": [{"name": "a", "container": "api", "port": 50051}], "protocol": "grpc"},
        "shop-next": {"members": [{"name": "a", "host": "10.0.0.14", "port": 8080}]},
    },
    "domains": {
        "shop": {
            "names": ["shop.example", "www.shop.example"],
            "other_names": "redirect",
            "service": "shop",
            "nodes": ["one"],
            "entries": ["edge"],
            "tls": {"certificate": "shop", "hsts": {}},
            "compression": {},
            "limit": {"requests": 20, "burst": 40, "connections": 50},
            "response_headers": [{"name": "X-Frame-Options", "value": "DENY"}, {"name": "X-Powered-By"}],
            "locations": [
                {"match": {"path": "/"}, "canary": {"service": "shop-next", "percent": 5, "cookie": "next"}},
                {"match": {"path": "/static/"}, "cache": {"seconds": 600}, "limit": {"requests": 200}},
                {"match": {"path": "/shop.Api/"}, "service": "shop.api"},
                {
                    "match": {"path": "/admin"},
                    "basic_auth": {"users": {"ann": "ann"}},
                    "access": {"allow": ["10.0.0.0/8"]},
                    "snippet": "# an expert's own\nif ($request_method = TRACE) {\n    return 405;\n}",
                },
                {
                    "match": {"kind": "regex", "regex": r"^/old/(.*)\.php$"},
                    "redirect": {"to": "https://shop.example/new", "status": 301},
                },
            ],
        },
        "blog": {
            "names": ["блог.example", "*.blog.example"],
            "service": "shop-next",
            "nodes": ["one"],
            "maintenance": {"active": True, "bypass_networks": ["192.0.2.0/24"]},
            "cors": {"origins": ["https://shop.example", "https://*.partner.example"], "credentials": True},
        },
    },
}
AROUND = Surroundings(
    certificates={"shop": False}, pass_tokens={"blog": TOKEN}, passwords={"ann": "$2b$12$x"}, issuers={"shop": "edge"}
)


@pytest.mark.parametrize("node", ["edge", "one"])
def test_what_is_rendered_is_as_it_was_read_and_found_good(node):
    files = render_node(desired(**TYPICAL), node, AROUND).files
    shown = {name: text for name, text in files.items() if name.startswith(("sites/", "services/", "common"))}
    expected = {str(path.relative_to(GOLDEN / node)): path.read_text() for path in (GOLDEN / node).rglob("*.conf")}
    assert shown == expected


def test_the_order_in_which_documents_come_changes_nothing():
    def shuffled(value, rng):
        if not isinstance(value, dict):
            return value
        items = [(key, shuffled(inner, rng)) for key, inner in value.items()]
        rng.shuffle(items)
        return dict(items)

    first = render_node(desired(**TYPICAL), "one", AROUND)
    for seed in range(20):
        again = desired(**shuffled(TYPICAL, random.Random(seed)))
        assert render_node(again, "one", AROUND) == first
        assert upstreams_of(again, "one", AROUND) == upstreams_of(desired(**TYPICAL), "one", AROUND)


@given(st.lists(NAMES, min_size=2, max_size=2, unique=True), st.integers(0, 99), st.integers(0, 99))
def test_different_names_stay_different(names, number, other):
    labels = [label(name) for name in names]
    assert len({*labels, *map(upstream, names), *(f"entry--{each}" for each in labels)}) == 6
    made = {variable("requests", f"{each}--{at}") for each in labels for at in (number, other)}
    assert len(made | {variable("requests", each) for each in labels}) == 2 * len({number, other}) + 2
    assert all(re.fullmatch(r"[a-z0-9-]{1,63}", f"entry--{each}") for each in labels)


@pytest.mark.parametrize(
    "names", [("a.b", "a-b", "a_b", "a--b"), ("x.y", label("x.y").replace("--", "-")), ("a" * 63, "a" * 62)]
)
def test_names_that_differ_in_signs_alone_stay_different(names):
    assert len({variable("to", label(name)) for name in names}) == len({label(name) for name in names}) == len(names)


def test_what_is_of_a_location_or_of_a_link_is_no_other_domains():
    said = {
        "basic_auth": {"users": {"ann": "ann"}},
        "limit": {"requests": 1, "connections": 1},
        "cors": {"origins": ["*"]},
    }
    usual = {"service": "shop", "nodes": ["one"]}
    state = desired(
        services={"shop": {}},
        domains={
            "a": {
                **usual,
                "names": ["a.example"],
                "maintenance": {"active": True},
                "locations": [{"match": {"path": "/"}}, {"match": {"path": "/x"}, **said}],
            },
            **{name: {**usual, "names": [f"{name}.example"], **said} for name in ("a-1", "pass-a", "a-pass")},
        },
    )
    around = Surroundings(pass_tokens={"a": TOKEN}, passwords={"ann": "$2b$05$x"})
    files = render_node(state, "one", around).files
    assert len([name for name in files if name.startswith("auth/")]) == 5
    text = "\n".join(files.values())
    for pattern in (r"zone=(\w+):4m", r"^map \S+ (\$dozor_(?:origin|preflight)_\w+)"):
        names = re.findall(pattern, text, re.MULTILINE)
        assert len(set(names)) == len(names) == 8


def test_a_site_that_cannot_be_made_hinders_no_other():
    documents = {**TYPICAL, "domains": {**TYPICAL["domains"]}}
    documents["domains"]["bad"] = {**TYPICAL["domains"]["blog"], "names": ["bad.example"], "service": "gone"}
    documents["domains"]["locked"] = {
        **TYPICAL["domains"]["blog"], "names": ["locked.example"], "basic_auth": {"users": {"ann": "gone"}}
    }  # fmt: skip
    made = render_node(desired(**documents), "one", AROUND)
    assert {each.file: each.message for each in made.problems} == {
        "sites/bad.conf": "there is no service gone",
        "sites/locked.conf": "there is no password gone",
    }
    good = render_node(desired(**TYPICAL), "one", AROUND)
    assert good.files == made.files


def test_a_member_that_nobody_can_reach_leaves_the_others():
    members = [{"name": "a", "host": "10.0.0.1", "port": 1}, {"name": "b", "node": "lost", "port": 1}]
    state = desired(services={"shop": {"members": members}}, domains={"shop": _plain()})
    (told,) = upstreams_of(state, "one", Surroundings())
    assert [each.id for each in told.members] == ["a"]


async def test_thousands_of_names_and_the_longest_of_them_pass(new_node):
    node = new_node()
    long = ".".join(["x" * 60] * 4)[:240]
    domains = {
        f"site-{each}": {**_plain(), "names": [f"{each}-{number}.{long}" for number in range(100)]}
        for each in range(20)
    }
    domains["longest"] = {**_plain(), "names": [("y" * 62 + ".") * 4 + "z"]}
    node.write(desired(nodes={"one": node.document}, services={"shop": {}}, domains=domains))
    assert not node.problems
    passed, said = node.tested()
    assert passed, said


@pytest.mark.parametrize("regex", [r"(?<=a|bc*)d", r"[[:nope:]]", r"(?a)x"])
async def test_a_regex_that_nginx_refuses_is_a_problem_of_its_site(new_node, regex):
    node = new_node()
    try:
        domains = {
            "bad": {**_plain(), "locations": [{"match": {"kind": "regex", "regex": regex}}]},
            "good": {**_plain(), "names": ["good.example"]},
        }
        state = desired(nodes={"one": node.document}, services={"shop": {}}, domains=domains)
    except ValidationError:
        return
    node.write(state)
    passed, said = node.tested()
    assert not passed
    assert "sites/bad.conf:" in said


@pytest.mark.parametrize(
    "name", ["limit", "held", "key", "tls", "shown", "control", "entry--shop", "node--one", "upstream"]
)
async def test_a_service_may_be_called_as_dozors_own_parts(new_node, name):
    node = new_node()
    issuers = Surroundings(issuers={"shop": "two", name: "two"})
    state = DesiredState(
        nodes={
            "one": read_spec({"kind": "node", **node.document}),
            "two": read_spec({"kind": "node", "address": "10.0.0.2"}),
        },
        services={name: read_spec({"kind": "service"})},
        domains={name: read_spec({"kind": "domain", **_plain(), "service": name, "limit": {"requests": 1}})},
    )
    node.write(state, issuers)
    assert not node.problems
    passed, said = node.tested()
    assert passed, said


def _plain():
    return {"names": ["shop.example"], "service": "shop", "nodes": ["one"]}


def test_a_site_in_maintenance_is_not_judged_by_what_it_answers():
    domains = {name: {"names": [name], "service": "s", "nodes": ["one"]} for name in ("a.example", "b.example")}
    domains["b.example"] |= {"maintenance": {"active": True}}
    documents = {"nodes": {"one": {}}, "services": {"s": {}}, "domains": domains}
    state = desired(**documents)
    assert [probe.site for probe in render_node(state, "one", Surroundings()).probes] == ["a.example"]
    within = Surroundings(in_maintenance=frozenset({"a.example"}))
    assert render_node(state, "one", within).probes == ()
