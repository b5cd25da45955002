"""The page of alarms in a real browser, with something that fires on the demo's own node."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from dozor.tests.running import Running, wait_until

RULE = "memory-in-use"
SUMMARY = "<img src=x onerror=window.broken=1> Memory is in use."


@pytest.fixture(scope="module")
def alarm(dozor: Running) -> Iterator[str]:
    """An alarm that fires: there is no machine whose memory is not in use."""
    rule = {"metric": "host.memory_used_share", "above": 0.001, "for_seconds": 0, "severity": "high"}
    dozor.api("PUT", f"alarm-rules/{RULE}", {**rule, "summary": SUMMARY})
    yield wait_until(lambda: [each["id"] for each in firing(dozor)], 120)[0]
    for silence in silences(dozor):
        dozor.api("DELETE", f"alarms/silences/{silence['id']}")
    dozor.api("DELETE", f"alarm-rules/{RULE}")


def firing(dozor: Running) -> list[dict]:
    return dozor.api("GET", f"alarms?rule={RULE}")["alarms"]


def silences(dozor: Running) -> list[dict]:
    return dozor.api("GET", "alarms/silences")["silences"]


def shown(place: Locator) -> Locator:
    return place.get_by_role("button", name=re.compile(rf"details of .*{RULE}", re.IGNORECASE))


def test_an_alarm_is_seen_and_the_undo_takes_that_back(dozor: Running, alarm: str, signed_in: OpenPage) -> None:
    page = signed_in("/alarms")
    row = page.get_by_role("row").filter(has=shown(page))
    expect(row).to_contain_text(SUMMARY)
    expect(row).to_contain_text("%")
    row.get_by_role("button", name=f"Seen: {RULE}").click()
    expect(row).to_contain_text("seen by admin")
    page.keyboard.press("KeyZ")
    expect(row).not_to_contain_text("seen by admin")
    assert [each["acknowledged"] for each in firing(dozor)] == [None]
    assert page.evaluate("window.broken") is None


def test_a_silence_is_listed_until_it_is_ended_and_the_undo_has_it_hold_again(
    dozor: Running, alarm: str, signed_in: OpenPage
) -> None:
    page = signed_in("/alarms")
    page.get_by_role("button", name=f"Silence: {RULE}").click()
    page.get_by_role("menuitem", name="4 hours", exact=True).click()
    expect(page.get_by_text(f"{RULE}: nobody is told for 4")).to_be_visible()
    page.get_by_text("Silences", exact=True).click()
    row = page.get_by_role("row").filter(has=shown(page))
    expect(row).to_contain_text("said admin")
    row.get_by_role("button", name=f"Tell again: {RULE}").click()
    expect(page.get_by_text("Nothing is silenced")).to_be_visible()
    assert silences(dozor) == []
    page.keyboard.press("KeyZ")
    expect(row).to_contain_text("fires now")
    (again,) = silences(dozor)
    assert again["alarm_id"] == alarm


def test_an_alarm_tells_what_happened_to_it_and_stands_in_the_history(alarm: str, signed_in: OpenPage) -> None:
    page = signed_in("/alarms?part=history")
    shown(page).click()
    drawer = page.get_by_role("dialog", name=RULE)
    expect(drawer.get_by_text("Memory in use, share > 0.1%")).to_be_visible()
    expect(drawer.get_by_role("listitem").first).to_contain_text("Fired")
    page.reload()
    expect(drawer.get_by_role("listitem").first).to_contain_text("Fired")
    drawer.get_by_role("link", name="host.memory_used_share").click()
    page.wait_for_url("**/metrics?**")


def test_a_rule_is_made_by_its_fields_tried_and_kept_as_it_was_written(dozor: Running, signed_in: OpenPage) -> None:
    page = signed_in("/alarms?part=rules&open=%2B")
    drawer = page.get_by_role("dialog", name="New rule")
    drawer.get_by_label("Name", exact=True).fill("made-by-fields")
    drawer.get_by_label("Metric", exact=True).fill("host.memory_used_share")
    expect(drawer.get_by_role("paragraph").get_by_text("Memory in use, share")).to_be_visible()
    drawer.get_by_label("Threshold, %").fill("99,6")
    drawer.get_by_label("Except").fill("loop*, ram*")
    drawer.get_by_text("Text", exact=True).click()
    expect(drawer.get_by_label("The rule, as JSON")).to_have_value(re.compile(r'"above": 0\.996'))
    drawer.get_by_label("The rule, as JSON").fill("no rule")
    drawer.get_by_text("Fields", exact=True).click()
    expect(drawer.get_by_role("alert")).to_contain_text("This is no JSON object")
    page.reload()
    drawer.get_by_label("Name", exact=True).fill("made-by-fields")
    drawer.get_by_label("Metric", exact=True).fill("host.memory_used_share")
    drawer.get_by_label("Threshold, %").fill("99,6")
    drawer.get_by_role("button", name="day", exact=True).click()
    expect(drawer.get_by_role("status")).to_contain_text("would")
    drawer.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row").filter(has_text="made-by-fields")).to_contain_text("Memory in use, share > 99.6%")
    kept = next(each for each in dozor.api("GET", "alarm-rules")["rules"] if each["name"] == "made-by-fields")
    assert (kept["rule"]["above"], kept["rule"]["below"]) == (0.996, None)
    dozor.api("DELETE", "alarm-rules/made-by-fields")


@pytest.mark.parametrize(("theme", "lang"), [("dark", "en"), ("light", "ru")])
def test_its_parts_are_accessible_and_fit_a_phone(
    dozor: Running, alarm: str, signed_in: OpenPage, core_url: str, theme: str, lang: str
) -> None:
    dozor.api("POST", f"alarms/{alarm}/silence", {"duration_seconds": 3600, "note": "new memory " * 30})
    page = signed_in("/alarms", theme=theme, lang=lang)
    for place, there in (
        ("", "main tbody tr"),
        ("?part=silences", "main tbody tr"),
        ("?part=history", "main tbody tr"),
        ("?part=rules", "main tbody tr"),
        (f"?open={alarm}", "dialog dl"),
        (f"?part=rules&open={RULE}", "dialog form"),
    ):
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(f"{core_url}/alarms{place}")
        page.locator(there).first.wait_for()
        assert "\n".join(violations(page)) == "", place
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, place
