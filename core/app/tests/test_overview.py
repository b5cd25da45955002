"""The Overview in a real browser: what comes first, who sees to it, what may wait, what is said when all is quiet."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from dozor.tests.running import Running

OVERVIEW = "**/api/v1/snapshot/overview"


@pytest.fixture
def frozen(dozor: Running) -> Iterator[None]:
    """Automation is frozen, and goes on afterwards."""
    dozor.api("PATCH", "policy", {"frozen": True})
    yield
    dozor.api("PATCH", "policy", {"frozen": False})


def _shown(page: Page, **change: Any) -> None:
    """Have the core's real answer shown with a change, for what no test can bring about in an instant."""

    def changed(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        body["verdict"] |= change.pop("verdict", {})
        route.fulfill(response=answer, body=json.dumps(body | change))

    page.route(OVERVIEW, changed)


def test_what_needs_somebody_leads_to_its_place(frozen: None, signed_in: OpenPage) -> None:
    page = signed_in("/overview")
    item = page.get_by_role("listitem").filter(has_text="Automation is frozen")
    expect(item).to_be_visible()
    assert "\n".join(violations(page)) == ""
    item.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Settings")
    expect(page.get_by_role("button", name="Unfreeze automation")).to_be_visible()


def test_somebody_takes_it_and_it_may_wait_and_both_are_undone(frozen: None, signed_in: OpenPage) -> None:
    page = signed_in("/overview")
    item = page.get_by_role("listitem").filter(has_text="Automation is frozen")
    item.get_by_role("button", name="Take it").click()
    expect(page.get_by_text("You see to it: Automation is frozen")).to_be_visible()
    expect(item.get_by_text("you see to it")).to_be_visible()
    page.reload()
    item.get_by_role("button", name="Let go").click()
    expect(page.get_by_text("Nobody sees to it now")).to_be_visible()
    item.get_by_role("button", name="Later").click()
    page.get_by_role("menuitem", name="For 1 hour").click()
    expect(page.get_by_text("It may wait: Automation is frozen")).to_be_visible()
    expect(item).to_be_hidden()
    page.get_by_text("waits until later").click()
    item.get_by_role("button", name="Back to the list").click()
    expect(page.get_by_text("Back on the list: Automation is frozen")).to_be_visible()
    expect(item.get_by_role("button", name="Take it")).to_be_visible()


def test_all_quiet_comes_with_its_proof(dozor: Running, signed_in: OpenPage) -> None:
    page = signed_in("/overview")
    expect(page.get_by_role("region", name="Services").get_by_role("link", name="shop.example")).to_be_visible()
    _shown(page, verdict={"state": "quiet", "key": "", "items": 0}, attention=[])
    page.reload()
    expect(page.get_by_text("All quiet")).to_be_visible()
    expect(page.get_by_text(re.compile(r"Checked 1 node, \d+ services"))).to_be_visible()
    expect(page.get_by_role("region", name="Needs attention")).to_be_hidden()


def test_traffic_that_nobody_judges_is_the_first_answer(dozor: Running, signed_in: OpenPage) -> None:
    before = {service["name"]: service["mode"] for service in dozor.api("GET", "services")}
    try:
        for name in before:
            dozor.api("PATCH", f"services/{name}", {"mode": "off"})
        page = signed_in("/overview")
        expect(page.get_by_text(re.compile(r"Nothing is judged: "))).to_be_visible()
        expect(
            page.get_by_text(re.compile(r"^(Detection is off|Traffic is visible, scoring is not)")).first
        ).to_be_visible()
    finally:
        for name, mode in before.items():
            dozor.api("PATCH", f"services/{name}", {"mode": mode})


def test_a_lost_core_is_told_over_what_was_known_and_found_again(signed_in: OpenPage) -> None:
    page = signed_in("/overview")
    service = page.get_by_role("region", name="Services").get_by_role("link", name="shop.example")
    expect(service).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text(re.compile(r"^data \d+"))).to_be_visible()
    expect(page.get_by_text("Connection lost")).to_be_visible()
    expect(service).to_be_visible()
    page.context.set_offline(False)
    page.get_by_role("button", name="Retry now").click()
    expect(page.get_by_text("Connection lost")).to_be_hidden()
