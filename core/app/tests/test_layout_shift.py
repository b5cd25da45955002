"""What moves on a phone once it was shown, though the answers of the core come late."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from bench.app_page import WATCH
from core.app.tests.conftest import OpenPage
from dozor.tests.running import Running

PHONE = {"width": 390, "height": 844}
MOST = 0.02
BANNED, ALLOWED = "198.51.100.77", "198.51.100.78"
SETTLED = {
    "decisions": f"main tbody :text('{BANNED}')",
    "allowlist": f"main tbody :text('{ALLOWED}')",
    "nodes": "main tbody tr[data-key]",
    "services": "main tbody tr[data-key]",
    "requests": "main [role=log] button",
    "pages": "main iframe",
}
DRAWN = "new Promise(seen => requestAnimationFrame(() => requestAnimationFrame(seen)))"


@pytest.fixture(scope="module")
def held(dozor: Running) -> Iterator[None]:
    """Somebody is banned, and somebody else may never be."""
    ban = dozor.api("POST", "decisions", {"source": BANNED})
    entry = dozor.api("POST", "allowlist", {"network": f"{ALLOWED}/32", "reason": "a monitor of ours"})
    yield
    dozor.api("DELETE", f"allowlist/{entry['id']}")
    dozor.api("DELETE", f"decisions/{ban['id']}")


class _Late:
    """Keeps the answers of the core back until the screen has been drawn without them."""

    def __init__(self, page: Page) -> None:
        self._kept: list[Route] | None = []
        page.route(lambda url: "/api/v1/" in url and "/session" not in url, self._keep)

    def _keep(self, route: Route) -> None:
        if self._kept is None:
            route.continue_()
        else:
            self._kept.append(route)

    def let_go(self) -> None:
        """Give the answers, what was asked for last first."""
        kept, self._kept = self._kept or [], None
        for route in reversed(kept):
            route.continue_()


def _shift(page: Page) -> float:
    page.evaluate(DRAWN)
    return float(page.evaluate("seen.shift"))


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("screen", SETTLED)
def test_late_answers_move_nothing_on_a_phone(signed_in: OpenPage, core_url: str, screen: str) -> None:
    page = signed_in("/profile", **PHONE)
    page.add_init_script(f"({WATCH})()")
    late = _Late(page)
    page.goto(f"{core_url}/{screen}", wait_until="commit")
    page.locator("main :is(.panel, section):visible").first.wait_for()
    page.evaluate(DRAWN)
    late.let_go()
    page.locator(SETTLED[screen]).first.wait_for()
    expect(page.locator("main .skeleton")).to_have_count(0)
    assert _shift(page) <= MOST


def test_a_frozen_automation_is_told_of_without_a_move(dozor: Running, signed_in: OpenPage) -> None:
    page = signed_in("/anomalies", **PHONE)
    verdict = page.locator("main section").first
    page.locator("main canvas").wait_for()
    before = verdict.bounding_box()
    dozor.api("PATCH", "policy", {"frozen": True})
    try:
        bar = page.get_by_role("status").filter(has_text="Automation is frozen")
        expect(bar).to_be_in_viewport()
        after = verdict.bounding_box()
    finally:
        dozor.api("PATCH", "policy", {"frozen": False})
    assert before is not None
    assert after is not None
    assert after["y"] == before["y"]
