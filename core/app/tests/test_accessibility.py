import pytest
from playwright.sync_api import Page, expect

from core.app.tests.conftest import APP, OpenPage

AXE = APP / "node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SETTLED = """() => Promise.allSettled(document.getAnimations()
    .filter(animation => Number.isFinite(animation.effect?.getComputedTiming().endTime ?? 0))
    .map(animation => animation.finished)).then(() => null)"""


def violations(page: Page) -> list[str]:
    """Return what axe has against a page."""
    page.evaluate(AXE.read_text())
    page.evaluate(SETTLED)  # a dialog that still fades in has less contrast than it will have
    found = page.evaluate("tags => axe.run(document, {runOnly: tags}).then(result => result.violations)", RULES)
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize(("theme", "lang"), [("dark", "en"), ("light", "ru")])
def test_every_place_is_accessible(signed_in: OpenPage, core_url: str, theme: str, lang: str) -> None:
    page = signed_in(theme=theme, lang=lang)
    for place in ("anomalies", "decisions", "nodes", "services"):
        page.goto(f"{core_url}/{place}")
        expect(page.locator("main section").first).to_be_visible()
        page.locator("main tbody tr, main .mb-1").first.wait_for(state="attached", timeout=15_000)
        assert "\n".join(violations(page)) == "", place


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
