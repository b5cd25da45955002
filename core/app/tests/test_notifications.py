"""Notifications in a real browser, with a Telegram of our own that a bot speaks to."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.app.tests.accessibility import violations
from core.app.tests.conftest import OpenPage
from core.server.telegram.tests.bot_api import TOKEN
from dozor.tests.running import Running, wait_until
from dozor.tests.waiting import free_port

CHANNELS, CHATS = "notifications/channels", "notifications/chats"
SECTIONS = ("", "?section=chats", "?section=rules", "?section=silences", "?section=templates")


@dataclass
class Telegram:
    """A Telegram on loopback: what its one user says, and in `written` what the bot wrote so far."""

    url: str
    process: subprocess.Popen[str]
    written: Path

    def says(self, text: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{text}\n")
        self.process.stdin.flush()

    def reads(self, text: str) -> None:
        """Wait until the bot has written a text."""
        wait_until(lambda: text in self.written.read_text())


@pytest.fixture(scope="module")
def telegram(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Telegram]:
    port, written = free_port(), tmp_path_factory.mktemp("telegram") / "written"
    command = [sys.executable, "-u", "-m", "core.server.telegram.tests.bot_api", "--port", str(port)]
    with (
        written.open("w") as output,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, text=True) as process,
    ):
        played = Telegram(f"http://127.0.0.1:{port}", process, written)
        played.reads("Bot API at")
        yield played
        process.terminate()


@pytest.fixture
def chat(dozor: Running, telegram: Telegram) -> Iterator[str]:
    """A chat that is bound; it goes with its channel, and so does the rule of the first chat."""
    dozor.api("PUT", f"{CHANNELS}/duty", {"kind": "telegram", "token": TOKEN, "api_url": telegram.url})
    made = dozor.api("POST", CHATS, {"channel": "duty", "address": "7", "title": "On duty"})
    yield made["id"]
    dozor.api("DELETE", f"{CHANNELS}/duty")
    for ruled in dozor.api("GET", "notifications/rules")["rules"]:
        dozor.api("DELETE", f"notifications/rules/{ruled['name']}")


@pytest.fixture
def settled(dozor: Running) -> Callable[[Page], None]:
    """Wait until a page shows what it is about."""

    def settled(page: Page) -> None:
        page.locator("main section").first.wait_for()
        expect(page.locator("main .skeleton")).to_have_count(0)

    return settled


def test_a_bot_is_added_a_chat_bound_by_a_code_and_a_test_arrives(
    dozor: Running, telegram: Telegram, signed_in: OpenPage
) -> None:
    page = signed_in("/notifications?section=chats")
    page.get_by_role("button", name="Add channel").click()
    page.get_by_label("Name").fill("bot")
    page.get_by_label("Token of the bot").fill(TOKEN)
    page.get_by_label("Bot API server").fill(telegram.url)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Bind a chat to bot").click()
    page.get_by_role("button", name="Make a code").click()
    telegram.says(page.get_by_test_id("bind-command").inner_text())
    bound = page.get_by_role("dialog", name="Bind a chat to bot")
    expect(bound.get_by_text("Bound:")).to_be_visible()
    bound.get_by_role("button", name="Send a test").click()
    expect(bound.get_by_text("Test: delivered")).to_be_visible()
    telegram.reads("this is a test")
    page.goto(f"{dozor.core_url}/notifications")
    expect(page.get_by_role("row").filter(has_text="this is a test")).to_contain_text("Delivered")

    page.goto(f"{dozor.core_url}/notifications?section=chats&open=channel:bot")
    page.get_by_role("dialog", name="bot").get_by_role("button", name="Remove").click()
    page.get_by_role("dialog", name="Remove: bot").get_by_role("button", name="Remove").click()
    expect(page.get_by_text("bot: removed")).to_be_visible()
    assert dozor.api("GET", CHATS)["chats"] == []
    dozor.api("DELETE", "notifications/rules/default")


def test_a_rule_is_made_with_hours_and_says_what_it_tells_of(dozor: Running, chat: str, signed_in: OpenPage) -> None:
    page = signed_in("/notifications?section=rules&open=%2B")
    page.get_by_label("Name").fill("nights")
    page.get_by_role("checkbox", name="Incidents").check()
    page.get_by_text("Within hours only").click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_have_text("Choose a chat.")
    page.get_by_role("checkbox", name="On duty").check()
    page.get_by_label("Labels", exact=True).fill("container = web-*")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row", name="nights")).to_contain_text("Incidents · High and worse · container = web-*")
    rules = {each["name"]: each["rule"] for each in dozor.api("GET", "notifications/rules")["rules"]}
    assert rules["nights"]["chats"] == [chat]
    assert rules["nights"]["hours"]["timezone"] == "Europe/Moscow"


def test_a_silence_is_made_ended_and_had_back(dozor: Running, signed_in: OpenPage) -> None:
    page = signed_in("/notifications?section=silences")
    page.get_by_role("button", name="New silence").click()
    page.get_by_label("Why").fill("load test")
    page.get_by_label("Begins").fill("soon")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Not a time")
    page.get_by_label("Begins").fill("")
    page.get_by_label("Services").fill("shop.*")
    page.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has_text="load test")
    expect(row).to_contain_text("holds now")
    row.get_by_role("button", name="End the silence of shop.*").click()
    expect(row).to_be_hidden()
    page.keyboard.press("KeyZ")
    expect(row).to_contain_text("holds now")
    for made in dozor.api("GET", "notifications/silences")["silences"]:
        dozor.api("DELETE", f"notifications/silences/{made['id']}")


def test_a_template_is_seen_tried_saved_and_reset(telegram: Telegram, chat: str, signed_in: OpenPage) -> None:
    page = signed_in("/notifications?section=templates&open=certificate%2Fen")
    drawer = page.get_by_role("dialog", name="Certificates, English")
    preview = drawer.get_by_role("region", name="As it looks")
    source = drawer.get_by_label("Template, Jinja2")
    source.fill("<b>Trial</b> <script>window.broken = 1</script>")
    expect(preview.get_by_role("alert")).to_contain_text("script")
    drawer.get_by_role("button", name="Save").click()
    expect(drawer.get_by_role("alert").last).to_contain_text("On a sample")
    source.fill("<b>Trial of {{ kind }}</b>")
    expect(preview.locator("b")).to_have_text("Trial of certificate")
    drawer.get_by_role("button", name="Send a test").click()
    expect(drawer.get_by_text("Test: delivered")).to_be_visible()
    telegram.reads("Trial of certificate")
    drawer.get_by_role("button", name="Save").click()
    row = page.get_by_role("row", name="Certificates")
    expect(row).to_contain_text("changed by admin")
    row.get_by_role("button").click()
    drawer.get_by_role("button", name="Reset to default").click()
    page.get_by_role("dialog", name="Reset to default").get_by_role("button", name="Reset to default").click()
    expect(row).to_contain_text("as made by Dozor")


@pytest.mark.parametrize(("theme", "lang", "width"), [("dark", "en", 1440), ("light", "ru", 360)])
def test_every_section_is_accessible_and_fits(
    dozor: Running,
    chat: str,
    settled: Callable[[Page], None],
    signed_in: OpenPage,
    theme: str,
    lang: str,
    width: int,
) -> None:
    page = signed_in("/notifications", theme=theme, lang=lang, width=width)
    opened = ("?section=rules&open=default", "?section=silences&open=%2B", "?section=templates&open=incident%2Fru")
    for section in (*SECTIONS, f"?section=chats&open=chat:{chat}", "?section=chats&open=channel:duty", *opened):
        page.goto(f"{dozor.core_url}/notifications{section}")
        settled(page)
        if "open" in section:
            page.get_by_role("dialog").wait_for()
        assert "\n".join(violations(page)) == "", section
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, section
