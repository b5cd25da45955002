"""TLS to visitors and to members, and where visitors are sent."""

import ssl

import pytest

from core.server.proxy.render.context import Surroundings
from core.server.proxy.render.tests.authorities import certificate, serving, trusting
from core.server.proxy.render.tests.http2 import DATA, ask_by_http2
from core.server.proxy.render.tests.running import header

NAMES = ("shop.example", "www.shop.example")


@pytest.fixture(scope="module")
def pair():
    return certificate("shop.example", "*.shop.example")


@pytest.fixture
def files(pair):
    return {"certificates/shop/fullchain.pem": pair[0], "certificates/shop/key.pem": pair[1]}


@pytest.fixture
def serve_by_tls(serve, files):
    async def start(tls=None, **more):
        around = Surroundings(certificates={"shop": False}, **more.pop("around", {}))
        tls = {"certificate": "shop", **(tls or {})}
        return await serve(tls=tls, around=around, more=files, **more)

    return start


async def test_plain_requests_go_to_tls_but_for_challenges_and_the_browser_check(serve_by_tls, pair, reached):
    node = await serve_by_tls({"hsts": {"subdomains": True}}, names=list(NAMES))
    answer = await reached(node, tls=trusting(pair[0]))
    assert answer["Strict-Transport-Security"] == "max-age=15552000; includeSubDomains"
    assert header(answer.seen, "X-Forwarded-Proto") == "https"
    sent = await node.get("/a?b=c", host="www.shop.example")
    assert (sent.status, sent["Location"]) == (308, f"https://www.shop.example:{node.https_port}/a?b=c")
    assert sent["Strict-Transport-Security"] is None
    webroot = node.place.acme_webroot / ".well-known/acme-challenge"
    webroot.mkdir(parents=True)
    (webroot / "token").write_text("proof")
    assert (await node.get("/.well-known/acme-challenge/token")).body == b"proof"
    assert (await node.get("/.dozor/challenge")).status != 308


async def test_other_names_are_sent_to_the_first_by_both_ways(serve_by_tls, pair, reached):
    node = await serve_by_tls({"hsts": {}}, names=list(NAMES), other_names="redirect")
    await reached(node, tls=trusting(pair[0]))
    for tls in (None, trusting(pair[0])):
        sent = await node.get("/x", host="www.shop.example", tls=tls)
        assert (sent.status, sent["Location"]) == (308, f"https://shop.example:{node.https_port}/x")
        assert bool(sent["Strict-Transport-Security"]) == bool(tls)


async def test_a_redirect_is_what_it_says(serve, reached):
    redirect = {"to": "https://new.example$request_uri?from=${arg_x}", "status": 301}
    node = await serve(locations=[{"match": {"path": "/old"}, "redirect": redirect}])
    sent = await node.get("/old/%0d%0aX:%20y?x=1")
    assert (sent.status, sent["Location"]) == (301, "https://new.example/old/%0d%0aX:%20y?x=1?from=1")
    assert sent["X"] is None


async def test_names_without_a_site_get_no_handshake(serve_by_tls, pair):
    node = await serve_by_tls()
    with pytest.raises(ssl.SSLError):
        await node.get(host="other.example", tls=trusting(pair[0]))


@pytest.mark.parametrize("http2", [True, False])
async def test_http2_is_spoken_where_wanted(serve_by_tls, pair, reached, http2):
    node = await serve_by_tls({"http2": http2})
    context = trusting(pair[0])
    await reached(node, tls=context)
    context.set_alpn_protocols(["h2", "http/1.1"])
    if http2:
        frames = await ask_by_http2(node.https, "/h2", tls=context, method="GET")
        assert b"/h2" in b"".join(payload for kind, payload in frames if kind == DATA)
    else:
        assert (await node.get("/x", tls=context)).seen["path"] == "/x"


@pytest.mark.parametrize(
    ("name", "trusted", "status"), [("in.example", 0, 200), ("in.example", 1, 502), ("ab.example", 0, 502)]
)
async def test_a_members_certificate_is_looked_at(serve, reached, member, tmp_path, name, trusted, status):
    pairs = [certificate("in.example"), certificate("in.example")]
    a = await member("a", tls=serving(tmp_path, *pairs[0]))
    b = await member("b")
    tls = {"name": name, "verify": True, "authorities": pairs[trusted][0]}
    node = await serve(
        members=[a],
        service={"protocol": "https", "tls": tls},
        services={"plain": {"members": [b.document]}},
        locations=[{"match": {"path": "/plain"}, "service": "plain"}],
    )
    await reached(node, "/plain")
    answer = await (reached(node) if status == 200 else node.get())
    assert answer.status == status
    if status == 502:
        assert "certificate" in node.place.error_log.read_text()


async def test_members_are_spoken_to_by_tls_unverified_unless_asked(serve, reached, member, tmp_path):
    a = await member("a", tls=serving(tmp_path, *certificate("any.example")))
    node = await serve(members=[a], service={"protocol": "https"})
    assert (await reached(node)).seen["member"] == "a"
