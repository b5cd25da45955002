"""Takes the pictures of the README: a demo is started, some attacks waited for, and the screen photographed."""

import tempfile
from pathlib import Path
from typing import Any, Final, Literal

from playwright.sync_api import Browser, Page, sync_playwright

from conftest import CHROMIUM_FLAGS
from dozor.tests.running import Running, start_dozor, stop_dozor, wait_until

IMAGES = Path(__file__).parents[1] / "docs" / "images"
LOOKS: Final[tuple[tuple[Literal["dark", "light"], str], ...]] = (("dark", "en"), ("dark", "ru"), ("light", "en"))

_SHOWN: Final = {"incident": "What happened", "decision": "Detector parts that judged"}


def main() -> None:
    """Write `anomalies-THEME-LANGUAGE.png`, and pictures of an incident and of a decision's evidence."""
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        running = start_dozor(Path(folder), "--demo", "--port", "19700", "--nginx-port", "19780")
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS)
        try:
            wait_until(lambda: _worth_a_picture(running.api("GET", "snapshot/anomalies")), 240)
            photograph(chromium, running.core_url, running.admin_password)
            photograph_evidence(chromium, running)
        finally:
            chromium.close()
            stop_dozor(running)


def _worth_a_picture(snapshot: dict[str, Any]) -> bool:
    """A flood, a scan and credential stuffing were seen, and an attack is refused right now."""
    return (
        snapshot["verdict"]["state"] == "attack"
        and len(snapshot["sources"]) >= 3
        and (snapshot["kpis"]["refused_rps"]["value"] or 0) > 0
    )


def photograph(chromium: Browser, url: str, password: str) -> None:
    """Write a picture in each look of the Anomalies screen of the Dozor at `url`."""
    for theme, language in LOOKS:
        page = chromium.new_page(viewport={"width": 1440, "height": 1080}, color_scheme=theme, locale=language)
        _sign_in(page, url, password)
        page.locator("canvas").wait_for()
        page.wait_for_timeout(3000)
        page.screenshot(path=IMAGES / f"anomalies-{theme}-{language}.png")
        page.close()


def photograph_evidence(chromium: Browser, running: Running) -> None:
    """Write `incident-dark-en.png` and `decision-dark-en.png`: why a source was banned, and what came of it."""
    ban = running.api("GET", "decisions?type=ban&active=true")["items"][0]
    page = chromium.new_page(viewport={"width": 1440, "height": 1080}, color_scheme="dark", locale="en")
    _sign_in(page, running.core_url, running.admin_password)
    for name, path in (("incident", f"incidents/{ban['incident_id']}"), ("decision", f"decisions?open={ban['id']}")):
        page.goto(f"{running.core_url}/{path}")
        page.get_by_text(_SHOWN[name]).first.wait_for()
        page.wait_for_timeout(1000)
        page.screenshot(path=IMAGES / f"{name}-dark-en.png")
    page.close()


def _sign_in(page: Page, url: str, password: str) -> None:
    page.goto(url)
    page.locator("input[name=login]").fill("admin")
    page.locator("input[name=password]").fill(password)
    page.keyboard.press("Enter")
    page.get_by_role("row").nth(1).wait_for()


if __name__ == "__main__":
    main()
