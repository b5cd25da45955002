"""Every screen in both themes, both languages and three widths: accessible, translated, no wider than it may be.

A picture of each is kept in `artifacts/screens`, for whoever wants to see what a change did to them.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from core.app.tests.screens import every_screen
from dozor.tests.running import Running
from dozor.tests.thorough import THOROUGH

PICTURES = Path(__file__).parents[3] / "artifacts" / "screens"
WIDTHS = (1440, 768, 360)
# Each theme and each language with every screen at every width; colours say nothing of words.
SHOWN = [("dark", "en"), ("light", "ru"), *([("dark", "ru"), ("light", "en")] if THOROUGH else [])]
SHOWN_LOADING = {"kit": 3}  # the gallery shows skeletons too, and those stay

# What a text on a Russian screen has when it was not translated. What machines say is not: it is marked as such.
ENGLISH = re.compile(
    r"(?<![\w/.-])(?:the|and|of|is|are|was|has|no|not|for|with|from|last|this|you)(?![\w/-])", re.IGNORECASE
)
MACHINES = "[lang=en], .mono, code, pre, kbd, samp, textarea, [translate=no], .cm-editor, iframe"
SPOKEN = """machines => {
    const shown = document.querySelector("main").cloneNode(true);
    for (const each of shown.querySelectorAll(machines)) each.remove();
    const texts = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT), said = [];
    while (texts.nextNode()) said.push(texts.currentNode.data);
    return said.join("\\n");
}"""


def _settled(page: Page, skeletons: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main .skeleton")).to_have_count(skeletons)
    expect(page.locator("main :is(section, table, form, article)").first).to_be_visible()


def _complaints(page: Page, lang: str) -> list[str]:
    """Return what is wrong with a page as it is shown now."""
    wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"wider by {wider} px"] if wider > 0 else []
    if lang == "ru" and (english := ENGLISH.search(text := page.evaluate(SPOKEN, MACHINES))):
        found.append(f"English: ...{text[max(english.start() - 60, 0) : english.end() + 60]}...")
    return [*found, *violations(page)]


@pytest.mark.timeout(900)  # thirty screens, one after another
@pytest.mark.parametrize(("theme", "lang"), SHOWN)
def test_every_screen_is_whole(dozor: Running, signed_in: OpenPage, theme: str, lang: str) -> None:
    page = signed_in("/profile", theme=theme, lang=lang)
    PICTURES.mkdir(parents=True, exist_ok=True)
    wrong = []
    for screen in every_screen(dozor):
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        page.goto(f"{dozor.core_url}/{screen}")
        _settled(page, SHOWN_LOADING.get(screen, 0))
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            name = re.sub(r"\W+", "-", screen)
            page.screenshot(path=PICTURES / f"{name}-{width}-{theme}-{lang}.png")
            wrong += [f"{screen} at {width}: {what}" for what in _complaints(page, lang)]
    assert not wrong, "\n".join(wrong)
