"""What members are asked, and what visitors get from them."""

import asyncio

import pytest

from core.server.proxy.render.tests.running import header


async def test_what_a_visitor_writes_of_himself_goes_no_further(serve, reached):
    node = await serve()
    await reached(node)
    lies = ["X-Forwarded-For", "X-Real-IP", "X-Forwarded-Proto", "X-Forwarded-Host", "Forwarded", "X-Forwarded-Port"]
    lies += ["X-Forwarded-Prefix", "X-Original-URL", "X-Rewrite-URL", "Proxy", "X-Request-Id"]
    answer = await node.get("/x", headers=[(name, "203.0.113.7") for name in lies])
    assert "203.0.113.7" not in answer.body.decode()
    assert header(answer.seen, "X-Forwarded-For") == header(answer.seen, "X-Real-IP") == "127.0.0.9"
    assert header(answer.seen, "X-Forwarded-Proto") == "http"
    assert len(header(answer.seen, "X-Request-Id")) == 32


async def test_a_member_hears_the_port_that_was_asked_for(serve, reached):
    node = await serve()
    assert header((await reached(node)).seen, "Host") == "shop.example"
    answer = await node.get("/", host="shop.example:8080")
    assert header(answer.seen, "Host") == header(answer.seen, "X-Forwarded-Host") == "shop.example:8080"


async def test_headers_are_set_and_taken_away_in_both_directions(serve, reached, member):
    a = await member("a", headers={"X-Powered-By": "old", "X-Frame-Options": "ALLOW", "Set-Cookie": "a=1"})
    node = await serve(
        members=[a],
        request_headers=[{"name": "X-From", "value": '$host, "$http_user_agent"'}, {"name": "Cookie"}],
        response_headers=[
            {"name": "X-Powered-By"},
            {"name": "x-frame-options", "value": "DENY"},
            {"name": "Set-Cookie", "value": "b=2"},
        ],
        locations=[
            {"match": {"path": "/own"}, "response_headers": [{"name": "X-Frame-Options", "value": "SAMEORIGIN"}]}
        ],
    )
    answer = await reached(node, headers=[("User-Agent", "browser"), ("Cookie", "secret=1")])
    assert header(answer.seen, "X-From") == 'shop.example, "browser"'
    assert header(answer.seen, "Cookie") is None
    assert answer["X-Powered-By"] is None
    assert answer.all("X-Frame-Options") == ["DENY"]
    assert answer.all("Set-Cookie") == ["a=1", "b=2"]
    assert (await node.get("/own")).all("X-Frame-Options") == ["SAMEORIGIN"]


async def test_a_prefix_is_stripped_at_a_slash_and_nowhere_else(serve, reached):
    node = await serve(locations=[{"match": {"path": "/api"}, "rewrite": {"strip_prefix": "/api"}}])
    await reached(node)
    paths = {"/api/v1?x=1": "/v1?x=1", "/api": "/", "/api/": "/", "/apix": "/apix", "/api/a%20b": "/a%20b"}
    for asked, passed in paths.items():
        assert (await node.get(asked)).seen["path"] == passed
    assert (await node.get("/api/a%0Ab")).seen["path"] == "/a%0Ab"


async def test_a_rewrite_by_regex_puts_captures_where_they_belong(serve, reached):
    rewrite = {"regex": r"^/(\d{4})/(.+)$", "replacement": "/posts/$2?year=$1"}
    node = await serve(locations=[{"match": {"kind": "regex", "regex": r"^/\d{4}/"}, "rewrite": rewrite}])
    await reached(node)
    assert (await node.get("/2024/a%20b?x=1")).seen["path"] == "/posts/a%20b?year=2024&x=1"


async def test_a_websocket_passes_and_http2_by_upgrade_does_not(serve, reached):
    node = await serve()
    await reached(node)
    answer = await node.get("/", headers=[("Upgrade", "h2c"), ("Connection", "Upgrade, HTTP2-Settings")])
    assert answer.status == 200
    assert header(answer.seen, "Upgrade") is None
    reader, writer = await asyncio.open_connection(*node.http)
    writer.write(b"GET /ws HTTP/1.1\r\nHost: shop.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    assert b" 101 " in await reader.readuntil(b"\r\n\r\n")
    writer.write(b"hello\n")
    assert await reader.readline() == b"hello\n"
    writer.close()


async def test_a_body_larger_than_allowed_is_refused(serve, reached):
    node = await serve(body_kib=4, locations=[{"match": {"path": "/upload"}, "body_kib": 64}])
    await reached(node)
    assert (await node.get("/", method="POST", body=b"x" * 5000)).status == 413
    assert (await node.get("/upload", method="POST", body=b"x" * 5000)).seen["body"] == 5000


async def test_a_location_has_its_own_patience_and_retries(serve, reached, member):
    a, b = await member("a"), await member("b", status=503)
    node = await serve(
        members=[a, b],
        service={"passive": {"failures": 0}},
        locations=[{"match": {"path": "/again"}, "retry": {"on": ["error", "http_503"]}}],
    )
    await reached(node)
    assert {(await node.get("/once")).status for _ in range(6)} == {200, 503}
    assert {(await node.get("/again")).status for _ in range(6)} == {200}


async def test_a_snippet_that_sets_headers_takes_none_of_the_others_away(serve, reached):
    snippet = "proxy_set_header X-Expert yes;"
    node = await serve(locations=[{"match": {"path": "/one"}, "snippet": snippet}])
    answer = await reached(node, "/one", headers=[("X-Forwarded-For", "203.0.113.7")])
    assert header(answer.seen, "X-Expert") == "yes"
    assert header(answer.seen, "X-Forwarded-For") == "127.0.0.9"


async def test_a_domains_snippet_takes_none_of_the_headers_away(serve, reached):
    node = await serve(snippet="proxy_set_header X-Expert yes;")
    answer = await reached(node, headers=[("X-Forwarded-For", "203.0.113.7")])
    assert header(answer.seen, "X-Forwarded-For") == "127.0.0.9"


@pytest.mark.parametrize("asked", ["GET", "HEAD"])
async def test_answers_are_compressed_where_asked(serve, reached, member, asked):
    a = await member("a", body=b"text " * 1000, headers={"Content-Type": "text/css"})
    node = await serve(
        members=[a], compression={}, locations=[{"match": {"path": "/x"}, "compression": {"types": ["text/plain"]}}]
    )
    await reached(node)
    answer = await node.get("/", method=asked, headers=[("Accept-Encoding", "gzip")])
    assert answer["Content-Encoding"] == "gzip"
    assert (await node.get("/x", method=asked, headers=[("Accept-Encoding", "gzip")]))["Content-Encoding"] is None
