"""Bans and limits on a real NGINX: they hold at once, end by themselves, and outlive restarts of either side."""

import asyncio

import pytest

from agent.nginx.bans import Bans
from agent.nginx.control import Push
from agent.tests.nginx.acting import act, now, obey


@pytest.fixture
def bans(tmp_path, control):
    return Bans(tmp_path / "actions", control)


async def test_a_ban_refuses_the_next_request_and_nobody_elses(bans, nginx):
    outcomes = await obey(bans, act(1))
    assert nginx.get("127.0.0.9") == 403
    assert nginx.get("127.0.0.8") == 200
    assert [(each.decision_id, each.applied, each.error) for each in outcomes] == [("d1", True, "")]
    assert bans.revision == 1


async def test_a_lift_ends_it_at_once(bans, nginx):
    await obey(bans, act(1))
    outcomes = await obey(bans, act(2, kind="lift", decision="d1"))
    assert nginx.get() == 200
    assert [(each.revision, each.applied) for each in outcomes] == [(2, True)]


async def test_a_ban_ends_by_itself_with_the_agent_gone(bans, nginx, until):
    await obey(bans, act(1, seconds=1.0))
    assert nginx.get() == 403
    await until(lambda: nginx.get() == 200)


async def test_a_ban_for_one_service_leaves_the_others_open(bans, nginx):
    await obey(bans, act(1, service="shop.example"))
    assert nginx.get(host="shop.example") == 403
    assert nginx.get(host="blog.example") == 200


async def test_a_limited_source_gets_some_answers_and_429_for_the_rest(bans, nginx):
    await obey(bans, act(1, kind="limit"))
    statuses = [nginx.get() for _ in range(20)]
    assert statuses[:6] == [200] * 6
    assert 429 in statuses
    assert {nginx.get("127.0.0.8") for _ in range(20)} == {200}


async def test_only_what_dozor_refused_is_logged_as_refused(bans, nginx, until):
    await obey(bans, act(1, kind="limit"), act(2, "127.0.0.7"))
    statuses = [nginx.get() for _ in range(20)] + [nginx.get("127.0.0.7")]
    await until(lambda: nginx.access_log.count("\n") == 21)
    expected = {200: "", 429: "limit", 403: "ban"}
    assert nginx.outcomes == sorted((status, expected[status]) for status in statuses)


async def test_a_ban_wins_over_a_limit_and_what_is_left_of_it_holds_after(bans, nginx, until):
    await obey(bans, act(1, kind="limit"), act(2, seconds=1.0))
    assert nginx.get() == 403
    await until(lambda: nginx.get() == 200)
    assert 429 in [nginx.get() for _ in range(20)]


async def test_lifting_one_of_two_bans_leaves_the_other(bans, nginx):
    await obey(bans, act(1), act(2, service="shop.example"))
    await obey(bans, act(3, kind="lift", decision="d1"))
    assert nginx.get(host="shop.example") == 403
    assert nginx.get(host="blog.example") == 200


async def test_an_ipv6_source_is_its_64(bans, nginx):
    await obey(bans, act(1, "::"))
    try:
        assert nginx.get("::1") == 403
    except OSError:
        pytest.skip("this machine has no IPv6")
    await obey(bans, act(2, kind="lift", decision="d1"), act(3, "2001:db8::"))
    assert nginx.get("::1") == 200


async def test_a_snapshot_lifts_everything_it_does_not_name(bans, nginx):
    await obey(bans, act(1), act(2, "127.0.0.8"))
    await obey(bans, act(3, "127.0.0.7"), act(2, "127.0.0.8"), snapshot=True)
    assert [nginx.get(f"127.0.0.{last}") for last in (9, 8, 7)] == [200, 403, 403]
    assert bans.revision == 3


async def test_a_reload_of_nginx_keeps_the_bans(bans, nginx, until):
    await obey(bans, act(1))
    nginx.process.send_signal(1)
    await until(lambda: (nginx.folder / "logs/error.log").read_text().count("exited with code 0") >= 2)
    assert nginx.get() == 403


@pytest.mark.parametrize("kill", [False, True])
async def test_a_restarted_nginx_is_told_again(bans, nginx, kill):
    await obey(bans, act(1))
    nginx.stop(kill=kill)
    nginx.start()
    await bans.settle(now())
    assert nginx.get() == 403


async def test_a_restarted_agent_knows_its_bans_and_tells_them_again(bans, nginx, control, tmp_path):
    await obey(bans, act(1), act(2, "127.0.0.8"), act(3, kind="lift", decision="d2"))
    nginx.stop()
    nginx.start()
    again = Bans(tmp_path / "actions", control)
    await again.settle(now())
    assert nginx.get("127.0.0.9") == 403
    assert nginx.get("127.0.0.8") == 200
    assert again.revision == 3
    assert again.take_outcomes() == []


async def test_what_nginx_holds_beyond_ours_is_taken_away(bans, nginx, control):
    change = ("127.0.0.7", f"ban@{int(now()) + 600}@", 600_000)
    await control.push(Push(changes=[change], mark="of an older agent"))
    assert nginx.get("127.0.0.7") == 403
    await obey(bans, act(1))
    assert nginx.get("127.0.0.7") == 200
    assert nginx.get("127.0.0.9") == 403


async def test_with_nginx_down_a_ban_waits_and_its_outcome_too(bans, nginx):
    nginx.stop()
    assert await obey(bans, act(1)) == []
    assert bans.nginx is None
    assert bans.trouble
    nginx.start()
    await bans.settle(now())
    assert nginx.get() == 403
    assert [each.applied for each in bans.take_outcomes()] == [True]


@pytest.mark.parametrize(
    ("action", "error"),
    [
        (act(1, "64512", scope="asn"), "not about scope 'asn'"),
        (act(1, "10.0.0.0/7", scope="range"), "wider than /8"),
        (act(1, "2001::/16", scope="range"), "wider than /32"),
        (act(1, "10.0.0.1/8", scope="range"), "not a range"),
        (act(1, "::ffff:10.0.0.0/120", scope="range"), "IPv4 written as IPv6"),
        (act(1, 'x"; return 200;'), "not an address"),
        (act(1, service="a b"), "not a service name"),
        (act(1, seconds=float("inf")), "not an instant"),
    ],
)
async def test_what_cannot_be_carried_out_is_answered_with_the_reason(bans, nginx, action, error):
    outcomes = await obey(bans, action, act(2))
    assert [each.applied for each in outcomes] == [False, True]
    assert error in outcomes[0].error
    assert nginx.get() == 403


async def test_without_a_control_socket_every_action_is_answered_so(tmp_path):
    bans = Bans(tmp_path / "actions", None)
    (outcome,) = await obey(bans, act(1))
    assert (outcome.applied, outcome.error) == (False, "this node has no NGINX control socket")


async def test_a_torn_journal_keeps_its_whole_entries(bans, nginx, control, tmp_path):
    await obey(bans, act(1))
    with (tmp_path / "actions").open("ab") as journal:
        journal.write(b"\x40\x00\x00\x00torn")
    again = Bans(tmp_path / "actions", control)
    assert len(again) == 1
    await obey(again, act(2, "127.0.0.8"))
    assert len(Bans(tmp_path / "actions", control)) == 2


async def test_a_hundred_thousand_bans_reach_nginx(bans, nginx, control):
    actions = [act(n, f"10.{n >> 16}.{n >> 8 & 255}.{n & 255}") for n in range(1, 100_001)]
    outcomes = await obey(bans, *actions, act(200_000))
    assert len(outcomes) == 100_001
    assert all(outcome.applied for outcome in outcomes)
    assert (await control.state(count=True)).size == 100_001
    assert nginx.get("127.0.0.9") == 403
    assert nginx.get("127.0.0.8") == 200


async def test_what_comes_while_nginx_is_being_told_something_else_holds_too(bans, nginx):
    sources = [f"127.0.0.{number}" for number in range(20, 50)]
    turns = (obey(bans, act(number, source)) for number, source in enumerate(sources, 1))
    await asyncio.gather(*(bans.settle(now()) for _ in range(30)), *turns)
    assert {nginx.get(source) for source in sources} == {403}
