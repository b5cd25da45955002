"""Who answers: balancing, sticky sessions, canaries, the order of locations, names."""

import asyncio
from collections import Counter

import pytest

from core.server.proxy.render.tests.running import desired, header


async def names(node, path="/", *, requests=24, **more):
    """How often each member answered."""
    answers = [await node.get(path, **more) for _ in range(requests)]
    return Counter(each.seen["member"] for each in answers)


@pytest.mark.parametrize("method", ["round_robin", "least_connections", "random_two"])
async def test_members_share_requests(serve, reached, member, method):
    node = await serve(members=[await member("a"), await member("b")], service={"balance": {"method": method}})
    await reached(node)
    assert set(await names(node)) == {"a", "b"}


async def test_a_weight_is_a_share_and_a_backup_waits(serve, reached, member):
    a, b, c = [await member(name) for name in "abc"]
    members = [{**a.document, "weight": 3}, b.document, {**c.document, "backup": True}]
    node = await serve(members=[a], service={"members": members, "retry": {"on": ["error"], "tries": 0}})
    await reached(node)
    assert await names(node) == {"a": 18, "b": 6}
    a.stop()
    b.stop()
    await reached(node)
    assert set(await names(node, requests=3)) == {"c"}


async def test_nginx_asks_for_no_group_that_has_nobody(serve, reached):
    node = await serve()
    await reached(node)
    assert "could not be resolved" not in node.place.error_log.read_text()


@pytest.mark.parametrize(
    "balance", [{"method": "ip_hash"}, {"method": "hash", "key": "$arg_who"}, {"method": "hash", "key": "${uri}"}]
)
async def test_a_hash_brings_the_same_to_the_same(serve, reached, member, balance):
    node = await serve(members=[await member(name) for name in "abc"], service={"balance": balance})
    await reached(node)
    assert len(await names(node, "/x?who=ann", requests=6)) == 1
    by_key = await asyncio.gather(*(node.get(f"/{each}?who={each}", address=f"127.0.{each}.9") for each in range(30)))
    assert len({each.seen["member"] for each in by_key}) > 1


async def test_a_sticky_visitor_comes_back_to_the_same_member(serve, reached, member):
    sticky = {"cookie": "place", "expires_seconds": 60, "secure": True}
    node = await serve(members=[await member(name) for name in "abc"], service={"sticky": sticky})
    cookie = (await reached(node))["Set-Cookie"]
    assert "max-age=60" in cookie.lower()
    assert "secure" in cookie.lower()
    again = [("Cookie", cookie.partition(";")[0])]
    assert len(await names(node, requests=9, headers=again)) == 1
    assert len(await names(node, requests=9)) == 3


async def test_at_most_so_many_connections_go_to_a_member(serve, reached, member):
    a, b = await member("a"), await member("b")
    await reached(
        node := await serve(members=[a], service={"members": [{**a.document, "max_connections": 1}, b.document]})
    )
    await reached(node)
    a.wait = b.wait = asyncio.Event()
    waiting = asyncio.gather(*(node.get() for _ in range(6)))
    while len(a.asked) + len(b.asked) < 7:
        await asyncio.sleep(0.01)
    assert a.asked.count("/") <= 2
    a.wait.set()
    assert Counter(each.seen["member"] for each in await waiting)["a"] <= 1


@pytest.mark.parametrize("value", ["yes", "default", "include", "hostnames", "volatile"])
async def test_a_canary_is_chosen_by_header_and_by_cookie(serve, reached, member, value):
    new = await member("new")
    canary = {"service": "next", "header": "X-Canary", "cookie": "Canary", "value": value}
    node = await serve(
        services={"next": {"members": [new.document]}}, locations=[{"match": {"path": "/"}, "canary": canary}]
    )
    await reached(node)
    await reached(node, headers=[("X-Canary", value)])
    assert set(await names(node, requests=3)) == {"a"}
    assert set(await names(node, requests=3, headers=[("Cookie", f"Canary={value}")])) == {"new"}
    assert set(await names(node, requests=3, headers=[("X-Canary", f"{value}x")])) == {"a"}


@pytest.mark.parametrize(
    ("percent", "expected"), [(0.001, {"a"}), (50, {"a", "new"}), (99.999, {"new"}), (100, {"new"})]
)
async def test_a_canary_gets_so_many_of_a_hundred_visitors(serve, reached, member, percent, expected):
    new = await member("new")
    node = await serve(
        services={"next": {"members": [new.document]}},
        locations=[{"match": {"path": "/"}, "canary": {"service": "next", "percent": percent}}],
    )
    await reached(node)
    visitors = [await node.get(headers=[("User-Agent", str(each))]) for each in range(40)]
    assert {each.seen["member"] for each in visitors} == expected
    first = [(await node.get(headers=[("User-Agent", "7")])).seen["member"] for _ in range(3)]
    assert set(first) == {visitors[7].seen["member"]}


async def test_locations_are_found_as_nginx_finds_them(serve, reached):
    def answering(status, **match):
        return {"match": match, "answer_status": status}

    node = await serve(
        locations=[
            answering(460, path="/a"),
            answering(461, path="/a/long"),
            answering(462, kind="exact", path="/a"),
            answering(463, kind="regex", regex=r"\.PHP$", ignore_case=True),
            answering(464, kind="regex", regex=r"^/a/first"),
            answering(465, kind="regex", regex=r"^/a/first/second;{1,2}\"$"),
            answering(466, path="/final", final=True),
            answering(467, path="/with%20space/каталог"),
        ]
    )
    await reached(node)
    expected = {
        "/a": 462, "/ab": 460, "/a/longer": 461, "/a/x.php": 463, "/a/first": 464, "/a/first/second;%22": 464,
        "/final/x.php": 466, "/with%20space/%D0%BA%D0%B0%D1%82%D0%B0%D0%BB%D0%BE%D0%B3/x": 467, "/other": 200,
    }  # fmt: skip
    assert {path: (await node.get(path)).status for path in expected} == expected


async def test_names_are_found_exact_first_then_by_wildcard(new_node, member, reached):
    node, a = new_node(), await member("a")
    names_of = {
        "exact": ["www.shop.example"],
        "wild": ["*.shop.example"],
        "idna": ["магазин.рф"],
        "long": ["x" * 63 + ".example"],
    }
    domains = {
        name: {
            "names": names,
            "service": "shop",
            "nodes": ["one"],
            "request_headers": [{"name": "X-Site", "value": name}],
        }
        for name, names in names_of.items()
    }
    state = desired(nodes={"one": node.document}, services={"shop": {"members": [a.document]}}, domains=domains)
    await node.start(state)
    await reached(node, host="www.shop.example")
    hosts = {
        "www.shop.example": "exact", "deep.www.shop.example": "wild", "WWW.Shop.Example.": "exact",
        "xn--80aairftm.xn--p1ai": "idna", "x" * 63 + ".example": "long",
    }  # fmt: skip
    for host, site in hosts.items():
        assert header((await node.get(host=host)).seen, "X-Site") == site
    assert (await node.get(host="shop.example")).status == 404
    assert (await node.get(host="other.example")).status == 404
