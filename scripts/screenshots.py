"""Takes the pictures of the README: a demo is started, an attack waited for, and the screen photographed."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from conftest import CHROMIUM_FLAGS
from dozor.tests.running import start_dozor, stop_dozor, wait_until

IMAGES = Path(__file__).parents[1] / "docs" / "images"


def main() -> None:
    """Write `anomalies-THEME-LANGUAGE.png` and `nodes-dark-en.png`."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        running = start_dozor(Path(folder), "--demo", "--port", "19700", "--nginx-port", "19780")
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS)
        try:
            wait_until(lambda: running.api("GET", "snapshot/anomalies")["verdict"]["state"] == "attack", 120)
            for theme, language in (("dark", "en"), ("dark", "ru"), ("light", "en")):
                page = chromium.new_page(viewport={"width": 1440, "height": 900}, color_scheme=theme, locale=language)
                _sign_in(page, running.core_url, running.admin_password)
                page.wait_for_timeout(4000)
                page.screenshot(path=IMAGES / f"anomalies-{theme}-{language}.png")
                page.close()
        finally:
            chromium.close()
            stop_dozor(running)


def _sign_in(page: Page, url: str, password: str) -> None:
    page.goto(url)
    page.locator("input[autocomplete=username]").fill("admin")
    page.locator("input[type=password]").fill(password)
    page.keyboard.press("Enter")
    page.get_by_role("row").nth(1).wait_for()


main()
