"""Settings in a real browser: found, changed, undone, and of which one is told why they cannot be."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from dozor.tests.running import Running

LOGIN, PASSWORD = "vera", "quiet harbour 38 thimble"


@pytest.fixture
def viewer(dozor: Running) -> Iterator[str]:
    """Somebody who may only look; their first password."""
    made = dozor.api("POST", "accounts", {"login": LOGIN, "role": "viewer"})
    yield made["password"]
    for account in dozor.api("GET", "accounts"):
        if account["login"] == LOGIN:
            dozor.api("DELETE", f"accounts/{account['id']}")


def test_a_setting_is_found_by_its_word_and_by_its_variable(signed_in: OpenPage) -> None:
    page = signed_in("/settings")
    search = page.get_by_role("searchbox", name="Search settings")
    search.fill("DOZOR_AUDIT_DAYS")
    expect(page.get_by_role("heading", name="Audit log", level=3)).to_be_visible()
    expect(page.get_by_text("365 days")).to_be_visible()
    expect(page.get_by_role("heading", name="The strongest step")).to_be_hidden()
    assert "q=DOZOR_AUDIT_DAYS" in page.url
    search.fill("nothing is called so")
    expect(page.get_by_text("No setting is called that")).to_be_visible()


def test_thresholds_are_changed_checked_and_undone(dozor: Running, signed_in: OpenPage) -> None:
    page = signed_in("/settings")
    ban = page.get_by_label("Ban: one in")
    ban.fill("5")
    expect(page.get_by_role("alert")).to_contain_text("Wanted are numbers")
    ban.fill("10")
    expect(page.get_by_role("alert")).to_contain_text("A stronger step wants")
    ban.fill("50 000")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Thresholds are changed")).to_be_visible()
    assert dozor.api("GET", "policy")["thresholds"]["ban"] == pytest.approx(2e-5)
    ban.blur()
    page.keyboard.press("KeyZ")
    expect(page.get_by_text("Taken back")).to_be_visible()
    assert dozor.api("GET", "policy")["thresholds"]["ban"] == pytest.approx(1e-4)


def test_every_section_is_whole_in_russian_and_open_to_all(signed_in: OpenPage, core_url: str) -> None:
    page = signed_in("/settings", lang="ru", theme="light")
    for panel in ("browser", "retention", "access", "network", "system", "config"):
        page.goto(f"{core_url}/settings?panel={panel}")
        expect(page.locator("main h3").first).to_be_visible()
        assert "\n".join(violations(page)) == "", panel


def test_who_only_looks_is_told_why_nothing_can_be_pressed(viewer: str, open_page: OpenPage, core_url: str) -> None:
    page = open_page("/")
    page.get_by_label("Login").fill(LOGIN)
    page.get_by_label("Password", exact=True).fill(viewer)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Password so far").fill(viewer)
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")  # where who looks begins
    page.get_by_role("link", name="Settings").click()
    freeze = page.get_by_role("button", name="Freeze automation")
    expect(freeze).to_have_attribute("aria-disabled", "true")
    expect(freeze).to_have_attribute("title", "Needs the role operator or administrator")
    page.get_by_role("link", name="Retention and disk").click()
    expect(page.get_by_text("This is for operators")).to_be_visible()
    status = page.evaluate(
        """async () => {
            const session = await (await fetch("/api/v1/session/refresh", {method: "POST"})).json();
            const headers = {authorization: `Bearer ${session.access_token}`, "content-type": "application/json"};
            const answer = await fetch("/api/v1/policy", {method: "PATCH", headers, body: '{"frozen": true}'});
            return answer.status;
        }"""
    )
    assert status == 403
