"""Which page visitors see, on a real NGINX that nobody else helps: chosen by the status that was answered."""

# ruff: noqa: RUF001 - some of it is Russian

import asyncio
import json
import re

import pytest

from agent.nginx.control import Control, Push
from agent.proxy.page_counts import PageCounts
from core.server.proxy.pages.rendering import page_files
from core.server.proxy.render.context import Surroundings
from core.server.proxy.render.tests.running import VISITOR
from core.server.proxy.specs.state import DesiredState

REAL = page_files(DesiredState(), "default")
JSON = [("Accept", "application/json")]


@pytest.fixture
async def hold():
    """Have a node's NGINX hold something against a visitor."""

    async def push(node, entries, *, key="", address=VISITOR):
        control = Control(node.place.control_socket)
        await control.push(Push(changes=[(address, entries, 3_600_000)], mark="one", key=key))
        control.close()

    return push


def of_log(node, number=-1):
    """Status, request id and verdict of a line of the access log."""
    found = re.search(r'" (\d{3}) \d+ ".* ([0-9a-f]{32}) "([a-z]*)" "[^"]*"$', node.log()[number])
    assert found
    return found.groups()


async def logged(node, count):
    async with asyncio.timeout(60):
        while len(node.log()) < count:
            await asyncio.sleep(0.01)


async def test_a_members_own_error_goes_through_untouched(serve, member, reached):
    a = await member("a", status=404, body=b"my own page")
    node = await serve(members=[a], more=REAL)
    await reached(node)
    answer = await node.get("/none")
    assert (answer.status, answer.body, answer["Content-Security-Policy"]) == (404, b"my own page", None)


async def test_for_a_member_that_is_dead_there_is_a_page(serve, member, reached):
    node = await serve(more=REAL)
    await reached(node)
    node.member.stop()
    answer = await node.get("/page")
    assert answer.status == 502
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    text = answer.body.decode()
    assert "The site does not answer" in text
    assert "shop.example" in text
    assert answer["X-Request-Id"] in text
    assert "<!--#" not in text


@pytest.mark.parametrize(
    ("accepted", "words"),
    [
        ("ru", "Такой страницы здесь нет"),
        ("ru-RU,ru;q=0.9,en;q=0.8", "Такой страницы здесь нет"),
        ("de, ru;q=0.7, en;q=0.3", "Такой страницы здесь нет"),
        ("en-US,en;q=0.9,ru;q=0.8", "There is no such page here"),
        ("de", "There is no such page here"),
        ("rus, russian", "There is no such page here"),
        ("en-RU", "There is no such page here"),
        ("", "There is no such page here"),
        ("," * 3000, "There is no such page here"),
    ],
)
async def test_a_page_is_in_the_visitors_language(gone, accepted, words):
    assert words in (await gone.get("/gone", headers=[("Accept-Language", accepted)])).body.decode()


@pytest.fixture
async def gone(serve):
    """A node that answers 404 by itself."""
    return await serve(more=REAL, locations=[{"match": {"path": "/gone"}, "answer_status": 404}])


@pytest.mark.parametrize(
    "accepted", ["application/json", "application/problem+json, */*", "application/json, text/plain"]
)
async def test_programs_that_ask_for_json_get_it(gone, accepted):
    answer = await gone.get("/gone", headers=[("Accept", accepted)])
    assert (answer.status, answer["Content-Type"]) == (404, "application/problem+json")
    problem = json.loads(answer.body)
    assert (problem["status"], problem["title"], problem["site"]) == (404, "Page not found", "shop.example")
    assert problem["support_id"] == answer["X-Request-Id"]


@pytest.mark.parametrize("accepted", ["text/html,application/json", "*/*", "image/png", "application/xml"])
async def test_others_get_html(gone, accepted):
    answer = await gone.get("/gone", headers=[("Accept", accepted)])
    assert answer["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("host", ['a"b', "a\\b", "a'b", "<b>.example", "x.example:99", "[::1]"])
async def test_whatever_is_asked_for_as_host_json_is_json_and_html_is_html(gone, host):
    answer = await gone.get("/gone", host=host, headers=JSON)
    if answer["Content-Type"] == "application/problem+json":
        assert json.loads(answer.body)["status"] == answer.status
    assert b"<b>" not in (await gone.get("/gone", host=host)).body


async def test_a_head_has_the_head_alone(gone):
    answer = await gone.get("/gone", method="HEAD")
    assert (answer.status, answer.body) == (404, b"")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
async def test_a_page_is_the_answer_to_every_method(gone, method):
    answer = await gone.get("/gone", method=method, body=b"a=1")
    assert (answer.status, b"Page not found" in answer.body) == (404, True)


async def test_a_grpc_call_has_the_status_and_no_page(gone, hold):
    call = [("Content-Type", "application/grpc+proto"), ("Accept", "*/*")]
    answer = await gone.get("/gone", method="POST", headers=call)
    assert (answer.status, answer.body) == (404, b"")
    await hold(gone, "ban@99999999999@")
    answer = await gone.get("/", method="POST", headers=call)
    assert (answer.status, answer.body) == (403, b"")


async def test_who_is_banned_sees_why_with_the_number_that_the_log_has(gone, hold):
    await hold(gone, "ban@99999999999@")
    before = len(gone.log())
    answer = await gone.get("/", method="POST", body=b"x")
    assert answer.status == 403
    text = answer.body.decode()
    assert "Access is paused" in text
    await logged(gone, before + 1)
    status, request_id, verdict = of_log(gone)
    assert (status, verdict) == ("403", "ban")
    assert request_id in text
    assert answer["X-Request-Id"] == request_id
    problem = json.loads((await gone.get("/api", headers=JSON)).body)
    assert (problem["reason"], problem["status"]) == ("banned", 403)


async def test_a_ban_is_not_got_round_by_asking_for_pages(gone, hold):
    await hold(gone, "ban@99999999999@")
    for path in (
        "/.dozor/pages/default/404.en.html",
        "/.dozor/pages/x",
        "/.dozor/pages/../../",
        "/.dozor/pages/%2e%2e/x",
    ):
        answer = await gone.get(path)
        assert answer.status in {403, 404, 400}
        assert not gone.member.asked
    await logged(gone, 4)
    assert {of_log(gone, number)[2] for number in range(-3, 0)} == {"ban"}


async def test_who_is_limited_sees_that_and_when_to_come_again(serve, hold, reached):
    node = await serve(more=REAL)
    await reached(node)
    await hold(node, "limit@99999999999@")
    answers = [await node.get("/page") for _ in range(12)]
    limited = next(answer for answer in answers if answer.status == 429)
    assert "A little slower" in limited.body.decode()
    assert limited["Retry-After"] == "10"
    await logged(node, 12)
    assert "limit" in {of_log(node, number)[2] for number in range(-12, 0)}


async def test_a_challenge_is_shown_as_before(serve, hold, reached):
    node = await serve(more=REAL, maintenance={"active": False})
    await reached(node)
    await hold(node, "challenge@99999999999@", key="ab" * 32)
    answer = await node.get("/", headers=[("Accept", "text/html")])
    assert (answer.status, b"Checking your browser" in answer.body) == (403, True)
    plain = await node.get("/", headers=JSON)
    assert (plain.status, b"browser check" in plain.body) == (403, True)


async def test_maintenance_has_its_page_also_for_who_is_not_banned(serve, hold):
    node = await serve(more=REAL, maintenance={"active": True, "retry_after_seconds": 1800})
    answer = await node.get("/anything", method="POST", body=b"a", headers=[("Accept-Language", "ru")])
    assert (answer.status, answer["Retry-After"]) == (503, "1800")
    assert "На сайте идут работы" in answer.body.decode()
    assert json.loads((await node.get("/", headers=JSON)).body)["retry_after"] == "1800"
    await hold(node, "ban@99999999999@")
    assert (await node.get("/")).status == 403


async def test_the_secret_link_opens_a_site_in_maintenance_and_stands_in_no_file_that_is_shown(serve, reached):
    token = "0123456789abcdef" * 2
    node = await serve(around=Surroundings(pass_tokens={"shop": token}), more=REAL, maintenance={"active": True})
    assert [name for name, text in node.files.items() if token in str(text)] == ["auth/shop--pass"]
    opened = await node.get(f"/deep/page?a=1&dozor_pass={token}")
    assert (opened.status, opened["Location"]) == (302, "/")
    cookie = opened["Set-Cookie"].partition(";")[0]
    assert cookie == f"dozor_bypass={token}"
    await reached(node, headers=[("Cookie", cookie)])
    for wrong in ("dozor_bypass=x", "dozor_bypass=", f"dozor_pass={token}"):
        assert (await node.get("/", headers=[("Cookie", wrong)])).status == 503
    assert (await node.get("/?dozor_pass=wrong")).status == 503


async def test_errors_of_members_are_replaced_where_it_is_asked_for(serve, member, reached):
    a = await member("a", body=b"my own page")
    node = await serve(
        members=[a],
        more=(),
        pages_documents={"own": {"intercept": ["404", "5xx"]}},
        pages="own",
        intercept_errors=True,
    )
    await reached(node)
    seen = {}
    for status in (200, 403, 404, 429, 500, 503):
        a.status = status
        answer = await node.get("/page")
        seen[status] = (answer.status, answer.body)
    own = b"my own page"
    assert seen == {
        **{status: (status, own) for status in (200, 403, 429)},
        **{status: (status, f"own {status} en html".encode()) for status in (404, 500, 503)},
    }


async def test_a_limit_has_its_page_also_where_members_errors_are_replaced(serve, reached, hold):
    node = await serve(intercept_errors=True)
    await reached(node)
    node.member.status, node.member.body = 429, b"mine"
    assert (await node.get("/page")).body == b"mine"
    await hold(node, "limit@99999999999@")
    answers = [await node.get("/page") for _ in range(12)]
    assert {(answer.status, answer.body) for answer in answers} == {(429, b"mine"), (429, b"default limited en html")}


async def test_pages_are_the_locations_else_the_domains_else_the_services(serve):
    node = await serve(
        service={"pages": "own"},
        pages_documents={"own": {}, "inner": {}},
        locations=[
            {"match": {"path": "/gone"}, "answer_status": 404},
            {"match": {"path": "/inner"}, "answer_status": 404, "pages": "inner"},
        ],
    )
    assert (await node.get("/gone")).body == b"own 404 en html"
    assert (await node.get("/inner")).body == b"inner 404 en html"
    assert (await node.get("/", host="nobody.example")).body == b"default 404 en html"


async def test_refusals_by_address_and_by_password_have_pages_and_a_browser_still_asks_for_one(serve):
    node = await serve(
        around=Surroundings(passwords={"p": "$2b$05$" + "a" * 53}),
        access={"deny": ["127.0.0.66"]},
        basic_auth={"realm": "Shop", "users": {"ann": "p"}},
    )
    answer = await node.get("/", address="127.0.0.66")
    assert (answer.status, answer.body) == (403, b"default 403 en html")
    answer = await node.get("/")
    assert (answer.status, answer.body) == (401, b"default 401 en html")
    assert answer["WWW-Authenticate"] == 'Basic realm="Shop"'


async def test_pages_shown_are_counted_by_the_node(gone, hold):
    counts = PageCounts(gone.place.control_socket)
    await gone.get("/gone")
    await gone.get("/gone", headers=JSON)
    await hold(gone, "ban@99999999999@")
    await gone.get("/")
    async with asyncio.timeout(60):
        while counts.counts != {"shop 404 default/404": 2, "shop 403 default/banned": 1}:
            await counts.look()
    counts.close()


async def test_who_comes_to_a_service_that_sleeps_sees_that_it_wakes_and_is_counted(serve, member, reached):
    a = await member("a")
    asleep = {"name": "template", "container": "nobody", "port": 80}
    sleeps = {"scaling": {"template": "template", "min": 0}}
    node = await serve(members=[a], service=sleeps | {"members": [asleep]}, more=REAL)
    answer = await node.get("/page")
    assert answer.status == 502
    assert b"The site is waking up" in answer.body
    assert '"shop"' in node.log()[-1]
