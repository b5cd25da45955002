"""Dozor's own pages in a real browser: on the smallest of screens, light and dark, needing nobody."""

import pytest

from core.server.proxy.pages.facts import EXAMPLES, filled
from core.server.proxy.pages.page_checks import doubts_about
from core.server.proxy.pages.rendering import KEYS, Which, own_page
from core.server.proxy.render.pages import LANGUAGES
from core.server.proxy.specs.page import PagesSpec

NONE = PagesSpec()
TALKATIVE = PagesSpec(contact="write to " + "very-long-name" * 20 + "@shop.example")


def shown(browser, key, language, *, scheme="light", spec=NONE):
    """Return how wide the page is, and its paper's colour."""
    page = browser.new_page(viewport={"width": 320, "height": 640}, color_scheme=scheme)
    page.set_content(filled(own_page(Which(key, language, "html"), spec, NONE), EXAMPLES))
    facts = page.evaluate("[document.documentElement.scrollWidth, getComputedStyle(document.body).backgroundColor]")
    page.close()
    return facts


def test_every_page_fits_the_smallest_screen_and_asks_for_nothing(browser):
    page, asked, widths = browser.new_page(viewport={"width": 320, "height": 640}), [], {}
    page.on("request", lambda request: asked.append(request.url))
    for key in KEYS:
        for language in LANGUAGES:
            page.set_content(filled(own_page(Which(key, language, "html"), NONE, NONE), EXAMPLES))
            widths[key, language] = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert (set(widths.values()), asked) == ({320}, [])


@pytest.mark.parametrize(("scheme", "paper"), [("light", "rgb(244, 246, 248)"), ("dark", "rgb(15, 20, 26)")])
def test_pages_are_as_light_or_dark_as_the_visitor_likes(browser, scheme, paper):
    assert shown(browser, "502", "ru", scheme=scheme)[1] == paper


def test_a_long_word_of_an_operator_does_not_make_a_page_wider(browser):
    assert shown(browser, "banned", "en", spec=TALKATIVE)[0] == 320


@pytest.mark.parametrize("key", KEYS)
def test_nothing_of_dozors_own_pages_is_doubtful(key):
    assert doubts_about(own_page(Which(key, "ru", "html"), NONE, NONE)) == []
