import pytest
from playwright.sync_api import expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_signing_in_and_dialogs_are_accessible(open_page: OpenPage, signed_in: OpenPage, theme: str) -> None:
    page = open_page("/", theme=theme)
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert "\n".join(violations(page)) == ""
    page = signed_in("/nodes", theme=theme)
    for open_it in ("Control+k", "Shift+Slash", "KeyT"):
        page.keyboard.press(open_it)
        expect(page.get_by_role("dialog")).to_be_visible()
        assert "\n".join(violations(page)) == "", open_it
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
