import pytest

from agent.contract.asking import (
    CountedFrom,
    CountRequests,
    End,
    Facet,
    LogLine,
    MemberCounts,
    ReadLogs,
    RequestCounts,
)
from agent.contract.asking import WantedRequests as Wanted
from agent.contract.requests import Request, RequestTest
from agent.contract.times import bin_of
from agent.logbook.filters import QuestionError
from agent.logbook.requests import members
from agent.logbook.requests.access_logs import AccessLogs, AccessSources
from agent.logbook.shelf import Shelf
from agent.parse.formats import COMBINED, DOZOR, JSON
from agent.settings import LogSource

NOW = 1_700_000_000
LOCAL = "14/Nov/2023:22:13:20 +0000"
BLANK = Request("192.0.2.1", "shop", "GET", "/", "", 200, 0, 0.0, 0.0, "", "", "", "")


def line(source="192.0.2.1", request="GET / HTTP/1.1", status=200, *, agent="curl/8", verdict="", at=LOCAL):
    tail = f'"-" "{agent}" "shop.example" 0.250 "0.100" 0af1 "{verdict}"'
    return f'{source} - - [{at}] "{request}" {status} 512 {tail}\n'


def answered(*members, status=200, seconds="0.100"):
    """A line that tells which members were asked, as NGINX writes it."""
    told = line(status=status).replace('"0.100"', f'"{seconds}"')
    return told.replace("\n", f' "{", ".join(members) or "-"}"\n')


class Node:
    """One access log, kept and asked."""

    def __init__(self, folder, form="dozor"):
        self.log = folder / "access.log"
        self.shelf = Shelf(folder / "logs", bound_bytes=1 << 30, source_bytes=1 << 28, keep_seconds=100.0)
        formats = {"dozor": DOZOR, "combined": COMBINED, "json": JSON}
        self.access = AccessLogs(
            AccessSources(logs=[LogSource(pattern=str(self.log), format=form)], formats=formats), self.shelf
        )
        self.steady = 0.0

    def say(self, *lines, at=NOW):
        with self.log.open("a") as file:
            file.writelines(lines)
        self.steady += 10.0
        while self.access.files.read(self.steady, at):
            pass

    async def read(self, *tests, services=None, **asked):
        wanted = Wanted(tests=list(tests), services=services)
        answers = self.access.read(ReadLogs(sources=[], group_lines=False, **asked), wanted)
        return [each async for each in answers if isinstance(each, LogLine)]

    async def paths(self, *tests, **asked):
        return [each.fields["path"] for each in await self.read(*tests, **asked)]

    async def count(self, *tests, facets=(), services=None, **asked):
        question = CountRequests(
            sources=[], since_at=NOW - 100, until_at=NOW + 100, step_seconds=10, facets=list(facets),
            requests=Wanted(tests=list(tests), services=services), **asked,
        )  # fmt: skip
        return [each async for each in self.access.count(question)]


def has(field, *values, **rest):
    return RequestTest(field=field, op="has", values=list(values), **rest)


@pytest.fixture
def node(tmp_path):
    made = Node(tmp_path)
    yield made
    made.access.files.close()
    made.shelf.close()


async def test_a_request_is_known_by_its_fields(node):
    node.say(line(request="GET /a?b=1 HTTP/1.1", status=404, verdict=""))
    [found] = await node.read(tail=10)
    assert found.fields == {
        "source": "192.0.2.1", "service": "shop.example", "method": "GET", "path": "/a", "query": "b=1",
        "status": "404", "bytes": "512", "duration": "0.25", "upstream": "0.1", "agent": "curl/8", "id": "0af1",
    }  # fmt: skip


async def test_tests_of_fields_choose_requests(node):
    node.say(
        line("192.0.2.1", "GET /login HTTP/1.1", 500),
        line("192.0.2.9", "POST /login HTTP/1.1", 200, agent="Mozilla"),
        line("203.0.113.5", "GET /x%20y HTTP/1.1", 403, verdict="ban"),
        line("2001:db8::5", "GET /six HTTP/1.1"),
    )
    is_ = lambda field, *values, **rest: RequestTest(field=field, op="is", values=list(values), **rest)  # noqa: E731
    assert await node.paths(is_("status", "5xx"), tail=9) == ["/login"]
    assert await node.paths(is_("status", "5xx", "403"), tail=9) == ["/login", "/x%20y"]
    assert await node.paths(is_("source", "192.0.2.0/24"), has("agent", "curl", negated=True), tail=9) == ["/login"]
    assert await node.paths(is_("source", "2001:db8::"), tail=9) == ["/six"]
    assert await node.paths(has("path", "/log*n"), tail=9) == ["/login", "/login"]
    assert await node.paths(is_("path", "/*n"), tail=9) == ["/login", "/login"]
    assert await node.paths(is_("path", "log*"), tail=9) == []
    assert await node.paths(is_("refused", "yes"), tail=9) == ["/x%20y"]
    assert await node.paths(RequestTest(field="duration", op="above", values=["250ms"]), tail=9) == []
    assert await node.paths(has("text", "MOZ"), tail=9) == ["/login"]


async def test_what_is_of_other_services_is_not_told(node):
    node.say(line(), line().replace("shop.example", "secret.example"))
    assert len(await node.read(tail=9)) == 2
    assert len(await node.read(tail=9, services=["shop.example"])) == 1
    counted = await node.count(services=["shop.example"], facets=["service"])
    assert [each for each in counted if isinstance(each, Facet)] == [
        Facet(field="service", value="shop.example", count=1)
    ]


async def test_hostile_bytes_are_made_harmless(node):
    with node.log.open("ab") as file:
        file.write(line(request="GET /\\x1b[2J\\xD0\\x96 HTTP/1.1").encode())
        file.write(b"\xff\xfe no request at all \x00\n" + line(request="\\x16\\x03\\x01").encode())
    node.say()
    first, second = await node.read(tail=9)
    assert first.fields["path"] == "/\u241b[2J\u0416"
    assert (second.fields["path"], "method" in second.fields) == ("\u2416\u2403\u2401", False)


async def test_requests_are_counted_by_class_and_value(node):
    node.say(line(status=200), line(status=201), line(status=503), line(status=403, verdict="ban"))
    answers = await node.count(facets=["status", "path"])
    assert [each.classes for each in answers if isinstance(each, RequestCounts)] == [{"2xx": 2, "5xx": 1, "refused": 1}]
    facets = {(each.field, each.value): each.count for each in answers if isinstance(each, Facet)}
    assert facets["path", "/"] == 4
    assert facets["status", "503"] == 1
    assert answers[-1] == End(scanned_bytes=answers[-1].scanned_bytes)


async def test_who_answered_is_a_field_and_so_is_who_was_asked_in_vain(node):
    node.say(answered("10.0.0.5:80"), answered("10.0.0.5:80", "10.0.0.6:80"), answered(), line())
    once, twice, nobody, before = [each.fields for each in await node.read(tail=9)]
    assert (once["member"], "tried" in once) == ("10.0.0.5:80", False)
    assert (twice["member"], twice["tried"]) == ("10.0.0.6:80", "10.0.0.5:80")
    assert not {"member", "tried"} & {*nobody, *before}
    assert len(await node.read(RequestTest(field="member", op="is", values=["10.0.0.5:80"]), tail=9)) == 1
    assert len(await node.read(has("tried", "10.0.0.5:80"), tail=9)) == 1
    counted = await node.count(facets=["member"])
    assert Facet(field="member", value="10.0.0.5:80", count=1) in counted


async def test_who_answered_and_had_nginx_pass_on_was_not_asked_in_vain(node):
    node.say(answered("10.0.0.4:80, 10.0.0.5:80 : 10.0.1.1:80"))
    (passed_on,) = [each.fields for each in await node.read(tail=9)]
    assert (passed_on["member"], passed_on["tried"]) == ("10.0.1.1:80", "10.0.0.4:80")


async def test_members_are_counted_with_their_errors_and_times(node):
    node.say(
        *[answered("a:1") for _ in range(8)],
        answered("a:1", status=503, seconds="2.000"),
        answered("a:1", "b:1", seconds="9.000, 0.010"),
        answered("b:1", status=404, seconds="0.000"),
        answered(),
        line(),
    )
    assert [each for each in await node.count() if isinstance(each, MemberCounts)] == []
    first, second = [each for each in await node.count(members=5) if isinstance(each, MemberCounts)]
    assert first == MemberCounts(member="a:1", requests=9, errors=1, failed=1, times={bin_of(0.1): 8, bin_of(2): 1})
    assert second == MemberCounts(member="b:1", requests=2, times={0: 1})
    only = [each.member for each in await node.count(members=1) if isinstance(each, MemberCounts)]
    assert only == ["a:1"]


async def test_a_flood_of_members_is_told_of_as_far_as_it_is_asked_for(node, monkeypatch):
    monkeypatch.setattr(members, "MOST_MEMBERS", 3)
    counter = members.MemberCounter(100)
    for number in range(100):
        for _ in range(1 + (number < 2)):
            counter.add(BLANK._replace(member=f"{number}:80"))
        counter.tidy()
    assert {"0:80", "1:80"} <= {each.member for each in counter.answers()}
    assert len(list(counter.answers())) <= 3


async def test_a_count_without_time_says_from_when_on_it_holds(node):
    node.say(*[line() for _ in range(10)])
    answers = await node.count(within_seconds=0.0)
    assert [each for each in answers if isinstance(each, CountedFrom)] == [CountedFrom(at=NOW)]
    assert answers[-1].more


async def test_lines_of_an_hour_ago_are_of_that_time(node):
    node.say(*[line(at="14/Nov/2023:21:13:20 +0000") for _ in range(300)], line(), at=NOW)
    found = await node.read(tail=1000)
    assert found[0].at == NOW - 3600
    assert len(await node.read(tail=1000, until_at=NOW - 3000.0)) >= 250


async def test_a_combined_log_and_one_of_json_are_read_too(tmp_path):
    for form, text in (
        ("combined", f'192.0.2.1 - - [{LOCAL}] "GET /c HTTP/1.1" 200 5 "-" "x \\" y"\n'),
        ("json", '{"ip":"192.0.2.1","time":"2023-11-14T22:13:20Z","method":"GET","uri":"/c","status":200}\n'),
    ):
        folder = tmp_path / form
        folder.mkdir()
        node = Node(folder, form)
        node.say(text)
        assert await node.paths(has("path", "/c"), tail=9) == ["/c"]
        node.access.files.close()
        node.shelf.close()


async def test_what_makes_no_sense_is_said(node):
    with pytest.raises(QuestionError, match="no records of requests"):
        await node.read(tail=9)
    node.say(line())
    with pytest.raises(QuestionError, match="no address"):
        await node.read(RequestTest(field="source", op="is", values=["x"]), tail=9)
    with pytest.raises(QuestionError, match="no field"):
        await node.read(has("colour", "x"), tail=9)
