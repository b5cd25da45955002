"""People in a real browser: invited, asked for a second factor, limited, and what they did in the audit log."""

import urllib.error
import urllib.request
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from dozor.tests.running import Running

PASSWORD = "corn lantern ridge 41 velvet"
LOGINS = ("wanda", "seraphina", "tobias")


@pytest.fixture
def cleared(dozor: Running) -> Iterator[None]:
    """The accounts that tests make are gone afterwards."""
    yield
    for account in dozor.api("GET", "accounts"):
        if account["login"] in LOGINS:
            dozor.api("DELETE", f"accounts/{account['id']}")


def _type(page: Page, login: str, password: str) -> None:
    page.get_by_label("Login").fill(login)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def _settled(dozor: Running, open_page: OpenPage, login: str, role: str) -> Page:
    """Return the page of somebody new who has chosen a password, as everybody has to."""
    made = dozor.api("POST", "accounts", {"login": login, "role": role})
    page = open_page("/profile")
    _type(page, login, made["password"])
    page.get_by_label("Password so far").fill(made["password"])
    page.get_by_label("New password").fill("administrator")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("alert")).to_contain_text("guessed early")
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your account")
    return page


@pytest.mark.usefixtures("cleared")
def test_somebody_invited_makes_an_account_and_sees_what_its_role_may(signed_in: OpenPage, open_page: OpenPage) -> None:
    page = signed_in("/users")
    page.get_by_role("button", name="Add somebody").click()
    page.get_by_label("For whom").fill("Wanda of the night shift")
    assert "\n".join(violations(page)) == ""
    page.get_by_role("button", name="Make the link").click()
    link = page.get_by_role("dialog").get_by_role("status").inner_text()
    page.get_by_role("button", name="I have it").click()
    page.get_by_text("Invitations", exact=True).click()
    expect(page.get_by_text("Wanda of the night shift")).to_be_visible()

    guest = open_page("/" + link.split("/", 3)[3])
    expect(guest.get_by_text("admin invites you to Dozor as: Viewer.")).to_be_visible()
    assert "\n".join(violations(guest)) == ""
    guest.get_by_label("Login").fill("wanda")
    guest.get_by_label("New password").fill(PASSWORD)
    guest.get_by_role("button", name="Make my account").click()
    expect(guest.get_by_role("link", name="Nodes")).to_be_visible()
    expect(guest.get_by_role("link", name="Audit")).to_have_count(0)
    guest.goto(page.url)
    expect(guest.get_by_text("This is for administrators")).to_be_visible()

    late = open_page("/" + link.split("/", 3)[3])
    expect(late.get_by_text("It was used, taken back, or is too old.")).to_be_visible()


@pytest.mark.usefixtures("cleared")
def test_a_second_factor_is_turned_on_asked_for_and_turned_off(dozor: Running, open_page: OpenPage) -> None:
    page = _settled(dozor, open_page, "seraphina", "analyst")
    page.get_by_role("button", name="Turn on").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Your password once more").fill(PASSWORD)
    dialog.get_by_role("button", name="Next").click()
    expect(dialog.get_by_role("img", name="QR code")).to_be_visible()
    assert "\n".join(violations(page)) == ""
    secret = dialog.get_by_role("status").inner_text().replace(" ", "")
    dialog.get_by_label("Code", exact=True).fill(pyotp.TOTP(secret).now())
    dialog.get_by_role("button", name="Turn on").click()
    codes = dialog.get_by_role("listitem")
    expect(codes).to_have_count(10)
    first, second = codes.nth(0).inner_text(), codes.nth(1).inner_text()
    dialog.get_by_role("button", name="I have it").click()
    expect(page.get_by_text("10 recovery codes left.")).to_be_visible()

    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    _type(page, "seraphina", PASSWORD)
    page.get_by_label("Code", exact=True).fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text("This code is wrong, over, or was used before.")
    page.get_by_label("Code", exact=True).fill(first)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Turn off").click()
    page.get_by_role("dialog").get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("dialog").get_by_label("Code", exact=True).fill(second)
    page.get_by_role("dialog").get_by_role("button", name="Turn off").click()
    expect(page.get_by_text("Off: whoever learns your password is in.")).to_be_visible()


def test_a_token_opens_until_it_is_revoked_and_the_log_tells_of_both(
    dozor: Running, signed_in: OpenPage, admin_password: str, tmp_path: Path
) -> None:
    page = signed_in("/profile")
    page.get_by_role("button", name="New token").click()
    page.get_by_label("What it is for").fill("a nightly report")
    page.get_by_label("Your password once more").fill(admin_password)
    page.get_by_role("button", name="Make the token").click()
    token = page.get_by_role("dialog").get_by_role("status").inner_text()
    page.get_by_role("button", name="I have it").click()
    assert _asked(dozor, token) == HTTPStatus.OK
    page.get_by_role("button", name="Revoke: a nightly report").click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Token revoked")).to_be_visible()
    assert _asked(dozor, token) == HTTPStatus.UNAUTHORIZED

    page.goto(f"{dozor.core_url}/audit?action=make_api_token")
    page.get_by_role("button", name="Details of Made an API token").first.click()
    expect(page.get_by_role("insertion").filter(has_text="a nightly report")).to_be_visible()
    assert "\n".join(violations(page)) == ""
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the list").click()
        page.get_by_role("menuitem", name="As CSV").click()
    download.value.save_as(tmp_path / "audit.csv")
    saved = (tmp_path / "audit.csv").read_text()
    assert "a nightly report" in saved
    assert "revoke_api_token" not in saved


def _asked(dozor: Running, token: str) -> int:
    request = urllib.request.Request(f"{dozor.core_url}/api/v1/nodes", headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


@pytest.mark.usefixtures("cleared")
def test_an_account_is_limited_disabled_and_enabled_again(dozor: Running, signed_in: OpenPage) -> None:
    made = dozor.api("POST", "accounts", {"login": "tobias", "role": "operator"})["account"]
    page = signed_in("/users")
    page.get_by_role("button", name="Details of tobias").click()
    drawer = page.get_by_role("dialog", name="tobias")
    drawer.get_by_role("radiogroup", name="Services").get_by_text("Only these").click()
    drawer.get_by_role("textbox", name="Services").fill("shop.example, *.blog.example")
    drawer.get_by_role("button", name="Save").click()
    expect(page.get_by_text("tobias: saved")).to_be_visible()
    assert dozor.api("GET", f"accounts/{made['id']}")["services"] == ["shop.example", "*.blog.example"]
    assert "\n".join(violations(page)) == ""
    drawer.get_by_role("button", name="Disable").click()
    expect(page.get_by_text("tobias is out and stays out")).to_be_visible()
    drawer.get_by_role("button", name="Close").click()
    page.keyboard.press("KeyZ")
    expect(page.get_by_text("tobias may come in")).to_be_visible()
    page.get_by_role("button", name="Details of admin").click()
    own = page.get_by_role("dialog", name="admin")
    expect(own.get_by_role("button", name="Disable")).to_have_attribute("aria-disabled", "true")
