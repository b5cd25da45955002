"""The challenge's page in a real Chromium: it is solved without a hand, speaks two languages, and wears two colours."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from agent.nginx.control import Control, Push
from agent.tests.nginx.acting import now
from agent.tests.nginx.solving import KEY, PATH
from dozor.tests.running import wait_until


def tell(nginx, verdict, source="127.0.0.1"):
    """Have NGINX hold a verdict about where the browser comes from. Playwright has this thread's event loop."""

    async def push():
        control = Control(nginx.node.control_socket)
        entries = f"{verdict}@{int(now()) + 600}@" if verdict else ""
        await control.push(Push(changes=[(source, entries, 600_000)], mark="test", key=KEY))
        control.close()

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, push()).result()


@pytest.fixture
def open_page(browser, nginx):
    """Open a path in a context of its own; nothing but the challenge's own refusals may be complained about."""
    contexts, complaints = [], []
    (nginx.folder / "www/goods").mkdir()
    for path, title in (("index.html", "Welcome"), ("goods/index.html", "Goods")):
        text = f'<!doctype html><link rel="icon" href="data:,"><title>{title}</title><h1>{title}</h1>'
        (nginx.folder / "www" / path).write_text(text)

    def heard(message):
        if message.type in {"error", "warning"} and not re.search("status of 4(03|10)", message.text):
            complaints.append(message.text)

    def open_(path="/", *, host="127.0.0.1", **preferences):
        context = browser.new_context(**preferences)
        contexts.append(context)
        page = context.new_page()
        page.on("console", heard)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"http://{host}:{nginx.port}{path}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def test_a_browser_solves_the_page_by_itself_and_stays_where_it_was_going(open_page, nginx):
    tell(nginx, "challenge")
    page = open_page("/goods/?colour=red#second")
    expect(page.get_by_role("heading")).to_have_text("Goods")
    assert page.url.endswith("/goods/?colour=red#second")
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["httpOnly"], cookie["sameSite"]) == ("dozor_pass", True, "Lax")
    page.goto(f"http://127.0.0.1:{nginx.port}/")
    expect(page.get_by_role("heading")).to_have_text("Welcome")
    expected = {
        ("GET /goods/?colour=red", "challenge"),
        (f"POST {PATH}", "challenge"),
        (f"GET {PATH}", "challenge"),
        ("GET /goods/?colour=red", "passed"),
        ("GET /", "passed"),
    }
    wait_until(lambda: len(asked(nginx)) == len(expected))
    assert set(asked(nginx)) == expected


def asked(nginx):
    """Return requests and verdicts, in the order in which two workers wrote them after they were answered."""
    lines = [line for line in nginx.access_log.splitlines() if "favicon" not in line]
    return [(re.search(r'"([A-Z]+ \S+) HTTP', line)[1], line.split('"')[-4]) for line in lines]


def test_it_is_solved_where_a_browser_has_no_webcrypto(open_page, nginx):
    tell(nginx, "challenge", "0:0:0:0")
    tell(nginx, "challenge")
    page = open_page(host="shop.test.localhost")
    expect(page.get_by_role("heading")).to_have_text("Welcome")


def test_a_browser_without_scripts_reads_what_to_do_and_stays_outside(open_page, nginx):
    tell(nginx, "challenge")
    page = open_page(java_script_enabled=False)
    expect(page.get_by_text("The check needs JavaScript")).to_be_visible()
    expect(page.get_by_text("This takes about a second")).to_be_hidden()
    assert page.reload().status == 403


def test_a_browser_that_keeps_no_cookies_is_told_so_and_does_not_go_round_in_circles(open_page, nginx):
    page = open_page()
    tell(nginx, "challenge")
    page.route(
        f"**{PATH}", lambda route: _without_cookie(route) if route.request.method == "POST" else route.continue_()
    )
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("does not keep the cookie")
    page.unroute_all()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading")).to_have_text("Welcome")


def _without_cookie(route):
    answer = route.fetch()
    headers = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
    route.fulfill(status=answer.status, headers=headers)
    route.request.frame.page.context.clear_cookies()


def test_a_solution_that_is_refused_can_be_tried_again(open_page, nginx):
    page = open_page()
    tell(nginx, "challenge")
    page.route(f"**{PATH}", lambda route: route.fulfill(status=410))
    page.reload()
    expect(page.get_by_role("status")).to_contain_text("Please try again")
    expect(page.get_by_text("The check needs JavaScript")).to_be_hidden()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


@pytest.mark.parametrize(
    ("lang", "title"),
    [("ru-RU", "Проверяем браузер"), ("en-GB", "Checking your browser"), ("fr-FR", "Checking your browser")],
    ids=["ru", "en", "fr"],
)
@pytest.mark.parametrize(
    ("scheme", "ground"), [("dark", "rgb(14, 16, 20)"), ("light", "rgb(244, 245, 247)")], ids=["dark", "light"]
)
def test_the_page_follows_the_browsers_language_and_colours(open_page, nginx, lang, title, scheme, ground):
    tell(nginx, "challenge")
    page = open_page(locale=lang, color_scheme=scheme, java_script_enabled=False)
    expect(page.get_by_role("heading")).to_have_text(title)
    expect(page.locator("body")).to_have_css("background-color", ground)
