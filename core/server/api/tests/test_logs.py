import asyncio
import json
from contextlib import asynccontextmanager, suppress

import httpx
import pytest
import pytest_asyncio

from agent.contract.asking import CountLogs, End, LogCounts, LogLine, ReadLogs, Skipped
from agent.contract.inventory import Inventory, LogSource
from agent.contract.wire import Report
from core.server.accounts.people import Change
from core.server.accounts.person import Person, permissions_of
from core.server.api.tests.played_node import PlayedNode, Spoken

ROOT = Person(id="r", login="root", role="admin", permissions=permissions_of("admin"))


@pytest_asyncio.fixture
async def nodes(parts, served):
    """Two nodes that report."""
    async with httpx.AsyncClient(base_url=served, timeout=60) as client:
        made = {}
        for name in ("one", "two"):
            node, key = await parts.fleet.create(name)
            parts.fleet.note(node.id, Report(outbox="o", sequence=0, made_at=parts.clock.now()), parts.clock.now(), "")
            made[name] = PlayedNode(client, node.id, name, key)
        yield made


@pytest_asyncio.fixture
async def analyst(served, sign_in):
    person = await sign_in("analyst")
    async with httpx.AsyncClient(base_url=served, headers=person.headers, timeout=60) as browser:
        yield browser


def line(at, text="hello", *, id_="", matched=True):
    return LogLine(id=id_ or f"l{at}", at=float(at), source="container:web", text=text, matched=matched)


def read(text):
    return [json.loads(each) for each in text.splitlines() if each]


def asked(client, path="", **query):
    return asyncio.ensure_future(client.get(f"/api/v1/logs{path}", params=query))


@asynccontextmanager
async def followed(client, *sources):
    query = [("follow", "true"), *(("source", source) for source in sources)]
    async with client.stream("GET", "/api/v1/logs", params=query) as answer:
        assert answer.status_code == 200
        yield answer.aiter_lines()


async def test_sources_of_all_nodes_are_listed_by_the_name_that_they_are_read_by(nodes, analyst):
    await nodes["two"].say(Inventory(logs=[LogSource(kind="container", name="web", bytes=7, last_at=5.0)]))
    (found,) = (await analyst.get("/api/v1/logs/sources")).json()
    assert (found["source"], found["bytes"], found["first_at"]) == ("two/container:web", 7, None)


async def test_lines_of_several_nodes_are_one_stream_by_time(nodes, analyst):
    reading = asked(analyst, source=["one/container:web", "two/container:web"], search="hell", limit=100)
    question = await nodes["one"].answers_next(line(1), line(4), End(scanned_bytes=10))
    await nodes["two"].answers_next(line(2), line(3), End(scanned_bytes=5))
    assert question.what == ReadLogs(sources=["container:web"], search="hell", limit=100)
    *lines, end = read((await reading).text)
    assert [(each["at"], each["source"]) for each in lines] == [
        (1, "one/container:web"),
        (2, "two/container:web"),
        (3, "two/container:web"),
        (4, "one/container:web"),
    ]
    assert (end["type"], end["ok"], end["more"], end["scanned_bytes"]) == ("end", True, False, 15)


async def test_every_field_of_a_line_is_there(nodes, analyst):
    reading = asked(analyst, source="one/container:web")
    await nodes["one"].answers_next(line(1), End())
    found, _ = read((await reading).text)
    assert found == {
        "type": "line",
        "id": "l1",
        "at": 1.0,
        "source": "one/container:web",
        "text": "hello",
        "stream": "stdout",
        "level": "",
        "fields": {},
        "matched": True,
        "cut_bytes": 0,
    }


async def test_a_node_that_is_away_is_told_and_the_others_are_read(parts, nodes, analyst):
    parts.clock.at += 60
    parts.fleet.note(nodes["one"].id, Report(outbox="o", sequence=1, made_at=0.0), parts.clock.now(), "")
    reading = asked(analyst, source=["one/container:web", "two/container:web"])
    await nodes["one"].answers_next(line(1), Skipped(source="container:web", lines=3, why="slow"), End())
    skipped, *others, end = read((await reading).text)
    assert (skipped["source"], skipped["why"], skipped["code"]) == ("two/", "the node is away", "node_away")
    assert [each["code"] for each in others if each["type"] == "skipped"] == [""]
    assert {each["type"]: each["source"] for each in others} == {
        "line": "one/container:web",
        "skipped": "one/container:web",
    }
    assert (end["ok"], end["error"]) == (False, "not all is here: two")


async def test_a_node_that_breaks_off_is_told_and_what_it_said_holds(nodes, analyst):
    reading = asked(analyst, source="one/container:web")
    await nodes["one"].answers_next(line(1))
    first, skipped, end = read((await reading).text)
    assert first["at"] == 1
    assert (skipped["source"], skipped["why"]) == ("one/", "the answer was broken off")
    assert not end["ok"]


async def test_no_more_lines_come_than_are_wanted(nodes, analyst):
    reading = asked(analyst, source=["one/container:web", "two/container:web"], limit=3)
    await nodes["one"].answers_next(line(1), line(2), End(more=True))
    await nodes["two"].answers_next(line(3), line(4), End())
    *lines, end = read((await reading).text)
    assert [each["at"] for each in lines] == [1, 2, 3]
    assert end["more"]
    reading = asked(analyst, source=["one/container:web", "two/container:web"], tail=2)
    await nodes["one"].answers_next(line(1), line(2), End())
    await nodes["two"].answers_next(line(3), line(4), End())
    assert [each["at"] for each in read((await reading).text)[:-1]] == [3, 4]


async def test_a_followed_line_comes_while_the_node_still_speaks(nodes, analyst):
    async with followed(analyst, "one/container:web") as lines:
        question, spoken = await nodes["one"].question(), Spoken()
        assert question.what.follow
        uploading = asyncio.ensure_future(nodes["one"].stream(question, spoken))
        for number in range(3):
            spoken.say(line(number, f"number {number}"))
            assert json.loads(await anext(lines))["text"] == f"number {number}"
        spoken.stop()
        assert [json.loads(each)["type"] async for each in lines if each] == ["skipped", "end"]
        assert (await uploading).status_code == 204


async def test_a_browser_that_takes_compressed_answers_sees_followed_lines_at_once_too(nodes, analyst):
    analyst.headers["Accept-Encoding"] = "gzip, br"
    async with followed(analyst, "one/container:web") as lines:
        question, spoken = await nodes["one"].question(), Spoken()
        uploading = asyncio.ensure_future(nodes["one"].stream(question, spoken))
        spoken.say(line(1))
        assert json.loads(await anext(lines))["at"] == 1
        spoken.stop()
        await uploading


async def test_a_node_stops_when_the_browser_is_closed(parts, nodes, analyst):
    question, spoken = None, Spoken()
    async with followed(analyst, "one/container:web") as lines:
        question = await nodes["one"].question()
        uploading = asyncio.ensure_future(nodes["one"].stream(question, spoken))
        spoken.say(line(1))
        await anext(lines)
    while not uploading.done():  # this client looks at the answer only when it cannot write any more
        spoken.say(line(2))
        await asyncio.sleep(0)
    (outcome,) = await asyncio.gather(uploading, return_exceptions=True)
    assert isinstance(outcome, httpx.TransportError) or outcome.headers["connection"] == "close"
    assert not parts.asking._asked


def turned_viewer(parts, account):
    return parts.accounts.people.change(account.id, Change("viewer", account.scope), ROOT)


def signed_out(parts, account):
    return parts.accounts.sessions.end_all(account.id, "revoked")


@pytest.mark.parametrize("end", [turned_viewer, signed_out])
async def test_who_may_read_no_more_is_told_no_line_that_comes_after(parts, nodes, analyst, end):
    async with followed(analyst, "one/container:web") as lines:
        question, spoken = await nodes["one"].question(), Spoken()
        uploading = asyncio.ensure_future(nodes["one"].stream(question, spoken))
        spoken.say(line(1))
        assert json.loads(await anext(lines))["at"] == 1
        await end(parts, parts.accounts.directory.by_login("analyst"))
        spoken.say(line(2, "secret"))
        last = [json.loads(each) async for each in lines if each]
        assert [(each["type"], each["ok"]) for each in last] == [("end", False)]
        spoken.stop()
        await asyncio.wait([uploading])
    assert not parts.asking._asked


async def test_the_end_of_the_core_ends_followed_logs(parts, nodes, analyst):
    async with followed(analyst, "one/container:web") as lines:
        question, spoken = await nodes["one"].question(), Spoken()
        uploading = asyncio.ensure_future(nodes["one"].stream(question, spoken))
        spoken.say(line(1))
        await anext(lines)
        parts.end()
        last = [json.loads(each) async for each in lines if each]
        assert [(each["type"], each.get("why")) for each in last] == [("skipped", "the core ends"), ("end", None)]
        spoken.stop()
        await asyncio.wait([uploading])


async def test_lines_are_downloaded_as_text(nodes, analyst):
    reading = asked(analyst, "/download", source="one/container:web")
    skipped = Skipped(source="container:web", lines=2, why="the spool is full")
    await nodes["one"].answers_next(line(1.5, "=1+1"), skipped, End(more=True))
    answer = await reading
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert sorted(answer.text.splitlines()) == [
        "1970-01-01T00:00:01.500+00:00 one/container:web =1+1",
        "[one/container:web: 2 lines are not here: the spool is full]",
        "[there is more]",
    ]


async def test_a_line_is_shown_among_those_around_it(nodes, analyst):
    reading = asked(analyst, "/context", source="one/container:web", line="l5", at=5.0, count=2)
    before = await nodes["one"].answers_next(line(3), line(4), line(5), End())
    after = await nodes["one"].answers_next(line(5), line(6), line(7), End(more=True))
    assert before.what.tail == after.what.limit == 3
    assert before.what.until_at > 5.0 == after.what.since_at
    found = (await reading).json()
    assert [each["at"] for each in found["lines"]] == [3, 4, 5, 6, 7]
    assert found["position"] == 2


async def test_of_a_node_that_goes_on_no_more_lines_than_asked_for_are_around_one(nodes, analyst):
    reading = asked(analyst, "/context", source="one/container:web", line="l5", at=5.0, count=2)
    floods = []
    for _ in range(2):
        flood, question = Spoken(), await nodes["one"].question()
        floods.append((flood, asyncio.ensure_future(nodes["one"].stream(question, flood))))
        flood.say(*(line(5, id_=f"{number}", matched=False) for number in range(1000)))
    assert len((await reading).json()["lines"]) == 3  # though neither came to its end
    for flood, flooding in floods:
        flood.stop()
        with suppress(httpx.HTTPError):
            await flooding


async def test_lines_are_counted_over_nodes_in_steps(nodes, analyst):
    span = {"since": "1970-01-01T00:00:00Z", "until": "1970-01-01T00:00:10Z", "step_seconds": 5}
    reading = asked(analyst, "/histogram", source=["one/container:web", "two/file:app"], **span)
    first = await nodes["one"].answers_next(
        LogCounts(at=0.0, levels={"info": 2, "": 1, "evil": 9}), LogCounts(at=5.0, levels={"error": 1}), End()
    )
    await nodes["two"].answers_next(LogCounts(at=0.0, levels={"info": 3, "warning": -4}), End(ok=False, error="slow"))
    assert first.what == CountLogs(sources=["container:web"], since_at=0, until_at=10, step_seconds=5)
    found = (await reading).json()
    assert found["steps"] == [{"at": 0, "levels": {"info": 5, "": 1}}, {"at": 5, "levels": {"error": 1}}]
    assert [(each["source"], each["why"]) for each in found["skipped"]] == [("two/", "slow")]
    assert not found["end"]["ok"]


REFUSED = (
    ({"source": []}, "source"),
    ({"source": "container:web"}, "source"),
    ({"source": "one/socket:web"}, "source"),
    ({"source": ["one/file:a"] * 51}, "source"),
    ({"regex": "(a)\\1"}, "Back references"),
    ({"regex": "("}, "missing )"),
    ({"search": "x" * 1001}, "search"),
    ({"field": "no value"}, "field"),
    ({"level": "loud"}, "level"),
    ({"stream": "stdin"}, "stream"),
    ({"tail": -1}, "tail"),
    ({"limit": 0}, "limit"),
    ({"context": 101}, "context"),
    ({"within_seconds": 1e9}, "within_seconds"),
    ({"since": "yesterday"}, "since"),
    ({"since": "2030-01-01T00:00:00"}, "since"),
    ({"since": "2030-01-02T00:00:00Z", "until": "2030-01-01T00:00:00Z"}, "since is before until"),
    ({"what": "?"}, "what"),
)


async def test_what_cannot_be_asked_is_refused_before_any_node_is(parts, nodes, analyst):
    for query, word in REFUSED:
        answer = await analyst.get("/api/v1/logs", params={"source": "one/container:web"} | query)
        assert (answer.status_code, query) == (422, query)
        assert word in answer.json()["detail"], query
    assert not parts.asking._asked


async def test_a_source_of_no_node_is_not_found(nodes, analyst):
    assert (await analyst.get("/api/v1/logs", params={"source": "nine/file:a"})).status_code == 404


async def test_too_many_steps_are_refused(nodes, analyst):
    span = {"since": "2030-01-01T00:00:00Z", "until": "2031-01-01T00:00:00Z", "step_seconds": 1}
    answer = await analyst.get("/api/v1/logs/histogram", params={"source": "one/file:a", **span})
    assert (answer.status_code, "2000 steps" in answer.text) == (422, True)


async def test_an_answer_longer_than_any_body_may_be_is_taken_in(parts, nodes, analyst):
    count = 4 * parts.settings.body_bytes_max // 1000
    reading = asked(analyst, source="one/container:web", limit=count)
    await nodes["one"].answers_next(*(line(at, "x" * 1000) for at in range(count)), End())
    assert len(read((await reading).text)) == count + 1


async def test_an_answer_that_nobody_asked_for_is_refused_at_once(nodes):
    spoken = Spoken()
    spoken.say(line(1))
    spoken.stop()
    question = type("Question", (), {"id": "0" * 32})
    assert (await nodes["one"].stream(question, spoken)).status_code == 404
