"""One instant in three zones, in the browser: the text follows the zone, and a typed time means the same moment."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from core.app.tests.conftest import OpenPage
from dozor.tests.running import Running

# In summer New York is four hours behind UTC, in winter five.
SUMMER = ("2026-07-01 12:00:00", "2026-07-01 12:30:00")


@pytest.mark.parametrize("zone", ["UTC", "Europe/Moscow", "America/New_York"])
def test_what_is_typed_and_what_is_shown_are_of_the_chosen_zone(dozor: Running, signed_in: OpenPage, zone: str) -> None:
    page = signed_in("/decisions")
    _choose(page, zone)
    page.keyboard.press("KeyT")
    page.get_by_role("textbox", name="From", exact=True).fill(SUMMER[0])
    page.get_by_role("textbox", name="To", exact=True).fill(SUMMER[1])
    page.get_by_role("button", name="Apply").click()
    began = int(datetime.fromisoformat(SUMMER[0]).replace(tzinfo=ZoneInfo(zone)).timestamp())
    page.wait_for_url(re.compile(f"from={began}&to={began + 1800}|to={began + 1800}&from={began}"))
    expect(page.get_by_text("Paused: showing")).to_contain_text("12:00")

    [source] = (each["source"] for each in dozor.api("GET", "logs/sources") if each["name"].endswith("/core.log"))
    page.goto(f"{dozor.core_url}/logs?range=1d&source={source}")
    said = page.locator("[data-log-line] time").first
    at = datetime.fromisoformat(said.get_attribute("datetime") or "").astimezone(ZoneInfo(zone))
    expect(said).to_have_text(f"{at:%H:%M:%S}.{at.microsecond // 1000:03d}")


def _choose(page: Page, zone: str) -> None:
    page.keyboard.press("KeyT")
    page.get_by_role("combobox", name="Time zone").select_option(zone)
    page.keyboard.press("Escape")
