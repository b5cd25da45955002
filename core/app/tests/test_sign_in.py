from playwright.sync_api import Page, expect

from core.app.tests.conftest import OpenPage, sign_in


def test_a_newcomer_is_told_where_the_password_is(open_page: OpenPage) -> None:
    page = open_page("/")
    expect(page.get_by_text("The login is admin")).to_be_visible()


def test_a_wrong_password_is_refused_and_keeps_what_was_typed(open_page: OpenPage) -> None:
    page = open_page("/")
    page.get_by_label("Login").fill("nobody")
    page.get_by_label("Password", exact=True).fill("wrong")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_have_text("Wrong login or password.")
    expect(page.get_by_label("Login")).to_have_value("nobody")


def test_signing_in_opens_the_page_that_was_asked_for(open_page: OpenPage, admin_password: str) -> None:
    page = open_page("/nodes?range=6h")
    sign_in(page, admin_password)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nodes")
    assert page.url.endswith("/nodes?range=6h")


def test_a_reload_stays_signed_in_and_signing_out_ends_it(signed_in: OpenPage) -> None:
    page = signed_in("/services")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Services")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_two_tabs_share_a_session(signed_in: OpenPage) -> None:
    page = signed_in("/nodes")
    other = page.context.new_page()
    third = page.context.new_page()
    for tab in (other, third):
        tab.goto(page.url, wait_until="commit")
    for tab in (other, third):
        expect(tab.get_by_role("heading", level=1)).to_have_text("Nodes")
    for tab in (page, other):
        tab.reload()
        expect(tab.get_by_role("heading", level=1)).to_have_text("Nodes")


def test_an_ended_session_asks_for_the_password_over_the_page(open_page: OpenPage, admin_password: str) -> None:
    page = open_page("/anomalies")
    page.clock.install()
    page.reload()
    sign_in(page, admin_password)
    page.get_by_role("searchbox").fill("score>0.9")
    page.context.clear_cookies()
    page.clock.fast_forward("20:00")
    dialog = page.get_by_role("dialog", name="Your session has ended")
    expect(dialog).to_be_visible()
    _sign_in_again(dialog.page, admin_password)
    expect(dialog).to_be_hidden()
    expect(page.get_by_role("searchbox")).to_have_value("score>0.9")


def _sign_in_again(page: Page, password: str) -> None:
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
