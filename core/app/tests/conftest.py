"""Pages of a real Chromium on a real core. A page fails its test when the browser complains about anything."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from dozor.tests.waiting import WITHIN_SECONDS

APP = Path(__file__).parents[1]
OpenPage = Callable[..., Page]

# A refusal by the core is an answer that a test may ask for; the browser notes it in the console all the same.
_ANSWERS = (
    "status of 401",
    "status of 403",
    "status of 404",
    "status of 409",
    "status of 422",
    "status of 429",
    "ERR_INTERNET_DISCONNECTED",
)


@pytest.fixture
def open_page(browser: Browser, core_url: str) -> Iterator[OpenPage]:
    """Open `path` in a context of its own; preferences as keywords."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(answer in message.text for answer in _ANSWERS):
            complaints.append(message.text)

    def open_(path: str = "/", *, width: int = 1440, height: int = 900, theme: str = "dark", lang: str = "en") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            locale="ru-RU" if lang == "ru" else "en-GB",
            timezone_id="Europe/Moscow",
            accept_downloads=True,
        )
        context.set_default_timeout(WITHIN_SECONDS * 1000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(core_url + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def sign_in(page: Page, password: str) -> None:
    form = page.locator("form")
    form.locator("input[name=login]").fill("admin")
    form.locator("input[name=password]").fill(password)
    form.locator("button[type=submit]").click()
    expect(page.get_by_role("navigation").first).to_be_attached()


@pytest.fixture
def signed_in(open_page: OpenPage, admin_password: str) -> OpenPage:
    """Open `path` as the administrator."""

    def open_(path: str = "/anomalies", **preferences: Any) -> Page:
        page = open_page(path, **preferences)
        sign_in(page, admin_password)
        return page

    return open_
