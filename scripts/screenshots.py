"""Takes the pictures of the README: a demo is started, some attacks waited for, and the screen photographed."""

import asyncio
import tempfile
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

import httpx
from playwright.sync_api import Browser, Page, expect, sync_playwright

from conftest import CHROMIUM_FLAGS
from core.server.telegram.tests.bot_api import TOKEN, bot_api
from core.server.telegram.tests.played_chats import Shown
from dozor.tests.running import Running, start_dozor, stop_dozor, wait_until
from dozor.tests.waiting import until

IMAGES = Path(__file__).parents[1] / "docs" / "images"
LOOKS: Final[tuple[tuple[Literal["dark", "light"], str], ...]] = (("dark", "en"), ("dark", "ru"), ("light", "en"))

_CHATS: Final = {7: "en", 8: "ru"}


def main() -> None:
    """Write `WHAT-THEME-LANGUAGE.png` of screens of a demo, and what Telegram is sent of an incident."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        running = start_dozor(Path(folder), "--demo", "--port", "19700", "--nginx-port", "19780")
        try:
            asyncio.run(keep_what_telegram_gets(running))
            with sync_playwright() as playwright:
                chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS)
                wait_until(lambda: _worth_a_picture(running.api("GET", "snapshot/anomalies")), 240)
                photograph(chromium, running)
                chromium.close()
        finally:
            stop_dozor(running)


def _worth_a_picture(snapshot: dict[str, Any]) -> bool:
    """A flood, a scan and credential stuffing were seen, and an attack is refused right now."""
    return (
        snapshot["verdict"]["state"] == "attack"
        and len(snapshot["sources"]) >= 3
        and (snapshot["kpis"]["refused_rps"]["value"] or 0) > 0
    )


def photograph(chromium: Browser, running: Running) -> None:
    """Write a picture in each look of the Anomalies screen, then one in each language of the others."""
    for theme, language in LOOKS:
        page = _page(chromium, running, theme, language)
        _keep(page, f"{running.core_url}/anomalies", f"anomalies-{theme}-{language}")
        if theme == "dark":
            for name, path in screens(running).items():
                _keep(page, f"{running.core_url}/{path}", f"{name}-{theme}-{language}")
        page.close()


def screens(running: Running) -> dict[str, str]:
    """Return the paths of the screens that are shown of a demo in which somebody was banned."""
    ban = running.api("GET", "decisions?type=ban&active=true")["items"][0]
    [node] = running.api("GET", "nodes")
    return {
        "overview": "overview",
        "incident": f"incidents/{ban['incident_id']}",
        "decision": f"decisions?open={ban['id']}",
        "source": f"sources/{ban['value']}",
        "sources": "sources",
        "requests": "requests",
        "metrics": "metrics?range=5m",
        "node": f"nodes/{node['id']}?range=5m",
        "domain": "domains/shop.example?look=edit",
        "models": "models",
        "rules": "rules",
    }


def _page(chromium: Browser, running: Running, theme: Literal["dark", "light"], language: str) -> Page:
    page = chromium.new_page(viewport={"width": 1440, "height": 1080}, color_scheme=theme, locale=language)
    page.goto(f"{running.core_url}/anomalies")
    page.locator("input[name=login]").fill("admin")
    page.locator("input[name=password]").fill(running.admin_password)
    page.keyboard.press("Enter")
    page.get_by_role("row").nth(1).wait_for()
    return page


def _keep(page: Page, url: str, name: str) -> None:
    page.goto(url)
    page.locator("main section").first.wait_for()
    expect(page.locator("main .skeleton")).to_have_count(0, timeout=60_000)
    page.wait_for_timeout(4000)
    page.screenshot(path=IMAGES / f"{name}.png")


async def keep_what_telegram_gets(running: Running) -> None:
    """Write the picture of an incident that is over, as a chat of each language is sent it."""
    async with bot_api() as telegram, httpx.AsyncClient(base_url=f"{running.core_url}/api/v1/") as client:
        session = await client.post("session", json={"login": "admin", "password": running.admin_password})
        client.headers["Authorization"] = f"Bearer {session.raise_for_status().json()['access_token']}"
        channel = {"kind": "telegram", "token": TOKEN, "api_url": telegram.url}
        (await client.put("notifications/channels/telegram", json=channel)).raise_for_status()
        chats: list[str] = []
        for chat, language in _CHATS.items():  # one after the other: a new code ends the one before
            telegram.chats.add(chat)
            code = (await client.post("notifications/channels/telegram/code", json={"language": language})).json()
            telegram.chats.says(chat, {"id": chat, "is_bot": False, "first_name": "Ann"}, f"/bind {code['code']}")
            chats = await until(partial(_bound, client, len(chats) + 1))
        [kept] = (await client.get("notifications/rules")).json()["rules"]
        (await client.put("notifications/rules/default", json=kept["rule"] | {"chats": chats})).raise_for_status()
        for chat, language in _CHATS.items():
            message = await until(partial(_over, telegram.chats.chats[chat].messages), within=400)
            (IMAGES / f"telegram-{language}.png").write_bytes(message.picture)


async def _bound(client: httpx.AsyncClient, many: int) -> list[str]:
    """Return the ids of the chats once there are so many, nothing before."""
    chats = (await client.get("notifications/chats")).json()["chats"]
    return [each["id"] for each in chats] if len(chats) == many else []


def _over(messages: Mapping[int, Shown]) -> Shown | None:
    """Return the first message whose incident is over; newer ones may go on."""
    return next((each for each in messages.values() if each.picture and "✅" in each.text), None)


if __name__ == "__main__":
    main()
