"""A page of a real Chromium, and what its main thread did."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from conftest import CHROMIUM_FLAGS
from dozor.tests.running import Running

WATCH = """() => {
    window.seen = {shift: 0, long: []};
    const watch = (type, note) =>
        new PerformanceObserver(list => list.getEntries().forEach(note)).observe({type, buffered: true});
    watch("layout-shift", each => { seen.shift += each.hadRecentInput ? 0 : each.value });
    watch("longtask", each => seen.long.push(each.duration));
}"""
"""Begins to note layout shifts and tasks of over 50 ms."""


@dataclass(frozen=True)
class Spent:
    """What a page's main thread spent, in milliseconds."""

    tasks: float
    script: float
    layout: float
    style: float


@contextlib.contextmanager
def chromium() -> Iterator[Browser]:
    """A browser as the tests use it."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS)
        yield found
        found.close()


def signed_in(browser: Browser, dozor: Running) -> Page:
    """Return a page of the administrator, on a screen of little weight."""
    page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="en-GB", color_scheme="dark")
    page.set_default_timeout(60_000)
    page.add_init_script(f"({WATCH})()")
    page.goto(f"{dozor.core_url}/profile")
    page.locator("input[name=login]").fill("admin")
    page.locator("input[name=password]").fill(dozor.admin_password)
    page.keyboard.press("Enter")
    page.get_by_role("navigation").first.wait_for(state="attached")
    return page


def inspected(page: Page) -> CDPSession:
    """Return what tells of a page's main thread."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    return session


def spent(session: CDPSession) -> Spent:
    """Return what was spent since the page began."""
    found = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return Spent(*(found[f"{name}Duration"] * 1e3 for name in ("Task", "Script", "Layout", "RecalcStyle")))
