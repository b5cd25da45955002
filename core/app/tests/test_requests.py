"""Requests in a real browser: what a real NGINX answered, found by what it was."""

import http.client
import json
import re
import uuid
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from dozor.tests.running import Running, wait_until


def ask(dozor: Running, path: str, agent: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", dozor.nginx_port, timeout=30)
    connection.request("GET", path, headers={"Host": "shop.example", "User-Agent": agent})
    connection.getresponse().read()
    connection.close()


@pytest.fixture(scope="module")
def probe(dozor: Running) -> str:
    """The path of requests that were sent through NGINX, one of them hostile, and are kept."""
    path = f"/zq-{uuid.uuid4().hex[:8]}"
    for number in range(30):
        ask(dozor, f"{path}/{number}", "zq-prober")
    ask(dozor, f"{path}/<img/src=x/onerror=window.broken=1>", "<b>zq-prober</b>")
    query = (
        f"requests/summary?since=2020-01-01T00:00:00Z&until=2090-01-01T00:00:00Z&step_seconds=30000000&q={quote(path)}"
    )
    wait_until(lambda: sum(sum(step["classes"].values()) for step in dozor.api("GET", query)["steps"]) >= 31, 60)
    return path


def found(path: str) -> str:
    return f"/requests?q={quote(path)}"


def test_the_requests_of_an_attack_are_found_and_one_opens_by_its_link(
    dozor: Running, probe: str, signed_in: OpenPage
) -> None:
    page = signed_in(found(probe))
    expect(page.get_by_text("31 requests", exact=True)).to_be_visible()
    rows = page.locator("[data-request]")
    expect(rows.first).to_contain_text(probe)
    page.get_by_role("log", name="Requests").get_by_title(f"{probe}/7", exact=True).click()
    drawer = page.get_by_role("dialog", name="Request")
    expect(drawer.get_by_text(f"GET {probe}/7").first).to_be_visible()
    expect(drawer.get_by_text("zq-prober", exact=True)).to_be_visible()
    expect(drawer.locator("[aria-current]")).to_contain_text(f"{probe}/7")
    again = signed_in(page.url.removeprefix(dozor.core_url))
    expect(again.get_by_role("dialog", name="Request").locator("[aria-current]")).to_contain_text(f"{probe}/7")
    assert violations(page) == []


def test_on_a_phone_what_is_said_of_a_request_has_room(probe: str, signed_in: OpenPage) -> None:
    page = signed_in(found(probe), width=360, height=800)
    rows = page.locator("[data-request] > button")
    expect(rows.first).to_contain_text(probe)
    assert rows.evaluate_all("all => all.filter((each) => each.scrollHeight > each.clientHeight).length") == 0


def test_values_are_asked_for_and_left_out_by_a_press_and_the_address_holds_it(probe: str, signed_in: OpenPage) -> None:
    page = signed_in(found(probe))
    common = page.get_by_role("region", name="What they have in common")
    common.get_by_role("button", name="User agent: not zq-prober").click()
    expect(page).to_have_url(re.compile("-agent"))
    expect(page.get_by_text("1 request", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_text("31 requests", exact=True)).to_be_visible()
    common.get_by_role("button", name=f"Path: only {probe}/3,").click()
    expect(page.get_by_text("1 request", exact=True)).to_be_visible()
    assert not page.evaluate("window.broken")


def test_what_finds_nothing_says_what_would(probe: str, signed_in: OpenPage) -> None:
    page = signed_in(f"/requests?q={quote(probe + ' status:5xx')}")
    expect(page.get_by_text("No request matches")).to_be_visible()
    page.get_by_role("button", name=re.compile("Without status:5xx: 31")).click()
    expect(page.get_by_text("31 requests", exact=True)).to_be_visible()
    page = signed_in("/requests?q=source:nobody")
    expect(page.get_by_text("'nobody' is no address and no network").first).to_be_visible()
    page = signed_in("/requests?q=status:abc", lang="ru")
    expect(page.get_by_text("Фильтр не понят. status:abc: нужно число").first).to_be_visible()


def test_a_file_holds_exactly_what_is_found(probe: str, signed_in: OpenPage, tmp_path: Path) -> None:
    page = signed_in(found(f'{probe} agent:"zq-prober"'))
    expect(page.get_by_text("30 requests", exact=True)).to_be_visible()
    page.get_by_role("button", name="Download").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name=re.compile("NDJSON")).click()
    download.value.save_as(tmp_path / "requests.ndjson")
    told = [json.loads(line) for line in (tmp_path / "requests.ndjson").read_text().splitlines()]
    assert {each["path"] for each in told} == {f"{probe}/{number}" for number in range(30)}


def test_what_comes_is_followed_held_while_somebody_reads_and_let_in_again(
    dozor: Running, probe: str, signed_in: OpenPage
) -> None:
    page = signed_in(found(probe), height=700)
    expect(page.locator("[data-request]").first).to_be_visible()
    ask(dozor, f"{probe}/live", "zq-late")
    expect(page.get_by_role("log", name="Requests").get_by_title(f"{probe}/live", exact=True)).to_be_visible()
    page.get_by_role("log", name="Requests").hover()
    page.mouse.wheel(0, -400)
    expect(page.get_by_role("button", name="Follow")).to_be_visible()
    ask(dozor, f"{probe}/later", "zq-late")
    page.get_by_role("button", name="1 new request").click()
    expect(page.get_by_role("log", name="Requests").get_by_title(f"{probe}/later", exact=True)).to_be_visible()
