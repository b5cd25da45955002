"""Fixtures of the tests that need the whole of Dozor: everything is real, on loopback, in a folder of its own."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from dozor.tests.running import Running, start_dozor, stop_dozor

CHROMIUM_FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def dozor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A Dozor with demo visitors, no attacks, shared by all tests of a session."""
    running = start_dozor(
        tmp_path_factory.mktemp("dozor"), "--demo", "--no-attacks", "--port", "17700", "--nginx-port", "17780"
    )
    yield running
    stop_dozor(running)


@pytest.fixture(scope="session")
def core_url(dozor: Running) -> str:
    return dozor.core_url


@pytest.fixture(scope="session")
def admin_password(dozor: Running) -> str:
    return dozor.admin_password


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()
