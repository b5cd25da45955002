import asyncio
import json
import re
from datetime import UTC, datetime

import httpx
import pytest
import pytest_asyncio

from agent.contract.asking import CountedFrom, CountRequests, End, Facet, LogLine, MemberCounts, RequestCounts
from agent.contract.inventory import Inventory, LogSource
from agent.contract.wire import Report
from core.server.accounts.people import Change
from core.server.accounts.person import Person, permissions_of
from core.server.accounts.scope import Scope
from core.server.api.tests.played_node import PlayedNode
from core.server.api.tests.test_anomalies import traffic

LOG = LogSource(kind="access", name="/var/log/nginx/access.log", first_at=5.0, bytes=7)
ROOT = Person(id="r", login="root", role="admin", permissions=permissions_of("admin"))
FROM, TO = "2023-11-14T22:00:00Z", "2023-11-14T22:10:00Z"


@pytest_asyncio.fixture
async def node(parts, served):
    """A node that keeps records of requests."""
    async with httpx.AsyncClient(base_url=served, timeout=60) as client:
        made, key = await parts.fleet.create("one")
        parts.fleet.note(made.id, Report(outbox="o", sequence=0, made_at=parts.clock.now()), parts.clock.now(), "")
        played = PlayedNode(client, made.id, "one", key)
        await played.say(Inventory(logs=[LOG]))
        yield played


@pytest_asyncio.fixture
async def analyst(served, sign_in):
    person = await sign_in("analyst")
    async with httpx.AsyncClient(base_url=served, headers=person.headers, timeout=60) as browser:
        yield browser


def request(at, **fields):
    return LogLine(id=f"k-{at}", at=float(at), source="access:/var/log/nginx/access.log", text="raw", fields=fields)


def asked(client, path="", **query):
    return asyncio.ensure_future(client.get(f"/api/v1/requests{path}", params=query))


def read(text):
    return [json.loads(each) for each in text.splitlines() if each]


async def test_requests_are_asked_for_by_their_fields(node, analyst):
    reading = asked(analyst, q="status:5xx -ua:curl", tail=10)
    question = await node.answers_next(request(1, source="192.0.2.1", path="/a"), End())
    wanted = question.what.requests
    assert [(test.field, test.values, test.negated) for test in wanted.tests] == [
        ("status", ["5xx"], False),
        ("agent", ["curl"], True),
    ]
    assert (wanted.services, question.what.tail, question.what.group_lines) == (None, 10, False)
    found, end = read((await reading).text)
    assert (found["source"], found["fields"]["path"]) == ("one/access:/var/log/nginx/access.log", "/a")
    assert end["ok"]


async def test_who_is_limited_to_services_is_shown_no_others(parts, node, analyst):
    account = next(each for each in parts.accounts.directory.all() if each.login == "analyst")
    await parts.accounts.people.change(account.id, Change("analyst", Scope(services=("shop", "a*"))), ROOT)
    reading = asked(analyst)
    question = await node.answers_next(End())
    await reading
    assert question.what.requests.services == ["shop"]


async def test_a_filter_that_makes_no_sense_is_refused_before_anybody_is_asked(node, analyst):
    answer = await analyst.get("/api/v1/requests", params={"q": "source:nobody"})
    assert (answer.status_code, answer.json()["detail"]) == (422, "source: 'nobody' is no address and no network")
    assert answer.json()["type"] == "urn:dozor:wrong-filter"
    (wrong,) = answer.json()["errors"]
    assert (wrong["field"], wrong["message"]) == ("nobody", "no_network")


async def test_what_nodes_count_is_added_up(node, analyst):
    reading = asked(analyst, "/summary", q="path:/", since=FROM, until=TO, step_seconds=60, top=2)
    at = 1_699_999_200.0
    question = await node.answers_next(
        RequestCounts(at=at, classes={"2xx": 3, "refused": 2, "forged": 9}),
        Facet(field="status", value="200", count=3),
        Facet(field="forged", value="x", count=1),
        MemberCounts(member="10.0.0.5:80", requests=3),
        MemberCounts(member="10.0.0.6:80", failed=1),
        CountedFrom(at=at + 60),
        End(more=True),
    )
    assert isinstance(question.what, CountRequests)
    found = (await reading).json()
    assert found["steps"] == [{"at": at, "classes": {"2xx": 3, "refused": 2}}]
    assert found["facets"]["status"] == [{"value": "200", "count": 3}]
    assert found["facets"]["member"] == [{"value": "10.0.0.5:80", "count": 3}]
    assert "forged" not in found["facets"]
    assert found["counted_from"] == at + 60


async def test_a_node_without_records_is_told(parts, node, analyst):
    await node.say(Inventory())
    skipped, end = read((await asked(analyst)).text)
    assert skipped["source"] == "one/"
    assert "keeps no records" in skipped["why"]
    assert not end["ok"]


@pytest.mark.parametrize(("form", "told"), [("ndjson", '"path":"=/a"'), ("csv", ",'=/a,")])
async def test_a_download_holds_what_was_found_and_what_is_missing(node, analyst, form, told):
    reading = asked(analyst, "/download", format=form)
    await node.answers_next(request(1, source="192.0.2.1", path="=/a", node="another", forged="x"), End(more=True))
    answer = await reading
    assert f'filename="dozor-requests.{form}"' in answer.headers["content-disposition"]
    assert told in answer.text
    assert "there are more" in answer.text
    assert not {"another", "forged"} & set(re.findall(r"\w+", answer.text))


async def test_a_request_is_shown_among_those_around_it(node, analyst):
    source = "one/access:/var/log/nginx/access.log"
    reading = asked(analyst, "/context", source=source, line="k-2", at=2.0, count=1)
    assert (await node.answers_next(request(1), request(2), End())).what.requests is not None
    await node.answers_next(request(2), request(3), End())
    found = (await reading).json()
    assert ([each["id"] for each in found["lines"]], found["position"]) == (["k-1", "k-2", "k-3"], 1)
    assert (await analyst.get("/api/v1/requests/context?source=two/access:/x&line=a&at=1")).status_code == 404


async def test_logs_of_requests_are_listed_apart_from_other_logs(node, analyst):
    assert [each["kind"] for each in (await analyst.get("/api/v1/requests/logs")).json()] == ["access"]
    assert (await analyst.get("/api/v1/logs/sources")).json() == []


async def test_requests_that_a_decision_stands_on_stay_and_are_found_by_their_fields(admin, parts, clock):
    await traffic(parts, clock)
    since, until = (datetime.fromtimestamp(clock.at + past, UTC).isoformat() for past in (-3600, 3600))
    span = {"since": since, "until": until}

    async def kept(**query):
        answer = await admin.get("/api/v1/requests/evidence", params=span | query)
        assert answer.status_code == 200, answer.text
        return [(each["source"], each["service"], each["path"]) for each in answer.json()["requests"]]

    assert await kept() == [("127.0.9.9", "shop", "=cmd<script>")]
    assert await kept(q="source:127.0.9.9/32 path:=*<script") == await kept()
    assert await kept(q="source:192.0.2.1") == await kept(q="path:*script>=cmd*") == []
    naive = await admin.get("/api/v1/requests/evidence", params={"since": "0001-01-01T00:00:00", "until": until})
    assert naive.status_code == 422
