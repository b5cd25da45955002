"""A screen that is open all day holds no more in the evening: what has gone from it is gone from memory."""

import json
from collections.abc import Callable
from itertools import count
from typing import Any

from playwright.sync_api import Page, Route, expect

from core.app.tests.conftest import APP, OpenPage
from core.app.tests.held import held

SOURCES = 200
ROW = json.loads((APP / "src/testing/fixtures.json").read_text())["source"]


def _attacked(numbers: "count[int]") -> Callable[[Route], None]:
    """Answer as the core does, but with as many sources as the screen shows, none of which was there a second ago."""

    def answer(route: Route) -> None:
        told = route.fetch()
        body: dict[str, Any] = told.json()
        second = next(numbers)
        sources = [ROW | {"source": f"10.{second % 256}.{each}.9"} for each in range(SOURCES)]
        route.fulfill(response=told, json=body | {"sources": sources, "sources_total": SOURCES})

    return answer


def _see_seconds(page: Page, seconds: int) -> None:
    for _ in range(seconds):
        with page.expect_response("**/api/v1/snapshot/anomalies**"):
            pass


def test_sources_that_come_and_go_leave_nothing_behind(signed_in: OpenPage) -> None:
    page = signed_in("/profile")
    page.route("**/api/v1/snapshot/anomalies**", _attacked(count()))
    page.get_by_role("link", name="Anomalies").first.click()
    table = page.get_by_role("table", name="Anomalous sources")
    expect(table).to_have_attribute("aria-rowcount", str(SOURCES + 1))
    _see_seconds(page, 5)
    before = held(page)
    _see_seconds(page, 20)
    after = held(page)
    page.unroute_all(behavior="wait")
    assert after.standing < 5_000  # those in sight are drawn, and a few around them
    assert after.detached < 500  # what was taken off the page is not kept
    assert after.nodes - before.nodes < 500
    assert after.listeners - before.listeners < 50
    assert after.heap_bytes - before.heap_bytes < 4 * 2**20
