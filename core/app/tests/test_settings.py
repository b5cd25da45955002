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
    page.get_by_role("form", name="Thresholds of the ladder").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Thresholds are changed")).to_be_visible()
    assert dozor.api("GET", "policy")["thresholds"]["ban"] == pytest.approx(2e-5)
    ban.blur()
    page.keyboard.press("KeyZ")
    expect(page.get_by_text("Taken back")).to_be_visible()
    assert dozor.api("GET", "policy")["thresholds"]["ban"] == pytest.approx(1e-4)


def test_how_long_bans_last_is_changed_within_bounds_and_undone(dozor: Running, signed_in: OpenPage) -> None:
    shipped = dozor.api("GET", "policy")["durations"]
    page = signed_in("/settings")
    form = page.get_by_role("form", name="How long bans last")
    first, longest = form.get_by_label("First ban, minutes"), form.get_by_label("Longest ban, minutes")
    expect(first).to_have_value("10")
    first.fill("1441")
    expect(form.get_by_role("alert")).to_have_text("First ban, minutes: a number from 1 to 1440.")
    first.fill("30")
    longest.fill("20")
    expect(form.get_by_role("alert")).to_have_text("The longest ban must be at least as long as the first one.")
    expect(form.get_by_role("button", name="Save")).to_be_disabled()
    longest.fill("90")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: from now on bans last so long")).to_be_visible()
    expect(page.get_by_text("The first ban lasts 30 min")).to_be_visible()
    assert dozor.api("GET", "policy")["durations"]["bans"] == [1800, 3600, 5400]
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back")).to_be_visible()
    assert dozor.api("GET", "policy")["durations"] == shipped


def test_the_budget_of_bans_is_changed_in_percent_and_set_as_shipped(dozor: Running, signed_in: OpenPage) -> None:
    shipped = dozor.api("GET", "policy")["budget"]
    page = signed_in("/settings", lang="ru")
    form = page.get_by_role("form", name="Бюджет блокировок")
    share = form.get_by_label("От источников дня, %")
    expect(share).to_have_value("0,5")
    share.fill("11")
    expect(form.get_by_role("alert")).to_have_text("От источников дня, %: нужно число от 0 до 10.")
    share.fill("1,5")
    form.get_by_label("Источников в любом случае").fill("12")
    form.get_by_role("button", name="Сохранить").click()
    expect(page.get_by_text("мига бюджет такой")).to_be_visible()
    assert dozor.api("GET", "policy")["budget"] == shipped | {"share_of_sources": 0.015, "least_bans": 12}
    assert violations(page) == []
    form.get_by_role("button", name="Как в поставке").click()
    expect(page.get_by_text("Бюджет — как в поставке")).to_be_visible()
    assert dozor.api("GET", "policy")["budget"] == shipped


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
