"""Members as a real NGINX sees them: it is never reloaded here."""

import asyncio

from agent.contract.proxy import Member
from agent.proxy.members.tests.acting import METHODS, quick_check, upstream
from dozor.tests.waiting import until


async def test_members_come_and_go(running, nginx, servers):
    a, b, c = await servers(3)
    running.members.set([upstream("plain", a.member(), b.member())])
    await until(lambda: nginx.reaches("ab"))
    running.members.set([upstream("plain", b.member(), c.member())])
    await until(lambda: nginx.reaches("bc"))


async def test_a_weight_is_a_share_of_the_requests(running, nginx, servers):
    a, b = await servers(2)
    running.members.set([upstream("plain", a.member(), b.member())])
    await until(lambda: nginx.reaches("ab"))

    async def shares():
        counts = await nginx.names(requests=24)
        return counts == {"a": 18, "b": 6}

    running.members.set([upstream("plain", a.member(weight=3), b.member())])
    await until(shares)


async def test_a_drained_member_gets_nothing_new_and_says_so(running, nginx, servers):
    a, b = await servers(2)
    running.members.set([upstream("plain", a.member(), b.member(draining=True))])
    await until(lambda: nginx.reaches("a"))
    states = {state.member: state for state in running.members.states()}
    assert (states["a"].serving, states["b"].serving, states["b"].reason) == (True, False, "drained")


async def test_where_nobody_is_left_the_answer_is_an_error_until_the_next_member_comes(running, nginx, servers):
    (a,) = await servers(1)
    running.members.set([upstream("plain", a.member())])
    await until(lambda: nginx.reaches("a"))
    running.members.set([upstream("plain")])
    await until(lambda: nginx.reaches(["502"]))
    running.members.set([upstream("plain", a.member())])
    await until(lambda: nginx.reaches("a"), within=5)


async def test_an_unwell_member_is_left_out_until_it_is_well(running, nginx, servers):
    a, b = await servers(2)
    running.members.set([upstream("plain", a.member(), b.member(), health=quick_check())])
    await until(lambda: nginx.reaches("ab"))
    running.members.changed.clear()
    b.status = 500
    await running.members.changed.wait()
    await until(lambda: nginx.reaches("a"))
    (state,) = [each for each in running.members.states() if each.member == "b"]
    assert (state.serving, state.healthy, state.reason) == (False, False, "answered 500")
    b.status = 200
    await until(lambda: nginx.reaches("ab"))


async def test_where_all_are_unwell_all_are_tried(running, nginx, servers):
    a, b = await servers(2)
    a.status = b.status = 500
    running.members.set([upstream("plain", a.member(), b.member(), health=quick_check())])
    await until(lambda: all(state.reason == "answered 500" for state in running.members.states()))
    assert all(state.serving and not state.healthy for state in running.members.states())
    await until(lambda: nginx.reaches(["500"]))


async def test_spare_members_serve_when_no_other_does(running, nginx, servers):
    a, b = await servers(2)
    members = a.member(), b.member(group="spare")
    running.members.set([upstream("plain", *members, health=quick_check())])
    await until(lambda: nginx.reaches("a"))
    a.status = 500
    await until(lambda: nginx.reaches("b"))


async def test_a_member_that_starts_slowly_serves_from_its_first_good_check(running, servers):
    a, b = await servers(2)
    b.status = 503
    running.members.set([upstream("plain", a.member(), health=quick_check())])
    await until(lambda: all(state.healthy for state in running.members.states()))
    running.members.set([upstream("plain", a.member(), b.member(), health=quick_check())])
    served = {state.member: state.serving for state in running.members.states()}
    assert served == {"a": True, "b": False}
    b.status = 200
    await until(lambda: all(state.serving for state in running.members.states()))


async def test_the_last_members_go_on_while_the_resolver_is_away(running, nginx, servers):
    a, b = await servers(2)
    running.members.set([upstream("plain", a.member(), b.member())])
    await until(lambda: nginx.reaches("ab"))
    await running.stop()
    log = nginx.folder / "logs/error.log"
    await until(lambda: "main.plain.dozor.internal could not be resolved" in log.read_text())
    assert await nginx.reaches("ab")


async def test_an_agent_that_starts_again_answers_before_it_is_told_anything(running, nginx, servers):
    a, b, c = await servers(3)
    b.status = 500
    members = a.member(), b.member(), c.member(draining=True)
    running.members.set([upstream("plain", *members, health=quick_check())])
    await until(lambda: {state.reason for state in running.members.states()} == {"", "answered 500", "drained"})
    await running.stop()
    again = await running.start()
    assert {state.member: state.serving for state in again.states()} == {"a": True, "b": False, "c": False}
    await until(lambda: nginx.reaches("a"))


async def test_a_damaged_memory_is_as_none(running, caplog):
    await running.stop()
    running.kept.parent.mkdir(exist_ok=True)
    running.kept.write_bytes(b"\xff")
    assert (await running.start()).states() == []
    assert "cannot be read" in caplog.text


async def test_a_name_that_is_looked_for_is_not_taken_for_nobody(running, nginx, servers):
    """What is told of an upstream stays until the addresses of its new members are known."""
    (a,) = await servers(1)
    running.members.set([upstream("plain", a.member())])
    await until(lambda: nginx.reaches("a"))
    by_name = Member(id="l", group="main", host="localhost", port=a.port)
    running.members.set([upstream("plain", by_name)])
    assert running.members.states()[0].reason == "its address is not known yet"
    assert await nginx.reaches("a")
    await until(lambda: running.members.states()[0].serving)
    assert await nginx.reaches("a")


async def test_more_members_than_fit_a_datagram_are_told_over_tcp(running, nginx, servers):
    (a,) = await servers(1)
    many = [
        Member(id=f"m{number}", group="main", host=f"127.0.1.{number + 1}", port=a.port, weight=1)
        for number in range(120)
    ]
    far = await asyncio.gather(*(asyncio.start_server(a.serve, member.host, a.port) for member in many))
    running.members.set([upstream("plain", *many)])

    async def all_are_reached():
        answers = await nginx.addresses(requests=240)
        return len(answers) == 120

    await until(all_are_reached)
    for server in far:
        server.close()


async def test_every_way_of_balancing_follows(running, nginx, servers):
    a, b, c = await servers(3)

    async def reached_by(*names):
        """Whoever has one address is sent to one member by it."""
        for method in METHODS:
            found = {(await nginx.get(f"/{method}/?key={number}"))[2] for number in range(24)}
            if not (found == set(names) or (method == "byip" and len(found) == 1 and found <= set(names))):
                return False
        return True

    for members in ([a, b], [c], [a, b, c]):
        running.members.set([upstream(method, *(each.member() for each in members)) for method in METHODS])
        await until(lambda: reached_by(*(each.name for each in members)))  # noqa: B023 - awaited here


async def test_a_sticky_visitor_stays_while_others_come_and_moves_when_its_member_goes(running, nginx, servers):
    a, b, c = await servers(3)
    running.members.set([upstream("sticky", a.member())])
    await until(lambda: nginx.reaches("a", "/sticky/"))
    cookie = (await nginx.get("/sticky/"))[1]["set-cookie"].partition(";")[0]
    running.members.set([upstream("sticky", a.member(), b.member(), c.member())])
    await until(lambda: nginx.reaches("abc", "/sticky/"))
    assert {(await nginx.get("/sticky/", Cookie=cookie))[2] for _ in range(6)} == {"a"}
    running.members.set([upstream("sticky", b.member(), c.member())])
    await until(lambda: nginx.reaches("bc", "/sticky/"))
    assert (await nginx.get("/sticky/", Cookie=cookie))[2] in {"b", "c"}


async def test_a_key_stays_with_its_member_when_another_goes(running, nginx, servers):
    members = await servers(4)
    running.members.set([upstream("bykey", *(each.member() for each in members))])
    await until(lambda: nginx.reaches_by_key("abcd"))
    before = await nginx.by_key()
    running.members.set([upstream("bykey", *(each.member() for each in members[:3]))])
    await until(lambda: nginx.reaches_by_key("abc"))
    after = await nginx.by_key()
    assert all(after[key] == name for key, name in before.items() if name != "d")
