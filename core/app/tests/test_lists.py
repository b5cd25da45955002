"""Lists of records have one table: filtered by their values, sorted, saved as they are shown, kept in the address."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from dozor.tests.running import Running

LOGINS = ("list-ann", "list-bob")


@pytest.fixture(scope="module")
def people(dozor: Running) -> Iterator[None]:
    """Two accounts, of which the audit log tells."""
    made = [
        dozor.api("POST", "accounts", {"login": login, "role": role})["account"]
        for login, role in zip(LOGINS, ("viewer", "operator"), strict=True)
    ]
    yield
    for account in made:
        dozor.api("DELETE", f"accounts/{account['id']}")


def _rows(page: Page) -> Locator:
    return page.locator("main tr[data-key]")


def _saved(page: Page, folder: Path) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the list").click()
        page.get_by_role("menuitem", name="As CSV").click()
    download.value.save_as(folder / "list.csv")
    with (folder / "list.csv").open(newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.usefixtures("people")
def test_accounts_are_sorted_left_out_and_saved_as_they_are_shown(signed_in: OpenPage, tmp_path: Path) -> None:
    page = signed_in("/users?q=list-")
    expect(_rows(page)).to_have_count(2)
    page.get_by_role("columnheader", name="Login").get_by_role("button").click()
    page.wait_for_url(re.compile("sort=-login"))
    expect(_rows(page).first).to_contain_text("list-bob")
    page.locator("td[data-name=role][data-value=operator]").hover()
    expect(page.get_by_role("button", name="What to do with this value")).to_be_visible()
    page.keyboard.press("KeyE")
    expect(_rows(page)).to_have_count(1)
    assert [(row["login"], row["role"]) for row in _saved(page, tmp_path)] == [("list-ann", "viewer")]
    page.reload()
    expect(page.get_by_role("button", name="Remove -role:operator from the filter")).to_be_visible()
    expect(_rows(page)).to_have_count(1)
    assert "\n".join(violations(page)) == ""


@pytest.mark.usefixtures("people")
def test_the_audit_log_is_asked_without_somebody_and_the_export_is_of_that(signed_in: OpenPage, tmp_path: Path) -> None:
    page = signed_in("/audit?action=create_account&q=list-")
    expect(_rows(page)).to_have_count(2)
    page.locator(f'td[data-name=subject][data-value="{LOGINS[0]}"]').hover()
    expect(page.get_by_role("button", name="What to do with this value")).to_be_visible()
    page.keyboard.press("KeyE")
    expect(_rows(page)).to_have_count(1)
    expect(page.get_by_role("button", name="Remove action:create_account from the filter")).to_be_visible()
    assert [(row["action"], row["subject"]) for row in _saved(page, tmp_path)] == [("create_account", LOGINS[1])]
    _rows(page).get_by_role("button", name="Details of").click()
    expect(page.get_by_role("insertion").filter(has_text=LOGINS[1])).to_be_visible()
    assert "\n".join(violations(page)) == ""


def test_a_version_is_opened_by_keys(dozor: Running, signed_in: OpenPage) -> None:
    page = signed_in("/models?lab=versions&q=state:champion")
    expect(_rows(page)).to_have_count(1)
    page.keyboard.press("KeyJ")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"/models/{dozor.api('GET', 'lab/trial')['champion']}"))


@pytest.mark.parametrize("place", ["models?lab=versions", "models?lab=drift", "users?people=tokens", "alarms"])
def test_the_other_lists_fit_a_phone(signed_in: OpenPage, core_url: str, place: str) -> None:
    page = signed_in("/profile", width=360)
    page.goto(f"{core_url}/{place}")
    expect(page.locator("main .skeleton")).to_have_count(0)
    expect(page.locator("main section.panel").last).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
