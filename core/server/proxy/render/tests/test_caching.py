"""Answers that are kept."""

import pytest


@pytest.fixture
async def node(serve, member):
    a = await member("a", headers={"X-Made": "here"})
    return await serve(
        members=[a],
        cache={"seconds": 60, "bypass_cookie": "session"},
        locations=[
            {"match": {"path": "/short"}, "cache": {"seconds": 1}},
            {"match": {"path": "/never"}, "service": "shop"},
        ],
    )


async def test_an_answer_is_asked_for_once(node, reached):
    await reached(node)
    states = [(await node.get("/page?x=1"))["X-Cache-Status"] for _ in range(3)]
    assert states == ["MISS", "HIT", "HIT"]
    assert node.member.asked.count("/page?x=1") == 1
    assert (await node.get("/page?x=2"))["X-Cache-Status"] == "MISS"


@pytest.mark.parametrize("headers", [[("Cookie", "session=1")], [("Authorization", "Bearer x")]])
async def test_what_is_somebodys_own_is_not_kept(node, reached, headers):
    await reached(node)
    assert (await node.get("/mine", headers=headers))["X-Cache-Status"] == "BYPASS"
    assert (await node.get("/mine"))["X-Cache-Status"] == "MISS"
    assert (await node.get("/mine", headers=headers))["X-Cache-Status"] == "BYPASS"


async def test_what_a_member_says_of_keeping_wins(node, reached):
    await reached(node)
    node.member.headers["Cache-Control"] = "private"
    assert [(await node.get("/private"))["X-Cache-Status"] for _ in range(2)] == ["MISS", "MISS"]


async def test_what_is_kept_is_shown_while_members_are_away(node, reached):
    await reached(node)
    assert (await node.get("/short"))["X-Cache-Status"] == "MISS"
    node.member.stop()
    seen = set()
    while "STALE" not in seen and "UPDATING" not in seen:
        answer = await node.get("/short")
        assert answer.status == 200
        seen.add(answer["X-Cache-Status"])
    assert (await node.get("/other")).status == 502
