"""The allowlist in a real browser: pasted with bad lines among good ones, overlapping bans, changed and taken back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from dozor.tests.loopback import get
from dozor.tests.running import Running, wait_until

SOON = 60_000
OFFICE = "127.78.1.1"
LINES = f"""{OFFICE} # the office
nonsense
127.78.2.0/24, 30d, ann, "a partner, abroad"
0.0.0.0/0
{OFFICE}
"""


@pytest.fixture(autouse=True)
def tidy(dozor: Running) -> Iterator[None]:
    """Without entries afterwards: who tests something else wants none."""
    yield
    for entry in dozor.api("GET", "allowlist")["items"]:
        dozor.api("DELETE", f"allowlist/{entry['id']}")


def networks(dozor: Running) -> list[str]:
    return sorted(entry["network"] for entry in dozor.api("GET", "allowlist")["items"])


def test_pasted_lines_are_told_apart_and_the_good_ones_let_through(dozor: Running, signed_in: OpenPage) -> None:
    dozor.api("POST", "decisions", {"source": OFFICE})
    wait_until(lambda: get(dozor.nginx_port, "/", source=OFFICE) == 403)
    page = signed_in("/allowlist?open=new")
    page.get_by_label("One on each line").fill(LINES)
    expect(page.get_by_text("2 lines are good")).to_be_visible(timeout=SOON)
    expect(page.get_by_text("3 lines are not")).to_be_visible()
    lines = page.get_by_role("listitem")
    expect(lines.filter(has_text="nonsense")).to_contain_text("no address and no network")
    expect(lines.filter(has_text="0.0.0.0/0")).to_contain_text("this is everybody")
    expect(lines.filter(has_text="a line above says the same")).to_have_count(1)
    expect(lines.filter(has_text="the office").first).to_contain_text("ends 1 decision that holds now")
    assert "\n".join(violations(page)) == ""
    page.get_by_role("button", name="Allow 2 entries").click()
    expect(page.get_by_text("2 entries are never blocked")).to_be_visible(timeout=SOON)
    assert networks(dozor) == ["127.78.1.1/32", "127.78.2.0/24"]
    wait_until(lambda: get(dozor.nginx_port, "/", source=OFFICE) != 403)
    row = page.get_by_role("row").filter(has_text=OFFICE)
    wait_until(lambda: get(dozor.nginx_port, "/", source=OFFICE) and row.get_by_text("in use").count() == 1)
    page.keyboard.press("KeyZ")
    expect(page.get_by_text("Nothing is allowed by hand").first).to_be_visible(timeout=SOON)
    assert networks(dozor) == []


def test_an_entry_within_a_banned_range_says_so_and_is_let_through(dozor: Running, signed_in: OpenPage) -> None:
    source = "127.78.5.9"
    dozor.api("POST", "allowlist", {"network": source, "reason": "a monitor"})
    ban = dozor.api("POST", "decisions", {"source": "127.78.5.0/24", "scope": "range"})
    wait_until(lambda: get(dozor.nginx_port, "/", source="127.78.5.10") == 403)
    assert get(dozor.nginx_port, "/", source=source) != 403
    page = signed_in("/allowlist")
    expect(page.get_by_text("1 lies within a banned range; nodes let them through.")).to_be_visible(timeout=SOON)
    page.get_by_text("a monitor").click()
    expect(page.get_by_role("link", name="127.78.5.0/24")).to_be_visible(timeout=SOON)
    dozor.api("DELETE", f"decisions/{ban['id']}")


def test_what_is_said_of_an_entry_is_changed_and_taken_back(dozor: Running, signed_in: OpenPage) -> None:
    dozor.api("POST", "allowlist", {"network": "127.78.6.0/24", "reason": "a lab"})
    page = signed_in("/allowlist")
    page.get_by_text("a lab").click()
    page.get_by_label("Who answers for it").fill("ann")
    page.get_by_label("Until").select_option(label="30 d")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("127.78.6.0/24: saved")).to_be_visible(timeout=SOON)
    (entry,) = dozor.api("GET", "allowlist")["items"]
    assert entry["owner"] == "ann"
    assert entry["until_at"] is not None
    page.keyboard.press("KeyZ")
    wait_until(lambda: dozor.api("GET", "allowlist")["items"][0]["until_at"] is None)
    assert "\n".join(violations(page)) == ""
