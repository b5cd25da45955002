"""Words two fifths longer than ours, as a language to come may have them, break no screen."""

import pytest
from playwright.sync_api import expect

from core.app.tests.conftest import OpenPage
from core.app.tests.screens import places

LENGTHEN = r"""() => {
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const longer = word => word + "w".repeat(Math.ceil(word.length * 0.4));
    while (texts.nextNode()) {
        const text = texts.currentNode;
        if (text.parentElement.closest("script, style, .mono, .num, code, pre")) continue;
        text.data = text.data.replace(/\p{L}+/gu, longer);
    }
}"""
CUT = """() => [...document.querySelectorAll("main button, main a.ctl")]
    .filter(each => each.offsetParent && each.scrollWidth > each.clientWidth + 1)
    .filter(each => !each.querySelector(".cut") && !each.matches(".cut"))
    .map(each => each.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("width", [1440, 360])
def test_longer_words_break_no_screen(signed_in: OpenPage, core_url: str, width: int) -> None:
    page = signed_in("/profile", width=width)
    wrong = []
    for place in places():
        page.goto(f"{core_url}/{place}")
        expect(page.locator("main .skeleton")).to_have_count(0)
        expect(page.locator("main :is(section, table, form, article)").first).to_be_visible()
        page.evaluate(LENGTHEN)
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        wrong += [f"{place}: wider by {wider} px"] if wider > 0 else []
        wrong += [f"{place}: cut {each}" for each in page.evaluate(CUT)]
    assert "\n".join(wrong) == ""
