"""What is decided: whether it works, for how much longer, and what else it may become."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from dozor.tests.loopback import get
from dozor.tests.running import Running, wait_until

SOURCE = "203.0.113.61"


def _held(dozor: Running, source: str) -> list[dict[str, Any]]:
    """Return what holds; two, for the moment in which one takes the place of another."""
    return list(dozor.api("GET", f"decisions?active=true&q={source}")["items"])


@pytest.fixture
def banned(dozor: Running) -> Iterator[str]:
    """Somebody whom a person banned for ten minutes; let go afterwards."""
    dozor.api("POST", "decisions", {"source": SOURCE, "duration_seconds": 600})
    yield SOURCE
    for held in _held(dozor, SOURCE):
        dozor.api("DELETE", f"decisions/{held['id']}")


def _left(decision: dict[str, Any]) -> float:
    until, since = (datetime.fromisoformat(decision[name]) for name in ("until_at", "decided_at"))
    return (until - since).total_seconds()


def _change(page: Page, source: str, choice: str) -> None:
    page.get_by_role("button", name=f"Change the decision on {source}").click()
    page.get_by_role("menuitem", name=choice).click()


def test_a_ban_tells_what_it_refused_and_where_it_holds(dozor: Running, signed_in: OpenPage) -> None:
    source = "127.183.61.1"
    dozor.api("POST", "decisions", {"source": source})
    wait_until(lambda: get(dozor.nginx_port, "/", source=source) == 403)
    page = signed_in(f"/decisions?q={source}")
    row = page.get_by_role("row").filter(has_text=source)
    expect(row).to_contain_text(re.compile(r"\d+ / \d+"))
    expect(row).to_contain_text(re.compile(r"(just now|ago)"))
    expect(page.get_by_text(re.compile(r"^\d+ (ban|decision)s? holds?$"))).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Refused requests"))).to_be_visible()


def test_a_decision_is_made_longer_and_becomes_a_challenge_and_goes_back(
    dozor: Running, banned: str, signed_in: OpenPage
) -> None:
    page = signed_in(f"/decisions?q={banned}")
    row = page.get_by_role("row").filter(has_text=banned)
    _change(page, banned, "Let it end in 24 hours")
    expect(page.get_by_text(f"{banned} banned for")).to_be_visible()
    wait_until(lambda: [_left(each) > 80_000 for each in _held(dozor, banned)] == [True])
    expect(row).to_have_count(1)
    _change(page, banned, "Challenge instead")
    wait_until(lambda: [each["type"] for each in _held(dozor, banned)] == ["challenge"])
    expect(row).to_contain_text("Challenge")
    expect(page.get_by_text(f"{banned} challenged for")).to_be_visible()
    page.keyboard.press("KeyZ")
    wait_until(lambda: [each["type"] for each in _held(dozor, banned)] == ["ban"])


def test_a_list_is_taken_in_found_by_a_filter_and_lifted_together(dozor: Running, signed_in: OpenPage) -> None:
    page = signed_in("/decisions")
    page.get_by_role("button", name="Import a list").click()
    dialog = page.get_by_role("dialog", name="Decide about a whole list")
    dialog.get_by_label("Addresses and ranges, one a line").fill(
        "198.51.100.201\n198.51.100.202, from a partner\nnobody\n"
    )
    expect(dialog.get_by_text("3: nobody")).to_be_visible()
    assert "\n".join(violations(page)) == ""
    dialog.get_by_label("Reason").fill("partner list")
    dialog.get_by_role("button", name="Decide about 2").click()
    page.get_by_role("searchbox").fill("type:ban 198.51.100.20")
    rows = page.locator("tr[data-key]")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("partner list")
    page.get_by_role("checkbox", name="Select all").check()
    page.get_by_role("button", name="Lift 2 decisions").click()
    expect(page.get_by_text("2 decisions lifted")).to_be_visible()
    wait_until(lambda: not dozor.api("GET", "decisions?active=true&q=198.51.100.20")["items"])
    page.get_by_role("button", name=re.compile("^Undo")).last.click()
    wait_until(lambda: len(dozor.api("GET", "decisions?active=true&q=198.51.100.20")["items"]) == 2)
    for held in dozor.api("GET", "decisions?active=true&q=198.51.100.20")["items"]:
        dozor.api("DELETE", f"decisions/{held['id']}")
