"""Members besides those that people named, as replicas are."""

from agent.proxy.members.tests.acting import quick_check, until, upstream


async def test_who_joins_serves_beside_the_others_and_leaves_them_alone(running, nginx, servers):
    a, b = await servers(2)
    running.members.set([upstream("plain", a.member())])
    running.members.join({"plain": [b.member()], "unknown": [b.member()]})
    await until(lambda: nginx.reaches("ab"))
    running.members.set([upstream("plain", a.member(weight=2))])
    await until(lambda: nginx.reaches("ab"))
    running.members.join({"plain": [b.member(draining=True)]})
    await until(lambda: nginx.reaches("a"))
    running.members.join({})
    assert [state.member for state in running.members.states()] == ["a"]


async def test_who_joins_serves_from_its_first_good_check(running, servers):
    a, b = await servers(2)
    b.status = 503
    running.members.set([upstream("plain", a.member(), health=quick_check())])
    running.members.join({"plain": [b.member()]})
    await until(lambda: all(state.reason != "not checked yet" for state in running.members.states()))
    assert {state.member: state.serving for state in running.members.states()} == {"a": True, "b": False}
    b.status = 200
    await until(lambda: all(state.serving for state in running.members.states()))


async def test_who_joined_is_known_to_an_agent_that_starts_again_whatever_the_core_says_first(running, nginx, servers):
    a, b = await servers(2)
    running.members.set([upstream("plain", a.member())])
    running.members.join({"plain": [b.member()]})
    await until(lambda: nginx.reaches("ab"))
    await running.stop()
    again = await running.start()
    again.set([upstream("plain", a.member(weight=2))])
    assert {state.member: state.serving for state in again.states()} == {"a": True, "b": True}
    again.join({"plain": []})
    assert [state.member for state in again.states()] == ["a"]
