"""Sources: everybody who is here, whom a ban of a group would hit, and who one of them is."""

import csv
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page, expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage, sign_in
from dozor.tests.loopback import Flood, get
from dozor.tests.running import Running, start_dozor, stop_dozor, wait_until
from dozor.tests.waiting import WITHIN_SECONDS, free_port

ATTACKER = "127.187.40.66"
NEIGHBOUR = "127.187.40.7"
NETWORK = "127.187.40.0/24"
STRANGERS = (f"198.51.100.{number}" for number in range(70, 80))  # whoever was decided about is none any more


@pytest.fixture(scope="module")
def flooded(dozor: Running) -> Running:
    """A Dozor that has just banned a flood, from a network in which somebody else does no harm."""
    get(dozor.nginx_port, "/", source=NEIGHBOUR)
    with Flood(dozor.nginx_port, ATTACKER) as flood:
        wait_until(lambda: flood.statuses[403] > 20)
    wait_until(lambda: len(_found(dozor)) == 2)
    return dozor


def _found(dozor: Running) -> list[str]:
    return [each["key"] for each in dozor.api("GET", f"sources?q=net:{NETWORK}")["items"]]


def _table(page: Page) -> Page:
    table = page.get_by_role("table", name="Sources")
    expect(table).to_be_visible()
    return page


def test_everybody_is_listed_and_a_filter_in_the_url_finds_somebody(flooded: Running, signed_in: OpenPage) -> None:
    page = _table(signed_in("/sources"))
    expect(page.get_by_text(re.compile("stood out within the hour")).first).to_be_visible()
    page.get_by_role("searchbox", name=re.compile("^Address, network")).fill(f"net:{NETWORK} -state:anomalous ")
    expect(page.locator(f'tr[data-key="{NEIGHBOUR}"]')).to_be_visible()
    expect(page.locator(f'tr[data-key="{ATTACKER}"]')).to_be_hidden()
    page.reload()
    expect(page.locator(f'tr[data-key="{NEIGHBOUR}"]')).to_be_visible()
    expect(page.locator(f'tr[data-key="{ATTACKER}"]')).to_be_hidden()


def test_whom_a_ban_of_a_network_hits_is_told_before_and_it_can_be_undone(
    flooded: Running, signed_in: OpenPage
) -> None:
    page = _table(signed_in(f"/sources?by=network&q=net:{NETWORK}"))
    page.locator(f'tr[data-key="{NETWORK}"] [data-pick]').click()
    page.get_by_role("button", name="Ban…").click()
    dialog = page.get_by_role("dialog", name=f"Ban {NETWORK}?")
    expect(dialog.get_by_text("It would hit 2 sources")).to_be_visible()
    expect(dialog.get_by_role("listitem").filter(has_text="1 anomalous")).to_be_visible()
    expect(dialog.get_by_role("listitem").filter(has_text="1 source does no harm")).to_be_visible()
    expect(dialog.get_by_role("radio", name=re.compile("^Ban only the 1 anomalous"))).to_be_checked()
    dialog.get_by_role("radio", name=re.compile("^Ban the whole network")).check()
    dialog.get_by_role("button", name="Do it").click()
    wait_until(lambda: get(flooded.nginx_port, "/", source=NEIGHBOUR) == 403)
    page.get_by_role("button", name="Undo").click()
    wait_until(lambda: get(flooded.nginx_port, "/", source=NEIGHBOUR) == 200)


def test_an_attacker_is_told_by_what_it_did_and_what_was_decided(flooded: Running, signed_in: OpenPage) -> None:
    page = signed_in(f"/sources/{ATTACKER}")
    expect(page.get_by_role("heading", name=ATTACKER)).to_be_visible()
    expect(page.get_by_text(re.compile("^Banned, until"))).to_be_visible()
    expect(page.get_by_role("region", name="Why it stands out").get_by_role("listitem").first).to_be_visible()
    expect(
        page.get_by_role("region", name="Paths by the hour").get_by_role("rowheader", name="/api/cart")
    ).to_be_visible()
    decisions = page.get_by_role("region", name="Decisions")
    expect(decisions.get_by_text("Ban", exact=True).first).to_be_visible()
    expect(
        page.get_by_role("region", name="Neighbours in its network").get_by_role("link", name=NEIGHBOUR)
    ).to_be_visible()
    page.get_by_role("button", name="Unban").click()
    expect(page.get_by_text(f"{ATTACKER} is no longer banned")).to_be_visible()
    expect(page.get_by_role("button", name=f"Ban {ATTACKER} for 4 hours")).to_be_visible()


def test_a_source_has_a_name_that_may_be_hostile_and_is_told_whether_it_leads_back(
    flooded: Running, signed_in: OpenPage
) -> None:
    page = signed_in("/sources")
    expect(page.get_by_role("table", name="Sources")).to_be_visible()
    hostile = "<img src=x onerror=window.broken=1>.evil.example"
    names = [{"name": "crawl-1.example", "confirmed": True}, {"name": hostile, "confirmed": False}]
    page.route(
        f"**/api/v1/sources/{ATTACKER}/name",
        lambda route: route.fulfill(json={"source": ATTACKER, "state": "named", "names": names}),
    )
    page.goto(f"{flooded.core_url}/sources/{ATTACKER}")
    who = page.get_by_role("region", name="Who it is")
    expect(who.get_by_role("listitem").filter(has_text="crawl-1.example")).to_contain_text("leads back here")
    expect(who.get_by_role("listitem").filter(has_text=hostile)).to_contain_text("does not lead back")
    assert not page.evaluate("window.broken")
    assert "\n".join(violations(page)) == ""


def test_the_name_of_a_source_is_asked_of_the_dns_only_where_it_may_have_one(
    flooded: Running, signed_in: OpenPage
) -> None:
    told = flooded.api("GET", f"sources/{ATTACKER}/name")
    assert (told["source"], told["state"] in {"named", "nameless", "unanswered", "off"}) == (ATTACKER, True)
    page = signed_in(f"/sources/{quote('2001:db8:7::', safe='')}")
    who = page.get_by_role("region", name="Who it is")
    expect(who.get_by_text("Network", exact=True)).to_be_visible()
    expect(who.get_by_text("Name", exact=True)).to_be_hidden()


def test_one_that_never_came_is_banned_ahead_and_let_go_again(flooded: Running, signed_in: OpenPage) -> None:
    stranger = next(STRANGERS)
    page = signed_in(f"/sources/{stranger}")
    expect(page.get_by_text("Never seen")).to_be_visible()
    page.get_by_role("button", name="Ban ahead").click()
    expect(page.get_by_text(re.compile("^Banned, until"))).to_be_visible()
    page.get_by_role("button", name="Unban").click()
    expect(page.get_by_text(f"{stranger} is no longer banned")).to_be_visible()


@pytest.mark.parametrize("key", ["2001:db8:7::", "2001:db8::/48", "198.18.0.0/16", "AS64999", "SJ"])
def test_every_kind_of_source_has_a_profile(flooded: Running, signed_in: OpenPage, key: str) -> None:
    page = signed_in(f"/sources/{quote(key, safe='')}")
    expect(page.get_by_text("Never seen")).to_be_visible()
    expect(page.get_by_role("region", name="Who it is")).to_be_visible()


def test_what_is_no_source_is_told(signed_in: OpenPage) -> None:
    page = signed_in("/sources/nonsense")
    expect(page.get_by_text("This is no source")).to_be_visible()


def test_the_file_has_exactly_what_the_list_finds(flooded: Running, signed_in: OpenPage) -> None:
    page = _table(signed_in(f"/sources?q=net:{NETWORK}"))
    expect(page.locator("tr[data-key]")).to_have_count(2)
    page.get_by_role("button", name="Save or share").or_(
        page.get_by_role("button", name=re.compile("^(Save|Export)"))
    ).first.click()
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name=re.compile("CSV")).click()
    with saved.value.path().open(encoding="utf-8", newline="") as file:
        assert {row["key"] for row in csv.DictReader(file)} == set(_found(flooded))


def test_a_country_chosen_is_a_filter(flooded: Running, signed_in: OpenPage) -> None:
    page = _table(signed_in("/sources?table=true"))
    countries = page.get_by_role("region", name="Where traffic comes from")
    countries.get_by_role("button", name="Germany").click()
    page.wait_for_url(re.compile("country(:|%3A)DE"))
    expect(page.get_by_role("button", name=re.compile("country:DE")).first).to_be_visible()
    expect(page.locator(f'tr[data-key="{NEIGHBOUR}"]')).to_be_hidden()
    page.go_back()
    expect(page).not_to_have_url(re.compile("country"))


def test_without_a_database_of_places_everything_else_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, browser: Browser
) -> None:
    monkeypatch.setenv("DOZOR_PLACES_DIR", str(tmp_path / "none"))
    running = start_dozor(
        tmp_path / "data", "--demo", "--no-attacks", "--port", str(free_port()), "--nginx-port", str(free_port())
    )
    try:
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
        context.set_default_timeout(WITHIN_SECONDS * 1000)
        page = context.new_page()
        page.goto(f"{running.core_url}/sources")
        sign_in(page, running.admin_password)
        expect(page.get_by_role("table", name="Sources")).to_be_visible()
        expect(page.get_by_text("No database of countries")).to_be_visible()
        context.close()
    finally:
        stop_dozor(running)


@pytest.mark.parametrize("path", ["/sources", "/sources?by=network", f"/sources/{ATTACKER}"])
def test_nothing_is_wider_than_a_phone(flooded: Running, signed_in: OpenPage, path: str) -> None:
    page = signed_in(path, width=360, height=780, lang="ru", theme="light")
    expect(page.locator("main section").nth(1)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
