import re

import pytest
from playwright.sync_api import Page, expect

from core.app.tests.conftest import OpenPage

PLACES = ("anomalies", "decisions", "nodes", "services")
ENGLISH = re.compile(r"\b(?:the|and|of|is|are|no|now|last|ban|allow|source|service|requests?)\b", re.IGNORECASE)


def _press_russian(page: Page, code: str, letter: str) -> None:
    """Press a key as a Russian layout reports it."""
    event = "new KeyboardEvent('keydown', {code, key, bubbles: true, cancelable: true})"
    page.evaluate(f"([code, key]) => document.body.dispatchEvent({event})", [code, letter])


def test_the_palette_finds_a_page_and_gives_the_focus_back(signed_in: OpenPage) -> None:
    page = signed_in()
    opener = page.get_by_role("button", name="Search or jump to…")
    opener.focus()
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search and commands")
    expect(palette).to_be_visible()
    page.keyboard.press("Escape")
    expect(palette).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Control+k")
    page.keyboard.type("serv")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Services")


def test_the_palette_finds_things_and_leads_to_them(signed_in: OpenPage) -> None:
    page = signed_in("/settings")
    page.keyboard.press("Control+k")
    palette = page.get_by_role("dialog", name="Search and commands")
    page.keyboard.type("blog.exa")  # at once: it is kept until the palette is there
    palette.get_by_role("option", name=re.compile(r"^blog\.example service")).click()
    page.wait_for_url("**/services/blog.example")
    page.keyboard.press("Control+k")
    expect(palette).to_be_visible()
    page.keyboard.insert_text("203.0.113.9")
    palette.get_by_role("option", name="Show 203.0.113.9").click()
    page.wait_for_url("**/sources/203.0.113.9")


def test_the_logo_leads_home(signed_in: OpenPage) -> None:
    page = signed_in("/nodes")
    page.get_by_role("link", name="Dozor, home").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Overview")


def test_a_pasted_address_can_be_banned_from_the_palette(signed_in: OpenPage) -> None:
    page = signed_in()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.insert_text("203.0.113.200")
    page.get_by_role("option", name="Ban 203.0.113.200 for 4 h").click()
    expect(page.get_by_text("203.0.113.200 banned for")).to_be_visible()
    page.keyboard.press("KeyZ")
    expect(page.get_by_text("203.0.113.200 banned for")).to_be_hidden()


def test_letters_go_to_pages_on_a_russian_layout_too(signed_in: OpenPage) -> None:
    page = signed_in(lang="ru")
    _press_russian(page, "KeyG", "п")
    _press_russian(page, "KeyN", "т")
    expect(page.get_by_role("heading", level=1)).to_have_text("Узлы")


def test_letters_rest_in_fields_and_when_switched_off(signed_in: OpenPage) -> None:
    page = signed_in()
    page.get_by_role("searchbox").fill("gn")
    expect(page.get_by_role("heading", level=1)).to_have_text("Anomalies")
    page.get_by_role("searchbox").blur()
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Single-key shortcuts").click()
    expect(page.get_by_role("menu")).to_be_hidden()
    page.keyboard.press("?")
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_have_accessible_name("Search and commands")


def test_the_keys_are_listed_on_a_question_mark(signed_in: OpenPage) -> None:
    page = signed_in()
    page.keyboard.press("Shift+Slash")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()


def test_the_language_switches_without_a_reload_and_nothing_stays_english(signed_in: OpenPage) -> None:
    page = signed_in()
    page.evaluate("window.stillHere = true")
    page.get_by_role("button", name="EN: switch to Russian").click()
    for name in ("Аномалии", "Решения", "Узлы", "Сервисы"):
        page.get_by_role("link", name=name).first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(name)
        expect(page.locator("html")).to_have_attribute("lang", "ru")
        assert ENGLISH.findall(page.locator("body").inner_text()) == []
    assert page.evaluate("window.stillHere")


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_the_first_paint_has_the_theme_and_a_choice_persists(open_page: OpenPage, theme: str) -> None:
    page = open_page("/", theme=theme)
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    page.get_by_role("button", name="Switch theme").click()
    page.reload(wait_until="commit")
    other = "light" if theme == "dark" else "dark"
    page.wait_for_function("document.documentElement.dataset.theme")
    assert page.evaluate("document.documentElement.dataset.theme") == other


def test_a_typed_range_stands_in_the_url_and_back_returns(signed_in: OpenPage) -> None:
    page = signed_in()
    for typed, search in (("90m", "range=1h30m"), ("3д", "range=3d")):
        page.keyboard.press("KeyT")
        page.get_by_role("textbox", name="Type 90m, 6h, 3d or a date").fill(typed)
        page.get_by_role("button", name="Apply").click()
        page.wait_for_url(f"**/anomalies?{search}")
    page.go_back()
    page.wait_for_url("**/anomalies?range=1h30m")


def test_a_range_that_is_none_is_explained_and_kept(signed_in: OpenPage) -> None:
    page = signed_in()
    page.keyboard.press("KeyT")
    box = page.get_by_role("textbox", name="Type 90m, 6h, 3d or a date")
    box.fill("yesterday-ish")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("alert")).to_contain_text("Not a time range")
    expect(box).to_have_value("yesterday-ish")


def test_pausing_fixes_the_window_and_live_returns(signed_in: OpenPage) -> None:
    page = signed_in()
    page.get_by_role("button", name="Live: Pause").click()
    page.wait_for_url(re.compile(r"from=\d+&to=\d+|to=\d+&from=\d+"))
    expect(page.get_by_text("Paused: showing")).to_be_visible()
    page.keyboard.press("KeyL")
    page.wait_for_url(re.compile(r"/anomalies$"))


def test_an_unknown_page_says_so(signed_in: OpenPage) -> None:
    page = signed_in("/nowhere")
    expect(page.get_by_text("There is no such page")).to_be_visible()
    expect(page.get_by_text("/nowhere")).to_be_visible()


def test_a_page_is_named_in_the_tab_and_offers_a_time_range_where_it_matters(signed_in: OpenPage) -> None:
    page = signed_in("/audit")
    expect(page).to_have_title("Audit · Dozor")
    expect(page.get_by_role("button", name="Live: Pause")).to_be_visible()
    page.get_by_role("link", name="Users").click()
    expect(page).to_have_title("Users · Dozor")
    expect(page.get_by_role("button", name="Live: Pause")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 768, 1024, 1440, 1920])
def test_nothing_is_wider_than_the_screen(signed_in: OpenPage, core_url: str, width: int) -> None:
    page = signed_in(width=width, lang="ru")
    for name in PLACES:
        page.goto(f"{core_url}/{name}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.locator("main section").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, name
