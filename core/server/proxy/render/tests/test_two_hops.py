"""An entry before a node, gRPC all the way, and hops that are trusted."""

import pytest

from core.server.proxy.render.context import Surroundings
from core.server.proxy.render.tests.authorities import certificate, trusting
from core.server.proxy.render.tests.http2 import DATA, HEADERS, ask_by_http2, is_ok
from core.server.proxy.render.tests.running import VISITOR, desired, header
from dozor.tests.waiting import free_port, until

GRPC = [("content-type", "application/grpc"), ("te", "trailers")]


@pytest.fixture
def two_hops(new_node, member):
    """Start an entry before a node; the words say what is said of the domain."""

    async def start(*, services=None, certified=None, **domain):
        entry, one, a = new_node("edge"), new_node("one"), await member("a")
        state = desired(
            nodes={"edge": {**entry.document, "sends_from": ["127.0.0.1"]}, "one": one.document},
            services={"shop": {"members": [a.document]}, **(services or {})},
            domains={
                "shop.site": {
                    "names": ["shop.example"],
                    "service": "shop",
                    "nodes": ["one"],
                    "entries": ["edge"],
                    **domain,
                }
            },
        )
        around = Surroundings(certificates={"shop": False} if certified else {})
        for node in (one, entry):
            await node.start(state, around, certified or {})
            assert not node.problems
        return entry, one

    return start


async def test_the_address_and_the_request_id_survive_both_hops_and_are_counted_once(two_hops, reached):
    entry, one = await two_hops()
    await reached(entry)
    lies = [("X-Forwarded-For", "203.0.113.7"), ("X-Request-Id", "f" * 32), ("X-Forwarded-Proto", "https")]
    answer = await entry.get("/counted", headers=lies, host="shop.example:8080")
    assert header(answer.seen, "X-Forwarded-For") == VISITOR
    assert header(answer.seen, "X-Forwarded-Proto") == "http"
    assert header(answer.seen, "Host") == "shop.example:8080"
    request_id = header(answer.seen, "X-Request-Id")
    lines = [line for line in entry.log() if "/counted" in line]
    assert len(lines) == 1
    assert lines[0].startswith(VISITOR)
    assert request_id in lines[0]
    assert not any("/counted" in line for line in (one.log() if one.place.access_log.exists() else []))
    assert (await one.get("/direct", headers=lies)).status == 200
    assert header((await one.get("/direct", headers=lies)).seen, "X-Forwarded-For") == VISITOR
    assert any("/direct" in line for line in one.log())
    for scheme in ("x:https", "fleet:https", "hop:https"):  # the map's own words
        visit = await one.get(headers=[("X-Forwarded-Proto", scheme)], address="127.0.0.9")
        assert header(visit.seen, "X-Forwarded-Proto") == "http"


async def test_access_by_address_holds_behind_an_entry(two_hops, reached):
    entry, one = await two_hops(access={"deny": ["127.0.0.66"]})
    await reached(entry)
    assert (await entry.get(address="127.0.0.66")).status == 403
    forged = [("X-Forwarded-For", "127.0.0.66")]
    assert (await one.get(headers=forged)).status == 200


async def test_an_entry_serves_tls_and_passes_it_on(two_hops, reached):
    pem, key = certificate("shop.example")
    files = {"certificates/shop/fullchain.pem": pem, "certificates/shop/key.pem": key}
    entry, _ = await two_hops(certified=files, tls={"certificate": "shop", "hsts": {}})
    answer = await reached(entry, tls=trusting(pem))
    assert header(answer.seen, "X-Forwarded-Proto") == "https"
    assert len(answer.all("Strict-Transport-Security")) == 1
    assert (await entry.get()).status == 308


async def test_a_domain_moves_whole_bodies_through_an_entry(two_hops, reached):
    entry, _ = await two_hops(body_kib=2048)
    await reached(entry)
    assert (await entry.get(method="POST", body=b"x" * 1_500_000)).seen["body"] == 1_500_000
    assert (await entry.get(method="POST", body=b"x" * 2_500_000)).status == 413


async def test_a_challenge_is_answered_by_the_node_that_asked_for_the_certificate(new_node, member, reached):
    one, two, a = new_node("one"), new_node("two"), await member("a")
    pem, key = certificate("shop.example")
    files = {"certificates/shop/fullchain.pem": pem, "certificates/shop/key.pem": key}
    state = desired(
        nodes={"one": one.document, "two": two.document},
        services={"shop": {"members": [a.document]}},
        domains={
            "shop": {
                "names": ["shop.example"],
                "service": "shop",
                "nodes": ["one", "two"],
                "tls": {"certificate": "shop"},
                "basic_auth": {"users": {"ann": "pw"}},
                "access": {"deny": ["127.0.0.9"]},
            }
        },
    )
    around = Surroundings(certificates={"shop": False}, issuers={"shop": "two"}, passwords={"pw": "x"})
    for node in (one, two):
        await node.start(state, around, files)
    folder = two.place.acme_webroot / ".well-known/acme-challenge"
    folder.mkdir(parents=True)
    (folder / "token").write_text("proof")
    assert (await reached(one, "/.well-known/acme-challenge/token")).body == b"proof"
    assert (await one.get("/.well-known/acme-challenge/other")).status == 404


@pytest.fixture
async def grpc_member(new_node):
    """A server of HTTP/2 with trailers: an NGINX, which is what is at hand that speaks it."""
    node = new_node("grpc")
    port = free_port()
    text = f"""server {{
        listen 127.0.0.1:{port}; http2 on;
        location / {{
            default_type application/grpc;
            add_header X-Te $http_te always; add_trailer grpc-status 0;
            return 200 "said $request_method $uri";
        }}
    }}
    """
    await node.start(desired(nodes={"grpc": node.document}), more={"sites/member.conf": text})
    return {"name": "g", "host": "127.0.0.1", "port": port}


async def asked_by_grpc(node):
    async def answered():
        frames = await ask_by_http2(node.http, "/pkg.Service/Say", headers=GRPC, body=b"\0\0\0\0\0")
        return frames if is_ok(frames) and any(kind == DATA and payload for kind, payload in frames) else None

    return await until(answered)


async def test_grpc_passes_with_its_trailers_beside_the_site(serve, reached, grpc_member):
    node = await serve(
        services={"rpc": {"members": [grpc_member], "protocol": "grpc"}},
        locations=[{"match": {"path": "/pkg.Service/"}, "service": "rpc", "cache": {}}],
    )
    await reached(node)
    frames = await asked_by_grpc(node)
    assert b"said POST /pkg.Service/Say" in frames[1][1]
    assert [kind for kind, _ in frames].count(HEADERS) == 2


async def test_grpc_passes_through_an_entry(two_hops, reached, grpc_member):
    entry, _ = await two_hops(
        services={"rpc": {"members": [grpc_member], "protocol": "grpc"}},
        locations=[{"match": {"path": "/pkg.Service/"}, "service": "rpc"}],
    )
    assert (await reached(entry, "/site")).seen["path"] == "/site"
    frames = await asked_by_grpc(entry)
    assert b"said POST /pkg.Service/Say" in frames[1][1]
    assert [kind for kind, _ in frames].count(HEADERS) == 2


async def test_members_may_be_spoken_to_by_http2(serve, reached, grpc_member):
    node = await serve(service={"members": [grpc_member], "http2_to_members": True})
    assert (
        await reached(node, "/x", headers=[("Upgrade", "websocket"), ("Connection", "upgrade")])
    ).body == b"said GET /x"


async def test_the_proxy_protocol_tells_the_address_and_headers_do_not(serve, reached):
    node = await serve(node={"visitor_address": "proxy_protocol", "trusted_hops": ["127.0.0.9"]})
    first = b"PROXY TCP4 198.51.100.7 127.0.0.1 4711 80\r\n"
    lies = [("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"), ("X-Request-Id", "f" * 32)]
    answer = await reached(node, first=first, headers=lies)
    assert header(answer.seen, "X-Forwarded-For") == "198.51.100.7"
    assert header(answer.seen, "X-Forwarded-Proto") == "http"
    assert header(answer.seen, "X-Request-Id") != "f" * 32
    untrusted = await node.get("/x", first=first, address="127.0.0.10")
    assert header(untrusted.seen, "X-Forwarded-For") == "127.0.0.10"


async def test_a_load_balancer_before_a_node_tells_the_address_in_a_header(serve, reached):
    node = await serve(node={"trusted_hops": ["127.0.0.0/28"]})
    told = [("X-Forwarded-For", "203.0.113.7, 198.51.100.7, 127.0.0.8"), ("X-Forwarded-Proto", "https")]
    answer = await reached(node, headers=told)
    assert header(answer.seen, "X-Forwarded-For") == "198.51.100.7"
    assert header(answer.seen, "X-Forwarded-Proto") == "https"
    answer = await node.get(headers=told, address="127.0.0.99")
    assert header(answer.seen, "X-Forwarded-For") == "127.0.0.99"
    assert header(answer.seen, "X-Forwarded-Proto") == "http"
