"""Who is let in, how often, and what is said to the others."""

import asyncio
import base64

import bcrypt

from core.server.proxy.render.context import Surroundings
from core.server.proxy.render.tests.running import header


def told(status, answers):
    return sum(each.status == status for each in answers)


async def burst(node, path, number, **more):
    return await asyncio.gather(*(node.get(path, **more) for _ in range(number)))


async def test_a_limit_is_one_for_all_locations_that_have_it_from_the_domain(serve, reached):
    node = await serve(
        limit={"requests": 1, "per": "minute", "burst": 5},
        locations=[
            {"match": {"path": "/a"}},
            {"match": {"path": "/b"}},
            {"match": {"path": "/own"}, "limit": {"requests": 1, "per": "minute"}},
            {"match": {"path": "/many"}, "limit": {"requests": 1000}},
        ],
    )
    await reached(node, "/many")
    answers = [*await burst(node, "/a", 5), *await burst(node, "/b", 5)]
    assert (told(200, answers), told(429, answers)) == (6, 4)
    assert told(200, await burst(node, "/own", 5)) == 1
    assert told(200, await burst(node, "/a", 3, address="127.0.0.77")) == 3


async def test_dozors_own_limit_holds_beside_a_locations(serve, reached):
    node = await serve(limit={"requests": 10_000, "burst": 1000})
    await reached(node)
    tested = node.place.live / "sites/shop.conf"
    assert "include dozor_limit.conf;" in tested.read_text()
    assert "zone=dozor_limit" in (node.place.live / "dozor_limit.conf").read_text()


async def test_so_many_connections_at_a_time(serve, reached, member):
    a = await member("a")
    node = await serve(members=[a], limit={"connections": 2})
    await reached(node)
    a.wait = asyncio.Event()
    waiting = asyncio.gather(*(node.get() for _ in range(4)))
    while len(a.asked) < 3:
        await asyncio.sleep(0.01)
    third = await node.get()
    assert third.status == 429
    a.wait.set()
    assert told(200, await waiting) == 2


async def test_access_is_by_address_deny_first(serve, reached):
    node = await serve(
        access={"allow": ["127.0.0.0/24"], "deny": ["127.0.0.66"]},
        locations=[{"match": {"path": "/open"}, "access": {}}],
    )
    await reached(node)
    assert (await node.get(address="127.0.0.66")).status == 403
    assert (await node.get(address="127.0.5.5")).status == 403
    assert (await node.get("/open", address="127.0.5.5")).status == 200


def basic(user, password):
    return [("Authorization", "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode())]


async def test_a_password_is_asked_for(serve, reached):
    def hashed(password):
        return bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()

    node = await serve(
        around=Surroundings(passwords={"pw-ann": hashed("Анна"), "pw-bob": hashed("b:b")}),
        basic_auth={"realm": "Staff; {only}", "users": {"ann": "pw-ann", "bob": "pw-bob"}},
        request_headers=[{"name": "X-User", "value": "$dozor_user"}],
        locations=[{"match": {"path": "/bob"}, "basic_auth": {"users": {"bob": "pw-bob"}}}],
    )
    answer = await node.get()
    assert answer.status == 401
    assert answer["WWW-Authenticate"] == 'Basic realm="Staff; {only}"'
    answer = await reached(node, headers=basic("ann", "Анна"))
    assert header(answer.seen, "X-User") == "ann"
    assert (await node.get(headers=basic("ann", "b:b"))).status == 401
    assert (await node.get("/bob", headers=basic("bob", "b:b"))).status == 200
    assert (await node.get("/bob", headers=basic("ann", "Анна"))).status == 401
    assert len([name for name in node.files if name.startswith("auth/")]) == 2


async def test_what_a_user_name_holds_begins_no_header(serve, reached):
    node = await serve(request_headers=[{"name": "X-User", "value": "$dozor_user"}])
    await reached(node)
    answer = await node.get(headers=basic("ann\r\nX-Admin: yes", ""))
    assert header(answer.seen, "X-User") is None
    assert header(answer.seen, "X-Admin") is None


async def test_in_maintenance_some_may_pass(serve, reached):
    token = "0123456789abcdef" * 2
    node = await serve(
        around=Surroundings(pass_tokens={"shop": token}),
        maintenance={"active": True, "bypass_networks": ["127.0.0.50/32"], "retry_after_seconds": 120},
    )
    answer = await node.get()
    assert (answer.status, answer["Retry-After"], answer.body) == (503, "120", b"default maintenance en html")
    await reached(node, address="127.0.0.50")
    opened = await node.get(f"/?dozor_pass={token}")
    cookie = opened["Set-Cookie"].partition(";")[0]
    assert (opened.status, (await node.get("/x", headers=[("Cookie", cookie)])).status) == (302, 200)
    assert (await node.get("/x", headers=[("Cookie", "dozor_pass=other")])).status == 503
    assert (await node.get("/.dozor/pass")).status in {404, 503}


async def test_scripts_of_other_sites_ask_first(serve, reached, member):
    a = await member("a", headers={"Access-Control-Allow-Origin": "*"})
    cors = {
        "origins": ["https://app.example", "https://*.partner.example"],
        "methods": ["GET", "DELETE"],
        "credentials": True,
    }
    node = await serve(members=[a], cors=cors, access={"deny": ["127.0.0.66"]})
    await reached(node)
    preflight = await node.get(method="OPTIONS", headers=[("Origin", "https://app.example")])
    assert preflight.status == 204
    assert preflight["Access-Control-Allow-Origin"] == "https://app.example"
    assert preflight["Access-Control-Allow-Credentials"] == "true"
    assert preflight["Access-Control-Allow-Methods"] == "GET, DELETE"
    for origin, allowed in {
        "https://app.example": ["https://app.example"],
        "https://x.partner.example": ["https://x.partner.example"],
        "https://partner.example.evil": [],
        "https://evil.example/.partner.example": [],
        "null": [],
    }.items():
        answer = await node.get(headers=[("Origin", origin)])
        assert answer.all("Access-Control-Allow-Origin") == allowed
        assert answer["Vary"] == "Origin"
    assert (await node.get(method="OPTIONS")).seen["method"] == "OPTIONS"
    assert (await node.get(address="127.0.0.66", headers=[("Origin", "https://app.example")])).status == 403
