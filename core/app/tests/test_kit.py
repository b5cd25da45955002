"""The kit in its gallery: every part in both themes, and a table of fifty thousand rows."""

import csv
import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage

ROWS = 50_000


def _rows(page: Page) -> Locator:
    return page.locator("tr[data-key]")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_every_part_is_accessible_and_the_browser_has_nothing_against_it(signed_in: OpenPage, theme: str) -> None:
    page = signed_in("/kit", theme=theme)
    expect(_rows(page).first).to_be_visible()
    expect(page.locator("canvas").nth(2)).to_be_visible()
    assert "\n".join(violations(page)) == ""
    page.get_by_role("button", name="Table settings").click()
    expect(page.get_by_role("dialog", name="Table settings")).to_be_visible()
    assert "\n".join(violations(page)) == ""


def test_fifty_thousand_rows_scroll_to_the_end_and_few_are_drawn(signed_in: OpenPage) -> None:
    page = signed_in("/kit")
    expect(_rows(page).first).to_be_visible()
    expect(page.get_by_role("table", name="Sources")).to_have_attribute("aria-rowcount", str(ROWS + 1))
    last = page.locator(f'tr[aria-rowindex="{ROWS + 1}"]')
    page.wait_for_function(
        """rows => { window.scrollTo(0, document.documentElement.scrollHeight);
           return document.querySelector(`tr[aria-rowindex="${rows}"]`) !== null }""",
        arg=ROWS + 1,
    )
    expect(last).to_be_in_viewport()
    expect(page.get_by_role("columnheader", name="Score")).to_be_in_viewport()
    assert _rows(page).count() < 200


def test_values_are_looked_for_and_left_out_by_keys_and_the_url_keeps_it(signed_in: OpenPage) -> None:
    page = signed_in("/kit")
    page.locator("td[data-name=country]").first.hover()
    value = page.locator("td[data-name=country]").first.get_attribute("data-value")
    expect(page.get_by_role("button", name="What to do with this value")).to_be_visible()
    page.keyboard.press("KeyI")
    page.wait_for_url(re.compile(rf"q=country(:|%3A){value}"))
    expect(page.locator(f'td[data-name=country]:not([data-value="{value}"])')).to_have_count(0)
    page.mouse.move(0, 0)  # rows that go from under a pointer let go of the current one
    page.keyboard.press("KeyJ")
    expect(page.locator("tr[aria-current]")).to_be_visible()
    for _ in range(3):  # the address, the country, the service
        page.keyboard.press("ArrowRight")
        expect(page.locator("[data-marked]")).to_be_visible()
    service = page.locator("[data-marked]").get_attribute("data-value")
    page.keyboard.press("KeyE")
    drop = page.get_by_role("button", name=f"Remove -service:{service} from the filter")
    expect(drop).to_be_visible()
    expect(page.locator(f'td[data-name=service][data-value="{service}"]')).to_have_count(0)
    page.reload()
    expect(drop).to_be_visible()
    drop.click()
    expect(drop).to_be_hidden()


def test_columns_are_chosen_and_stay_so_on_this_device(signed_in: OpenPage) -> None:
    page = signed_in("/kit")
    heading = page.get_by_role("columnheader", name="Requests")
    expect(_rows(page).first).to_be_visible()
    expect(heading).to_be_hidden()
    page.get_by_role("button", name="Table settings").click()
    page.get_by_role("dialog", name="Table settings").get_by_label("Requests").check()
    expect(heading).to_be_visible()
    page.keyboard.press("Escape")
    page.reload()
    expect(heading).to_be_visible()


def test_what_is_shown_is_saved(signed_in: OpenPage) -> None:
    page = signed_in("/kit?q=country:CN+score>0.99")
    expect(_rows(page).first).to_be_visible()
    shown = int(page.get_by_role("region", name="Sources").get_by_text(re.compile(r"^\d+$")).first.inner_text())
    for form in ("CSV", "NDJSON"):
        page.get_by_role("button", name="Save the list").click()
        with page.expect_download() as download:
            page.get_by_role("menuitem", name=f"As {form}").click()
        text = download.value.path().read_text()
        rows = (
            list(csv.DictReader(text.splitlines()))
            if form == "CSV"
            else [json.loads(line) for line in text.splitlines()]
        )
        assert len(rows) == shown
        assert {row["country"] for row in rows} == {"CN"}


def test_a_chart_is_read_as_a_table_and_saved(signed_in: OpenPage) -> None:
    page = signed_in("/kit")
    menu = page.get_by_role("button", name="Requests / s: actions")
    menu.click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Save as CSV").click()
    head, *rows = csv.reader(download.value.path().read_text().splitlines())
    assert head == ["time", "Requests", "Expected, low", "Expected, high"]
    assert len(rows) == 360
    menu.click()
    with page.expect_download() as picture:
        page.get_by_role("menuitem", name="Save as picture").click()
    assert picture.value.path().read_bytes().startswith(b"\x89PNG")
    menu.click()
    page.get_by_role("menuitem", name="View as table").click()
    table = page.get_by_role("region", name="View as table")
    expect(table.get_by_role("columnheader", name="Requests")).to_be_visible()
    expect(table.get_by_text("5 decisions, the strongest: ban")).to_be_visible()


def test_rows_are_picked_together_and_let_go(signed_in: OpenPage) -> None:
    page = signed_in("/kit")
    expect(page.locator("canvas").nth(2)).to_be_visible()  # what is above has its height
    boxes = page.locator("input[data-pick]")
    boxes.nth(1).click()
    expect(boxes.nth(1)).to_be_checked()
    boxes.nth(5).click(modifiers=["Shift"])
    expect(page.get_by_text("5 selected")).to_be_visible()
    page.get_by_role("button", name="Clear selection").click()
    expect(page.get_by_text("5 selected")).to_be_hidden()
