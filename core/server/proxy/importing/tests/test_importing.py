import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.server.proxy.documents.change import state_of
from core.server.proxy.importing.importing import import_configuration
from core.server.proxy.importing.reading import UnreadableConfigError
from core.server.proxy.importing.words import FILES, INHERITED, OWN, PAGES

KNOWN = sorted(INHERITED | FILES | OWN | PAGES | {"return", "rewrite", "if", "set", "deny", "server_name", "listen"})
WORDS = ["on", "off", "all", "1", "10.0.0.1", "http://a/", "$host", "zone=z:1m", "rate=1r/s", "10k", "5m", "x", "404"]
BLOCKS = ["server", "location /", "location ~ x", "upstream u", "if ($host)", "map $a $b", "limit_except GET", "http"]


def imported(text):
    made = import_configuration({"nginx.conf": text})
    return made, state_of(made.documents)


def inside(text):
    made, state = imported(f"http {{ map $host $odd {{ default 1; }} server {{ server_name a.example; {text} }} }}")
    return made, state.domains["a.example"]


@pytest.mark.parametrize(
    "text",
    [
        "if ($odd) { return 403; } location / { proxy_pass http://10.0.0.1; }",
        "ssl_verify_client on; location / { proxy_pass http://10.0.0.1; }",
        "auth_request /auth$odd; location / { proxy_pass http://10.0.0.1; }",
        "location / { if ($odd) { return 444; } proxy_pass http://10.0.0.1; }",
        "location / { limit_except GET { deny $odd; } proxy_pass http://10.0.0.1; }",
        "location ~ (?<x>a) { deny all; } location / { proxy_pass http://10.0.0.1; }",
        "location / { deny unix:; allow all; satisfy $odd; proxy_pass http://10.0.0.1; }",
    ],
)
def test_a_place_is_closed_where_what_kept_people_out_cannot_be_taken_over(text):
    made, domain = inside(text)
    assert [each.answer_status for each in domain.locations] == [403]
    assert any("let in" in line.note or "403" in line.note for line in made.lines)


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("satisfy any; allow 10.0.0.0/8; deny all; auth_basic x; auth_basic_user_file f;", False),
        ("deny 10.0.0.1; allow 10.0.0.0/8; deny all;", False),
        ("allow 10.0.0.0/8; deny 10.0.0.1; allow all;", False),
        ("deny all;", False),
    ],
)
def test_access_is_taken_over_as_it_is(text, closed):
    _, domain = inside(f"location / {{ {text} proxy_pass http://10.0.0.1; }}")
    [location] = domain.locations
    assert (location.answer_status == 403) is closed
    assert domain.access or "deny" in (location.snippet or "")


def test_what_a_domain_says_alike_everywhere_is_said_once():
    _, domain = inside(
        "client_max_body_size 5m; location / { proxy_pass http://10.0.0.1; proxy_set_header Host $host; }"
        "location /b { proxy_pass http://10.0.0.2; proxy_set_header Host $host; proxy_read_timeout 5s; }"
    )
    assert domain.body_kib == 5 * 1024
    assert [(each.body_kib, each.read_seconds) for each in domain.locations] == [(None, None), (None, 5)]


def test_an_upstream_keeps_its_members_and_how_they_are_chosen():
    _, state = imported(
        "http { upstream Back_End { least_conn; keepalive 9; server 10.0.0.1 weight=2 max_conns=7; "
        "server [::1]:81 backup; server b.example:82 down; } }"
    )
    service = state.services["back_end"]
    assert service.balance.method == "least_connections"
    assert service.keepalive == 9
    assert [(each.host, each.port, each.weight, each.max_connections) for each in service.members] == [
        ("10.0.0.1", 80, 2, 7), ("[::1]", 81, 1, 0), ("b.example", 82, 1, 0)
    ]  # fmt: skip
    assert [(each.backup, each.draining) for each in service.members] == [(False, False), (True, False), (False, True)]


LINES = st.tuples(st.sampled_from(KNOWN), st.lists(st.sampled_from(WORDS), max_size=4)).map(
    lambda words: f"{words[0]} {' '.join(words[1])};"
)


def blocks(inner):
    parts = st.tuples(st.sampled_from(BLOCKS), st.lists(inner, max_size=4))
    return parts.map(lambda block: f"{block[0]} {{ {' '.join(block[1])} }}")


@settings(max_examples=200, deadline=None)
@given(st.recursive(LINES, blocks, max_leaves=20))
def test_whatever_stands_in_it_a_configuration_is_read_or_refused_and_each_directive_told(text):
    with contextlib.suppress(UnreadableConfigError):
        made = import_configuration({"nginx.conf": f"http {{ server {{ server_name a.example; {text} }} }}"})
        assert len(made.lines) == 3 + text.count(";") + text.count("{")


def test_grpc_is_passed_on_as_such():
    made, domain = inside("location /pkg.Service/ { grpc_pass grpcs://10.0.0.1:50051; grpc_read_timeout 1h; }")
    service = state_of(made.documents).services[domain.service]
    assert (service.protocol, service.members[0].port) == ("grpcs", 50051)
    assert domain.locations[0].read_seconds == 3600 or domain.read_seconds == 3600


def test_a_limit_keeps_its_rate_and_what_it_lets_through_at_once():
    _, state = imported(
        "http { limit_req_zone $binary_remote_addr zone=z:1m rate=30r/m; limit_conn_zone $remote_addr zone=c:1m;"
        "server { server_name a.example; limit_conn c 5; "
        "location / { limit_req zone=z burst=7; proxy_pass http://10.0.0.1; } } }"
    )
    limit = state.domains["a.example"].limit
    assert limit is not None
    assert (limit.requests, limit.per, limit.burst, limit.delay, limit.connections) == (30, "minute", 7, True, 5)
