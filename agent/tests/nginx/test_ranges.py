"""Ranges on a real NGINX: whom they cover, and whom an allowance frees inside of them."""

from dataclasses import replace

import pytest

from agent.nginx.bans import Bans
from agent.nginx.render import write
from agent.tests.nginx.acting import act, now, obey
from agent.tests.nginx.solving import KEY, get_page, new_pass


@pytest.fixture
def bans(tmp_path, control):
    return Bans(tmp_path / "actions", control, challenge_key=KEY)


def about(revision, network, **action):
    return act(revision, network, scope="range", **action)


async def test_a_banned_range_refuses_its_members_and_not_its_neighbours(bans, nginx):
    (outcome,) = await obey(bans, about(1, "127.1.2.0/24"))
    assert (outcome.applied, outcome.error) == (True, "")
    assert {nginx.get(f"127.1.2.{last}") for last in (0, 9, 255)} == {403}
    assert {nginx.get(source) for source in ("127.1.1.255", "127.1.3.0", "127.2.2.9")} == {200}


@pytest.mark.parametrize(
    ("network", "inside", "outside"),
    [
        ("127.0.0.0/8", "127.255.255.254", None),
        ("127.128.0.0/9", "127.128.0.1", "127.127.255.255"),
        ("127.16.0.0/12", "127.31.255.255", "127.32.0.0"),
        ("127.1.2.128/25", "127.1.2.128", "127.1.2.127"),
        ("127.1.2.4/30", "127.1.2.7", "127.1.2.8"),
        ("127.1.2.4/31", "127.1.2.5", "127.1.2.6"),
        ("127.1.2.4/32", "127.1.2.4", "127.1.2.5"),
    ],
)
async def test_a_range_ends_at_its_last_address(bans, nginx, network, inside, outside):
    await obey(bans, about(1, network))
    assert nginx.get(inside) == 403
    assert outside is None or nginx.get(outside) == 200


@pytest.mark.parametrize(("network", "status"), [("::/32", 403), ("::/63", 403), ("::/64", 403), ("0:0:0:2::/63", 200)])
async def test_an_ipv6_range_covers_the_sources_within(bans, nginx, network, status):
    await obey(bans, about(1, network))
    try:
        assert nginx.get("::1") == status
    except OSError:
        pytest.skip("this machine has no IPv6")
    assert nginx.get("127.0.0.9") == 200


async def test_a_range_for_one_service_leaves_the_others_open(bans, nginx):
    await obey(bans, about(1, "127.1.2.0/24", service="shop.example"))
    assert nginx.get("127.1.2.9") == 403
    assert nginx.get("127.1.2.9", host="blog.example") == 200


async def test_the_sources_of_a_limited_range_are_limited_each_by_itself(bans, nginx):
    await obey(bans, about(1, "127.1.2.0/24", kind="limit"))
    assert 429 in [nginx.get("127.1.2.9") for _ in range(20)]
    assert nginx.get("127.1.2.8") == 200


async def test_the_sources_of_a_challenged_range_pass_each_by_itself(bans, nginx):
    await obey(bans, about(1, "127.1.2.0/24", kind="challenge"))
    cookie = new_pass(now() + 600, source="127.1.2.9")
    assert nginx.get("127.1.2.9", Cookie=cookie) == 200
    assert nginx.get("127.1.2.8", Cookie=cookie) == 403


async def test_of_all_that_holds_the_strictest_counts(bans, nginx):
    await obey(
        bans,
        about(1, "127.1.0.0/16", kind="limit"),
        about(2, "127.1.2.0/24", kind="challenge"),
        act(3, "127.1.2.9"),
        about(4, "127.1.3.0/24"),
        act(5, "127.1.3.9", kind="limit"),
    )
    assert nginx.get("127.1.2.9") == 403
    assert "const PUZZLE" not in get_page(nginx, "127.1.2.9")[2]
    assert "const PUZZLE" in get_page(nginx, "127.1.2.8")[2]
    assert nginx.get("127.1.3.9") == 403
    assert 429 in [nginx.get("127.1.4.9") for _ in range(20)]


@pytest.mark.parametrize("kind", ["ban", "challenge", "limit"])
async def test_an_allowed_address_or_range_is_free_whatever_else_holds(bans, nginx, kind):
    await obey(
        bans,
        about(1, "127.1.0.0/16", kind=kind),
        act(2, "127.1.2.9", kind="allow"),
        about(3, "127.1.4.0/24", kind="allow"),
        act(4, "127.1.4.7", kind=kind),
        about(5, "127.1.4.8/30", kind=kind),
    )
    for source in ("127.1.2.9", "127.1.4.7", "127.1.4.9"):
        assert {nginx.get(source) for _ in range(12)} == {200}
    assert {200} != {nginx.get("127.1.2.8") for _ in range(12)}


async def test_a_range_of_any_width_can_be_allowed(bans, nginx):
    await obey(bans, about(1, "0.0.0.0/0", kind="allow"), about(2, "::/0", kind="allow"), act(3), act(4, "::"))
    assert nginx.get() == 200
    await obey(bans, act(5, kind="lift", decision="d1"))
    assert nginx.get() == 403


async def test_an_allowance_ends_by_itself(bans, nginx, until):
    await obey(bans, about(1, "127.1.2.0/24"), act(2, "127.1.2.9", kind="allow", seconds=1.0))
    assert nginx.get("127.1.2.9") == 200
    await until(lambda: nginx.get("127.1.2.9") == 403)


async def test_a_lifted_range_is_looked_for_no_longer(bans, nginx, control):
    await obey(bans, about(1, "127.1.2.0/24"), about(2, "127.1.0.0/16"), about(3, "127.3.0.0/16"))
    await obey(bans, act(4, kind="lift", decision="d1"), act(5, kind="lift", decision="d2"))
    assert nginx.get("127.1.2.9") == 200
    assert nginx.get("127.3.2.9") == 403
    assert bans._holdings.lengths(4) == [16]


async def test_restarted_parts_know_ranges(bans, nginx, control, tmp_path):
    await obey(bans, about(1, "127.1.2.0/24"), about(2, "127.1.2.0/24", kind="limit"))
    nginx.stop()
    nginx.start()
    again = Bans(tmp_path / "actions", control)
    await again.settle(now())
    assert nginx.get("127.1.2.9") == 403
    await obey(again, act(3, kind="lift", decision="d1"))
    assert 429 in [nginx.get("127.1.2.9") for _ in range(20)]


async def test_a_full_dictionary_says_so_and_holds_what_it_had(bans, nginx):
    nginx.stop()
    write(replace(nginx.node, zone_size="256k"))
    nginx.start()
    await obey(bans, about(1, "127.1.2.0/24"))
    outcomes = await obey(bans, *(act(n, f"10.{n >> 8}.{n & 255}.1", service="x" * 250) for n in range(2, 2000)))
    errors = {outcome.error for outcome in outcomes if not outcome.applied}
    assert errors == {"there is no room for more (zone dozor_held)"}
    assert [nginx.get(source) for source in ("127.1.2.9", "127.0.0.9")] == [403, 200]
    await obey(bans, act(3000, kind="lift", decision="d1"), about(3001, "127.1.0.0/16"))
    assert [nginx.get(source) for source in ("127.1.2.9", "127.0.0.9")] == [403, 200]
    assert (await obey(bans, act(3002, "10.0.2.1", kind="lift", decision="d2")))[0].applied
