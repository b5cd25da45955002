"""Error pages in a real browser: what is written there is what NGINX answers."""

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from playwright.sync_api import expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from core.app.tests.editing import paste_over
from core.app.tests.served import answered
from dozor.tests.running import Running, wait_until

DOMAIN = "blog.example"
SOON = 90_000
WORDS = "The printer is being fed"


@pytest.fixture
def put_back(dozor: Running) -> Iterator[None]:
    """The domain and the pages are afterwards as they were."""
    before = dozor.api("GET", f"config/domain/{DOMAIN}")["spec"]
    yield
    dozor.api("PUT", f"config/domain/{DOMAIN}", before)
    if any(each["templates"] for each in dozor.api("GET", "pages")):
        dozor.api("DELETE", "config/pages/default")
    wait_until(lambda: all(each["ended_at"] for each in dozor.api("GET", "deployments?limit=1")), 60)
    dozor.api("POST", "deployments", {"note": "tests: as before"})


@pytest.mark.usefixtures("put_back")
def test_a_page_that_was_written_is_what_visitors_get_in_maintenance(dozor: Running, signed_in: OpenPage) -> None:
    page = signed_in("/pages")
    page.get_by_role("button", name="Write the page maintenance").click()
    page.get_by_role("button", name="Begin with nothing").click()
    paste_over(page, "<h1>{{ nothing }}</h1>", "Template")
    expect(page.get_by_text("'nothing' is undefined")).to_be_visible(timeout=SOON)
    save = page.get_by_role("button", name="Save and deploy")
    expect(save).to_have_attribute("aria-disabled", "true")
    paste_over(page, f"<h1>{WORDS}: {{{{ status }}}}</h1>", "Template")
    expect(page.frame_locator("iframe").get_by_text(f"{WORDS}: 503")).to_be_visible(timeout=SOON)
    assert "\n".join(violations(page)) == ""
    save.click()
    expect(page.get_by_text("The page maintenance is what visitors see now")).to_be_visible(timeout=SOON)

    page.goto(f"{dozor.core_url}/pages?pages=maintenance")
    page.get_by_role("button", name=f"Begin now: {DOMAIN}").click()
    expect(page.get_by_text(f"{DOMAIN} is in maintenance")).to_be_visible(timeout=SOON)
    shown = answered(dozor, DOMAIN)
    assert (shown.status, f"{WORDS}: 503" in shown.body) == (HTTPStatus.SERVICE_UNAVAILABLE, True)
    assert "\n".join(violations(page)) == ""
    page.get_by_role("button", name=f"End: {DOMAIN}").click()
    expect(page.get_by_role("button", name=f"Begin now: {DOMAIN}")).to_be_visible(timeout=SOON)
    wait_until(lambda: answered(dozor, DOMAIN).status == HTTPStatus.OK, 60)


@pytest.mark.parametrize(("lang", "theme"), [("en", "dark"), ("ru", "light")])
def test_what_visitors_see_is_shown_small_and_by_site(signed_in: OpenPage, lang: str, theme: str) -> None:
    page = signed_in("/pages", lang=lang, theme=theme)
    expect(page.locator("iframe")).to_have_count(18, timeout=SOON)
    words = "Сайт не отвечает" if lang == "ru" else "The site does not answer"
    expect(page.frame_locator("iframe").first.get_by_role("heading")).to_have_text(words, timeout=SOON)
    assert "\n".join(violations(page)) == ""
    page.goto(page.url.split("?")[0] + "?pages=assigned")
    expect(page.get_by_role("rowheader", name=DOMAIN)).to_be_visible(timeout=SOON)
    assert "\n".join(violations(page)) == ""
