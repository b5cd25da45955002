"""Rules in a real browser: tried on what was kept, turned on, and met by a real stream of requests."""

import re
import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from dozor.tests.loopback import get
from dozor.tests.running import Running, wait_until

SOON = 60_000
NAME = "Tries what is not there"
TEXT = "when not_found_paths_600s > 4 and address in 127.77.0.0/16 then ban for 1h"
BEFORE, AFTER = "127.77.3.1", "127.77.3.2"


@pytest.fixture(autouse=True)
def tidy(dozor: Running) -> Iterator[None]:
    """Without rules before and after: who tests something else wants none."""
    yield
    for rule in dozor.api("GET", "rules")["items"]:
        dozor.api("DELETE", f"rules/{rule['id']}")


def rule(dozor: Running, name: str, text: str = TEXT, mode: str = "shadow") -> Any:
    return dozor.api("POST", "rules", {"name": name, "text": text, "mode": mode})


def probe(dozor: Running, source: str) -> int:
    """Ask for a page that is not there; return the answer's status.

    The page has no name that probers look for: two of those are a ban by the ladder, before a rule has its five.
    """
    return get(dozor.nginx_port, f"/{secrets.token_hex(4)}", source=source)


def mode_of(page: Page, place: int, name: str) -> Any:
    return page.get_by_role("radiogroup", name=f"Mode of rule {place}, {name}")


def kept_rows_of(dozor: Running) -> bool:
    """Tell whether a trial of the rule finds who probed before it was made."""
    now = dozor.api("GET", "rules")["as_of"]
    span = {"from_at": f"{now[:10]}T00:00:00Z", "to_at": now}
    found = dozor.api("POST", "rules/simulate", {"text": TEXT, **span})
    return any(each["source"] == BEFORE for each in found["examples"])


def test_a_rule_is_simulated_then_turned_on_and_its_decision_names_it(dozor: Running, signed_in: OpenPage) -> None:
    wait_until(lambda: [probe(dozor, BEFORE) for _ in range(8)] and kept_rows_of(dozor), 120)
    page = signed_in("/rules?open=new&text=true")
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_role("textbox", name="Text").fill(TEXT.replace("then", "than"))
    expect(page.get_by_role("status").filter(has_text="Here “then” is missing.")).to_contain_text("than")
    page.get_by_role("textbox", name="Text").fill(TEXT)
    page.get_by_role("button", name="1 day").click()
    expect(page.get_by_text(re.compile(r"It would have hit \d+ source"))).to_be_visible(timeout=2 * SOON)
    expect(page.get_by_role("rowheader", name=BEFORE)).to_be_visible()
    page.get_by_role("button", name="Save in shadow").click()
    expect(page.get_by_role("button", name=f"Open the rule {NAME}")).to_be_visible(timeout=SOON)
    mode_of(page, 1, NAME).get_by_text("On").click()
    expect(page.get_by_text(f"{NAME}: acts from now on")).to_be_visible(timeout=SOON)
    expect(page.get_by_text("Nobody has simulated it")).to_have_count(0)
    wait_until(lambda: probe(dozor, AFTER) == 403, 120)
    (held,) = (
        each
        for each in dozor.api("GET", f"decisions?active=true&q={AFTER}&type=ban")["items"]
        if each["value"] == AFTER
    )
    assert (held["origin"], held["rule"]["name"], held["rule"]["text"]) == ("rule", NAME, TEXT)
    page.goto(f"{dozor.core_url}/decisions?open={held['id']}")
    expect(page.get_by_text(f"by the rule “{NAME}”")).to_be_visible(timeout=SOON)
    expect(page.get_by_text(TEXT).first).to_be_visible()


def test_a_rule_that_notifies_is_built_and_simulated_and_tells_whom_it_meets(
    dozor: Running, signed_in: OpenPage
) -> None:
    source = "127.77.3.4"
    wait_until(lambda: [probe(dozor, BEFORE) for _ in range(8)] and kept_rows_of(dozor), 120)
    page = signed_in("/rules?open=new")
    page.get_by_label("Name", exact=True).fill(NAME)
    page.get_by_label("Field", exact=True).select_option("not_found_paths_600s")
    page.get_by_label("Value", exact=True).fill("4")
    page.get_by_role("button", name="Add a condition").click()
    page.get_by_label("Field", exact=True).last.select_option("address")
    page.get_by_label("Value", exact=True).last.fill("127.77.0.0/16")
    page.get_by_label("Do", exact=True).select_option("notify")
    page.get_by_label("Of the same source again after").select_option("4h")
    page.get_by_role("button", name="1 day").click()
    expect(page.get_by_text(re.compile(r"It would have told \d+ times?, of \d+ source"))).to_be_visible(
        timeout=2 * SOON
    )
    assert "\n".join(violations(page)) == ""
    page.get_by_role("button", name="Save in shadow").click()
    mode_of(page, 1, NAME).get_by_text("On").click()
    expect(page.get_by_text(f"{NAME}: acts from now on")).to_be_visible(timeout=SOON)
    (made,) = dozor.api("GET", "rules")["items"]
    assert made["text"] == "when not_found_paths_600s > 4 and address in 127.77.0.0/16 then notify for 4h"

    wait_until(lambda: probe(dozor, source) and source in told_of(dozor), 120)
    for _ in range(5):
        probe(dozor, source)
    assert told_of(dozor).count(source) == 1
    assert not [each for each in dozor.api("GET", f"decisions?q={source}")["items"] if each["rule"]]
    expect(page.get_by_text(re.compile(r"\d+ notices? of \d+ hits? in the last 24 hours"))).to_be_visible(timeout=SOON)
    page.get_by_role("button", name=f"Open the rule {NAME}").click()
    hit = page.get_by_role("listitem").filter(has=page.get_by_role("link", name=source))
    expect(hit).to_contain_text("told")
    page.get_by_role("link", name="What was told").click()
    expect(page).to_have_url(re.compile("/notifications"))


def told_of(dozor: Running) -> list[str]:
    """Return the sources of which rules have told."""
    events = dozor.api("GET", "notifications/events?kind=rule")["items"]
    return [each["facts"]["value"] for each in events]


def test_turning_a_rule_off_lets_its_sources_go_and_undo_has_them_back(dozor: Running, signed_in: OpenPage) -> None:
    source = "127.77.3.3"
    rule(dozor, NAME, mode="on")
    wait_until(lambda: probe(dozor, source) == 403, 120)
    page = signed_in("/rules")
    mode_of(page, 1, NAME).get_by_text("Shadow").click()
    expect(page.get_by_text(f"{NAME}: in shadow, it only counts")).to_be_visible(timeout=SOON)
    assert not [each for each in dozor.api("GET", f"decisions?active=true&q={source}")["items"] if each["rule"]]
    page.keyboard.press("KeyZ")
    expect(page.get_by_text(f"{NAME}: acts from now on")).to_be_visible(timeout=SOON)
    assert [each["mode"] for each in dozor.api("GET", "rules")["items"]] == ["on"]


def test_rules_are_moved_by_keyboard_and_by_dragging_and_back(dozor: Running, signed_in: OpenPage) -> None:
    for name in ("first", "second", "third"):
        rule(dozor, name)

    def shown() -> list[str]:
        return [each["name"] for each in dozor.api("GET", "rules")["items"]]

    page = signed_in("/rules")
    page.get_by_role("button", name=re.compile("^Move first, place 1 of 3")).press("ArrowDown")
    wait_until(lambda: shown() == ["second", "first", "third"])
    expect(page.get_by_text("first: now at place 2")).to_be_visible(timeout=SOON)
    page.keyboard.press("KeyZ")
    wait_until(lambda: shown() == ["first", "second", "third"])
    third = page.get_by_role("button", name=re.compile("^Move third, place 3 of 3"))
    third.drag_to(page.get_by_role("button", name="Open the rule first"))
    wait_until(lambda: shown() == ["third", "first", "second"])


def test_a_newcomer_builds_a_rule_from_a_template_without_a_word_of_its_language(
    dozor: Running, signed_in: OpenPage
) -> None:
    page = signed_in("/rules")
    expect(page.get_by_text("Only the built-in ladder acts")).to_be_visible(timeout=SOON)
    page.get_by_role("listitem").filter(has_text="Password guessing").get_by_role("button").click()
    page.get_by_label("Value", exact=True).first.fill("40")
    page.get_by_label("Do", exact=True).select_option("limit")
    assert "\n".join(violations(page)) == ""
    page.get_by_role("button", name="Save in shadow").click()
    expect(page.get_by_text("1 rule only watches so far")).to_be_visible(timeout=SOON)
    (made,) = dozor.api("GET", "rules")["items"]
    assert (made["text"], made["mode"]) == (
        "when logins_600s > 40 and users_600s < 4 then limit for 30m",
        "shadow",
    )
    assert "\n".join(violations(page)) == ""
    page.get_by_role("button", name=f"More for {made['name']}").click()
    page.get_by_role("menuitem", name="Remove").click()
    expect(page.get_by_text("Only the built-in ladder acts")).to_be_visible(timeout=SOON)
    expect(page.get_by_text(f"{made['name']}: removed")).to_be_visible(timeout=SOON)  # what it says can be undone
    page.keyboard.press("KeyZ")
    expect(page.get_by_text("1 rule only watches so far")).to_be_visible(timeout=SOON)
